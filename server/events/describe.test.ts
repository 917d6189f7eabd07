/** Every kind of change reads as one English sentence, and is known to alter somebody's standing or not. */
import { expect, describe as group, it } from "vitest";
import { newId } from "../ids.ts";
import {
	caseOf,
	describe,
	type EventData,
	type EventType,
	type Names,
	type TypedEvent,
	whoseAccess,
} from "./index.ts";
import { parseData } from "./types.ts";

const ids = {
	user: newId(),
	other: newId(),
	agency: newId(),
	case: newId(),
	row: newId(),
	meeting: newId(),
};
const text = { id: newId(), commitment: "WZ4yH0dX3kq6m1vJt8cQn2bR7sLf5pUaE9gKxTiYo-M" };
const userId = ids.user;
const caseId = ids.case;
const meetingId = ids.meeting;
const item = { meetingId, itemId: ids.row, caseId };
const guest = { ...item, guestId: newId(), userId };
const plan = {
	caseId,
	planId: ids.row,
	ownerAgencyId: ids.agency,
	startsOn: "2026-08-03",
	endsOn: "2026-12-03",
	reviewOn: "2026-10-01",
};
/** Those who are there as an observer and as a guest. */
const witnesses = [ids.user, ids.other];

/** One example of each type; a type without one does not compile. */
const examples: { [T in EventType]: EventData<T> } = {
	"agency.added": { agencyId: ids.agency, text },
	"agency.changed": { agencyId: ids.agency, text },
	"agency.closed": { agencyId: ids.agency },
	"user.added": { userId, agencyId: ids.agency, role: "none", text },
	"user.changed": { userId, agencyId: ids.agency, role: "lead", text },
	"user.deactivated": { userId },
	"user.reactivated": { userId },
	"link.issued": { userId, linkId: ids.row },
	"password.set": { userId, linkId: ids.row },
	"sessions.revoked": { userId, sessionIds: [newId(), newId()] },
	"panel.added": { panelId: ids.row, text },
	"panel.changed": { panelId: ids.row, text },
	"membership.added": {
		membershipId: ids.row,
		userId,
		role: "chair",
		startsOn: "2026-12-03",
		endsOn: "2027-12-02",
	},
	"membership.begun": { membershipId: ids.row, userId, role: "member" },
	"membership.end-set": { membershipId: ids.row, userId, role: "member", endsOn: "2026-12-03" },
	"membership.ended": { membershipId: ids.row, userId, role: "observer" },
	"undertaking.signed": { membershipId: ids.row, userId },
	"case.added": { caseId, isImported: false, risk: "high", text },
	"case.changed": { caseId, text },
	"risk.set": { caseId, from: "not-assessed", to: "high" },
	"officer.set": { caseId, officerUserId: userId, previousUserId: ids.other, text },
	"person.added": { caseId, personId: ids.row, part: "victim", text },
	"person.changed": { caseId, personId: ids.row, part: "person-causing-harm", text },
	"protected-detail.added": { caseId, detailId: ids.row, kind: "safe-telephone", text },
	"protected-detail.removed": { caseId, detailId: ids.row },
	"victim-agency.added": { caseId, agencyId: ids.agency },
	"victim-agency.removed": { caseId, agencyId: ids.agency },
	"recusal.declared": { caseId, recusalId: ids.row, userId },
	"recusal.lifted": { caseId, recusalId: ids.row, userId },
	"entry.added": {
		caseId,
		entryId: ids.row,
		kind: "advice",
		meetingId,
		forAgencyId: null,
		text,
	},
	"entry.confirmed": { caseId, entryId: ids.row, agencyId: ids.agency },
	"entry.edited": { caseId, entryId: ids.row, kind: "information", text },
	"action.added": {
		caseId,
		actionId: ids.row,
		ownerAgencyId: ids.agency,
		due: "2026-12-03",
		status: "open",
		meetingId,
		isImported: false,
		text,
	},
	"action.changed": { caseId, actionId: ids.row, ownerAgencyId: ids.agency, due: null, text },
	"action.status-set": { caseId, actionId: ids.row, from: "open", to: "not-possible", text },
	"action.answered": { caseId, actionId: ids.row, answer: "accepted", isForOwner: false, text },
	"action.settled": {
		caseId,
		actionId: ids.row,
		ownerAgencyId: ids.agency,
		due: "2026-12-03",
		isHeldByChair: false,
		text,
	},
	"action.confirmed": { caseId, actionId: ids.row, agencyId: ids.agency },
	"advice.answered": { caseId, adviceId: ids.row, answer: "declined", isForOfficer: false, text },
	"advice.answer-changed": {
		caseId,
		adviceId: ids.row,
		from: "declined",
		to: "in-part",
		isForOfficer: true,
		text,
	},
	"case.heard": {
		caseId,
		meetingId,
		hearingId: newId(),
		listing: "new",
		heardOn: "2026-12-03",
		isFirst: true,
		referralIds: [newId()],
	},
	"case.next-step-set": {
		caseId,
		meetingId: null,
		isSuggested: false,
		step: "review",
		date: "2026-12-03",
		reviewId: newId(),
		droppedReviewIds: [newId()],
		before: { state: "open", step: "hearing", date: null },
	},
	"case.closed": {
		caseId,
		meetingId: null,
		reason: "risk-reduced",
		criteria: ["no-contact"],
		openActions: 2,
		droppedReviewIds: [],
		before: { state: "follow-up", step: "review", date: "2026-12-03" },
		text,
	},
	"case.reopened": { caseId, text },
	"case.returned-to-agenda": { caseId, meetingId, hearingId: newId(), isStepUndone: true },
	"case.referred-again": { caseId, referralId: ids.row, referredOn: "2026-12-03", kind: "repeat", text },
	"review.brought-forward": { caseId, reviewId: ids.row, from: "2026-12-16", to: "2026-11-27" },
	"review.done": {
		caseId,
		reviewId: ids.row,
		hasStopped: "stopped",
		isSafer: "safer",
		victimSays: "not-asked",
		investigation: "charged",
		order: "in-force",
		text,
	},
	"safety-plan.added": { ...plan, text },
	"safety-plan.changed": { ...plan, text },
	"safety-plan.reviewed": { caseId, planId: ids.row, reviewOn: "2026-12-03", text },
	"safety-plan.ended": { caseId, planId: ids.row, text },
	"incident.added": {
		caseId,
		incidentId: ids.row,
		kinds: ["following"],
		policeAction: null,
		isBreach: false,
		text,
	},
	"incident.several-added": {
		caseId,
		batchId: ids.row,
		count: 2,
		from: "lines",
		text,
	},
	"incident.changed": {
		caseId,
		incidentId: ids.row,
		kinds: ["following"],
		policeAction: null,
		isBreach: true,
		text,
	},
	"incident.removed": { caseId, incidentId: ids.row, text },
	"recording-query.raised": { caseId, count: 1, queryIds: [ids.row] },
	"recording-query.withdrawn": { caseId, count: 1, queryIds: [ids.row] },
	"recording-query.answered": {
		caseId,
		queryId: ids.row,
		incidentId: newId(),
		kind: "features",
		answer: "stays",
		text,
	},
	"action.reminded": { caseId, actionId: ids.row, level: 2, userIds: [ids.user, ids.other] },
	"action.refused-later": { caseId, actionId: ids.row, from: "open", isForOwner: false, text },
	"action.escalated": { caseId, actionId: ids.row, text },
	"action.refusal-decided": { caseId, actionId: ids.row, decision: "keep-asking", text },
	"action.offered": { caseId, actionId: ids.row, toAgencyId: ids.agency, toUserId: ids.other },
	"action.offer-withdrawn": { caseId, actionId: ids.row, toAgencyId: ids.agency, toUserId: null },
	"action.offer-answered": {
		caseId,
		actionId: ids.row,
		toAgencyId: ids.agency,
		toUserId: null,
		answer: "declined",
		text,
	},
	"action.signed-off": { caseId, actionId: ids.row, status: "done" },
	"export.made": { exportId: ids.row, list: "outcomes", format: "csv", rows: 40, panelId: null },
	"series.planned": { seriesId: ids.row, meetingIds: [newId(), newId()], text },
	"meeting.planned": { meetingId, text },
	"meeting.changed": { meetingId, text },
	"meeting.published": { meetingId, publication: 1, text },
	"meeting.cancelled": { meetingId, text, witnesses },
	"agenda.item-added": item,
	"agenda.item-removed": item,
	"agenda.item-moved": { ...item, direction: "up" },
	"agenda.item-changed": { ...item, text },
	"agenda.ordered": { meetingId },
	"guest.invited": guest,
	"guest.withdrawn": guest,
	"attendance.admitted": { meetingId, attendanceId: ids.row, userId },
	"attendance.withdrawn": { meetingId, attendanceId: ids.row, userId },
	"statement.accepted": { meetingId, attendanceId: ids.row, userId },
	"attendance.noted": {
		meetingId,
		attendanceId: ids.row,
		userId,
		agencyId: ids.agency,
		state: "apologies",
		text,
	},
	"attendance.left": { meetingId, attendanceId: ids.row, userId },
	"hand.raised": { meetingId, handId: ids.row, userId },
	"hand.lowered": { meetingId, handId: ids.row, userId },
	"meeting.chair-missing": { meetingId },
	"meeting.started": { meetingId, witnesses },
	"meeting.chair-taken": { meetingId, userId, from: ids.other },
	"meeting.item-opened": { ...item, witnesses },
	"meeting.item-left": { ...item, outcome: "heard" },
	"meeting.stepped-back": { ...item, witnesses },
	"meeting.item-deferred": { ...item, text, witnesses },
	"meeting.item-put-off": { ...item, outcome: "carried-over", text },
	"meeting.paused": { meetingId },
	"meeting.clock-resumed": { meetingId },
	"meeting.extended": { meetingId, minutes: 30 },
	"meeting.adjourned": { meetingId, text, witnesses },
	"meeting.resumed": { meetingId, witnesses },
	"meeting.names-shown": { meetingId, isRevealed: true },
	"meeting.closed": { meetingId, witnesses },
	"meeting.reopened": { meetingId, witnesses },
	"import.begun": { importId: ids.row, text },
	"import.changes": { importId: ids.row, caseId, subject: "action", subjectId: ids.row, text },
	"import.abandoned": { importId: ids.row },
	"import.undone": { importId: ids.row, casesRemoved: 2, actionsRemoved: 1 },
	"contact.claimed": { contactId: ids.row, userId: ids.user, cases: 1, actions: 3 },
	"contact.released": { contactId: ids.row, userId: ids.user, cases: 2, actions: 1 },
	"agency.alias-added": { agencyId: ids.agency, aliasId: ids.row, text },
	"agency.alias-removed": { agencyId: ids.agency, aliasId: ids.row },
	"summary.written": { caseId, sectionId: ids.row, section: "pattern", agencyId: null, state: text },
	"summary.restored": { caseId, sectionId: ids.row, section: "pattern", agencyId: null, state: text },
	"summary.heard": {
		caseId,
		sectionId: ids.row,
		section: "agencies",
		agencyId: ids.agency,
		meetingId: ids.row,
		state: text,
	},
	"import.accepted": { importId: ids.row, casesCreated: 54, actionsCreated: 1, rowsRead: 60, text },
};
const all = Object.entries(examples).map(([type, data]) => ({ type, data }) as TypedEvent);

const known: Names = {
	actor: "Priya Shah",
	user: (id) => ({ [ids.user]: "Sam Doe", [ids.other]: "Jo Bell" })[id],
	agency: (id) => ({ [ids.agency]: "Housing" })[id],
};
const unknown: Names = { actor: "Panelroom", user: () => undefined, agency: () => undefined };

group("describe", () => {
	group.each([
		["names that are known", known],
		["names that are not", unknown],
	])("with %s", (_, names) => {
		it.each(all)("$type is one sentence", (event) => {
			const sentence = describe(event, names);
			expect(sentence.startsWith(`${names.actor} `)).toBe(true);
			expect(sentence).toMatch(/^[^.]+[^.\s]\.$/);
			expect(sentence).not.toMatch(/undefined|null|NaN|Invalid|\[object|\$\{|\s{2}/);
			expect(sentence).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
			expect(sentence).not.toContain(text.commitment);
		});
	});

	it.each<[string, TypedEvent]>([
		["Priya Shah added an action for Housing, due 3 December 2026.", of("action.added")],
		["Priya Shah changed the risk from not assessed to high.", of("risk.set")],
		["Priya Shah made Sam Doe chair of the panel from 3 December 2026.", of("membership.added")],
		["Priya Shah ended the membership of Sam Doe as an observer.", of("membership.ended")],
		["Priya Shah recused Sam Doe from the case.", of("recusal.declared")],
		["Priya Shah signed Sam Doe out of 2 sessions.", of("sessions.revoked")],
		["Priya Shah imported 54 cases and 1 action from a spreadsheet.", of("import.accepted")],
		[
			"Priya Shah imported 54 cases and 1 action, and changed 2 rows, from a spreadsheet.",
			{ type: "import.accepted", data: { ...examples["import.accepted"], rowsChanged: 2 } },
		],
		["Priya Shah undid an import: 2 cases and 1 action are gone again.", of("import.undone")],
		["Priya Shah changed an action by a spreadsheet.", of("import.changes")],
		["Priya Shah marked an action as not possible.", of("action.status-set")],
		["Priya Shah imported the case.", of("case.added", { isImported: true })],
		[
			"Priya Shah imported an action for an agency.",
			of("action.added", { isImported: true, ownerAgencyId: null, due: null }),
		],
		["Priya Shah recorded a decision.", of("entry.added", { kind: "decision" })],
		["Priya Shah added information.", of("entry.added", { kind: "information" })],
		["Priya Shah recorded a risk.", of("entry.added", { kind: "risk" })],
		["Priya Shah edited their advice.", of("entry.edited", { kind: "advice" })],
		[
			"Priya Shah made Sam Doe a member of the panel from 3 December 2026.",
			of("membership.added", { role: "member" }),
		],
		["Priya Shah gave advice for Housing.", of("entry.added", { forAgencyId: ids.agency })],
		["Priya Shah accepted an action.", of("action.answered")],
		[
			"Priya Shah refused an action for its owner, who was not there.",
			of("action.answered", { answer: "refused", isForOwner: true }),
		],
		["Priya Shah settled an action with Housing, due 3 December 2026.", of("action.settled")],
		["Priya Shah left an action with the chair.", of("action.settled", { isHeldByChair: true, due: null })],
		[
			"Priya Shah reminded Sam Doe that an action is due soon.",
			of("action.reminded", { level: 1, userIds: [ids.user] }),
		],
		[
			"Priya Shah told Sam Doe and Jo Bell that an action is overdue by 14 days.",
			of("action.reminded", { level: 4 }),
		],
		[
			"Priya Shah found nobody to tell that an action is overdue by 3 days.",
			of("action.reminded", { userIds: [] }),
		],
		["Priya Shah accepted an action for Sam Doe to do.", of("action.answered", { ownerUserId: userId })],
		["Priya Shah refused an action after having accepted it.", of("action.refused-later")],
		["Priya Shah took the refusal of an action to its owner’s manager and the lead.", of("action.escalated")],
		[
			"Priya Shah ended an action that was refused, as not done.",
			of("action.refusal-decided", { decision: "not-done" }),
		],
		[
			"Priya Shah took over an action that was offered to Housing.",
			of("action.offer-answered", { answer: "accepted" }),
		],
		["Priya Shah signed off an action as done.", of("action.signed-off")],
		["Priya Shah planned a series of 2 meetings.", of("series.planned")],
		["Priya Shah exported figures of outcomes without small numbers, 40 rows, as CSV.", of("export.made")],
		[
			"Priya Shah exported all figures of outcomes, 40 rows, as CSV.",
			of("export.made", { list: "outcomes-within" }),
		],
		[
			"Priya Shah exported 12 actions as an Excel file.",
			of("export.made", { list: "actions", format: "xlsx", rows: 12 }),
		],
		[
			"Priya Shah exported 12 actions of the case, not ended, as CSV.",
			of("export.made", { list: "actions", rows: 12, scope: "case", caseId, group: "open" }),
		],
		[
			"Priya Shah exported 1 action of the force, overdue, of one panel, of Housing, to be done by Jo Bell, urgent ones, for the safety of the victim, due within a week, found by words, as CSV.",
			of("export.made", {
				list: "actions",
				rows: 1,
				scope: "force",
				group: "overdue",
				onlyPanelId: ids.row,
				agencyId: ids.agency,
				personId: ids.other,
				priority: "urgent",
				category: "victim-safety",
				due: "week",
				hasWords: true,
			}),
		],
		[
			"Priya Shah exported all figures of outcomes, from 1 April 2026 to 30 June 2026, of one area, of Housing, 40 rows, as CSV.",
			of("export.made", {
				list: "outcomes-within",
				from: "2026-04-01",
				to: "2026-06-30",
				isOfArea: true,
				agencyId: ids.agency,
			}),
		],
		["Priya Shah published the agenda again.", of("meeting.published", { publication: 2 })],
		["Priya Shah put the case on the agenda.", of("agenda.item-added")],
		["Priya Shah put an item on the agenda.", of("agenda.item-added", { caseId: null })],
		["Priya Shah noted apologies from Sam Doe.", of("attendance.noted")],
		["Priya Shah noted that Housing is there.", of("attendance.noted", { userId: null, state: "present" })],
		["Priya Shah noted that somebody has left the meeting.", of("attendance.left", { userId: null })],
		["Priya Shah put Sam Doe in the chair.", of("meeting.chair-taken")],
		[
			"Priya Shah left the case with nothing decided.",
			of("meeting.item-left", { outcome: "nothing-decided" }),
		],
		[
			"Priya Shah left the case to be decided outside the meeting.",
			of("meeting.item-put-off", { outcome: "outside" }),
		],
		["Priya Shah extended the meeting by 1 minute.", of("meeting.extended", { minutes: 1 })],
		["Priya Shah took the names off the projector.", of("meeting.names-shown", { isRevealed: false })],
	])("says: %s", (sentence, event) => {
		expect(describe(event, known)).toBe(sentence);
	});

	it("has a sentence of its own for each type", () => {
		const sentences = all.map((event) => describe(event, known));
		expect(new Set(sentences).size).toBe(sentences.length);
	});
});

group("the data of every example", () => {
	it.each(all)("$type is what its type asks for, and nothing more is let in", ({ type, data }) => {
		expect(parseData(type, data)).toEqual(data);
		expect(() => parseData(type, { ...data, victimName: "Jo" })).toThrow();
	});

	it.each(all)("$type holds no text: ids, kinds, dates and numbers only", ({ data }) => {
		for (const value of Object.values(data).flat()) {
			if (typeof value === "string")
				expect(value).toMatch(/^[0-9a-f-]{36}$|^[a-z]+(-[a-z]+)*$|^\d{4}-\d{2}-\d{2}$/);
		}
	});
});

group("whoseAccess", () => {
	/** Every type that alters somebody's standing, and whose. All others alter nobody's. */
	const altering: Partial<Record<EventType, { userIds?: string[]; agencyIds?: string[] }>> = {
		"membership.added": { userIds: [userId] },
		"membership.begun": { userIds: [userId] },
		"membership.end-set": { userIds: [userId] },
		"membership.ended": { userIds: [userId] },
		"recusal.declared": { userIds: [userId] },
		"recusal.lifted": { userIds: [userId] },
		"user.changed": { userIds: [userId] },
		"user.deactivated": { userIds: [userId] },
		"user.reactivated": { userIds: [userId] },
		"officer.set": { userIds: [userId, ids.other] },
		"victim-agency.added": { agencyIds: [ids.agency] },
		"victim-agency.removed": { agencyIds: [ids.agency] },
		"undertaking.signed": { userIds: [userId] },
		"attendance.admitted": { userIds: [userId] },
		"attendance.withdrawn": { userIds: [userId] },
		"statement.accepted": { userIds: [userId] },
		"contact.claimed": { userIds: [userId] },
		"contact.released": { userIds: [userId] },
		"attendance.noted": { userIds: [userId] },
		"attendance.left": { userIds: [userId] },
		"guest.invited": { userIds: [userId] },
		"guest.withdrawn": { userIds: [userId] },
		// What a meeting presents to its observers and guests is part of their standing.
		"meeting.cancelled": { userIds: witnesses },
		"meeting.started": { userIds: witnesses },
		"meeting.item-opened": { userIds: witnesses },
		"meeting.stepped-back": { userIds: witnesses },
		"meeting.item-deferred": { userIds: witnesses },
		"meeting.adjourned": { userIds: witnesses },
		"meeting.resumed": { userIds: witnesses },
		"meeting.closed": { userIds: witnesses },
		"meeting.reopened": { userIds: witnesses },
	};

	it.each(all)("of $type", (event) => {
		expect(whoseAccess(event)).toEqual({ userIds: [], agencyIds: [], ...altering[event.type] });
	});

	it("of an officer set where there was none, or taken away, leaves nobody out", () => {
		expect(whoseAccess(of("officer.set", { previousUserId: null })).userIds).toEqual([userId]);
		expect(whoseAccess(of("officer.set", { officerUserId: null })).userIds).toEqual([ids.other]);
	});

	it("of an import are the officers in its cases", () => {
		expect(whoseAccess(of("import.accepted", { officerUserIds: [userId] })).userIds).toEqual([userId]);
		expect(whoseAccess(of("import.undone", { officerUserIds: [userId] })).userIds).toEqual([userId]);
	});

	it("of somebody without an account who comes or goes, or of a meeting without witnesses, is nobody’s", () => {
		for (const event of [
			of("attendance.noted", { userId: null }),
			of("attendance.left", { userId: null }),
			of("meeting.item-deferred", { witnesses: undefined }),
		]) {
			expect(whoseAccess(event)).toEqual({ userIds: [], agencyIds: [] });
		}
	});
});

group("caseOf", () => {
	it.each(all)("of $type is its case, if it has one", (event) => {
		expect(caseOf(event)).toBe(JSON.stringify(event.data).includes(caseId) ? caseId : undefined);
	});
});

function of<T extends EventType>(type: T, changes: Partial<EventData<T>> = {}): TypedEvent {
	return { type, data: { ...examples[type], ...changes } } as unknown as TypedEvent;
}
