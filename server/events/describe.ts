/** Turns any event into one English sentence. */
import type { TypedEvent } from "./types.ts";

/** Names for the ids that an event holds; an id without a name reads as "someone" or "an agency". */
export interface Names {
	actor: string;
	user(id: string): string | undefined;
	agency(id: string): string | undefined;
}

const RISK = { "not-assessed": "not assessed", standard: "standard", medium: "medium", high: "high" };
const STATUS = { open: "open", done: "done", "not-possible": "not possible" };
const PART = { victim: "the victim", "person-causing-harm": "the person causing harm" };
const DETAIL = {
	address: "an address",
	"safe-telephone": "a safe telephone number",
	school: "a school",
	other: "a detail",
};

/** The date as people write it, e.g. "3 December 2026". */
const spoken = (date: string) =>
	new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(
		new Date(`${date}T12:00:00Z`),
	);

/** One sentence, with the actor first, e.g. "Priya Shah added an action for Housing, due 3 December 2026." */
export function describe(event: TypedEvent, names: Names): string {
	return `${names.actor} ${predicate(event, names)}.`;
}

function predicate(event: TypedEvent, names: Names): string {
	const user = (id: string) => names.user(id) ?? "someone";
	const agency = (id: string | null) => (id && names.agency(id)) || "an agency";
	switch (event.type) {
		case "agency.added":
			return "added an agency";
		case "agency.changed":
			return "changed an agency’s name";
		case "agency.closed":
			return "closed an agency";
		case "user.added":
			return `added an account for ${user(event.data.userId)}`;
		case "user.changed":
			return `changed the account of ${user(event.data.userId)}`;
		case "user.deactivated":
			return `deactivated the account of ${user(event.data.userId)}`;
		case "user.reactivated":
			return `reactivated the account of ${user(event.data.userId)}`;
		case "link.issued":
			return `made a one-time link for ${user(event.data.userId)}`;
		case "password.set":
			return "set a password with a one-time link";
		case "sessions.revoked":
			return `signed ${user(event.data.userId)} out of ${count(event.data.sessionIds.length, "session")}`;
		case "panel.added":
			return "added the panel";
		case "panel.changed":
			return "changed the panel’s details";
		case "membership.added":
			return `made ${user(event.data.userId)} ${role(event.data.role)} of the panel from ${spoken(event.data.startsOn)}`;
		case "membership.begun":
			return `began the membership of ${user(event.data.userId)} as ${role(event.data.role)}`;
		case "membership.end-set":
			return `set the membership of ${user(event.data.userId)} as ${role(event.data.role)} to end on ${spoken(event.data.endsOn)}`;
		case "membership.ended":
			return `ended the membership of ${user(event.data.userId)} as ${role(event.data.role)}`;
		case "case.added":
			return event.data.isImported ? "imported the case" : "added the case";
		case "case.changed":
			return "changed the details of the case";
		case "risk.set":
			return `changed the risk from ${RISK[event.data.from]} to ${RISK[event.data.to]}`;
		case "officer.set":
			return "changed the officer in the case";
		case "person.added":
			return `added ${PART[event.data.part]}`;
		case "person.changed":
			return `changed what is known of ${PART[event.data.part]}`;
		case "protected-detail.added":
			return `added ${DETAIL[event.data.kind]} to the protected details`;
		case "protected-detail.removed":
			return "removed a protected detail";
		case "victim-agency.added":
			return `listed ${agency(event.data.agencyId)} as working with the victim`;
		case "victim-agency.removed":
			return `ended the listing of ${agency(event.data.agencyId)} as working with the victim`;
		case "recusal.declared":
			return `recused ${user(event.data.userId)} from the case`;
		case "recusal.lifted":
			return `lifted the recusal of ${user(event.data.userId)}`;
		case "entry.added":
			return {
				information: "added information",
				risk: "recorded a risk",
				decision: "recorded a decision",
				advice: "gave advice",
			}[event.data.kind];
		case "entry.edited":
			return `edited their ${event.data.kind}`;
		case "action.added": {
			const due = event.data.due ? `, due ${spoken(event.data.due)}` : "";
			return `${event.data.isImported ? "imported" : "added"} an action for ${agency(event.data.ownerAgencyId)}${due}`;
		}
		case "action.changed":
			return "changed an action";
		case "action.status-set":
			return `marked an action as ${STATUS[event.data.to]}`;
		case "meeting.planned":
			return "planned a meeting";
		case "meeting.changed":
			return "changed a meeting’s details";
		case "agenda.item-added":
			return "put the case on the agenda";
		case "agenda.item-removed":
			return "took the case off the agenda";
		case "agenda.item-moved":
			return `moved the case ${event.data.direction} the agenda`;
		case "meeting.started":
			return "started the meeting";
		case "meeting.item-opened":
			return "opened the case in the meeting";
		case "meeting.closed":
			return "closed the meeting";
		case "import.accepted":
			return `imported ${count(event.data.casesCreated, "case")} and ${count(event.data.actionsCreated, "action")} from a spreadsheet`;
		default:
			return event satisfies never;
	}
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;
const role = (name: string) => (name === "observer" ? "an observer" : name === "member" ? "a member" : name);
