import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { accesses } from "#db/schema/index.ts";
import { aCase, anAction } from "#tests/case-factories.ts";
import { anOfficerOf, everyoneAround, only, SEERS, whoMay } from "#tests/everyone.ts";
import { aMember, anAgency, anOpId, aPanel } from "#tests/factories.ts";
import { flushAccessLog } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { NotFound } from "../http/errors.ts";
import { actionById, answerAction, openActionsOfMyAgency, setActionStatus } from "./index.ts";

describe("the open actions of one’s agency", () => {
	test("are those accepted or still to be answered on cases one sees, the longest due first, those without a day last", async () => {
		const panel = await aPanel();
		const agency = await anAgency();
		const member = await aMember({ panel, agency });
		const file = await aCase({ panel });
		const action = (what: string, due?: string) => anAction({ file, what, due, ownerAgencyId: agency.id });
		await action("No day");
		const second = await action("Second", "2026-12-04");
		const answer = { actionId: second.id, answer: "accepted" as const, version: second.version };
		await answerAction(member, anOpId(), answer);
		await action("First", "2026-12-03");
		const refused = await action("Refused", "2026-12-02");
		await answerAction(member, anOpId(), {
			actionId: refused.id,
			answer: "refused",
			reason: "Not ours",
			version: refused.version,
		});
		const done = await action("Done", "2026-12-01");
		await setActionStatus(member, anOpId(), {
			actionId: done.id,
			status: "done",
			outcome: "Done",
			version: done.version,
		});
		await anAction({ file, what: "Another’s" });
		await anAction({ file: await aCase(), what: "Elsewhere", ownerAgencyId: agency.id });
		const found = await openActionsOfMyAgency(member);
		expect(found.lines.map(({ what, due, status }) => [what, due, status])).toEqual([
			["First", "2026-12-03", "proposed"],
			["Second", "2026-12-04", "open"],
			["No day", null, "proposed"],
		]);
		expect(found).toMatchObject({ total: 3, isMore: false });
		expect(found.lines[0]).toMatchObject({ caseId: file.id, reference: file.reference });
	});

	test("are the first ten of all that are counted; recusal takes a case’s out; a reading is noted", async () => {
		const panel = await aPanel();
		const agency = await anAgency();
		const member = await aMember({ panel, agency });
		const [file, hidden] = [await aCase({ panel }), await aCase({ panel })];
		for (let n = 0; n < 11; n++) await anAction({ file, ownerAgencyId: agency.id });
		await anAction({ file: hidden, ownerAgencyId: agency.id });
		const before = await openActionsOfMyAgency(member);
		expect(before).toMatchObject({ total: 12, lines: { length: 10 } });
		await declareRecusal(member, anOpId(), { caseId: hidden.id, userId: member.userId });
		const session = { ...member, sessionId: "actions only" };
		expect(await openActionsOfMyAgency(session)).toMatchObject({ total: 11, lines: { length: 10 } });
		await flushAccessLog();
		const noted = await db.select().from(accesses).where(eq(accesses.sessionId, session.sessionId));
		expect(noted.map((row) => `${row.recordKind} ${row.recordId}`)).toEqual([`case ${file.id}`]);
	});

	test("an officer without a panel has those of their agency on their own cases", async () => {
		const agency = await anAgency();
		const [own, other] = [await aCase(), await aCase()];
		const officer = await anOfficerOf(own, agency);
		await anAction({ file: own, what: "Later", ownerAgencyId: agency.id, due: "2026-12-04" });
		await anAction({ file: own, what: "No day", ownerAgencyId: agency.id });
		await anAction({ file: own, what: "Sooner", ownerAgencyId: agency.id, due: "2026-12-03" });
		await anAction({ file: own, what: "Another’s" });
		await anAction({ file: other, what: "Elsewhere", ownerAgencyId: agency.id });
		const { lines, total } = await openActionsOfMyAgency(officer);
		expect([total, ...lines.map(({ what }) => what)]).toEqual([3, "Sooner", "Later", "No day"]);
	});
});

describe("one action", () => {
	test("is shown to whoever sees its case, and says who may answer for it", async () => {
		const agency = await anAgency();
		const file = await aCase();
		const everyone = await everyoneAround(file);
		const { id } = await anAction({ file, ownerAgencyId: agency.id });
		expect(await whoMay(everyone, (actor) => actionById(actor, id))).toEqual(only(SEERS));
		const mayAnswer = async (actor: Parameters<typeof actionById>[0]) =>
			(await actionById(actor, id)).mayAnswer;
		for (const standing of ["lead", "chair", "deputy", "coordinator"] as const) {
			expect(await mayAnswer(everyone[standing]), standing).toBe(true);
		}
		expect(await mayAnswer(everyone.member)).toBe(false);
		expect(await mayAnswer(everyone.officer)).toBe(false);
		expect(await mayAnswer(await aMember({ panel: file.panel, agency }))).toBe(true);
		await expect(actionById(everyone.chair, "none")).rejects.toThrow(new NotFound());
	});
});
