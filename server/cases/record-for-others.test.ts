import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { entries } from "#db/schema/index.ts";
import { aCase, aMeeting, anEntry, enters, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import { aMember, anActor, anAgency, anOpId, aUser, type TestAgency, textOf } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import { addAction } from "../actions/index.ts";
import { closeAgency } from "../agencies/index.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { closeMeeting, inviteGuest, openItem, withdrawGuest } from "../meetings/index.ts";
import { addEntry, caseFile, caseHeader, caseToAddTo, confirmEntry, editEntry, setRisk } from "./index.ts";

let file: TestCase;
let everyone: Everyone;
let health: TestAgency;
/** Of Health, and not there when it is recorded. */
let nurse: Actor;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
	health = await anAgency({ name: "Health" });
	nurse = await aMember({ panel: file.panel, agency: health });
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const text = { id: expect.any(String), commitment: expect.any(String) };
const stored = async (id: string) => (await db.select().from(entries).where(eq(entries.id, id)))[0];
const record = (actor: Actor, fields: Partial<Parameters<typeof addEntry>[2]> = {}) =>
	addEntry(actor, anOpId(), {
		caseId: file.id,
		kind: "information",
		body: "Seen twice this week.",
		forAgencyId: health.id,
		...fields,
	});
const confirm = (actor: Actor, entryId: string) => confirmEntry(actor, anOpId(), { entryId });

describe("recording what an absent agency says", () => {
	it("is done: it reads as recorded by one for the other, unconfirmed", async () => {
		const before = await versionOf(db, file.panel.id);
		const { entryId } = await record(everyone.coordinator);
		expect(rowsIn(await sentTo(nurse, file.panel.id, before), "entry")).toEqual([
			expect.objectContaining({
				id: entryId,
				authorName: everyone.coordinator.name,
				agencyName: everyone.coordinator.agencyName,
				forAgencyId: health.id,
				forAgencyName: "Health",
				confirmedByName: null,
			}),
		]);
	});

	it("is for whoever keeps the minutes, of every kind of entry; for one’s own agency it is one’s own", async () => {
		expect(await whoMay(everyone, (actor) => record(actor))).toEqual(
			only(["lead", "chair", "deputy", "coordinator"]),
		);
		await expect(record(everyone.member)).rejects.toThrow(
			new NotAllowed("Only the chair, a deputy, the coordinator or the lead can record for another agency."),
		);
		const { entryId } = await record(nurse, { kind: "advice" });
		expect(await stored(entryId)).toMatchObject({ forAgencyId: null, forAgencyName: null });
	});

	it("is refused for an agency that is closed or none", async () => {
		const closed = await anAgency();
		await closeAgency(SYSTEM, anOpId(), { agencyId: closed.id });
		for (const forAgencyId of [closed.id, "none"]) {
			await expect(record(everyone.chair, { forAgencyId })).rejects.toMatchObject({
				fields: { forAgencyId: "Select the agency that says this" },
			});
		}
	});

	it("is recorded, with the agency in the event and the words in a revision", async () => {
		const before = await versionOf(db, file.panel.id);
		const input = {
			caseId: file.id,
			kind: "risk" as const,
			body: "It is rising.",
			forAgencyId: health.id,
		};
		const { entryId } = await sentTwice(file.panel.id, (opId) => addEntry(everyone.chair, opId, input));
		const [event, ...others] = await recordedSince(file.panel.id, before);
		expect(event).toEqual({
			type: "entry.added",
			sentence: "Priya Shah recorded a risk for Housing.",
			data: { caseId: file.id, entryId, kind: "risk", meetingId: null, forAgencyId: health.id, text },
			touched: [`entry:${entryId}`],
			actorId: everyone.chair.userId,
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ kind: "risk", body: "It is rising." });
	});
});

describe("confirming it", () => {
	it("is done by anybody of that agency who sees the case", async () => {
		const { entryId } = await record(everyone.coordinator);
		const before = await versionOf(db, file.panel.id);
		await confirm(nurse, entryId);
		expect(rowsIn(await sentTo(everyone.member, file.panel.id, before), "entry")).toEqual([
			expect.objectContaining({ id: entryId, confirmedByName: nurse.name }),
		]);
	});

	it("is refused to other agencies, to who may not know of the case, twice, and where nothing was recorded for them", async () => {
		const { entryId } = await record(everyone.coordinator);
		expect(await whoMay(everyone, (actor) => confirm(actor, entryId))).toEqual(only([]));
		await expect(confirm(everyone.chair, entryId)).rejects.toThrow(
			new NotAllowed("Only Health can confirm what was recorded for it."),
		);
		await expect(confirm(await aMember({ agency: health }), entryId)).rejects.toThrow(new NotFound());
		await confirm(nurse, entryId);
		await expect(confirm(nurse, entryId)).rejects.toMatchObject({
			fields: { form: "It is confirmed already" },
		});
		const own = await anEntry({ file, by: nurse });
		for (const id of [own.id, "none"]) await expect(confirm(nurse, id)).rejects.toThrow(new NotFound());
	});

	it("holds for the words that were confirmed: edited later, they are to be confirmed again", async () => {
		const { entryId } = await record(everyone.coordinator);
		await confirm(nurse, entryId);
		await editEntry(everyone.coordinator, anOpId(), {
			entryId,
			kind: "information",
			body: "Seen three times this week.",
			version: (await stored(entryId))?.version ?? 0,
		});
		expect(await stored(entryId)).toMatchObject({
			forAgencyName: "Health",
			confirmedAt: null,
			confirmedByName: null,
		});
		await confirm(nurse, entryId);
		expect(await stored(entryId)).toMatchObject({ confirmedByName: nurse.name });
	});

	it("is recorded", async () => {
		const { entryId, version } = await record(everyone.coordinator);
		await sentTwice(file.panel.id, (opId) => confirmEntry(nurse, opId, { entryId }));
		expect(await recordedSince(file.panel.id, version)).toEqual([
			{
				type: "entry.confirmed",
				sentence: "Priya Shah confirmed what was recorded for Housing.",
				data: { caseId: file.id, entryId, agencyId: health.id },
				touched: [`entry:${entryId}`],
				actorId: nurse.userId,
			},
		]);
	});
});

it("scenario 10: an agency that declines to share has its refusal and ground recorded, and nothing of what it holds", async () => {
	const meeting = await aMeeting({ cases: [file], startedBy: everyone.chair });
	const body = "Health declines to share one item: it was told in confidence and is not needed for this.";
	const { entryId } = await record(everyone.coordinator, { body, meetingId: meeting.id });
	expect(await stored(entryId)).toMatchObject({ body, forAgencyName: "Health", meetingId: meeting.id });
	await confirm(nurse, entryId);
	await closeMeeting(everyone.chair, anOpId(), { meetingId: meeting.id, nothingDecided: "yes" });
});

describe("a guest", () => {
	/** Somebody invited to the first of two cases, which is on, and not yet in the room. */
	async function aGuest() {
		const user = await aUser();
		const guest = anActor(user);
		const other = await aCase({ panel: file.panel });
		const meeting = await aMeeting({ cases: [file, other], startedBy: everyone.chair });
		const itemOf = (caseId: string) => meeting.items.find((item) => item.caseId === caseId)?.id ?? "";
		const { guestId } = await inviteGuest(everyone.chair, anOpId(), {
			meetingId: meeting.id,
			itemId: itemOf(file.id),
			email: user.email,
		});
		return {
			guest,
			guestId,
			other,
			meeting,
			goTo: (caseId: string) =>
				openItem(everyone.chair, anOpId(), {
					meetingId: meeting.id,
					itemId: itemOf(caseId),
					nothingDecided: "yes",
				}),
			say: (fields: Partial<Parameters<typeof addEntry>[2]> = {}) =>
				addEntry(guest, anOpId(), {
					caseId: file.id,
					kind: "information",
					body: "I met her twice.",
					meetingId: meeting.id,
					...fields,
				}),
		};
	}

	it("adds information in the meeting, once they have accepted its statement", async () => {
		const { guest, meeting, say } = await aGuest();
		await expect(say()).rejects.toThrow(new NotFound());
		await enters(guest, meeting);
		const { entryId } = await say();
		expect(await stored(entryId)).toMatchObject({ meetingId: meeting.id, authorName: guest.name });
		// They have the case in the room; of its pages only the one that takes what they say.
		expect((await caseToAddTo(guest, file.id)).rights).toEqual(["inform"]);
		await expect(caseFile(guest, file.id)).rejects.toThrow(new NotFound());
		await expect(caseHeader(guest, file.id)).rejects.toThrow(new NotFound());
	});

	it("adds nothing else, and nothing to another case", async () => {
		const { guest, meeting, other, say } = await aGuest();
		await enters(guest, meeting);
		const { entryId, version } = await say();
		const refused = [
			...(["risk", "decision", "advice"] as const).map((kind) => () => say({ kind })),
			() => say({ forAgencyId: health.id }),
			() => editEntry(guest, anOpId(), { entryId, kind: "risk", body: "More.", version }),
			() => addAction(guest, anOpId(), { caseId: file.id, what: "Call", ownerAgencyId: guest.agencyId }),
			() => setRisk(guest, anOpId(), { caseId: file.id, risk: "high" }),
		];
		for (const attempt of refused) await expect(attempt()).rejects.toThrow(NotAllowed);
		await expect(say({ caseId: other.id })).rejects.toThrow(new NotFound());
	});

	it("sees and adds nothing while another item is on", async () => {
		const { guest, meeting, other, goTo, say } = await aGuest();
		await enters(guest, meeting);
		await goTo(other.id);
		for (const caseId of [file.id, other.id]) {
			await expect(say({ caseId })).rejects.toThrow(new NotFound());
			await expect(caseToAddTo(guest, caseId)).rejects.toThrow(new NotFound());
		}
		await goTo(file.id);
		await say();
	});

	it("sees and adds nothing once withdrawn, or once the meeting is closed", async () => {
		const withdrawn = await aGuest();
		await enters(withdrawn.guest, withdrawn.meeting);
		await withdrawGuest(everyone.chair, anOpId(), {
			meetingId: withdrawn.meeting.id,
			guestId: withdrawn.guestId,
		});
		const late = await aGuest();
		await enters(late.guest, late.meeting);
		await closeMeeting(everyone.chair, anOpId(), {
			meetingId: late.meeting.id,
			nothingDecided: "yes",
			all: "carried-over",
		});
		for (const { guest, say } of [withdrawn, late]) {
			await expect(say()).rejects.toThrow(new NotFound());
			await expect(caseToAddTo(guest, file.id)).rejects.toThrow(new NotFound());
		}
	});
});
