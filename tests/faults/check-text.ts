/** What the database says of a text after the faults: every acknowledged word once, in its author's name. */
import { eq } from "drizzle-orm";
import { closeDatabase, db } from "#db/index.ts";
import { summaryPens, users } from "#db/schema/index.ts";
import { runsOf } from "#server/summary/authorship.ts";
import { textOf } from "#server/summary/document.ts";
import { readText } from "#server/summary/open-texts.ts";
import type { TextReport } from "./text.ts";

export interface CheckedText {
	problems: string[];
}

export async function checkText({
	caseId,
	texts,
	words,
}: Pick<TextReport, "caseId" | "texts" | "words">): Promise<CheckedText> {
	const problems: string[] = [];
	const pens = await db
		.select({ pen: summaryPens.pen, email: users.email })
		.from(summaryPens)
		.innerJoin(users, eq(users.id, summaryPens.userId))
		.where(eq(summaryPens.caseId, caseId));
	const emails = new Map(pens.map(({ pen, email }) => [pen, email]));
	let all = "";
	/** Whose each character is. */
	const authors: (string | undefined)[] = [];
	for (const [key, shown] of Object.entries(texts)) {
		const { text, runs } = await readText(caseId, key, ({ doc, copies }) => ({
			text: textOf(doc),
			runs: runsOf(doc, copies),
		}));
		if (text !== shown) problems.push(`${key}: the pages show other words than are stored`);
		for (const run of runs) for (const _ of run.text) authors.push(emails.get(run.pen));
		all += text;
	}
	const characters = [...all];
	const joined = characters.map((character) => (character.length > 1 ? "_" : character)).join("");
	for (const [word, email] of Object.entries(words)) {
		// A word's emoji is one place here, as it is in `authors`.
		const marked = [...word].map((character) => (character.length > 1 ? "_" : character)).join("");
		const at = joined.indexOf(marked);
		if (at < 0) problems.push(`"${word}" was acknowledged and is lost`);
		else if (joined.indexOf(marked, at + 1) >= 0) problems.push(`"${word}" is there twice`);
		else if (authors.slice(at, at + marked.length).some((author) => author !== email)) {
			problems.push(`"${word}" is not said to be ${email}’s`);
		}
	}
	await closeDatabase();
	return { problems };
}
