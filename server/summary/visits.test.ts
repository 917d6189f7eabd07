/** What the panel's record is told of writing: once an author, section and sitting. */
import { and, eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { SharedText } from "#app/summary/shared-text.ts";
import { db } from "#db/index.ts";
import { cases, events, summaries, summaryPens, summarySections, summaryVisits } from "#db/schema/index.ts";
import { aCase, type TestCase } from "#tests/case-factories.ts";
import { aMember } from "#tests/factories.ts";
import { anImportWorld } from "#tests/import-world.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { forgetTexts } from "./open-texts.ts";
import { recordPens, recordVisit, recordVisits } from "./visits.ts";
import { takePen, write } from "./write.ts";

afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

let file: TestCase;
let member: Actor;
beforeEach(async () => {
	file = await aCase();
	member = await aMember({ panel: file.panel });
});

async function writes(actor: Actor, key: string, caseId = file.id, text?: SharedText): Promise<SharedText> {
	const page = text ?? new SharedText(await takePen(actor, caseId));
	page.edit(0, 0, "Words ");
	const batch = page.next();
	if (!batch) throw new Error("Nothing to send");
	expect(await write(actor, caseId, key, { pen: page.pen, ...batch })).toMatchObject({ status: "saved" });
	page.acknowledged();
	return page;
}

const recorded = async (caseId = file.id) =>
	(
		await db
			.select({ actorId: events.actorId, data: events.data })
			.from(events)
			.where(and(eq(events.caseId, caseId), eq(events.type, "summary.written")))
	).map(({ actorId, data }) => [actorId, data.section]);

/** Makes it look as if these visits had begun and ended so long ago, in ms. */
async function ago({ started, last }: { started: number; last: number }): Promise<void> {
	const { transaction } = await import("#db/index.ts");
	await transaction((tx) =>
		tx
			.update(summaryVisits)
			.set({ startedAt: new Date(Date.now() - started), lastAt: new Date(Date.now() - last) })
			.then(() => undefined),
	);
}

describe("the record of writing", () => {
	it("is told nothing while somebody writes, and once when they have stopped for a minute", async () => {
		const page = await writes(member, "why");
		await writes(member, "why", file.id, page);
		await recordVisits();
		expect(await recorded()).toEqual([]);
		await ago({ started: 61_000, last: 61_000 });
		await recordVisits();
		await recordVisits();
		expect(await recorded()).toEqual([[member.userId, "why"]]);
		await writes(member, "why", file.id, page);
		await recordVisits("all");
		expect(await recorded()).toHaveLength(2);
	});

	it("is told of whoever goes on for ten minutes", async () => {
		await writes(member, "why");
		await ago({ started: 601_000, last: 1_000 });
		await recordVisits();
		expect(await recorded()).toHaveLength(1);
	});

	it("is told of each author and section, at shutdown at once", async () => {
		const other = await aMember({ panel: file.panel });
		await writes(member, "why");
		await writes(member, "plan");
		await writes(other, "why");
		await recordVisits("all");
		expect((await recorded()).sort()).toEqual(
			[
				[member.userId, "plan"],
				[member.userId, "why"],
				[other.userId, "why"],
			].sort(),
		);
	});

	it("is told when the page is closed", async () => {
		const page = await writes(member, "why");
		await recordPens(file.id, [page.pen]);
		expect(await recorded()).toHaveLength(1);
	});

	it("is told once by two who would tell it at the same time", async () => {
		const { pen } = await writes(member, "why");
		await Promise.all([
			recordVisit({ caseId: file.id, key: "why", pen }),
			recordVisits("all"),
			recordVisit({ caseId: file.id, key: "why", pen }),
		]);
		expect(await recorded()).toHaveLength(1);
	});

	it("is told at the next start of what was written before a crash", async () => {
		await writes(member, "why");
		forgetTexts();
		await ago({ started: 120_000, last: 120_000 });
		await recordVisits();
		expect(await recorded()).toHaveLength(1);
	});
});

describe("an import", () => {
	const LINES = ["Victim,Suspect,Action", "Ann Roe,Bob Day,Call her"];

	it("in whose case somebody has written is not taken back, though the record was not told yet", async () => {
		const world = await anImportWorld();
		const { importId } = await world.imports(LINES);
		const { id } = await world.case();
		await writes(world.coordinator, "why", id);
		await expect(world.undoes(importId)).rejects.toMatchObject({
			fields: { form: expect.any(String) },
		});
	});

	it("in whose case somebody only opened a section is taken back whole", async () => {
		const world = await anImportWorld();
		const { importId } = await world.imports(LINES);
		const { id } = await world.case();
		const pen = await takePen(world.coordinator, id);
		// What was refused has begun the section all the same.
		const update = new Uint8Array([9, 9, 9]);
		await write(world.coordinator, id, "why", { pen, update, copies: [] });
		await world.undoes(importId);
		expect(await db.$count(cases, eq(cases.id, id))).toBe(0);
		expect(await db.$count(summaries, eq(summaries.caseId, id))).toBe(0);
		expect(await db.$count(summaryPens, eq(summaryPens.caseId, id))).toBe(0);
		expect(await db.$count(summarySections, eq(summarySections.caseId, id))).toBe(0);
	});
});
