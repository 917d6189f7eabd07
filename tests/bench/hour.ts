/**
 * What an hour of twenty people typing leaves in the database once it is merged: every word, whose it is, what of it
 * was deleted, and the states that the record vouches for. The hour passes by the bench's own clock.
 */
import Database from "better-sqlite3";
import { moved } from "#app/summary/bind-textarea.ts";
import { SharedText } from "#app/summary/shared-text.ts";
import { closeDatabase } from "#db/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { flushAccessLog } from "#server/audit/index.ts";
import { addCase } from "#server/cases/index.ts";
import { setClock } from "#server/clock.ts";
import { seedForce } from "#server/demo/force.ts";
import { newId } from "#server/ids.ts";
import { migrate } from "#server/migrate.ts";
import { missingFrom, onTextStored, recordVisits, SECTIONS, takePen, write } from "#server/summary/index.ts";
import { mergeUpdates } from "#server/summary/write.ts";
import { rounded } from "./measure.ts";

const WRITERS = 20;
const MINUTES = 60;
const WORDS_A_MINUTE = 40;
/** Of ten words so many are taken back in part, and of forty one is written elsewhere in the text. */
const CORRECTED = 0.1;
const ELSEWHERE = 1 / 40;

export interface HourFigures {
	writers: number;
	/** Characters typed, and those that stand there in the end. */
	typed: number;
	left: number;
	/** Of all tables of summaries with their indexes, in thousands of bytes. */
	storedKb: number;
}

interface Typist {
	actor: Actor;
	key: string;
	text: SharedText;
	caret: number;
}

const WORDS =
	"he she waits outside work again with the car and writes from another number to her mother about Monday".split(
		" ",
	);

/** Types for an hour into the empty database of DATABASE_URL, merges it, and weighs it. */
export async function typeForAnHour(): Promise<HourFigures> {
	const file = (process.env.DATABASE_URL ?? "").replace(/^file:/, "");
	await migrate();
	const force = await seedForce({ extraMembers: WRITERS });
	const coordinator = force.people.get("coordinator@panelroom.example")?.actor;
	if (!coordinator) throw new Error("There is no coordinator");
	const { caseId } = await addCase(coordinator, newId(), {
		panelId: force.panels.get("North LPA") ?? "",
		victimName: "Written about",
		suspectName: "Who harms them",
		relationship: "ex-partner",
		risk: "high",
	});
	const keys = SECTIONS.filter((section) => section !== "agencies");
	const typists: Typist[] = [];
	for (let number = 1; number <= WRITERS; number++) {
		const actor = force.people.get(`member-${number}@panelroom.example`)?.actor;
		if (!actor) throw new Error(`There is no member ${number}`);
		const key = keys[number % keys.length] as string;
		const text = new SharedText(await takePen(actor, caseId));
		const missing = await missingFrom(caseId, key, text.vector);
		if (missing) text.opened(missing.update, missing.seq);
		const typist: Typist = { actor, key, text, caret: 0 };
		text.onRemote = (splices) => {
			for (const splice of splices) typist.caret = moved(typist.caret, splice);
		};
		typists.push(typist);
	}
	const stop = onTextStored(({ key, from, to, updates }) => {
		for (const { text } of typists.filter((one) => one.key === key)) text.receive(from, to, updates);
	});
	const began = Date.now();
	let typed = 0;
	let random = 1;
	/** The same each time. */
	const chance = () => {
		random = (random * 48_271) % 2_147_483_647;
		return random / 2_147_483_647;
	};
	for (let word = 0; word < MINUTES * WORDS_A_MINUTE; word++) {
		const minute = word / WORDS_A_MINUTE;
		setClock(() => new Date(began + minute * 60_000));
		await Promise.all(
			typists.map(async (typist) => {
				const { actor, key, text } = typist;
				if (chance() < ELSEWHERE) typist.caret = Math.floor(chance() * text.text.length);
				for (const letter of `${WORDS[Math.floor(chance() * WORDS.length)]} `) {
					text.edit(typist.caret++, 0, letter);
					typed++;
				}
				if (chance() < CORRECTED && typist.caret > 2) {
					typist.caret -= 2;
					text.edit(typist.caret, 2, "");
				}
				const batch = text.next();
				if (!batch) return;
				const written = await write(actor, caseId, key, { pen: text.pen, ...batch });
				if (written.status !== "saved") throw new Error(`A word was refused: ${written.why}`);
				text.acknowledged();
			}),
		);
		if (Number.isInteger(minute)) await recordVisits();
	}
	stop();
	await recordVisits("all");
	for (const key of keys) await mergeUpdates(caseId, key);
	const left = keys.reduce(
		(sum, key) => sum + (typists.find((one) => one.key === key)?.text.text.length ?? 0),
		0,
	);
	await flushAccessLog();
	await closeDatabase();
	return { writers: WRITERS, typed, left, storedKb: rounded(weigh(file) / 1_000, 0) };
}

/** Whole pages of the database that hold summaries. */
function weigh(file: string): number {
	const database = new Database(file, { readonly: true });
	try {
		const { bytes } = database
			.prepare(
				"select sum(pgsize) as bytes from dbstat where name in (select name from sqlite_schema where tbl_name like 'summar%')",
			)
			.get() as { bytes: number };
		return bytes;
	} finally {
		database.close();
	}
}
