/** Turns any event into one English sentence. */
import type { TypedEvent } from "./types.ts";

/** Names for the ids that an event holds; an id without a name reads as "someone" or "an agency". */
export interface Names {
	actor: string;
	user(id: string): string | undefined;
	agency(id: string): string | undefined;
}

const RISK = { "not-assessed": "not assessed", standard: "standard", medium: "medium", high: "high" };
const STATUS = {
	proposed: "proposed",
	open: "open",
	refused: "refused",
	done: "done",
	"in-progress": "in progress",
	"not-possible": "not possible",
	"not-done": "not done",
};
const ANSWERED = {
	accepted: "accepted advice",
	"in-part": "accepted advice in part",
	declined: "declined advice",
};
const PART = { victim: "the victim", "person-causing-harm": "the person causing harm" };
const IMPORTED = {
	case: "the case",
	person: "a person",
	"protected-detail": "a protected detail",
	action: "an action",
	referral: "a referral",
};
const DETAIL = {
	address: "an address",
	"safe-telephone": "a safe telephone number",
	school: "a school",
	other: "a detail",
};

/** Whose log of actions was exported, and what its filter let through. */
const OF = {
	mine: "of their own",
	agency: "of their agency",
	force: "of the force",
	panel: "of the panel",
	case: "of the case",
};
const GROUP = {
	...STATUS,
	open: "not ended",
	overdue: "overdue",
	"long-overdue": "overdue by 14 days or more",
	answer: "waiting for an answer",
	"sign-off": "to be signed off",
	accepted: "accepted",
	all: "ended ones too",
};
const FOR = {
	"victim-safety": "for the safety of the victim",
	"person-causing-harm": "for managing the person causing harm",
	investigation: "for the investigation",
	"staff-safety": "for the safety of staff",
	other: "for something else",
};
const DUE = { week: "due within a week", month: "due within a month", none: "without a date" };

/** When the reminders after a due date go out, by their level. */
const DAYS_OVER: Record<number, number> = { 2: 3, 3: 7, 4: 14 };

const SECTION = {
	why: "why this case is here",
	people: "the people",
	pattern: "the pattern of behaviour",
	victim: "what the victim says and wants",
	risk: "the risk now",
	protects: "what protects",
	investigation: "the investigation",
	agencies: "what an agency holds",
	plan: "the plan",
};

/** Which section, e.g. "what Housing holds". */
const inSummary = (
	{ section, agencyId }: { section: keyof typeof SECTION; agencyId: string | null },
	agency: (id: string | null) => string,
): string => (section === "agencies" ? `what ${agency(agencyId)} holds` : SECTION[section]);

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
	const offeree = (to: { toAgencyId: string; toUserId: string | null }) =>
		to.toUserId ? `${user(to.toUserId)} of ${agency(to.toAgencyId)}` : agency(to.toAgencyId);
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
		case "undertaking.signed":
			return "signed the panel’s undertaking";
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
		case "entry.added": {
			const said = {
				information: "added information",
				risk: "recorded a risk",
				decision: "recorded a decision",
				advice: "gave advice",
			}[event.data.kind];
			return event.data.forAgencyId ? `${said} for ${agency(event.data.forAgencyId)}` : said;
		}
		case "entry.confirmed":
			return `confirmed what was recorded for ${agency(event.data.agencyId)}`;
		case "entry.edited":
			return `edited their ${event.data.kind}`;
		case "action.added": {
			const person = event.data.ownerUserId ? ` (${user(event.data.ownerUserId)})` : "";
			const due = event.data.due ? `, due ${spoken(event.data.due)}` : "";
			return `${event.data.isImported ? "imported" : "added"} an action for ${agency(event.data.ownerAgencyId)}${person}${due}`;
		}
		case "action.changed":
			return "changed an action";
		case "action.status-set":
			return `marked an action as ${STATUS[event.data.to]}`;
		case "action.answered":
			if (event.data.ownerUserId)
				return `${event.data.answer} an action for ${user(event.data.ownerUserId)} to do`;
			return `${event.data.answer} an action${event.data.isForOwner ? " for its owner, who was not there" : ""}`;
		case "action.settled": {
			if (event.data.isHeldByChair) return "left an action with the chair";
			const due = event.data.due ? `, due ${spoken(event.data.due)}` : "";
			return `settled an action with ${agency(event.data.ownerAgencyId)}${due}`;
		}
		case "action.confirmed":
			return `confirmed an action that was answered for ${agency(event.data.agencyId)}`;
		case "advice.answered": {
			const { answer, isForOfficer } = event.data;
			return isForOfficer
				? `recorded that the officer in the case ${ANSWERED[answer]}`
				: `${ANSWERED[answer]}, as the officer in the case`;
		}
		case "advice.answer-changed": {
			const { to, isForOfficer } = event.data;
			return isForOfficer
				? `recorded that the officer in the case changed their answer and ${ANSWERED[to]}`
				: `changed their answer and ${ANSWERED[to]}, as the officer in the case`;
		}
		case "case.heard":
			return `recorded that the panel heard the case on ${spoken(event.data.heardOn)}`;
		case "case.next-step-set": {
			const { step, date, isSuggested } = event.data;
			const what = step === "review" && date ? `a review on ${spoken(date)}` : "a hearing";
			return `set what comes next: ${what}${isSuggested && step === "review" ? ", as suggested" : ""}`;
		}
		case "case.closed": {
			const { openActions } = event.data;
			return `closed the case${openActions > 0 ? `, with ${count(openActions, "action")} still open` : ""}`;
		}
		case "case.reopened":
			return "opened the case again";
		case "case.returned-to-agenda":
			return event.data.hearingId
				? "took back that the panel had heard the case"
				: "took the case back to the agenda";
		case "case.referred-again":
			return event.data.kind === "repeat"
				? `referred the case again on ${spoken(event.data.referredOn)}, as a repeat`
				: `referred the case again on ${spoken(event.data.referredOn)}, as new`;
		case "review.done":
			return "reviewed the case";
		case "review.brought-forward":
			return `brought the review of the case forward from ${spoken(event.data.from)} to ${spoken(event.data.to)}, by recording a breach`;
		case "safety-plan.added":
			return `added a safety plan for ${agency(event.data.ownerAgencyId)} until ${spoken(event.data.endsOn)}`;
		case "safety-plan.changed":
			return `changed a safety plan of ${agency(event.data.ownerAgencyId)}, until ${spoken(event.data.endsOn)}`;
		case "safety-plan.reviewed":
			return `reviewed a safety plan; the next review is on ${spoken(event.data.reviewOn)}`;
		case "safety-plan.ended":
			return "ended a safety plan";
		case "action.reminded": {
			const { level, userIds } = event.data;
			const what = level === 1 ? "an action is due soon" : `an action is overdue by ${DAYS_OVER[level]} days`;
			return userIds.length === 0
				? `found nobody to tell that ${what}`
				: `${level <= 2 ? "reminded" : "told"} ${list(userIds.map(user))} that ${what}`;
		}
		case "action.refused-later":
			return event.data.isForOwner
				? "recorded that the owner of an action refuses it after having accepted it"
				: "refused an action after having accepted it";
		case "action.escalated":
			return "took the refusal of an action to its owner’s manager and the lead";
		case "action.refusal-decided":
			return event.data.decision === "not-done"
				? "ended an action that was refused, as not done"
				: "asked the owner to do an action after all";
		case "action.offered":
			return `offered an action to ${offeree(event.data)}`;
		case "action.offer-withdrawn":
			return `withdrew the offer of an action to ${offeree(event.data)}`;
		case "action.offer-answered":
			return event.data.answer === "accepted"
				? `took over an action that was offered to ${offeree(event.data)}`
				: `declined an action that was offered to ${offeree(event.data)}`;
		case "action.signed-off":
			return `signed off an action as ${STATUS[event.data.status]}`;
		case "export.made": {
			const { rows, format, list: what, scope, group, agencyId, personId, from, to } = event.data;
			const { onlyPanelId, priority, category, due, hasWords, isOfArea } = event.data;
			const file = format === "csv" ? "CSV" : "an Excel file";
			const filter = [
				from && to ? `from ${spoken(from)} to ${spoken(to)}` : null,
				group && GROUP[group],
				onlyPanelId && "of one panel",
				isOfArea && "of one area",
				agencyId && `of ${agency(agencyId)}`,
				personId && `to be done by ${user(personId)}`,
				priority && `${priority} ones`,
				category && FOR[category],
				due && DUE[due],
				hasWords && "found by words",
			].filter(Boolean);
			const only = filter.map((one) => `, ${one}`).join("");
			if (what === "actions") {
				const whose = scope ? ` ${OF[scope]}` : "";
				return `exported ${count(rows, "action")}${whose}${only}${only ? "," : ""} as ${file}`;
			}
			const which =
				what === "outcomes" ? "figures of outcomes without small numbers" : "all figures of outcomes";
			return `exported ${which}${only}, ${count(rows, "row")}, as ${file}`;
		}
		case "series.planned":
			return `planned a series of ${count(event.data.meetingIds.length, "meeting")}`;
		case "meeting.planned":
			return "planned a meeting";
		case "meeting.changed":
			return "changed a meeting’s details";
		case "meeting.published":
			return event.data.publication === 1 ? "published the agenda" : "published the agenda again";
		case "meeting.cancelled":
			return "cancelled the meeting";
		case "agenda.item-added":
			return `put ${subject(event.data)} on the agenda`;
		case "agenda.item-removed":
			return `took ${subject(event.data)} off the agenda`;
		case "agenda.item-moved":
			return `moved ${subject(event.data)} ${event.data.direction} the agenda`;
		case "agenda.item-changed":
			return `changed how ${subject(event.data)} is planned on the agenda`;
		case "agenda.ordered":
			return "put the agenda in another order";
		case "guest.invited":
			return `invited ${user(event.data.userId)} to the item about the case`;
		case "guest.withdrawn":
			return `withdrew the invitation of ${user(event.data.userId)}`;
		case "attendance.admitted":
			return `admitted ${user(event.data.userId)} to the meeting as an observer`;
		case "attendance.withdrawn":
			return `withdrew the admission of ${user(event.data.userId)} to the meeting`;
		case "statement.accepted":
			return "accepted the confidentiality statement of the meeting";
		case "attendance.noted": {
			const who = event.data.userId ? user(event.data.userId) : agency(event.data.agencyId);
			return event.data.state === "apologies" ? `noted apologies from ${who}` : `noted that ${who} is there`;
		}
		case "attendance.left":
			return event.data.userId
				? `noted that ${user(event.data.userId)} has left the meeting`
				: "noted that somebody has left the meeting";
		case "hand.raised":
			return "asked to speak";
		case "hand.lowered":
			return `took ${user(event.data.userId)} off the list of speakers`;
		case "meeting.chair-missing":
			return "told the lead that nobody is there to chair the meeting";
		case "meeting.started":
			return "started the meeting";
		case "meeting.chair-taken":
			return `put ${user(event.data.userId)} in the chair`;
		case "meeting.item-opened":
			return `opened ${subject(event.data)} in the meeting`;
		case "meeting.item-left":
			if (event.data.outcome === "carried-over") return `left ${subject(event.data)}, carried over`;
			return event.data.outcome === "heard"
				? `left ${subject(event.data)} as heard`
				: `left ${subject(event.data)} with nothing decided`;
		case "meeting.stepped-back":
			return `went back to ${subject(event.data)}`;
		case "meeting.item-deferred":
			return `deferred ${subject(event.data)}`;
		case "meeting.item-put-off":
			return event.data.outcome === "carried-over"
				? `carried ${subject(event.data)} over to another meeting`
				: `left ${subject(event.data)} to be decided outside the meeting`;
		case "meeting.paused":
			return "paused the meeting";
		case "meeting.clock-resumed":
			return "went on with the meeting";
		case "meeting.extended":
			return `extended the meeting by ${count(event.data.minutes, "minute")}`;
		case "meeting.adjourned":
			return "adjourned the meeting";
		case "meeting.resumed":
			return "resumed the meeting";
		case "meeting.names-shown":
			return event.data.isRevealed ? "let the projector show names" : "took the names off the projector";
		case "meeting.closed":
			return "closed the meeting";
		case "meeting.reopened":
			return "opened the closed meeting again";
		case "import.begun":
			return "chose a spreadsheet to import";
		case "import.changes":
			return `changed ${IMPORTED[event.data.subject]} by a spreadsheet`;
		case "import.accepted": {
			const { casesCreated, actionsCreated, rowsChanged } = event.data;
			const changed = rowsChanged ? `, and changed ${count(rowsChanged, "row")},` : "";
			return `imported ${count(casesCreated, "case")} and ${count(actionsCreated, "action")}${changed} from a spreadsheet`;
		}
		case "import.abandoned":
			return "gave up the import of a spreadsheet";
		case "import.undone":
			return `undid an import: ${count(event.data.casesRemoved, "case")} and ${count(event.data.actionsRemoved, "action")} are gone again`;
		case "incident.added":
			return event.data.kinds.length === 0
				? "added what the police did to the chronology"
				: `added an incident to the chronology${event.data.isBreach ? ": an order was breached" : ""}`;
		case "incident.several-added":
			return `added ${count(event.data.count, "incident")} to the chronology${event.data.from === "file" ? " from a file" : ""}`;
		case "incident.changed":
			return "changed an incident in the chronology";
		case "incident.removed":
			return "removed an incident from the chronology";
		case "recording-query.raised":
			return event.data.count === 1
				? "raised a recording query"
				: `raised ${event.data.count} recording queries`;
		case "recording-query.withdrawn":
			return event.data.count === 1
				? "withdrew a recording query, whose reason is gone"
				: `withdrew ${event.data.count} recording queries, whose reasons are gone`;
		case "recording-query.answered": {
			const about = event.data.kind === "breach" ? "a breach" : "an incident";
			return event.data.answer === "as-stalking"
				? `answered a recording query: ${about} is recorded as stalking`
				: `answered a recording query: ${about} stays recorded as it is`;
		}
		case "contact.claimed":
			return `gave ${user(event.data.userId)} what stood in a contact’s name: ${count(event.data.cases, "case")} and ${count(event.data.actions, "action")}`;
		case "contact.released":
			return `took back from ${user(event.data.userId)} what stands in a contact’s name: ${count(event.data.cases, "case")} and ${count(event.data.actions, "action")}`;
		case "agency.alias-added":
			return `noted another name for ${agency(event.data.agencyId)}`;
		case "agency.alias-removed":
			return `struck out another name for ${agency(event.data.agencyId)}`;
		case "summary.written":
			return `wrote in the summary: ${inSummary(event.data, agency)}`;
		case "summary.restored":
			return `restored an earlier state of the summary: ${inSummary(event.data, agency)}`;
		case "summary.heard":
			return `closed the meeting with the summary as it was: ${inSummary(event.data, agency)}`;
		default:
			return event satisfies never;
	}
}

/** An item is about a case, or about none. */
const subject = ({ caseId }: { caseId: string | null }) => (caseId ? "the case" : "an item");
const list = (names: string[]) =>
	names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;
const role = (name: string) => (name === "observer" ? "an observer" : name === "member" ? "a member" : name);
