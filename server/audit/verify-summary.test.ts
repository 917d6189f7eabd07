/** Whoever has the database and alters what was written in a summary, by whom or when, is found out. */
import { asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SharedText } from "#app/summary/shared-text.ts";
import { databaseUrl, db, dialect, transaction } from "#db/index.ts";
import { summarySections, summaryStates, summaryUpdates } from "#db/schema/index.ts";
import { aCase } from "#tests/case-factories.ts";
import { aMember } from "#tests/factories.ts";
import { type RawSql, rawSql } from "#tests/raw-sql.ts";
import type { Actor } from "../audiences/index.ts";
import { claim, type Stream } from "../events/index.ts";
import { newId } from "../ids.ts";
import { keepForMeeting, missingFrom, recordVisits, takePen, write } from "../summary/index.ts";
import { mergeUpdates } from "../summary/write.ts";
import { verify } from "./index.ts";

/** In an order in which they can be filled. */
const TABLES = [
	"summary_sections",
	"summary_pens",
	"summary_updates",
	"summary_copies",
	"summary_states",
] as const;

let raw: RawSql;
let states: (typeof summaryStates.$inferSelect)[] = [];
let sections: (typeof summarySections.$inferSelect)[] = [];
let member: Actor;
let chair: Actor;

beforeAll(async () => {
	const file = await aCase();
	member = await aMember({ panel: file.panel });
	chair = await aMember({ panel: file.panel, role: "chair" });
	const texts = new Map<string, SharedText>();
	const writes = async (actor: Actor, key: string, work: (text: SharedText) => void) => {
		const name = `${actor.userId}${key}`;
		const text = texts.get(name) ?? new SharedText(await takePen(actor, file.id));
		texts.set(name, text);
		const missed = await missingFrom(file.id, key, text.vector);
		text.opened(missed?.update as Uint8Array, missed?.seq as number);
		work(text);
		for (let batch = text.next(); batch; batch = text.next()) {
			expect(await write(actor, file.id, key, { pen: text.pen, ...batch })).toMatchObject({
				status: "saved",
			});
			text.acknowledged();
		}
	};
	await writes(member, "why", (text) => text.edit(0, 0, "He waits outside her work."));
	await recordVisits("all");
	await writes(chair, "why", (text) => text.edit(0, 0, "Since May: "));
	await mergeUpdates(file.id, "why");
	await writes(member, "why", (text) => {
		text.endUndoStep();
		text.edit(0, 2, "");
	});
	await writes(member, "why", (text) => text.undo());
	await writes(member, "plan", (text) => text.edit(0, 0, "Visit her"));
	await recordVisits("all");
	await transaction(async (tx) => {
		const [stream] = await claim(tx, newId(), [file.panel.id]);
		await keepForMeeting(tx, chair, stream as Stream, "a meeting", [file.id]);
	});

	states = await db.select().from(summaryStates).orderBy(asc(summaryStates.id));
	sections = await db.select().from(summarySections).orderBy(asc(summarySections.key));
	raw = await rawSql(databaseUrl);
	for (const table of TABLES) await raw.run(`create table untouched_${table} as select * from ${table}`);
});
afterEach(async () => {
	for (const table of [...TABLES].reverse()) await raw.run(`delete from ${table}`);
	for (const table of TABLES) await raw.run(`insert into ${table} select * from untouched_${table}`);
});
afterAll(() => raw.close());

const problemAfter = async (...statements: string[]): Promise<string | undefined> => {
	await raw.run(...statements);
	return (await verify(db)).problem;
};
const stateOf = (key: string, why: "written" | "heard" = "written") => {
	const section = sections.find((one) => one.key === key);
	const state = states.find((one) => one.sectionId === section?.id && one.why === why);
	if (!state) throw new Error(`No state of ${key}`);
	return state;
};

describe("a summary that nobody touched", () => {
	it("is whole, and its states are counted", async () => {
		const found = await verify(db);
		expect(found.problem).toBeUndefined();
		expect(found.states).toBe(states.length);
		expect(states.map(({ why }) => why).sort()).toEqual([
			"heard",
			"heard",
			"written",
			"written",
			"written",
			"written",
		]);
	});

	it("is whole when it is written in and merged again", async () => {
		const { caseId } = sections[0] as (typeof sections)[0];
		await mergeUpdates(caseId, "why");
		expect((await verify(db)).problem).toBeUndefined();
	});
});

describe("a state", () => {
	const aMomentLater = dialect === "sqlite" ? "at = at + 1" : "at = at + interval '1 millisecond'";
	it.each([
		["seq", "seq = seq - 1"],
		["why", "why = 'heard'"],
		["author", "author_id = 'other'"],
		["author's name", "author_name = 'Somebody else'"],
		["agency", "agency_name = 'Another agency'"],
		["meeting", "meeting_id = 'other'"],
		["time", aMomentLater],
		["salt", "salt = 'other'"],
	])("whose %s was edited is named", async (_, change) => {
		const { id } = stateOf("why");
		const problem = await problemAfter(`update summary_states set ${change} where id = '${id}'`);
		expect(problem).toContain(`summary_states: ${id}`);
		expect(problem).toContain("edited or swapped");
	});

	it("that was deleted is named", async () => {
		for (const { id } of [stateOf("why"), stateOf("plan"), stateOf("plan", "heard")]) {
			const problem = await problemAfter(`delete from summary_states where id = '${id}'`);
			expect(problem).toContain(`summary_states: ${id}`);
			expect(problem).toContain("deleted");
			await raw.run(
				"delete from summary_states",
				"insert into summary_states select * from untouched_summary_states",
			);
		}
	});

	it("that was inserted is named", async () => {
		const columns =
			"section_id, seq, snapshot, why, author_id, author_name, agency_name, meeting_id, at, salt";
		const problem = await problemAfter(
			`insert into summary_states (id, ${columns}) select 'theirs', ${columns} from untouched_summary_states where id = '${stateOf("why").id}'`,
		);
		expect(problem).toBe("summary_states: theirs: inserted");
	});

	it("whose words were swapped with another's is named", async () => {
		const [one, other] = states.filter(({ sectionId }) => sectionId === stateOf("why").sectionId);
		const of = (id?: string) => `(select snapshot from untouched_summary_states where id = '${id}')`;
		const problem = await problemAfter(
			`update summary_states set snapshot = ${of(other?.id)} where id = '${one?.id}'`,
			`update summary_states set snapshot = ${of(one?.id)} where id = '${other?.id}'`,
		);
		expect(problem).toContain(`summary_states: ${one?.id}`);
	});

	it("whose snapshot is nonsense is named, and nothing breaks", async () => {
		const { id } = stateOf("why");
		const nonsense = dialect === "sqlite" ? "x'ff00ff'" : "'\\xff00ff'";
		const problem = await problemAfter(`update summary_states set snapshot = ${nonsense} where id = '${id}'`);
		expect(problem).toContain(`summary_states: ${id}`);
	});
});

describe("what states are made of", () => {
	it("names a state when a pen is said to have been somebody else's", async () => {
		const problem = await problemAfter(
			`update summary_pens set user_id = '${chair.userId}' where user_id = '${member.userId}'`,
		);
		expect(problem).toContain("summary_states:");
		expect(problem).toContain("who wrote it");
	});

	it("names a state when words are no longer said to have been brought back", async () => {
		expect(await problemAfter("delete from summary_copies")).toContain("who brought it back");
	});

	it("names a state when an update is gone, whatever is merged", async () => {
		const rows = await db.select().from(summaryUpdates).orderBy(asc(summaryUpdates.seq));
		expect(rows.length).toBeGreaterThan(2);
		for (const { sectionId, seq } of rows) {
			const problem = await problemAfter(
				`delete from summary_updates where section_id = '${sectionId}' and seq = ${seq}`,
			);
			expect(problem, `${sectionId} ${seq}`).toContain("summary_states:");
			await raw.run(
				"delete from summary_updates",
				"insert into summary_updates select * from untouched_summary_updates",
			);
		}
	});

	it("names a state when a letter in an update is another, or when an update is cut short", async () => {
		const where = { sectionId: stateOf("plan").sectionId };
		const [row] = await db.select().from(summaryUpdates).where(eq(summaryUpdates.sectionId, where.sectionId));
		const hex = Buffer.from(row?.update as Uint8Array).toString("hex");
		const blob = (value: string) => (dialect === "sqlite" ? `x'${value}'` : `'\\x${value}'`);
		const set = (value: string) =>
			`update summary_updates set "update" = ${blob(value)} where section_id = '${where.sectionId}'`;
		const other = hex.replace(Buffer.from("her").toString("hex"), Buffer.from("him").toString("hex"));
		expect(other).not.toBe(hex);
		expect(await problemAfter(set(other))).toContain("a word that it holds");
		expect(await problemAfter(set(hex.slice(0, -6)))).toContain("a word that it holds");
	});

	it("names a section that was given to another case, agency or key", async () => {
		const { sectionId } = stateOf("plan");
		for (const change of ["key = 'risk'", "agency_id = 'other'"]) {
			expect(await problemAfter(`update summary_sections set ${change} where id = '${sectionId}'`)).toBe(
				`summary_sections: ${sectionId}: edited or swapped`,
			);
			await raw.run(`update summary_sections set key = 'plan', agency_id = null where id = '${sectionId}'`);
		}
	});

	it("names a state when its section forgets that it was written in", async () => {
		const { id, sectionId } = stateOf("plan");
		const problem = await problemAfter(`update summary_sections set seq = 0 where id = '${sectionId}'`);
		expect(problem).toContain(`summary_states: ${id}`);
	});
});
