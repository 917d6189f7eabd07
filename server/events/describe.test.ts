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
	"entry.added": { caseId, entryId: ids.row, kind: "advice", meetingId, text },
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
	"meeting.planned": { meetingId, text },
	"meeting.changed": { meetingId, text },
	"agenda.item-added": item,
	"agenda.item-removed": item,
	"agenda.item-moved": { ...item, direction: "up" },
	"meeting.started": { meetingId },
	"meeting.item-opened": item,
	"meeting.closed": { meetingId },
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
	};

	it.each(all)("of $type", (event) => {
		expect(whoseAccess(event)).toEqual({ userIds: [], agencyIds: [], ...altering[event.type] });
	});

	it("of an officer set where there was none, or taken away, leaves nobody out", () => {
		expect(whoseAccess(of("officer.set", { previousUserId: null })).userIds).toEqual([userId]);
		expect(whoseAccess(of("officer.set", { officerUserId: null })).userIds).toEqual([ids.other]);
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
