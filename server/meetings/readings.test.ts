import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { aCase, aMeeting, enters, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anActor, anOpId, aUser } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import {
	addToAgenda,
	admitObserver,
	inviteGuest,
	meetingPapers,
	noteReading,
	removeFromAgenda,
} from "./index.ts";

let file: TestCase;
let everyone: Everyone;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
});
afterEach(() => setClock());

const readBy = async (actor: Actor, meeting: { id: string }) => (await meetingPapers(actor, meeting.id)).read;
const members = () => only(["lead", "chair", "deputy", "coordinator", "member"], []);

describe("noting what one has read", () => {
	it("is done: for oneself alone, of this meeting alone, with when it was last", async () => {
		let at = new Date();
		setClock(() => at);
		const meeting = await aMeeting({ cases: [file] });
		const other = await aMeeting({ cases: [file] });
		await noteReading(everyone.member, meeting.id, file.id);
		at = new Date(at.getTime() + 1000);
		await noteReading(everyone.member, meeting.id, file.id);
		expect(await readBy(everyone.member, meeting)).toEqual({ [file.id]: at.toISOString() });
		expect(await readBy(everyone.chair, meeting)).toEqual({});
		expect(await readBy(everyone.member, other)).toEqual({});
	});

	it("is for whoever sees the papers and the case; to the rest there is no such thing", async () => {
		const meeting = await aMeeting({ cases: [file] });
		expect(await whoMay(everyone, (actor) => noteReading(actor, meeting.id, file.id))).toEqual(members());
		const unsigned = await aMember({ panel: file.panel, isUnsigned: true });
		await expect(noteReading(unsigned, meeting.id, file.id)).rejects.toThrow(new NotFound());
	});

	it("is for no observer or guest, who have no papers, though the case is presented to them", async () => {
		const user = await aUser();
		const meeting = await aMeeting({ cases: [file], startedBy: everyone.chair });
		await admitObserver(everyone.chair, anOpId(), {
			meetingId: meeting.id,
			userId: everyone.observer.userId,
		});
		await inviteGuest(everyone.chair, anOpId(), {
			meetingId: meeting.id,
			itemId: meeting.items[0]?.id ?? "",
			email: user.email,
		});
		for (const actor of [everyone.observer, anActor(user)]) {
			await enters(actor, meeting);
			await expect(noteReading(actor, meeting.id, file.id)).rejects.toThrow(new NotFound());
			await expect(meetingPapers(actor, meeting.id)).rejects.toThrow(new NotFound());
		}
	});

	it("is refused for a draft, a case that is not on the agenda, or no longer, alike", async () => {
		const other = await aCase({ panel: file.panel });
		const meeting = await aMeeting({ cases: [file] });
		const draft = await aMeeting({ cases: [file], isDraft: true });
		const { itemId } = await addToAgenda(everyone.chair, anOpId(), {
			meetingId: meeting.id,
			caseId: other.id,
		});
		await noteReading(everyone.member, meeting.id, other.id);
		await removeFromAgenda(everyone.chair, anOpId(), { meetingId: meeting.id, itemId });
		const wrong = [
			[meeting.id, other.id],
			[meeting.id, "none"],
			["none", file.id],
			[draft.id, file.id],
		] as const;
		for (const [meetingId, caseId] of wrong) {
			await expect(noteReading(everyone.member, meetingId, caseId)).rejects.toThrow(new NotFound());
		}
	});

	it("is recorded nowhere: it is nobody else’s business", async () => {
		const meeting = await aMeeting({ cases: [file] });
		const before = await versionOf(db, file.panel.id);
		await noteReading(everyone.member, meeting.id, file.id);
		expect(await versionOf(db, file.panel.id)).toBe(before);
	});

	it("of two at once is one", async () => {
		const meeting = await aMeeting({ cases: [file] });
		const read = () => noteReading(everyone.member, meeting.id, file.id);
		await Promise.all([read(), read(), read()]);
		expect(Object.keys(await readBy(everyone.member, meeting))).toEqual([file.id]);
	});
});
