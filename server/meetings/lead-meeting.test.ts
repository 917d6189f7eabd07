import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { agendaItems, meetings } from "#db/schema/index.ts";
import {
	aCase,
	aMeeting,
	anAction,
	anEntry,
	enters,
	type TestCase,
	type TestMeeting,
} from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, only, whoMay } from "#tests/everyone.ts";
import {
	aMember,
	aMembership,
	anActor,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	type TestPanel,
	textOf,
} from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import { answerAction, settleAction } from "../actions/index.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { setClock } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { endMembership } from "../panels/index.ts";
import {
	adjournMeeting,
	closeMeeting,
	deferItem,
	extendMeeting,
	meetingRoom,
	meetingsForMe,
	openItem,
	passChair,
	pauseMeeting,
	reportNoChair,
	resumeMeeting,
	showNames,
	startMeeting,
	stepBack,
	unpauseMeeting,
} from "./index.ts";

let panel: TestPanel;
let files: [TestCase, TestCase, TestCase];
let everyone: Everyone;
let chair: Actor;
/** Walled off from the first case, and may run the meeting. */
let recused: Actor;
beforeAll(async () => {
	panel = await aPanel();
	files = [await aCase({ panel }), await aCase({ panel }), await aCase({ panel })];
	everyone = await everyoneAround(files[0]);
	chair = everyone.chair;
	recused = everyone["recused deputy"];
});
afterEach(() => setClock());
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const text = { id: expect.any(String), commitment: expect.any(String) };
const runners = {
	...only(["lead", "chair", "deputy"], ["coordinator", "member"]),
	"recused lead": "done",
	"recused deputy": "done",
	"recused coordinator": "not allowed",
	"recused member": "not allowed",
};
/** While somebody else is in the chair, only that person leads. */
const onlyTheChair = {
	...only(["chair"], ["lead", "deputy", "coordinator", "member"]),
	"recused lead": "not allowed",
	"recused deputy": "not allowed",
	"recused coordinator": "not allowed",
	"recused member": "not allowed",
};
const itemOf = (meeting: TestMeeting, file: TestCase) =>
	meeting.items.find((item) => item.caseId === file.id)?.id ?? "";
const standing = async (meeting: { id: string }, kind: "welcome" | "apologies") =>
	(
		await db
			.select()
			.from(agendaItems)
			.where(and(eq(agendaItems.meetingId, meeting.id), eq(agendaItems.kind, kind)))
	)[0]?.id ?? "";
/** Goes to an item; the chair says that nothing was decided on the one before. */
const open = (actor: Actor, meeting: { id: string }, itemId: string) =>
	openItem(actor, anOpId(), { meetingId: meeting.id, itemId, nothingDecided: "yes" });
/** Goes to an item, and says no such thing. */
const goOn = (actor: Actor, meeting: { id: string }, itemId: string) =>
	openItem(actor, anOpId(), { meetingId: meeting.id, itemId });
const press = (command: typeof stepBack, actor: Actor, meeting: { id: string }) =>
	command(actor, anOpId(), { meetingId: meeting.id });
const take = (actor: Actor, meeting: { id: string }, userId?: string) =>
	passChair(actor, anOpId(), { meetingId: meeting.id, userId });
const stored = async (meeting: { id: string }) =>
	(await db.select().from(meetings).where(eq(meetings.id, meeting.id)))[0];
const item = async (itemId: string) =>
	(await db.select().from(agendaItems).where(eq(agendaItems.id, itemId)))[0];
const currentOf = async (meeting: { id: string }) =>
	(
		await db
			.select()
			.from(agendaItems)
			.where(and(eq(agendaItems.meetingId, meeting.id), eq(agendaItems.isCurrent, true)))
	).map(({ id }) => id);
const deferral = {
	reason: "The referrer was not briefed",
	safetyCover: "Daily calls by the ISAC",
	interimOwner: "DC Okafor",
};
const defer = (actor: Actor, meeting: { id: string }, itemId: string, fields = {}) =>
	deferItem(actor, anOpId(), { meetingId: meeting.id, itemId, ...deferral, ...fields });
const MINUTE = 60_000;
/** A clock that stands until it is moved on, in minutes. */
function aClock() {
	let at = Date.now();
	setClock(() => new Date(at));
	const pass = (minutes: number) => {
		at += minutes * MINUTE;
	};
	return { pass, at: () => new Date(at) };
}

describe("starting", () => {
	it("is refused to a meeting whose papers have not gone out", async () => {
		const draft = await aMeeting({ cases: files, isDraft: true });
		await expect(press(startMeeting, chair, draft)).rejects.toThrow("The meeting has not been published.");
	});

	it("is on everybody’s screen at once, and in the sentence of the record", async () => {
		const meeting = await aMeeting({ cases: files });
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) => startMeeting(chair, opId, { meetingId: meeting.id }));
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "meeting")).toEqual([
			expect.objectContaining({ id: meeting.id, state: "in-progress", chairUserId: chair.userId }),
		]);
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{ type: "meeting.started", sentence: "Priya Shah started the meeting." },
		]);
	});
});

describe("the chair", () => {
	it("scenario 19: with the chair absent the deputy starts; without one it cannot start, and the lead is told", async () => {
		const meeting = await aMeeting({ cases: files });
		await press(startMeeting, everyone.deputy, meeting);
		expect(await stored(meeting)).toMatchObject({ chairName: everyone.deputy.name, state: "in-progress" });

		const orphan = await aMeeting({ cases: files });
		await expect(press(startMeeting, everyone.coordinator, orphan)).rejects.toThrow(
			new NotAllowed("Only the chair, a deputy or the lead can run the meeting."),
		);
		const wants = async (actor: Actor) =>
			(await meetingsForMe(actor)).filter(({ wantsChair }) => wantsChair).map(({ id }) => id);
		await press(reportNoChair, everyone.coordinator, orphan);
		expect(await wants(everyone.lead)).toEqual([orphan.id]);
		expect(await wants(everyone.deputy)).toEqual([]);
		await press(startMeeting, everyone.lead, orphan);
		expect(await wants(everyone.lead)).toEqual([]);
		expect(await stored(orphan)).toMatchObject({ chairMissingAt: null });
	});

	it("is not missing before the planned start", async () => {
		const startsAt = new Date("2026-12-03T10:00:00Z");
		const meeting = await aMeeting({ cases: files, startsAt });
		setClock(() => new Date("2026-12-03T09:59:59Z"));
		await expect(press(reportNoChair, everyone.coordinator, meeting)).rejects.toMatchObject({
			fields: { form: "The meeting is not due to start yet. Tell the lead once it is" },
		});
		setClock(() => startsAt);
		await press(reportNoChair, everyone.coordinator, meeting);
		expect(await stored(meeting)).toMatchObject({ chairMissingAt: startsAt });
	});

	it("missing is reported by whoever keeps the minutes, once, while nobody leads; and recorded", async () => {
		const answers = await whoMay(everyone, async (actor) =>
			press(reportNoChair, actor, await aMeeting({ cases: files })),
		);
		expect(answers).toEqual({
			...only(["lead", "chair", "deputy", "coordinator"], ["member"]),
			"recused lead": "done",
			"recused deputy": "done",
			"recused coordinator": "done",
			"recused member": "not allowed",
		});
		const meeting = await aMeeting({ cases: files });
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) => reportNoChair(everyone.coordinator, opId, { meetingId: meeting.id }));
		await expect(press(reportNoChair, chair, meeting)).rejects.toMatchObject({
			fields: { form: "The lead has been told already" },
		});
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{
				type: "meeting.chair-missing",
				sentence: "Priya Shah told the lead that nobody is there to chair the meeting.",
				touched: [`meeting:${meeting.id}`],
			},
		]);
		await press(startMeeting, chair, meeting);
		await expect(press(reportNoChair, everyone.coordinator, meeting)).rejects.toThrow(Conflict);
	});

	it("scenario 18: the chair’s laptop fails, and the deputy takes the chair in one step, recorded", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await expect(open(everyone.deputy, meeting, itemOf(meeting, files[1]))).rejects.toThrow(
			new NotAllowed(`${chair.name} is in the chair. Take the chair first.`),
		);
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) =>
			passChair(everyone.deputy, opId, { meetingId: meeting.id, userId: "" }),
		);
		expect(await recordedSince(panel.id, before)).toEqual([
			{
				type: "meeting.chair-taken",
				sentence: "Priya Shah put Sam Cole in the chair.",
				data: { meetingId: meeting.id, userId: everyone.deputy.userId, from: chair.userId },
				touched: [`meeting:${meeting.id}`],
				actorId: everyone.deputy.userId,
			},
		]);
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "meeting")).toEqual([
			expect.objectContaining({ chairUserId: everyone.deputy.userId, chairName: everyone.deputy.name }),
		]);
		await open(everyone.deputy, meeting, itemOf(meeting, files[1]));
		await expect(open(chair, meeting, itemOf(meeting, files[2]))).rejects.toThrow(NotAllowed);
	});

	it("is taken by whoever may run the meeting; refused to the rest", async () => {
		const answers = await whoMay(everyone, async (actor) => {
			const meeting = await aMeeting({ cases: files, startedBy: actor === chair ? everyone.deputy : chair });
			await take(actor, meeting);
		});
		expect(answers).toEqual(runners);
	});

	it("is given by whoever is in it, to somebody who may run the meeting", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await expect(take(everyone.deputy, meeting, recused.userId)).rejects.toThrow(
			new NotAllowed("Only whoever is in the chair can hand it to somebody else."),
		);
		const unsigned = await aMember({ panel, role: "deputy", isUnsigned: true });
		for (const userId of ["none", everyone.coordinator.userId, everyone.observer.userId, unsigned.userId]) {
			await expect(take(chair, meeting, userId)).rejects.toMatchObject({
				fields: { userId: "Select the chair or a deputy of the panel" },
			});
		}
		await expect(take(chair, meeting, chair.userId)).rejects.toMatchObject({
			fields: { userId: "They are in the chair already" },
		});
		// A chair who is not there would leave the meeting without one.
		await expect(take(chair, meeting, everyone.deputy.userId)).rejects.toMatchObject({
			fields: { userId: `${everyone.deputy.name} is not in the meeting` },
		});
		await enters(everyone.deputy, meeting);
		await take(chair, meeting, everyone.deputy.userId);
		expect(await stored(meeting)).toMatchObject({ chairName: everyone.deputy.name });
		const waiting = await aMeeting({ cases: files });
		await expect(take(chair, waiting)).rejects.toThrow("The meeting has not started.");
	});

	it("who is no longer of the panel leads no more, and somebody else takes over", async () => {
		const user = await aUser();
		const membership = await aMembership({ panel, user, role: "deputy" });
		const former = anActor(user);
		const meeting = await aMeeting({ cases: files, startedBy: former });
		await endMembership(SYSTEM, anOpId(), { membershipId: membership.id });
		for (const command of [stepBack, pauseMeeting, closeMeeting]) {
			await expect(press(command, former, meeting)).rejects.toThrow(new NotFound());
		}
		await take(chair, meeting);
		await open(chair, meeting, itemOf(meeting, files[1]));
	});
});

describe("going to an item", () => {
	it("is for whoever is in the chair", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const answers = await whoMay(everyone, (actor) => open(actor, meeting, itemOf(meeting, files[1])));
		expect(answers).toEqual(onlyTheChair);
	});

	it("standing items need no read-back", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [welcome, apologies] = [await standing(meeting, "welcome"), await standing(meeting, "apologies")];
		await open(chair, meeting, welcome);
		await goOn(chair, meeting, apologies);
		expect(await item(welcome)).toMatchObject({ outcome: "heard", isCurrent: false });
	});

	it("a case is not left with nothing decided unless the chair says so", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [first, second, third] = files.map((file) => itemOf(meeting, file)) as [string, string, string];
		await anEntry({ file: files[0], by: chair, meetingId: meeting.id, kind: "risk" });
		// Said in no meeting: it decides nothing here.
		await anEntry({ file: files[0], by: chair, kind: "decision" });
		await expect(goOn(chair, meeting, second)).rejects.toMatchObject({
			fields: {
				nothingDecided: "Nothing was decided on this case. Record what was, or say that nothing was",
			},
		});
		expect(await currentOf(meeting)).toEqual([first]);
		await open(chair, meeting, second);
		expect(await item(first)).toMatchObject({ outcome: "nothing-decided" });
		await anEntry({ file: files[1], by: chair, meetingId: meeting.id, kind: "advice" });
		await goOn(chair, meeting, third);
		expect(await item(second)).toMatchObject({ outcome: "heard" });
	});

	it("scenario 21: an action that nobody accepts keeps the case open until it has owner and date, or the chair holds it", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const next = () => goOn(chair, meeting, itemOf(meeting, files[1]));
		const unsettled = (words: string) =>
			expect(next()).rejects.toMatchObject({
				fields: {
					readBack: `${words} no owner or no date, or was refused. Settle it, or let the chair hold it`,
				},
			});
		const housing = await anAgency();
		const act = (fields: Parameters<typeof anAction>[0]) =>
			anAction({ file: files[0], by: everyone.member, meetingId: meeting.id, ...fields });
		const ownerless = await act({ ownerAgencyId: "", due: "2027-01-05" });
		const dateless = await act({ ownerAgencyId: housing.id });
		await unsettled("2 actions have");
		await settleAction(chair, anOpId(), {
			actionId: dateless.id,
			ownerAgencyId: housing.id,
			due: "2027-01-05",
			version: dateless.version,
		});
		await unsettled("1 action has");
		await settleAction(chair, anOpId(), {
			actionId: ownerless.id,
			isHeldByChair: "yes",
			version: ownerless.version,
		});
		await next();
		expect(await item(itemOf(meeting, files[0]))).toMatchObject({ outcome: "heard" });
	});

	it("an action that its owner refused keeps the case open too", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const housing = await aMember({ panel });
		const action = await anAction({
			file: files[0],
			by: chair,
			meetingId: meeting.id,
			ownerAgencyId: housing.agencyId,
			due: "2027-01-05",
		});
		const { version } = await answerAction(housing, anOpId(), {
			actionId: action.id,
			answer: "refused",
			reason: "Not ours",
			version: action.version,
		});
		await expect(open(chair, meeting, itemOf(meeting, files[1]))).rejects.toThrow(Invalid);
		await settleAction(chair, anOpId(), { actionId: action.id, isHeldByChair: "yes", version });
		await goOn(chair, meeting, itemOf(meeting, files[1]));
	});

	it("of two presses at once, one is done; pressed twice, nothing is skipped", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [, second, third] = files.map((file) => itemOf(meeting, file)) as [string, string, string];
		const two = await Promise.allSettled([
			open(chair, meeting, second),
			open(everyone.deputy, meeting, third),
		]);
		expect(two.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
		expect(await currentOf(meeting)).toEqual([second]);
		const same = await Promise.allSettled([open(chair, meeting, third), open(chair, meeting, third)]);
		expect(same.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
		expect(same.find((answer) => answer.status === "rejected")).toMatchObject({
			reason: { fields: { itemId: "The panel is on it already" } },
		});
		expect(await currentOf(meeting)).toEqual([third]);
	});

	it("by a chair who may not know the current case carries it over, and says nothing of it", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const hidden = itemOf(meeting, files[0]);
		await anAction({ file: files[0], by: chair, meetingId: meeting.id, ownerAgencyId: "" });
		await take(recused, meeting);
		for (const to of [hidden, "none"]) {
			await expect(open(recused, meeting, to)).rejects.toThrow(new NotFound());
			await expect(defer(recused, meeting, to)).rejects.toThrow(new NotFound());
		}
		const before = await versionOf(db, panel.id);
		// Neither the open action nor that nothing was decided holds them up: that would tell.
		await goOn(recused, meeting, itemOf(meeting, files[1]));
		const sent = await sentTo(recused, panel.id, before);
		expect(rowsIn(sent, "agendaItem").map(({ id }) => id)).toEqual([itemOf(meeting, files[1])]);
		expect(JSON.stringify(sent)).not.toContain(hidden);
		expect(await item(hidden)).toMatchObject({ isCurrent: false, outcome: "carried-over" });
	});

	it("is recorded: the case that is left and why, and the one that is opened", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [first, second] = [itemOf(meeting, files[0]), itemOf(meeting, files[1])];
		const before = await versionOf(db, panel.id);
		const input = { meetingId: meeting.id, itemId: second, nothingDecided: "yes" as const };
		await sentTwice(panel.id, (opId) => openItem(chair, opId, input));
		expect(await recordedSince(panel.id, before)).toEqual([
			{
				type: "meeting.item-left",
				sentence: "Priya Shah left the case with nothing decided.",
				data: { meetingId: meeting.id, itemId: first, caseId: files[0].id, outcome: "nothing-decided" },
				touched: [`agendaItem:${first}`],
				actorId: chair.userId,
			},
			{
				type: "meeting.item-opened",
				sentence: "Priya Shah opened the case in the meeting.",
				data: { meetingId: meeting.id, itemId: second, caseId: files[1].id, witnesses: [] },
				touched: [`agendaItem:${second}`, `agendaItem:${first}`],
				actorId: chair.userId,
			},
		]);
	});
});

describe("going back after a wrong press", () => {
	it("the item before goes on, and the wrong one was never reached", async () => {
		const clock = aClock();
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [first, second] = [itemOf(meeting, files[0]), itemOf(meeting, files[1])];
		clock.pass(4);
		await open(chair, meeting, second);
		clock.pass(1);
		const before = await versionOf(db, panel.id);
		await press(stepBack, chair, meeting);
		expect(await item(first)).toMatchObject({
			isCurrent: true,
			outcome: null,
			leftAt: null,
			spentMs: 4 * MINUTE,
			runningSince: clock.at(),
		});
		expect(await item(second)).toMatchObject({
			isCurrent: false,
			openedAt: null,
			leftAt: null,
			outcome: null,
			spentMs: 0,
			runningSince: null,
		});
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "agendaItem")).toHaveLength(2);
	});

	it("what was recorded on the wrong one meanwhile stands, and so does that it was reached", async () => {
		const clock = aClock();
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const second = itemOf(meeting, files[1]);
		await open(chair, meeting, second);
		await anEntry({ file: files[1], by: chair, meetingId: meeting.id, kind: "advice" });
		clock.pass(2);
		await press(stepBack, chair, meeting);
		expect(await item(second)).toMatchObject({
			isCurrent: false,
			openedAt: expect.any(Date),
			outcome: null,
			spentMs: 2 * MINUTE,
		});
	});

	it("an item opened again by mistake is as it was: heard, with its time, and not the next to go back to", async () => {
		const clock = aClock();
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [first, second, third] = files.map((file) => itemOf(meeting, file)) as [string, string, string];
		await anEntry({ file: files[0], by: chair, meetingId: meeting.id, kind: "advice" });
		clock.pass(5);
		await open(chair, meeting, second);
		clock.pass(5);
		await open(chair, meeting, third);
		clock.pass(5);
		await open(chair, meeting, first);
		// While it is on, nothing has come of it yet.
		const { snapshot } = await meetingRoom(chair, meeting.id);
		expect(snapshot.rows).toContainEqual(
			expect.objectContaining({ id: first, isCurrent: true, outcome: null }),
		);
		await press(stepBack, chair, meeting);
		expect(await currentOf(meeting)).toEqual([third]);
		expect(await item(first)).toMatchObject({
			outcome: "heard",
			openedAt: expect.any(Date),
			leftAt: expect.any(Date),
			spentMs: 5 * MINUTE,
		});
		await press(stepBack, chair, meeting);
		expect(await currentOf(meeting)).toEqual([second]);
		// Opened once, never left, and gone back from: it is still to come.
		expect(await item(third)).toMatchObject({ openedAt: null, outcome: null });
	});

	it("a deferred case opened by mistake stays deferred, with its safety cover", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [first, second] = [itemOf(meeting, files[0]), itemOf(meeting, files[1])];
		await defer(chair, meeting, second);
		await open(chair, meeting, second);
		await press(stepBack, chair, meeting);
		expect(await currentOf(meeting)).toEqual([first]);
		expect(await item(second)).toMatchObject({ outcome: "deferred", ...deferral });
		// Opened on purpose and heard after all, it is deferred no more.
		await open(chair, meeting, second);
		await anEntry({ file: files[1], by: chair, meetingId: meeting.id, kind: "advice" });
		await goOn(chair, meeting, first);
		expect(await item(second)).toMatchObject({
			outcome: "heard",
			reason: null,
			safetyCover: null,
			interimOwner: null,
		});
	});

	it("a case deferred by mistake is the current one again", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const first = itemOf(meeting, files[0]);
		await defer(chair, meeting, first);
		expect(await currentOf(meeting)).toEqual([]);
		await press(stepBack, chair, meeting);
		expect(await item(first)).toMatchObject({
			isCurrent: true,
			outcome: null,
			reason: null,
			safetyCover: null,
		});
	});

	it("passes over a case that the chair may not know, as if it were not there", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [hidden, second, third] = files.map((file) => itemOf(meeting, file)) as [string, string, string];
		await open(chair, meeting, second);
		await open(chair, meeting, hidden);
		await open(chair, meeting, third);
		await take(recused, meeting);
		const before = await item(hidden);
		await press(stepBack, recused, meeting);
		expect(await currentOf(meeting)).toEqual([second]);
		expect(await item(hidden)).toEqual(before);
	});

	it("is refused with nothing to go back to, and to others than the chair", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await expect(press(stepBack, chair, meeting)).rejects.toMatchObject({
			fields: { form: "There is no item to go back to" },
		});
		await open(chair, meeting, itemOf(meeting, files[1]));
		expect(await whoMay(everyone, (actor) => press(stepBack, actor, meeting))).toEqual(onlyTheChair);
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [first, second] = [itemOf(meeting, files[0]), itemOf(meeting, files[1])];
		await open(chair, meeting, second);
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) => stepBack(chair, opId, { meetingId: meeting.id }));
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{
				type: "meeting.stepped-back",
				sentence: "Priya Shah went back to the case.",
				data: { meetingId: meeting.id, itemId: first, caseId: files[0].id },
				touched: [`agendaItem:${first}`, `agendaItem:${second}`],
			},
		]);
	});
});

describe("deferring a case", () => {
	it("scenario 14: with the referrer unbriefed, the chair defers with safety cover and a named interim owner", async () => {
		const clock = aClock();
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		clock.pass(3);
		const first = itemOf(meeting, files[0]);
		await expect(
			defer(chair, meeting, first, { reason: "", safetyCover: " ", interimOwner: "" }),
		).rejects.toMatchObject({
			fields: {
				reason: "Say why the case is deferred",
				safetyCover: "Say how the victim is kept safe until then",
				interimOwner: "Name who owns the case until then",
			},
		});
		expect(await currentOf(meeting)).toEqual([first]);
		const before = await versionOf(db, panel.id);
		await defer(chair, meeting, first);
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "agendaItem")).toEqual([
			expect.objectContaining({
				id: first,
				isCurrent: false,
				outcome: "deferred",
				spentMs: 3 * MINUTE,
				runningSince: null,
				...deferral,
			}),
		]);
		expect(rowsIn(await sentTo(recused, panel.id, before), "agendaItem")).toEqual([]);
	});

	it("that was not reached, or left some time ago, leaves the current one alone", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [first, second, third] = files.map((file) => itemOf(meeting, file)) as [string, string, string];
		await open(chair, meeting, second);
		await defer(chair, meeting, third);
		expect(await item(third)).toMatchObject({ outcome: "deferred", openedAt: null, leftAt: null });
		await open(chair, meeting, await standing(meeting, "welcome"));
		await defer(chair, meeting, first);
		// Back leads to what was on before, not to what was deferred last.
		await press(stepBack, chair, meeting);
		expect(await currentOf(meeting)).toEqual([second]);
		expect(await item(first)).toMatchObject({ outcome: "deferred" });
	});

	it("is refused for what is no case, twice, with too many words, and to others than the chair", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await expect(defer(chair, meeting, await standing(meeting, "welcome"))).rejects.toMatchObject({
			fields: { form: "Only a case can be deferred" },
		});
		const second = itemOf(meeting, files[1]);
		await expect(
			defer(chair, meeting, second, { reason: "x".repeat(1001), interimOwner: "x".repeat(201) }),
		).rejects.toMatchObject({
			fields: { reason: "Use 1,000 characters or fewer", interimOwner: "Use 200 characters or fewer" },
		});
		await defer(chair, meeting, second);
		await expect(defer(chair, meeting, second)).rejects.toMatchObject({
			fields: { form: "It is deferred already" },
		});
		const answers = await whoMay(everyone, (actor) => defer(actor, meeting, itemOf(meeting, files[2])));
		expect(answers).toEqual(onlyTheChair);
	});

	it("is recorded, with the words in a revision", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const itemId = itemOf(meeting, files[0]);
		const before = await versionOf(db, panel.id);
		const input = { meetingId: meeting.id, itemId, ...deferral };
		await sentTwice(panel.id, (opId) => deferItem(chair, opId, input));
		const [event, ...others] = await recordedSince(panel.id, before);
		expect(event).toMatchObject({
			type: "meeting.item-deferred",
			sentence: "Priya Shah deferred the case.",
			data: { meetingId: meeting.id, itemId, caseId: files[0].id, text },
			touched: [`agendaItem:${itemId}`],
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual(deferral);
	});
});

describe("the clock", () => {
	it("stands still while the meeting is paused, and while it is adjourned", async () => {
		const clock = aClock();
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const first = itemOf(meeting, files[0]);
		clock.pass(5);
		await press(pauseMeeting, chair, meeting);
		expect(await stored(meeting)).toMatchObject({ pausedAt: clock.at() });
		expect(await item(first)).toMatchObject({ spentMs: 5 * MINUTE, runningSince: null });
		clock.pass(30);
		await press(unpauseMeeting, chair, meeting);
		expect(await stored(meeting)).toMatchObject({ pausedAt: null });
		expect(await item(first)).toMatchObject({ spentMs: 5 * MINUTE, runningSince: clock.at() });
		clock.pass(2);
		await adjournMeeting(chair, anOpId(), { meetingId: meeting.id, until: "14:00" });
		expect(await item(first)).toMatchObject({ isCurrent: true, spentMs: 7 * MINUTE, runningSince: null });
		clock.pass(90);
		await press(resumeMeeting, everyone.deputy, meeting);
		clock.pass(1);
		await open(everyone.deputy, meeting, itemOf(meeting, files[1]));
		expect(await item(first)).toMatchObject({ spentMs: 8 * MINUTE, runningSince: null });
	});

	it("adjourned while paused counts the pause in nothing", async () => {
		const clock = aClock();
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const first = itemOf(meeting, files[0]);
		clock.pass(5);
		await press(pauseMeeting, chair, meeting);
		const paused = clock.at();
		clock.pass(10);
		await adjournMeeting(chair, anOpId(), { meetingId: meeting.id, until: "14:00" });
		expect(await stored(meeting)).toMatchObject({ state: "adjourned", pausedAt: paused });
		clock.pass(10);
		await press(resumeMeeting, chair, meeting);
		expect(await stored(meeting)).toMatchObject({ pausedAt: null });
		clock.pass(1);
		await press(pauseMeeting, chair, meeting);
		expect(await item(first)).toMatchObject({ spentMs: 6 * MINUTE });
	});

	it("paused, leads to no other item; back and deferral keep it still", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const [first, second] = [itemOf(meeting, files[0]), itemOf(meeting, files[1])];
		await open(chair, meeting, second);
		await press(pauseMeeting, chair, meeting);
		await expect(open(chair, meeting, first)).rejects.toMatchObject({
			fields: { form: "The meeting is paused. Go on with it first" },
		});
		await press(stepBack, chair, meeting);
		expect(await item(first)).toMatchObject({ isCurrent: true, runningSince: null });
		await press(unpauseMeeting, chair, meeting);
		expect(await item(first)).toMatchObject({ runningSince: expect.any(Date) });
	});

	it("is for whoever is in the chair, and said in words when it stands so already", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await expect(press(unpauseMeeting, chair, meeting)).rejects.toMatchObject({
			fields: { form: "The meeting is not paused" },
		});
		await press(pauseMeeting, chair, meeting);
		await expect(press(pauseMeeting, chair, meeting)).rejects.toMatchObject({
			fields: { form: "The meeting is paused already" },
		});
		const other = await aMeeting({ cases: files, startedBy: chair });
		expect(await whoMay(everyone, (actor) => press(pauseMeeting, actor, other))).toEqual(onlyTheChair);
		await expect(press(unpauseMeeting, everyone.deputy, meeting)).rejects.toThrow(NotAllowed);
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const itemId = itemOf(meeting, files[0]);
		const before = await versionOf(db, panel.id);
		await sentTwice(panel.id, (opId) => pauseMeeting(chair, opId, { meetingId: meeting.id }));
		await sentTwice(panel.id, (opId) => unpauseMeeting(chair, opId, { meetingId: meeting.id }));
		const touched = [`meeting:${meeting.id}`, `agendaItem:${itemId}`];
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{ type: "meeting.paused", sentence: "Priya Shah paused the meeting.", touched },
			{ type: "meeting.clock-resumed", sentence: "Priya Shah went on with the meeting.", touched },
		]);
	});
});

describe("extending", () => {
	const extend = (actor: Actor, meeting: { id: string }, minutes: number | string) =>
		extendMeeting(actor, anOpId(), { meetingId: meeting.id, minutes: minutes as number });

	it("is done, also once more, by whoever is in the chair", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await extend(chair, meeting, "15");
		await extend(chair, meeting, 30);
		expect(await stored(meeting)).toMatchObject({ minutes: 120, extendedBy: 45 });
		expect(await whoMay(everyone, (actor) => extend(actor, meeting, 15))).toEqual(onlyTheChair);
	});

	it("is refused by none, by too little and by too much", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const wrong = {
			"a while": "Select by how many minutes",
			"1.5": "Select by how many minutes",
			"4": "Extend it by 5 minutes or more",
			"121": "Extend it by 2 hours or less",
		};
		for (const [minutes, message] of Object.entries(wrong)) {
			await expect(extend(chair, meeting, minutes)).rejects.toMatchObject({ fields: { minutes: message } });
		}
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const before = await versionOf(db, panel.id);
		const input = { meetingId: meeting.id, minutes: 15 };
		await sentTwice(panel.id, (opId) => extendMeeting(chair, opId, input));
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{ type: "meeting.extended", sentence: "Priya Shah extended the meeting by 15 minutes.", data: input },
		]);
	});
});

describe("adjourning and resuming", () => {
	const adjourn = (actor: Actor, meeting: { id: string }, until = "14:00") =>
		adjournMeeting(actor, anOpId(), { meetingId: meeting.id, until });

	it("is done: nothing moves until it is resumed, in the chair of whoever resumes it", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const observer = await aMember({ panel, role: "observer" });
		await adjourn(chair, meeting, " Thursday at 10 ");
		expect(await stored(meeting)).toMatchObject({ state: "adjourned", note: "Thursday at 10" });
		for (const command of [pauseMeeting, stepBack, closeMeeting]) {
			await expect(press(command, chair, meeting)).rejects.toThrow("The meeting is adjourned.");
		}
		await expect(adjourn(chair, meeting)).rejects.toThrow(Conflict);
		// Who comes meanwhile may enter.
		await enters(await aMember({ panel }), meeting);
		await expect(enters(observer, meeting)).rejects.toThrow(new NotFound());
		await press(resumeMeeting, everyone.deputy, meeting);
		expect(await stored(meeting)).toMatchObject({
			state: "in-progress",
			note: null,
			chairUserId: everyone.deputy.userId,
		});
		expect(await currentOf(meeting)).toEqual([itemOf(meeting, files[0])]);
		await expect(press(pauseMeeting, chair, meeting)).rejects.toThrow(NotAllowed);
	});

	it("without anybody to resume it, the lead is told", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await adjourn(chair, meeting);
		await press(reportNoChair, everyone.coordinator, meeting);
		const mine = await meetingsForMe(everyone.lead);
		expect(mine).toContainEqual(expect.objectContaining({ id: meeting.id, wantsChair: true }));
	});

	it("is for the chair, and resuming for whoever may run the meeting", async () => {
		const led = () => aMeeting({ cases: files, startedBy: chair });
		expect(await whoMay(everyone, async (actor) => adjourn(actor, await led()))).toEqual(onlyTheChair);
		const answers = await whoMay(everyone, async (actor) => {
			const meeting = await led();
			await adjourn(chair, meeting);
			await press(resumeMeeting, actor, meeting);
		});
		expect(answers).toEqual(runners);
	});

	it("is refused without until when, and resuming a meeting that is on", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		await expect(adjourn(chair, meeting, " ")).rejects.toMatchObject({
			fields: { until: "Say until when, like 14:00 or Thursday at 10" },
		});
		await expect(adjourn(chair, meeting, "x".repeat(201))).rejects.toMatchObject({
			fields: { until: "Use 200 characters or fewer" },
		});
		await expect(press(resumeMeeting, chair, meeting)).rejects.toThrow("The meeting is in progress.");
	});

	it("is recorded", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const before = await versionOf(db, panel.id);
		const input = { meetingId: meeting.id, until: "14:00" };
		await sentTwice(panel.id, (opId) => adjournMeeting(chair, opId, input));
		await sentTwice(panel.id, (opId) => resumeMeeting(chair, opId, { meetingId: meeting.id }));
		const [adjourned, resumed, ...others] = await recordedSince(panel.id, before);
		expect(adjourned).toMatchObject({
			type: "meeting.adjourned",
			sentence: "Priya Shah adjourned the meeting.",
			data: { meetingId: meeting.id, text },
		});
		expect(await textOf(adjourned)).toEqual({ until: "14:00" });
		expect(resumed).toMatchObject({ type: "meeting.resumed", sentence: "Priya Shah resumed the meeting." });
		expect(others).toEqual([]);
	});
});

describe("names on the projector", () => {
	const show = (actor: Actor, meeting: { id: string }, isRevealed: "yes" | "" = "yes") =>
		showNames(actor, anOpId(), { meetingId: meeting.id, isRevealed });

	it("are off until whoever is in the chair shows them, and are taken off again", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		expect(await stored(meeting)).toMatchObject({ isRevealed: false });
		await expect(show(chair, meeting, "")).rejects.toMatchObject({ fields: { form: "Names are not shown" } });
		const before = await versionOf(db, panel.id);
		await show(chair, meeting);
		expect(rowsIn(await sentTo(everyone.member, panel.id, before), "meeting")).toEqual([
			expect.objectContaining({ isRevealed: true }),
		]);
		await expect(show(chair, meeting)).rejects.toMatchObject({ fields: { form: "Names are shown already" } });
		await show(chair, meeting, "");
		expect(await stored(meeting)).toMatchObject({ isRevealed: false });
		expect(await whoMay(everyone, (actor) => show(actor, meeting))).toEqual(onlyTheChair);
	});

	it("are recorded", async () => {
		const meeting = await aMeeting({ cases: files, startedBy: chair });
		const before = await versionOf(db, panel.id);
		const input = { meetingId: meeting.id, isRevealed: "yes" };
		await sentTwice(panel.id, (opId) => showNames(chair, opId, input));
		await show(chair, meeting, "");
		expect(await recordedSince(panel.id, before)).toMatchObject([
			{ type: "meeting.names-shown", sentence: "Priya Shah let the projector show names." },
			{ sentence: "Priya Shah took the names off the projector." },
		]);
	});
});

it("scenario 11: whoever declares a conflict midway loses the case, and may still lead the others", async () => {
	const deputy = await aMember({ panel, role: "deputy" });
	const meeting = await aMeeting({ cases: files, startedBy: deputy });
	const before = await versionOf(db, panel.id);
	await declareRecusal(deputy, anOpId(), { caseId: files[0].id, userId: deputy.userId });
	expect(await sentTo(deputy, panel.id, before)).toBe("reload");
	const { snapshot } = await meetingRoom(deputy, meeting.id);
	expect(JSON.stringify(snapshot)).not.toContain(files[0].id);
	await goOn(deputy, meeting, itemOf(meeting, files[1]));
	expect(await currentOf(meeting)).toEqual([itemOf(meeting, files[1])]);
	// Who may know of it reads in the record that they were recused.
	expect(await recordedSince(panel.id, before)).toContainEqual(
		expect.objectContaining({
			type: "recusal.declared",
			sentence: "Priya Shah recused Sam Cole from the case.",
		}),
	);
});
