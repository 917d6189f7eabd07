/** What the search knows of summaries: what they said when a state was last kept, and nothing that has gone. */
import { eq } from "drizzle-orm";
import { afterAll, beforeEach, expect, it } from "vitest";
import { SharedText } from "#app/summary/shared-text.ts";
import { db, rebuildSearch, searchText, transaction, unindexCases } from "#db/index.ts";
import { summarySections, summaryUpdates } from "#db/schema/index.ts";
import { aCase, aMeeting, type TestCase } from "#tests/case-factories.ts";
import { aMember, anOpId } from "#tests/factories.ts";
import { rawSql } from "#tests/raw-sql.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { addIncident } from "../incidents/index.ts";
import { closeMeeting } from "../meetings/index.ts";
import { migrate } from "../migrate.ts";
import { postSection } from "./edit.ts";
import { summaryTexts } from "./searched.ts";
import { recordPens, recordVisits } from "./visits.ts";
import { mergeUpdates, takePen, write } from "./write.ts";

afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

let file: TestCase;
let member: Actor;
beforeEach(async () => {
	file = await aCase();
	member = await aMember({ panel: file.panel });
});

/** Somebody who types. */
async function aPage(key: string, caseId = file.id) {
	const page = new SharedText(await takePen(member, caseId));
	const types = async (at: number, remove: number, words: string) => {
		page.edit(at, remove, words);
		const batch = page.next();
		if (!batch) throw new Error("Nothing to send");
		const written = await write(member, caseId, key, { pen: page.pen, ...batch });
		expect(written).toMatchObject({ status: "saved" });
		page.acknowledged();
	};
	return { types, stops: () => recordPens(caseId, [page.pen]) };
}
const posts = (key: string, text: string) =>
	postSection(member, anOpId(), { caseId: file.id, key, base: "", text });

const found = async (words: string) => {
	const hits = await searchText(db, { words, kinds: ["summary"], panelIds: [file.panel.id], limit: 20 });
	const rows = await db.select().from(summarySections).where(eq(summarySections.caseId, file.id));
	return hits.map(({ subjectId }) => rows.find((row) => row.id === subjectId)?.key).sort();
};

it("is found once whoever wrote it has stopped, and not while they type", async () => {
	const page = await aPage("risk");
	await page.types(0, 0, "He has a lighthouse key");
	await recordVisits();
	expect(await found("lighthouse")).toEqual([]);
	await page.stops();
	expect(await found("lighthouse key")).toEqual(["risk"]);
});

it("is found as it reads now, and not as it read before", async () => {
	const page = await aPage("risk");
	await page.types(0, 0, "Bassoon");
	await page.stops();
	await page.types(0, 7, "Zither");
	await page.stops();
	expect([await found("bassoon"), await found("zither")]).toEqual([[], ["risk"]]);
	await page.types(0, 6, "");
	await page.stops();
	expect(await found("zither")).toEqual([]);
});

it("is found as a meeting left it, although somebody was still writing", async () => {
	const chair = await aMember({ panel: file.panel, role: "chair" });
	const meeting = await aMeeting({ cases: [file], startedBy: chair });
	const page = await aPage("plan");
	await page.types(0, 0, "Move to Harwich");
	expect(await found("harwich")).toEqual([]);
	await closeMeeting(chair, anOpId(), { meetingId: meeting.id, nothingDecided: "yes" });
	expect(await found("harwich")).toEqual(["plan"]);
});

it("is found again when the index is built anew, whether or not its updates were merged", async () => {
	await posts("why", "A marimba");
	await posts("plan", "A marimba too");
	await mergeUpdates(file.id, "why");
	const page = await aPage("risk");
	await page.types(0, 0, "The third marimba");
	await rebuildSearch(summaryTexts);
	expect(await found("marimba")).toEqual(["plan", "risk", "why"]);
	expect(await found("bassoon")).toEqual([]);
});

it("of a database from before this was searched is found from the next start on, like incidents", async () => {
	await posts("why", "A clavichord");
	const { incidentId } = await addIncident(file.coordinator, anOpId(), {
		caseId: file.id,
		startsOn: "2026-11-03",
		kinds: ["contacting"],
		what: "Played the clavichord below her window",
	});
	const subjects = async () =>
		(await searchText(db, { words: "clavichord", panelIds: [file.panel.id], limit: 9 })).map(
			({ kind, subjectId }) => (kind === "incident" ? subjectId : kind),
		);
	await transaction((tx) => unindexCases(tx, [file.id]));
	await migrate();
	expect(await subjects()).toEqual([]);
	const raw = await rawSql(process.env.DATABASE_URL ?? "");
	await raw.run("update search_form set form = 1");
	await raw.close();
	await migrate();
	expect(await subjects()).toEqual(["summary", incidentId]);
});

it("of which nothing can be read keeps no server from starting, and hides no other", async () => {
	await posts("why", "A harpsichord");
	await posts("plan", "A harpsichord too");
	const rows = await db.select().from(summarySections).where(eq(summarySections.caseId, file.id));
	const { id = "" } = rows.find(({ key }) => key === "why") ?? {};
	const [kept] = await db.select().from(summaryUpdates).where(eq(summaryUpdates.sectionId, id));
	const set = (update: Buffer) =>
		transaction(async (tx) => {
			await tx.update(summaryUpdates).set({ update }).where(eq(summaryUpdates.sectionId, id));
		});
	await set(Buffer.from([255, 255, 255]));
	await rebuildSearch(summaryTexts);
	expect(await found("harpsichord")).toEqual(["plan"]);
	await set(kept?.update ?? Buffer.alloc(0));
	await rebuildSearch(summaryTexts);
	expect(await found("harpsichord")).toEqual(["plan", "why"]);
});

it("is gone with its case", async () => {
	await posts("why", "A xylophone");
	expect(await found("xylophone")).toEqual(["why"]);
	await transaction((tx) => unindexCases(tx, [file.id]));
	expect(await found("xylophone")).toEqual([]);
});

it("of nothing but numbers, which have the most words, is kept and found too", async () => {
	let seed = 1;
	const groups = Array.from({ length: 12_000 }, () => {
		seed = (seed * 48_271) % 2_147_483_647;
		return String(seed % 1_000).padStart(3, "0");
	});
	await posts("why", `Glockenspiel ${groups.join(" ")}`);
	expect(await found("glockenspiel")).toEqual(["why"]);
});
