import { eq } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { incidents } from "#db/schema/index.ts";
import { answerAction } from "#server/actions/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { setClock } from "#server/clock.ts";
import { addIncident, removeIncident } from "#server/incidents/index.ts";
import { meetingPapers, noteReading } from "#server/meetings/index.ts";
import { aCase, aMeeting, anAction } from "#tests/case-factories.ts";
import { aMember, anAgency, anOpId } from "#tests/factories.ts";
import { paperCases } from "./paper-cases.ts";

afterEach(() => setClock());

it("says of a case that it has changed since it was read when an action on it was accepted", async () => {
	let at = new Date();
	setClock(() => at);
	const later = () => {
		at = new Date(at.getTime() + 1000);
	};
	const file = await aCase();
	const agency = await anAgency();
	const owner = await aMember({ panel: file.panel, agency });
	const reader = await aMember({ panel: file.panel });
	const meeting = await aMeeting({ cases: [file] });
	const action = await anAction({ file, by: reader, ownerAgencyId: agency.id });
	const isChanged = async () =>
		paperCases(await meetingPapers(reader, meeting.id), reader.userId).map(
			({ isChangedSinceRead }) => isChangedSinceRead,
		);
	later();
	await noteReading(reader, meeting.id, file.id);
	expect(await isChanged()).toEqual([false]);
	later();
	await answerAction(owner, anOpId(), {
		actionId: action.id,
		answer: "accepted",
		version: String(action.version),
	});
	expect(await isChanged()).toEqual([true]);
	later();
	await noteReading(reader, meeting.id, file.id);
	expect(await isChanged()).toEqual([false]);
	later();
	await anAction({ file, by: reader });
	expect(await isChanged()).toEqual([false]);
});

it("holds what the chronology comes to, and says that somebody else has changed it since it was read", async () => {
	let at = new Date();
	setClock(() => at);
	const later = () => {
		at = new Date(at.getTime() + 1000);
	};
	const file = await aCase();
	const reader = await aMember({ panel: file.panel });
	const other = await aMember({ panel: file.panel });
	const meeting = await aMeeting({ cases: [file, await aCase({ panel: file.panel })] });
	const papers = async () => paperCases(await meetingPapers(reader, meeting.id), reader.userId);
	const tells = (by: Actor, what: string) =>
		addIncident(by, anOpId(), { caseId: file.id, startsOn: "2026-01-05", kinds: ["following"], what });
	expect((await papers()).map(({ chronology }) => chronology)).toEqual([null, null]);
	await noteReading(reader, meeting.id, file.id);
	later();
	await tells(reader, "Followed her home");
	const [mine] = await papers();
	expect(mine).toMatchObject({
		isChangedSinceRead: false,
		chronology: { incidents: 1, newest: [{ what: "Followed her home" }] },
	});
	later();
	const { incidentId } = await tells(other, "Waited at the school");
	expect((await papers()).map(({ isChangedSinceRead }) => isChangedSinceRead)).toEqual([true, false]);
	later();
	await noteReading(reader, meeting.id, file.id);
	expect((await papers())[0]?.isChangedSinceRead).toBe(false);
	later();
	const [row] = await db.select().from(incidents).where(eq(incidents.id, incidentId));
	await removeIncident(other, anOpId(), { incidentId, version: String(row?.version) });
	expect((await papers())[0]?.isChangedSinceRead).toBe(true);
});
