import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { actions } from "#db/schema/index.ts";
import { aCase, anAction, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, type TestAgency } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { actionById, answerAction, openActionsOfMyAgency, setActionStatus, settleAction } from "./index.ts";

const versionOf = async (id: string) =>
	(await db.select({ version: actions.version }).from(actions).where(eq(actions.id, id)))[0]?.version ?? 0;

describe("what waits for an agency", () => {
	test("is what it has to answer, to do and to confirm; not what it has refused itself or ended", async () => {
		const agency = await anAgency();
		const file = await aCase();
		const member = await aMember({ panel: file.panel, agency });
		const propose = async (what: string) =>
			(await anAction({ file, what, ownerAgencyId: agency.id, priority: "urgent" })).id;
		const answer = async (by: Actor, actionId: string, given: "accepted" | "refused") =>
			answerAction(by, anOpId(), {
				actionId,
				answer: given,
				reason: "No duty",
				version: await versionOf(actionId),
			});
		await propose("Proposed");
		await answer(member, await propose("Accepted"), "accepted");
		await answer(file.coordinator, await propose("Accepted for them"), "accepted");
		await answer(file.coordinator, await propose("Refused for them"), "refused");
		await answer(member, await propose("Refused"), "refused");
		const done = await propose("Done");
		await answer(member, done, "accepted");
		await setActionStatus(member, anOpId(), {
			actionId: done,
			status: "done",
			outcome: "Done",
			version: await versionOf(done),
		});
		const { lines, total } = await openActionsOfMyAgency(member);
		expect(lines.map(({ what, status, isAnsweredForOwner }) => [what, status, isAnsweredForOwner])).toEqual([
			["Proposed", "proposed", false],
			["Accepted", "open", false],
			["Accepted for them", "open", true],
			["Refused for them", "refused", true],
		]);
		expect(total).toBe(4);
		expect(lines[0]?.priority).toBe("urgent");
	});
});

describe("what one may do with an action", () => {
	let file: TestCase;
	let everyone: Everyone;
	let housing: TestAgency;
	let owner: Actor;
	beforeAll(async () => {
		file = await aCase();
		everyone = await everyoneAround(file);
		housing = await anAgency({ name: "Housing" });
		owner = await aMember({ panel: file.panel, agency: housing });
	});

	const RIGHTS = ["mayAnswer", "mayConfirm", "maySetStatus", "maySettle", "mayHold"] as const;
	const mayOf = async (actor: Actor, id: string) => {
		const found = await actionById(actor, id);
		return RIGHTS.filter((right) => found[right]);
	};

	test("proposed: its owner and whoever keeps the minutes answer; the chair may hold it", async () => {
		const { id } = await anAction({ file, ownerAgencyId: housing.id, due: "2026-12-03" });
		expect(await mayOf(owner, id)).toEqual(["mayAnswer", "maySettle"]);
		expect(await mayOf(everyone.coordinator, id)).toEqual(["mayAnswer", "maySettle"]);
		for (const standing of ["chair", "deputy", "lead"] as const) {
			expect(await mayOf(everyone[standing], id), standing).toEqual(["mayAnswer", "maySettle", "mayHold"]);
		}
		expect(await mayOf(everyone.member, id)).toEqual([]);
		expect(await actionById(owner, id)).toMatchObject({ isOwners: true, isLacking: false });
	});

	test("without owner or date: anybody who contributes settles it, and nobody answers", async () => {
		const { id } = await anAction({ file, ownerAgencyId: undefined });
		expect(await mayOf(everyone.member, id)).toEqual(["maySettle"]);
		expect(await mayOf(everyone.officer, id)).toEqual(["maySettle"]);
		expect(await mayOf(everyone.chair, id)).toEqual(["maySettle", "mayHold"]);
		expect(await actionById(everyone.member, id)).toMatchObject({ isOwners: false, isLacking: true });
		await settleAction(everyone.chair, anOpId(), {
			actionId: id,
			isHeldByChair: true,
			version: await versionOf(id),
		});
		expect(await actionById(everyone.chair, id)).toMatchObject({ isLacking: false, mayHold: false });
	});

	test("answered for an agency: it confirms; accepted: it says how the action stands", async () => {
		const { id } = await anAction({
			file,
			ownerAgencyId: housing.id,
			due: "2026-12-03",
			isAcceptedForOwner: true,
		});
		expect(await mayOf(owner, id)).toEqual(["mayConfirm", "maySetStatus", "maySettle"]);
		expect(await mayOf(everyone.coordinator, id)).toEqual(["maySetStatus", "maySettle"]);
		expect(await mayOf(everyone.member, id)).toEqual([]);
		await setActionStatus(owner, anOpId(), {
			actionId: id,
			status: "done",
			outcome: "Done",
			version: await versionOf(id),
		});
		expect(await mayOf(everyone.chair, id)).toEqual(["maySetStatus"]);
	});

	test("two owners and dates that met are both told, by name of the field", async () => {
		const { id, version } = await anAction({ file, ownerAgencyId: undefined });
		const settle = (due: string) =>
			settleAction(everyone.chair, anOpId(), { actionId: id, ownerAgencyId: housing.id, due, version });
		const settled = await settle("2026-12-03");
		await expect(settle("2026-12-10")).rejects.toMatchObject({
			current: { status: "proposed", outcome: "", ownerAgencyId: housing.id, due: "2026-12-03" },
			submitted: { ownerAgencyId: housing.id, due: "2026-12-10" },
			version: settled.version,
		});
	});
});
