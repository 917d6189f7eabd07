/** What leaves the system as a file: what its maker may see, as they filtered it, and the record knows. */
import { eq } from "drizzle-orm";
import { expect, it, test } from "vitest";
import { db } from "#db/index.ts";
import { accesses } from "#db/schema/index.ts";
import { aCase, anAction } from "#tests/case-factories.ts";
import { aMember, anOpId, eventsOf } from "#tests/factories.ts";
import { ORGANISATION } from "../agencies/index.ts";
import { caseTimeline, declareRecusal } from "../cases/index.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import {
	actionHistory,
	exportLog,
	logFilterIn,
	refuseLater,
	setActionStatus,
	signOffAction,
} from "./index.ts";

it("done: what the filter lets through and its maker may see; recorded, and in the access log of each case", async () => {
	const file = await aCase();
	const walled = await aCase({ panel: file.panel });
	const member = await aMember({ panel: file.panel });
	await anAction({ file, what: "Seen" });
	await anAction({ file: walled, what: "Walled" });
	await declareRecusal(member, anOpId(), { caseId: walled.id, userId: member.userId });
	const before = await versionOf(db, file.panel.id);
	const scope = { kind: "panel", panelId: file.panel.id } as const;
	const made = await exportLog(member, scope, logFilterIn({}), { format: "csv" });
	expect(made).toMatchObject({ wasCut: false, lines: [{ what: "Seen" }] });
	expect(await eventsOf(file.panel.id, before)).toMatchObject([
		{
			type: "export.made",
			actorId: member.userId,
			data: {
				list: "actions",
				format: "csv",
				rows: 1,
				panelId: file.panel.id,
				scope: "panel",
				group: "open",
			},
		},
	]);
	const reads = await db.select().from(accesses).where(eq(accesses.actorId, member.userId));
	expect(reads.map((read) => read.recordId)).toEqual([file.id]);
	expect((await exportLog(member, scope, logFilterIn({}), { format: "xlsx", words: "wall" })).lines).toEqual(
		[],
	);
});

it("done over several panels: the organisation's record knows", async () => {
	const file = await aCase();
	const member = await aMember({ panel: file.panel });
	await anAction({ file, by: member, what: "Ours" });
	const before = await versionOf(db, ORGANISATION);
	const made = await exportLog(member, { kind: "agency" }, logFilterIn({}), { format: "xlsx" });
	expect(made.lines.map((line) => line.what)).toEqual(["Ours"]);
	expect(await eventsOf(ORGANISATION, before)).toMatchObject([
		{ type: "export.made", data: { rows: 1, format: "xlsx", panelId: null } },
	]);
});

it("done of a case: its history knows which, and through what filter, without a word of what was typed", async () => {
	const file = await aCase();
	const member = await aMember({ panel: file.panel });
	const { agencyId } = member;
	await anAction({ file, by: member, what: "Ours" });
	const before = await versionOf(db, file.panel.id);
	const filter = logFilterIn({ show: "all", agency: agencyId, person: "John Smith", priority: "urgent" });
	const scope = { kind: "case", caseId: file.id } as const;
	const made = await exportLog(member, scope, filter, { format: "csv", words: "Smith" });
	expect(made.lines).toEqual([]);
	const [event] = await eventsOf(file.panel.id, before);
	const { exportId: _, ...data } = (event?.data ?? {}) as Record<string, unknown>;
	expect(data).toEqual({
		list: "actions",
		format: "csv",
		rows: 0,
		panelId: file.panel.id,
		scope: "case",
		caseId: file.id,
		group: "all",
		agencyId,
		priority: "urgent",
		hasWords: true,
	});
	const [last] = await caseTimeline(member, file.id);
	expect(last?.sentence).toBe(
		`${member.name} exported 0 actions of the case, ended ones too, of ${member.agencyName}, urgent ones, found by words, as CSV.`,
	);
});

it("refused to strangers, and nothing is recorded", async () => {
	const file = await aCase();
	const stranger = await aMember({});
	const before = await versionOf(db, file.panel.id);
	for (const scope of [
		{ kind: "panel", panelId: file.panel.id },
		{ kind: "case", caseId: file.id },
	] as const) {
		await expect(exportLog(stranger, scope, logFilterIn({}), { format: "csv" })).rejects.toThrow(NotFound);
	}
	expect(await versionOf(db, file.panel.id)).toBe(before);
});

test("an action's history tells in sentences what was said, to whom its case is open", async () => {
	const file = await aCase();
	const owner = await aMember({ panel: file.panel });
	const chair = await aMember({ panel: file.panel, role: "chair" });
	const { id: actionId, version } = await anAction({ file, by: owner });
	const other = await anAction({ file, by: owner });
	const refused = await refuseLater(owner, anOpId(), { actionId, reason: "No staff", version });
	const done = await setActionStatus(owner, anOpId(), {
		actionId,
		status: "done",
		outcome: "Borrowed staff",
		version: refused.version,
	});
	await signOffAction(chair, anOpId(), { actionId, version: done.version });
	const history = await actionHistory(chair, actionId);
	expect(history.map(({ said }) => said)).toEqual([null, "No staff", "Borrowed staff", null]);
	expect(history[0]?.sentence).toMatch(`${owner.name} added an action`);
	expect(history[3]?.sentence).toMatch(`${chair.name} signed off an action`);
	expect(await actionHistory(chair, other.id)).toHaveLength(1);
	await expect(actionHistory(await aMember({}), actionId)).rejects.toThrow(NotFound);
});
