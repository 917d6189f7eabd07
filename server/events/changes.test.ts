/** Catching up: the present state of everything touched since, as one actor may see it now. */
import { beforeEach, describe, expect, it } from "vitest";
import { db, transaction } from "#db/index.ts";
import { aCase, aMeeting, anEntry, type TestCase } from "#tests/case-factories.ts";
import { aMember, anAgency, anOpId, aUser } from "#tests/factories.ts";
import { type Actor, accessOf, SYSTEM } from "../audiences/index.ts";
import {
	addProtectedDetail,
	declareRecusal,
	editEntry,
	listVictimAgency,
	removeProtectedDetail,
	setRisk,
	unlistVictimAgency,
} from "../cases/index.ts";
import { startMeeting } from "../meetings/index.ts";
import { changesSince, claim, type Row, record, type Stream, touch, type View, versionOf } from "./index.ts";

let file: TestCase;
let chair: Actor;
let member: Actor;
let start = 0;

beforeEach(async () => {
	file = await aCase();
	chair = await aMember({ panel: file.panel, role: "chair" });
	member = await aMember({ panel: file.panel });
	start = await versionOf(db, file.panel.id);
});

const since = async (actor: Actor, version = start, view?: View) =>
	changesSince(db, await accessOf(db, actor), file.panel.id, version, view);
/** As since, where a reload would be a mistake. */
const caughtUp = async (actor: Actor, version = start, view?: View) => {
	const changes = await since(actor, version, view);
	if (typeof changes === "string") throw new Error(`Told: ${changes}`);
	return changes;
};
/** Sorted: a change has no order but its version. */
const names = (rows: readonly Row[]) => rows.map((row) => `${row.kind}:${row.id}`).sort();

describe("changesSince", () => {
	it("is empty when nothing happened", async () => {
		expect(await since(member)).toEqual({
			stream: file.panel.id,
			from: start,
			to: start,
			rows: [],
			removed: [],
		});
	});

	it("reaches from the version asked to the present one, whatever lies between", async () => {
		const entries = [];
		for (let index = 0; index < 4; index++) entries.push(await anEntry({ file }));
		for (let step = 0; step <= 4; step++) {
			const changes = await caughtUp(member, start + step);
			expect([changes.from, changes.to]).toEqual([start + step, start + 4]);
			expect(names(changes.rows)).toEqual(entries.slice(step).map((entry) => `entry:${entry.id}`));
		}
	});

	it("holds each row once, as it is now", async () => {
		const entry = await anEntry({ file, by: member, body: "First words" });
		await editEntry(member, anOpId(), {
			entryId: entry.id,
			kind: "risk",
			body: "Second words",
			version: entry.version,
		});
		expect((await caughtUp(chair)).rows).toMatchObject([
			{ kind: "entry", id: entry.id, version: start + 2, body: "Second words", entryKind: "risk" },
		]);
	});

	it("names what is gone, and what came and went", async () => {
		const detail = {
			caseId: file.id,
			personId: file.victimId,
			kind: "school",
			value: "Elm Road School",
		} as const;
		const { detailId, version } = await addProtectedDetail(file.coordinator, anOpId(), detail);
		expect((await caughtUp(chair)).rows).toMatchObject([
			{ kind: "protectedDetail", value: "Elm Road School" },
		]);
		await removeProtectedDetail(file.coordinator, anOpId(), { caseId: file.id, detailId });
		for (const from of [start, version]) {
			expect(await caughtUp(chair, from)).toMatchObject({
				rows: [],
				removed: [`protectedDetail:${detailId}`],
			});
		}
	});

	it("keeps back the rows of audiences that the actor does not hold, and their names when gone", async () => {
		const observer = await aMember({ panel: file.panel, role: "observer" });
		const outsider = await aMember();
		const from = await versionOf(db, file.panel.id);
		const detail = {
			caseId: file.id,
			personId: file.victimId,
			kind: "school",
			value: "Elm Road School",
		} as const;
		const { detailId } = await addProtectedDetail(file.coordinator, anOpId(), detail);
		for (const actor of [member, observer, outsider]) expect((await caughtUp(actor, from)).rows).toEqual([]);
		await removeProtectedDetail(file.coordinator, anOpId(), { caseId: file.id, detailId });
		for (const actor of [member, observer, outsider])
			expect((await caughtUp(actor, from)).removed).toEqual([]);
	});

	it("is nothing but numbers to somebody who holds nothing that was touched", async () => {
		const outsider = await aMember();
		await anEntry({ file });
		await setRisk(chair, anOpId(), { caseId: file.id, risk: "high" });
		expect(await caughtUp(outsider)).toEqual({
			stream: file.panel.id,
			from: start,
			to: start + 2,
			rows: [],
			removed: [],
		});
	});

	it("is a reload from a version that has not come", async () => {
		expect(await since(member, start + 1)).toBe("reload");
	});

	it("is a reload after a thousand events, and not before", async () => {
		const record1000th = (count: number) =>
			transaction(async (tx) => {
				const [stream] = (await claim(tx, anOpId(), [file.panel.id])) as [Stream];
				for (let n = 0; n < count; n++) {
					const data = { caseId: file.id, from: "high", to: "medium" } as const;
					await record(tx, SYSTEM, stream, "risk.set", data, [touch("case", file.id)]);
				}
			});
		await record1000th(999);
		expect(names((await caughtUp(member)).rows)).toEqual([`case:${file.id}`]);
		await record1000th(1);
		expect(await since(member)).toBe("reload");
		expect((await caughtUp(member, start + 1)).to).toBe(start + 2);
	}, 30_000);

	it("of a stream that is not there is a bug, and says so", async () => {
		const access = await accessOf(db, member);
		await expect(changesSince(db, access, "nowhere", 0)).rejects.toThrow("no stream nowhere");
	});

	it("of a kind of row that nothing presents is a bug, and says so", async () => {
		await transaction(async (tx) => {
			const [stream] = (await claim(tx, anOpId(), [file.panel.id])) as [Stream];
			await record(tx, SYSTEM, stream, "meeting.started", { meetingId: "m" }, [touch("ghost", "g")]);
		});
		await expect(since(member)).rejects.toThrow("Nothing presents rows of kind ghost");
	});
});

describe("a change of standing", () => {
	it("is a reload for the one who was recused, and a row for the others", async () => {
		await declareRecusal(chair, anOpId(), { caseId: file.id, userId: member.userId });
		expect(await since(member)).toBe("reload");
		expect((await caughtUp(chair)).rows).toMatchObject([{ kind: "recusal", userId: member.userId }]);
		// Loaded anew, there is nothing to see and nothing to reload.
		expect(await caughtUp(member, start + 1)).toMatchObject({ rows: [], removed: [] });
	});

	it("is a reload for the members of an agency that was listed or unlisted, and for nobody else", async () => {
		const agency = await anAgency();
		const worker = await aMember({ panel: file.panel, agency });
		const colleague = await aUser({ agency });
		const from = await versionOf(db, file.panel.id);
		await listVictimAgency(file.coordinator, anOpId(), { caseId: file.id, agencyId: agency.id });
		expect(await since(worker, from)).toBe("reload");
		expect((await caughtUp(member, from)).rows).toMatchObject([
			{ kind: "victimAgency", agencyId: agency.id },
		]);
		await unlistVictimAgency(file.coordinator, anOpId(), { caseId: file.id, agencyId: agency.id });
		expect(await since(worker, from + 1)).toBe("reload");
		expect((await caughtUp(member, from)).removed).toHaveLength(1);
		expect(colleague.agencyId).toBe(agency.id);
	});

	it("is a reload for a new member, from before they were one", async () => {
		const joining = await aMember({ panel: file.panel });
		expect(await since(joining)).toBe("reload");
		expect((await caughtUp(member)).rows).toMatchObject([{ kind: "membership", userId: joining.userId }]);
	});
});

describe("a view", () => {
	it("keeps out what the screen has not opened, and is a reload when what it shows changed", async () => {
		const meeting = await aMeeting({ cases: [file] });
		const from = await versionOf(db, file.panel.id);
		await anEntry({ file });
		await startMeeting(chair, anOpId(), { meetingId: meeting.id });
		const onlyMeetings: View = {
			isInScope: ({ row }) => row.kind === "meeting",
			isLeftBy: () => false,
			isOutgrownBy: () => false,
		};
		expect(names((await caughtUp(member, from, onlyMeetings)).rows)).toEqual([`meeting:${meeting.id}`]);
		const leaving: View = { ...onlyMeetings, isLeftBy: (event) => event.type === "meeting.started" };
		expect(await since(member, from, leaving)).toBe("reload");
		expect((await caughtUp(member, from + 2, leaving)).to).toBe(from + 2);
		const outgrown: View = { ...onlyMeetings, isOutgrownBy: (event) => event.type === "meeting.started" };
		expect(await since(member, from, outgrown)).toBe("outgrown");
		expect((await caughtUp(member, from + 2, outgrown)).to).toBe(from + 2);
		const both: View = { ...outgrown, isLeftBy: leaving.isLeftBy };
		expect(await since(member, from, both)).toBe("reload");
	});
});
