import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { protectedDetails, revisions, victimAgencies } from "#db/schema/index.ts";
import { aCase, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, eventsOf, type TestAgency } from "#tests/factories.ts";
import { wholeDatabase } from "#tests/whole-database.ts";
import { closeAgency } from "../agencies/index.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { revisionPlace } from "../events/record.ts";
import { NotFound } from "../http/errors.ts";
import { unseal } from "../sealing.ts";
import {
	addProtectedDetail,
	caseFile,
	listVictimAgency,
	type ProtectedDetailRow,
	removeProtectedDetail,
	unlistVictimAgency,
} from "./index.ts";
import { detailPlace } from "./present.ts";

let file: TestCase;
let everyone: Everyone;
let agency: TestAgency;
beforeAll(async () => {
	file = await aCase();
	agency = await anAgency();
	everyone = await everyoneAround(file, agency);
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const add = (actor: Actor, value: string, kind: "school" | "address" = "school") =>
	addProtectedDetail(actor, anOpId(), { caseId: file.id, personId: file.victimId, kind, value });
const list = (actor: Actor, agencyId: string, caseId = file.id) =>
	listVictimAgency(actor, anOpId(), { caseId, agencyId });
const unlist = (actor: Actor, agencyId: string, caseId = file.id) =>
	unlistVictimAgency(actor, anOpId(), { caseId, agencyId });

/** The values that an actor is shown, and whether they are told that they see all there is. */
async function seen(actor: Actor, caseId = file.id) {
	const { snapshot, seesProtected } = await caseFile(actor, caseId);
	const rows = snapshot.rows.filter((row): row is ProtectedDetailRow => row.kind === "protectedDetail");
	return { seesProtected, values: rows.map((row) => row.value) };
}

describe("at rest", () => {
	test("a protected detail is sealed: nowhere in the database does its value stand", async () => {
		const other = await aCase({
			panel: file.panel,
			victimName: "Findable Name",
			victimAddress: "12 Quince Hill, CM9 4QH",
			victimSafeTelephone: "07700 900842",
		});
		await addProtectedDetail(other.coordinator, anOpId(), {
			caseId: other.id,
			personId: other.victimId,
			kind: "school",
			value: "  Saint Hawthorn Primary ",
		});
		const dump = await wholeDatabase();
		expect(dump).toContain("Findable Name");
		for (const part of ["Quince", "CM9 4QH", "quince", "900842", "Hawthorn", "hawthorn"]) {
			expect(dump).not.toContain(part);
		}
		expect(await seen(other.coordinator, other.id)).toEqual({
			seesProtected: true,
			values: expect.arrayContaining(["12 Quince Hill, CM9 4QH", "07700 900842", "Saint Hawthorn Primary"]),
		});
	});

	test("it opens in its own place only, and equal values of one kind have one index", async () => {
		const [one, same, otherKind] = [
			await add(everyone.coordinator, "7 Low Road"),
			await add(everyone.coordinator, "7  LOW ROAD"),
			await add(everyone.coordinator, "7 Low Road", "address"),
		].map(({ detailId }) => detailId) as [string, string, string];
		const row = async (id: string) =>
			(await db.select().from(protectedDetails).where(eq(protectedDetails.id, id)))[0];
		const sealed = (await row(one))?.sealed ?? "";
		expect(unseal(sealed, detailPlace(one))).toBe("7 Low Road");
		expect(() => unseal(sealed, detailPlace(same))).toThrow();
		expect((await row(same))?.sealed).not.toBe(sealed);
		expect((await row(same))?.blindIndex).toBe((await row(one))?.blindIndex);
		expect((await row(otherKind))?.blindIndex).not.toBe((await row(one))?.blindIndex);
		for (const detailId of [one, same, otherKind]) {
			await removeProtectedDetail(everyone.coordinator, anOpId(), { caseId: file.id, detailId });
		}
	});
});

describe("who sees them", () => {
	test("chair, deputy, coordinator, lead and officer; a member only while the case lists their agency", async () => {
		const { detailId } = await add(everyone.coordinator, "Elm Grove School");
		const theirs = async () => {
			const told: Record<string, string[] | "not found"> = {};
			for (const [standing, actor] of Object.entries(everyone)) {
				told[standing] = await seen(actor).then(
					({ values }) => values,
					(error) => {
						if (error instanceof NotFound) return "not found";
						throw error;
					},
				);
			}
			return told;
		};
		const nothing = Object.fromEntries(Object.keys(only([], [])).map((standing) => [standing, "not found"]));
		const runners = Object.fromEntries(
			["lead", "chair", "deputy", "coordinator", "officer"].map((standing) => [
				standing,
				["Elm Grove School"],
			]),
		);
		expect(await theirs()).toEqual({ ...nothing, ...runners, member: [] });
		// All of them work for this agency, and only one is thereby shown more.
		await list(everyone.coordinator, agency.id);
		expect(await theirs()).toEqual({ ...nothing, ...runners, member: ["Elm Grove School"] });
		const elsewhere = await aCase({ panel: file.panel, victimAddress: "1 Other Street" });
		expect(await seen(everyone.member, elsewhere.id)).toEqual({ seesProtected: false, values: [] });
		await unlist(everyone.coordinator, agency.id);
		expect(await theirs()).toEqual({ ...nothing, ...runners, member: [] });
		await removeProtectedDetail(everyone.coordinator, anOpId(), { caseId: file.id, detailId });
	});
});

describe("adding a protected detail", () => {
	test("done by the coordinator, refused to the rest", async () => {
		const answers = await whoMay(everyone, async (actor) => {
			const { detailId } = await add(actor, "The detail");
			await removeProtectedDetail(actor, anOpId(), { caseId: file.id, detailId });
		});
		expect(answers).toEqual(only(["coordinator"]));
	});

	test("refused: nothing typed, no kind, and somebody of another case", async () => {
		await expect(add(everyone.coordinator, " ", "" as never)).rejects.toMatchObject({
			fields: { value: "Enter the detail", kind: "Select what it is" },
		});
		const other = await aCase({ panel: file.panel });
		const refused = addProtectedDetail(everyone.coordinator, anOpId(), {
			caseId: file.id,
			personId: other.victimId,
			kind: "other",
			value: "x",
		});
		await expect(refused).rejects.toMatchObject({ fields: { personId: "Select whose detail it is" } });
	});

	test("recorded: only its kind is in the event, its text sealed in the revision", async () => {
		const before = await versionOf(db, file.panel.id);
		const { detailId } = await add(everyone.coordinator, "Ash Lane School");
		const [event, ...others] = await eventsOf(file.panel.id, before);
		expect(event).toEqual({
			type: "protected-detail.added",
			data: {
				caseId: file.id,
				detailId,
				kind: "school",
				text: { id: expect.any(String), commitment: expect.any(String) },
			},
			touched: [`protectedDetail:${detailId}`],
			actorId: everyone.coordinator.userId,
		});
		expect(others).toEqual([]);
		const [revision] = await db.select().from(revisions).where(eq(revisions.subjectId, detailId));
		const id = revision?.id ?? "";
		expect(event?.data).toMatchObject({ text: { id } });
		expect(revision).toMatchObject({ isSealed: true });
		expect(JSON.parse(unseal(revision?.body ?? "", revisionPlace(id)))).toEqual({ value: "Ash Lane School" });
		const [row] = await db.select().from(protectedDetails).where(eq(protectedDetails.id, detailId));
		expect(row?.version).toBe(before + 1);
		await removeProtectedDetail(everyone.coordinator, anOpId(), { caseId: file.id, detailId });
	});
});

describe("removing a protected detail", () => {
	test("done by the coordinator: nobody is shown it any more; refused to the rest", async () => {
		const { detailId } = await add(everyone.coordinator, "Oak Street School");
		const remove = (actor: Actor) => removeProtectedDetail(actor, anOpId(), { caseId: file.id, detailId });
		expect(await whoMay(everyone, remove)).toEqual(only(["coordinator"]));
		expect((await seen(everyone.chair)).values).toEqual([]);
		// Its sealed history stays.
		expect(await db.$count(revisions, eq(revisions.subjectId, detailId))).toBe(1);
	});

	test("refused: one that is gone, or is of another case", async () => {
		const other = await aCase({ panel: file.panel, victimAddress: "2 Other Street" });
		const [theirs] = await db.select().from(protectedDetails).where(eq(protectedDetails.caseId, other.id));
		const { detailId: gone } = await add(everyone.coordinator, "Gone");
		const remove = (detailId: string) =>
			removeProtectedDetail(everyone.coordinator, anOpId(), { caseId: file.id, detailId });
		await remove(gone);
		await expect(remove(gone)).rejects.toThrow(new NotFound());
		await expect(remove(theirs?.id ?? "")).rejects.toThrow(new NotFound());
	});

	test("recorded", async () => {
		const { detailId, version } = await add(everyone.coordinator, "Recorded");
		await removeProtectedDetail(everyone.coordinator, anOpId(), { caseId: file.id, detailId });
		expect(await eventsOf(file.panel.id, version)).toEqual([
			{
				type: "protected-detail.removed",
				data: { caseId: file.id, detailId },
				touched: [`protectedDetail:${detailId}`],
				actorId: everyone.coordinator.userId,
			},
		]);
		const [row] = await db.select().from(protectedDetails).where(eq(protectedDetails.id, detailId));
		expect(row).toMatchObject({ version: version + 1, removedAt: expect.any(Date) });
	});
});

describe("the agencies that work with the victim", () => {
	test("are listed and unlisted by the coordinator, refused to the rest", async () => {
		const { id } = await anAgency();
		const answers = await whoMay(everyone, async (actor) => {
			await list(actor, id);
			await unlist(actor, id);
		});
		expect(answers).toEqual(only(["coordinator"]));
		expect(await whoMay(everyone, (actor) => unlist(actor, id))).toEqual({
			...only([]),
			// Who may do it is told that there is nothing to do.
			coordinator: "not found",
		});
	});

	test("are refused twice, closed, or unknown", async () => {
		const listed = await anAgency();
		const closed = await anAgency();
		await closeAgency(SYSTEM, anOpId(), { agencyId: closed.id });
		await list(everyone.coordinator, listed.id);
		await expect(list(everyone.coordinator, listed.id)).rejects.toMatchObject({
			fields: { agencyId: `${listed.name} is listed already` },
		});
		for (const id of [closed.id, "none"]) {
			await expect(list(everyone.coordinator, id)).rejects.toMatchObject({
				fields: { agencyId: "Select an agency" },
			});
		}
		await unlist(everyone.coordinator, listed.id);
	});

	test("show no case to their people who are not on the panel", async () => {
		const working = await anAgency();
		const outsider = await aMember({ agency: working });
		await list(everyone.coordinator, working.id);
		await expect(caseFile(outsider, file.id)).rejects.toThrow(new NotFound());
		await unlist(everyone.coordinator, working.id);
	});

	test("are recorded, listed and unlisted", async () => {
		const working = await anAgency();
		const before = await versionOf(db, file.panel.id);
		await list(everyone.coordinator, working.id);
		await unlist(everyone.coordinator, working.id);
		const [row] = await db.select().from(victimAgencies).where(eq(victimAgencies.agencyId, working.id));
		const [added, removed, ...others] = await eventsOf(file.panel.id, before);
		const told = {
			data: { caseId: file.id, agencyId: working.id },
			touched: [`victimAgency:${row?.id}`],
			actorId: everyone.coordinator.userId,
		};
		expect(added).toEqual({ type: "victim-agency.added", ...told });
		expect(removed).toEqual({ type: "victim-agency.removed", ...told });
		expect(others).toEqual([]);
		expect(row).toMatchObject({ agencyName: working.name, version: before + 2 });
	});
});
