import { afterEach, expect, it } from "vitest";
import { answerAction } from "#server/actions/index.ts";
import { setClock } from "#server/clock.ts";
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
