/** What the search has of summaries: a section as it read when its last state was kept, and not with every keystroke. */
import { and, asc, eq, gt } from "drizzle-orm";
import { indexText, type Reader, type TextDocument, type Tx } from "#db/index.ts";
import { cases, summarySections, summaryStates } from "#db/schema/index.ts";
import { log } from "../log.ts";
import { textOf } from "./document.ts";
import { type OpenText, storedText, UnreadableText } from "./open-texts.ts";

type KeptText = OpenText & { id: string };

const searched = ({ id: subjectId, caseId, doc }: KeptText, panelId: string): TextDocument => ({
	kind: "summary",
	subjectId,
	caseId,
	panelId,
	texts: [textOf(doc)],
});

/**
 * Puts a section into the search as it reads now; call it before a state of it is kept. Where one was kept of the same
 * words it is there already: of the summaries that a meeting ends with most have not been written in since.
 */
export async function indexSection(tx: Tx, text: KeptText, panelId: string): Promise<void> {
	const [same] = await tx
		.select({ id: summaryStates.id })
		.from(summaryStates)
		.where(and(eq(summaryStates.sectionId, text.id), eq(summaryStates.seq, text.seq)))
		.limit(1);
	if (!same) await indexText(tx, [searched(text, panelId)]);
}

/** Many of these are in memory at once. */
const AT_ONCE = 100;

/** All sections in which something was written, so many at a time: for a search index that is built anew. */
export async function* summaryTexts(reader: Reader): AsyncGenerator<TextDocument[]> {
	for (let after = ""; ; ) {
		const rows = await reader
			.select({ section: summarySections, panelId: cases.panelId })
			.from(summarySections)
			.innerJoin(cases, eq(cases.id, summarySections.caseId))
			.where(and(gt(summarySections.id, after), gt(summarySections.seq, 0)))
			.orderBy(asc(summarySections.id))
			.limit(AT_ONCE);
		const last = rows.at(-1);
		if (!last) return;
		after = last.section.id;
		const some: TextDocument[] = [];
		for (const { section, panelId } of rows) {
			const { id } = section;
			try {
				some.push(searched({ ...(await storedText(reader, section)), id }, panelId));
			} catch (error) {
				// A server must start all the same; whoever opens the section is told what is wrong with it.
				if (!(error instanceof UnreadableText)) throw error;
				log().error({ err: error, sectionId: id }, "a section cannot be read, and is not in the search");
			}
		}
		yield some;
	}
}
