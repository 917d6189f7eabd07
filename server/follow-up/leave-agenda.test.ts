/** Nothing leaves an agenda without a next step, and an undone close takes it back. */
import { and, asc, eq, ne } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { cases, hearings, referrals, reviews } from "#db/schema/index.ts";
import { aCase, aMeeting, anAction, type TestCase, type TestMeeting } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround } from "#tests/everyone.ts";
import { aMember, anOpId, aPanel, type TestPanel } from "#tests/factories.ts";
import { recordedSince, sentTo } from "#tests/recorded.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog, verify } from "../audit/index.ts";
import { declareRecusal, setRisk } from "../cases/index.ts";
import { londonDate, setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import {
	closeMeeting,
	deferItem,
	meetingRecord,
	openItem,
	passChair,
	reopenMeeting,
	stepBack,
} from "../meetings/index.ts";
import { closeCase, referAgain, referralsSeen, setNextStep } from "./index.ts";

let panel: TestPanel;
let everyone: Everyone;
let chair: Actor;
let files: TestCase[];
beforeAll(async () => {
	// Before everything: memberships begin on the day on which they are made.
	setClock(() => new Date("2026-10-01T09:00:00Z"));
	panel = await aPanel();
	everyone = await everyoneAround(await aCase({ panel }));
	chair = everyone.chair;
});
afterEach(async () => {
	await flushAccessLog();
	setClock();
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const refer = async (by: Actor, fields: Omit<Parameters<typeof referAgain>[2], "version">) =>
	referAgain(by, anOpId(), { ...fields, version: (await referralsSeen(db, fields.caseId)).version });
const stored = async ({ id }: TestCase) => {
	const [row] = await db.select().from(cases).where(eq(cases.id, id));
	if (!row) throw new Error("The case is gone");
	return row;
};
const stepOf = async (file: TestCase) => {
	const { state, nextStep, nextDate, heardOn } = await stored(file);
	return { state, nextStep, nextDate, heardOn };
};
const reviewsOf = ({ id }: TestCase) =>
	db
		.select({ dueOn: reviews.dueOn, state: reviews.state })
		.from(reviews)
		.where(and(eq(reviews.caseId, id), ne(reviews.state, "dropped")))
		.orderBy(asc(reviews.id));
const hearingsOf = ({ id }: TestCase) =>
	db
		.select({ meetingId: hearings.meetingId, heardOn: hearings.heardOn, listing: hearings.listing })
		.from(hearings)
		.where(eq(hearings.caseId, id));
const itemOf = (meeting: TestMeeting, file: TestCase) =>
	meeting.items.find((item) => item.caseId === file.id)?.id ?? "";
const close = (
	actor: Actor,
	meeting: { id: string },
	fields: Partial<Parameters<typeof closeMeeting>[2]> = {},
) =>
	closeMeeting(actor, anOpId(), {
		meetingId: meeting.id,
		nothingDecided: "yes",
		all: "carried-over",
		...fields,
	});
const reopen = (meeting: { id: string }) => reopenMeeting(chair, anOpId(), { meetingId: meeting.id });
/** The first of three cases is on, at noon of a Thursday. */
async function inProgress(wishes: Parameters<typeof aCase>[0] = {}) {
	setClock(() => new Date("2026-10-01T11:00:00Z"));
	files = [await aCase({ panel, ...wishes }), await aCase({ panel }), await aCase({ panel })];
	return aMeeting({ cases: files, startedBy: chair });
}
const first = () => files[0] as TestCase;
const second = () => files[1] as TestCase;

describe("closing a meeting", () => {
	it("writes a hearing for what was heard, and for nothing else", async () => {
		const meeting = await inProgress();
		await close(chair, meeting);
		expect(await hearingsOf(first())).toEqual([
			{ meetingId: meeting.id, heardOn: "2026-10-01", listing: "new" },
		]);
		expect(await hearingsOf(second())).toEqual([]);
		expect((await stored(first())).heardOn).toBe("2026-10-01");
		const [referral] = await db.select().from(referrals).where(eq(referrals.caseId, first().id));
		expect(referral?.firstHeardOn).toBe("2026-10-01");
	});

	it.each([
		["high", "2026-10-29"],
		["medium", "2026-11-26"],
		// 84 days on is Christmas Eve; a day that is no working day moves on.
		["standard", "2026-12-24"],
		["not-assessed", "2026-10-29"],
	] as const)("suggests the review of a case of %s risk for %s", async (risk, dueOn) => {
		const meeting = await inProgress({ risk });
		await close(chair, meeting);
		expect(await stepOf(first())).toEqual({
			state: "follow-up",
			nextStep: "review",
			nextDate: dueOn,
			heardOn: "2026-10-01",
		});
		expect(await reviewsOf(first())).toEqual([{ dueOn, state: "due" }]);
	});

	it("lists what was not heard, carried over or deferred, for another hearing", async () => {
		const meeting = await inProgress();
		await openItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: itemOf(meeting, second()),
			nothingDecided: "yes",
		});
		const deferral = { reason: "No referrer", safetyCover: "Daily calls", interimOwner: "DC Okafor" };
		await deferItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: itemOf(meeting, second()),
			...deferral,
		});
		await close(chair, meeting);
		for (const file of files.slice(1)) {
			expect(await stepOf(file)).toEqual({
				state: "not-heard",
				nextStep: "hearing",
				nextDate: null,
				heardOn: null,
			});
		}
	});

	it("gives what the chair chose: another date, another hearing, or the end", async () => {
		const meeting = await inProgress();
		const open = async (file: TestCase) =>
			openItem(chair, anOpId(), {
				meetingId: meeting.id,
				itemId: itemOf(meeting, file),
				nothingDecided: "yes",
			});
		await open(second());
		await open(files[2] as TestCase);
		await close(chair, meeting, {
			next: {
				[itemOf(meeting, first())]: { step: "review", reviewOn: "2026-10-15" },
				[itemOf(meeting, second())]: { step: "hearing" },
				[itemOf(meeting, files[2] as TestCase)]: {
					step: "close",
					reason: "risk-reduced",
					criteria: ["no-contact", "victim-safer"],
					note: "Moved on",
				},
			},
		});
		expect(await stepOf(first())).toMatchObject({ state: "follow-up", nextDate: "2026-10-15" });
		expect(await stepOf(second())).toMatchObject({
			state: "open",
			nextStep: "hearing",
			heardOn: "2026-10-01",
		});
		expect(await stored(files[2] as TestCase)).toMatchObject({
			state: "closed",
			nextStep: null,
			nextDate: null,
			closedOn: "2026-10-01",
			closeReason: "risk-reduced",
			closeCriteria: ["no-contact", "victim-safer"],
			closeNote: "Moved on",
		});
	});

	it("says at its field what is wrong with a choice, and closes nothing then", async () => {
		const meeting = await inProgress();
		const itemId = itemOf(meeting, first());
		await anAction({ file: first(), by: chair, due: "2026-11-01" });
		const refused = (next: object) => close(chair, meeting, { next: { [itemId]: next as never } });
		await expect(refused({ step: "review", reviewOn: "2026-09-30" })).rejects.toMatchObject({
			fields: { [`next-${itemId}-reviewOn`]: "The date of the review must be today or later" },
		});
		await expect(refused({ step: "review", reviewOn: "2062-10-01" })).rejects.toMatchObject({
			fields: { [`next-${itemId}-reviewOn`]: "The date of the review must be within 12 months" },
		});
		await expect(refused({ step: "close" })).rejects.toMatchObject({
			fields: {
				[`next-${itemId}-reason`]: "Select why the case is closed",
				[`next-${itemId}-actionsStand`]: "1 action is still open. Say that it stands, or end it first",
			},
		});
		expect(await stepOf(first())).toMatchObject({ state: "not-heard", heardOn: null });
		expect(await hearingsOf(first())).toEqual([]);
	});

	it("leaves standing what was set on a case during the meeting, and no second review", async () => {
		const meeting = await inProgress({ heardOn: "2026-05-01" });
		await setNextStep(everyone.coordinator, anOpId(), {
			caseId: first().id,
			step: "review",
			reviewOn: "2026-10-20",
			version: (await stored(first())).version,
		});
		await close(chair, meeting);
		expect(await stepOf(first())).toMatchObject({ state: "follow-up", nextDate: "2026-10-20" });
		expect(await reviewsOf(first())).toEqual([{ dueOn: "2026-10-20", state: "due" }]);
	});

	it("leaves closed what was closed during the meeting, and takes no date from before it", async () => {
		const meeting = await inProgress({ heardOn: "2026-05-01" });
		await closeCase(chair, anOpId(), {
			caseId: first().id,
			reason: "moved-away",
			version: (await stored(first())).version,
		});
		await close(chair, meeting);
		expect(await stepOf(first())).toMatchObject({ state: "closed", nextStep: null });
		expect(await hearingsOf(first())).toHaveLength(2);

		const later = await inProgress({ heardOn: "2026-05-01" });
		setClock(() => new Date("2026-10-29T11:00:00Z"));
		await close(chair, later);
		expect((await stored(first())).nextDate).toBe("2026-11-26");
	});

	it("replaces the review that was due before", async () => {
		const meeting = await inProgress();
		await close(chair, meeting);
		setClock(() => new Date("2026-10-29T11:00:00Z"));
		const again = await aMeeting({ cases: [first()], startedBy: chair });
		await close(chair, again);
		expect(await reviewsOf(first())).toEqual([{ dueOn: "2026-11-26", state: "due" }]);
		expect((await hearingsOf(first())).map(({ listing }) => listing).sort()).toEqual(["new", "review"]);
		expect((await stored(first())).heardOn).toBe("2026-10-01");
	});

	it("marks the referral that waited as heard, not the one before it", async () => {
		const meeting = await inProgress();
		await close(chair, meeting);
		setClock(() => new Date("2026-12-01T11:00:00Z"));
		await refer(everyone.coordinator, { caseId: first().id });
		const again = await aMeeting({ cases: [first()], startedBy: chair });
		await close(chair, again);
		const known = await db
			.select()
			.from(referrals)
			.where(eq(referrals.caseId, first().id))
			.orderBy(asc(referrals.referredOn));
		expect(known.map(({ kind, firstHeardOn }) => [kind, firstHeardOn])).toEqual([
			["new", "2026-10-01"],
			["repeat", "2026-12-01"],
		]);
		expect((await hearingsOf(first())).map(({ listing }) => listing)).toContain("repeat");
	});

	it("answers every referral that waited for it, and the next meeting hears a review; undone, all wait again", async () => {
		const meeting = await inProgress();
		await close(chair, meeting);
		for (const day of ["2026-11-01", "2026-11-08"]) {
			setClock(() => new Date(`${day}T11:00:00Z`));
			await refer(everyone.coordinator, { caseId: first().id });
		}
		const heardOn = async () =>
			(
				await db
					.select({ heardOn: referrals.firstHeardOn })
					.from(referrals)
					.where(eq(referrals.caseId, first().id))
					.orderBy(asc(referrals.referredOn))
			).map((one) => one.heardOn);
		setClock(() => new Date("2026-11-15T11:00:00Z"));
		const again = await aMeeting({ cases: [first()], startedBy: chair });
		await close(chair, again);
		expect(await heardOn()).toEqual(["2026-10-01", "2026-11-15", "2026-11-15"]);
		await reopen(again);
		expect(await heardOn()).toEqual(["2026-10-01", null, null]);
		await close(chair, again);
		setClock(() => new Date("2026-12-13T11:00:00Z"));
		const review = await aMeeting({ cases: [first()], startedBy: chair });
		await close(chair, review);
		expect((await hearingsOf(first())).map(({ listing }) => listing)).toEqual(["new", "repeat", "review"]);
	});

	it("gives a case that the chair may not see its step silently", async () => {
		const meeting = await inProgress({ risk: "high" });
		const deputy = await aMember({ panel, role: "deputy" });
		await openItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: itemOf(meeting, second()),
			nothingDecided: "yes",
		});
		await declareRecusal(deputy, anOpId(), { caseId: first().id, userId: deputy.userId });
		await passChair(deputy, anOpId(), { meetingId: meeting.id });
		const before = await versionOf(db, panel.id);
		// To choose for it decides nothing.
		await close(deputy, meeting, { next: { [itemOf(meeting, first())]: { step: "hearing" } } });
		expect(await stepOf(first())).toMatchObject({ state: "follow-up", nextDate: "2026-10-29" });
		expect(JSON.stringify(await sentTo(deputy, panel.id, before))).not.toContain(first().id);
	});

	it("is recorded, case by case", async () => {
		const meeting = await inProgress({ risk: "medium" });
		const before = await versionOf(db, panel.id);
		await close(chair, meeting);
		const events = (await recordedSince(panel.id, before)).filter(({ type }) => type.startsWith("case."));
		expect(events.map(({ sentence }) => sentence)).toEqual([
			"Priya Shah recorded that the panel heard the case on 1 October 2026.",
			"Priya Shah set what comes next: a review on 26 November 2026, as suggested.",
		]);
		expect(events[0]?.data).toMatchObject({ meetingId: meeting.id, listing: "new", isFirst: true });
		expect(events[1]).toMatchObject({
			data: { isSuggested: true, before: { state: "not-heard", step: "hearing", date: null } },
			touched: [`case:${first().id}`, expect.stringMatching(/^review:/)],
		});
	});
});

describe("undoing the close", () => {
	it("takes hearing, date and review back, as if it had not been", async () => {
		const meeting = await inProgress();
		const before = await stepOf(first());
		await close(chair, meeting);
		const closed = await versionOf(db, panel.id);
		await reopen(meeting);
		expect(await stepOf(first())).toEqual(before);
		expect(await hearingsOf(first())).toEqual([]);
		expect(await reviewsOf(first())).toEqual([]);
		const [referral] = await db.select().from(referrals).where(eq(referrals.caseId, first().id));
		expect(referral?.firstHeardOn).toBeNull();
		const told = (await recordedSince(panel.id, closed)).map(({ sentence }) => sentence);
		expect(told).toContain("Priya Shah took back that the panel had heard the case.");
		await close(chair, meeting);
		expect(await hearingsOf(first())).toHaveLength(1);
		expect(await reviewsOf(first())).toHaveLength(1);
	});

	it("gives back the review that was due before the meeting", async () => {
		const meeting = await inProgress();
		await close(chair, meeting);
		setClock(() => new Date("2026-10-29T11:00:00Z"));
		const again = await aMeeting({ cases: [first()], startedBy: chair });
		await close(chair, again);
		await reopen(again);
		expect(await reviewsOf(first())).toEqual([{ dueOn: "2026-10-29", state: "due" }]);
		expect(await stepOf(first())).toMatchObject({ state: "follow-up", nextDate: "2026-10-29" });
		expect(await hearingsOf(first())).toHaveLength(1);
	});

	it("opens again what the close had closed", async () => {
		const meeting = await inProgress();
		const next = { [itemOf(meeting, first())]: { step: "close" as const, reason: "other" as const } };
		await close(chair, meeting, { next });
		expect((await stored(first())).state).toBe("closed");
		await reopen(meeting);
		expect(await stored(first())).toMatchObject({ state: "not-heard", closedOn: null, closeReason: null });
	});

	it("leaves what somebody has set in between", async () => {
		const meeting = await inProgress();
		await close(chair, meeting);
		await setNextStep(everyone.coordinator, anOpId(), {
			caseId: first().id,
			step: "review",
			reviewOn: "2026-11-03",
			version: (await stored(first())).version,
		});
		await reopen(meeting);
		expect(await stepOf(first())).toMatchObject({ state: "follow-up", nextDate: "2026-11-03" });
		expect(await reviewsOf(first())).toEqual([{ dueOn: "2026-11-03", state: "due" }]);
		expect(await hearingsOf(first())).toEqual([]);
	});

	it("goes on after a step back, with one hearing in the end", async () => {
		const meeting = await inProgress();
		await openItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: itemOf(meeting, second()),
			nothingDecided: "yes",
		});
		await close(chair, meeting);
		await reopen(meeting);
		await stepBack(chair, anOpId(), { meetingId: meeting.id });
		await setRisk(chair, anOpId(), { caseId: first().id, risk: "high" });
		await close(chair, meeting);
		expect(await hearingsOf(first())).toHaveLength(1);
		expect((await stored(first())).nextDate).toBe("2026-10-29");
		expect(londonDate()).toBe("2026-10-01");
	});
});

describe("the record of a meeting", () => {
	const recorded = async (meeting: TestMeeting, actor = chair) =>
		(await meetingRecord(actor, meeting.id)).leftWith;
	const set = async (reviewOn: string) =>
		setNextStep(everyone.coordinator, anOpId(), {
			caseId: first().id,
			step: "review",
			reviewOn,
			version: (await stored(first())).version,
		});

	it("says with what each case left it, whatever becomes of the case later", async () => {
		const meeting = await inProgress();
		await openItem(chair, anOpId(), {
			meetingId: meeting.id,
			itemId: itemOf(meeting, second()),
			nothingDecided: "yes",
		});
		const closing = { step: "close", reason: "risk-reduced", criteria: ["no-contact"] } as const;
		await close(chair, meeting, {
			next: { [itemOf(meeting, second())]: { ...closing, criteria: [...closing.criteria] } },
		});
		const left = {
			[first().id]: { step: "review", on: "2026-10-29" },
			[second().id]: closing,
		};
		expect(await recorded(meeting)).toEqual(left);
		await flushAccessLog();
		setClock(() => new Date("2026-10-02T11:00:00Z"));
		await set("2026-11-03");
		expect(await recorded(meeting)).toEqual(left);
	});

	it("says what was set while it went on, and nothing of a close that was undone", async () => {
		const meeting = await inProgress({ heardOn: "2026-05-01" });
		await close(chair, meeting);
		await reopen(meeting);
		expect(await recorded(meeting)).toEqual({});
		await set("2026-10-20");
		expect(await recorded(meeting)).toEqual({ [first().id]: { step: "review", on: "2026-10-20" } });
		await close(chair, meeting);
		expect(await recorded(meeting)).toEqual({ [first().id]: { step: "review", on: "2026-10-20" } });
	});

	it("says nothing of a case that its reader may not see", async () => {
		const meeting = await inProgress();
		const deputy = await aMember({ panel, role: "deputy" });
		await close(chair, meeting);
		expect(Object.keys(await recorded(meeting, deputy))).toEqual([first().id]);
		await declareRecusal(deputy, anOpId(), { caseId: first().id, userId: deputy.userId });
		expect(await recorded(meeting, deputy)).toEqual({});
	});
});
