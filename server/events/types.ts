/**
 * Every kind of change there is: its data (ids, kinds and enumerated values; texts are in revisions), whose
 * standing it alters, and how it reads in English. Add one here and the compiler asks for the rest.
 */
import { z } from "zod";

const id = z.string();
/** Points at the text of this change, and commits to it. */
export const revisionSchema = z.strictObject({ id: z.string(), commitment: z.string() });

const panelRole = z.enum(["chair", "deputy", "coordinator", "member", "observer"]);
const userRole = z.enum(["none", "administrator", "auditor", "lead"]);
const risk = z.enum(["not-assessed", "standard", "medium", "high"]);
const entryKind = z.enum(["information", "risk", "decision", "advice"]);
const actionStatus = z.enum([
	"proposed",
	"open",
	"in-progress",
	"refused",
	"done",
	"not-possible",
	"not-done",
]);
const adviceAnswer = z.enum(["accepted", "in-part", "declined"]);
/** Observers and guests who were there: what the meeting presents is part of their standing. */
const witnesses = z.array(id).optional();
/** About a case, or about none: a standing item. */
const item = { meetingId: id, itemId: id, caseId: id.nullable() };
/** Whose log of actions it was, and what its filter let through; what was typed into it is not repeated. */
const ofActionLog = {
	scope: z.enum(["mine", "agency", "force", "panel", "case"]).optional(),
	caseId: id.optional(),
	group: z
		.enum([
			...actionStatus.exclude(["open"]).options,
			"open",
			"overdue",
			"long-overdue",
			"answer",
			"sign-off",
			"accepted",
			"all",
		])
		.optional(),
	/** Of a log over several panels only this one's. */
	onlyPanelId: id.optional(),
	/** The agency that owns them, or the one whose figures they are. */
	agencyId: id.optional(),
	personId: id.optional(),
	priority: z.enum(["routine", "urgent"]).optional(),
	category: z
		.enum(["victim-safety", "person-causing-harm", "investigation", "staff-safety", "other"])
		.optional(),
	due: z.enum(["week", "month", "none"]).optional(),
	hasWords: z.literal(true).optional(),
};
/** The period of figures, and whether they were those of one area. */
const ofOutcomes = {
	from: z.iso.date().optional(),
	to: z.iso.date().optional(),
	isOfArea: z.literal(true).optional(),
};
/** What the police did about an incident; see server/incidents/fields.ts. */
const policeAction = z.enum([
	"arrest",
	"interview",
	"order-applied",
	"order-served",
	"charge",
	"bail",
	"search",
	"other",
]);
const closeReason = z.enum([
	"risk-reduced",
	"moved-away",
	"other-process",
	"not-stalking",
	"victim-wish",
	"died",
	"other",
]);
const listing = z.enum(["new", "repeat", "review"]);
/** Where a case stood before, so that an undone close can give it back. */
const before = z.strictObject({
	state: z.enum(["not-heard", "open", "follow-up", "closed"]),
	step: z.enum(["hearing", "review"]).nullable(),
	date: z.string().nullable(),
});
/** Whom an action is offered to: an agency, or one person of it. */
const offer = { caseId: id, actionId: id, toAgencyId: id, toUserId: id.nullable() };
const part = z.enum(["victim", "person-causing-harm"]);
const civilDate = z.string();

/** Which section of a case's shared summary, and whose part if it is an agency's. */
const ofSummary = {
	caseId: id,
	sectionId: id,
	section: z.enum([
		"why",
		"people",
		"pattern",
		"victim",
		"risk",
		"protects",
		"investigation",
		"agencies",
		"plan",
	]),
	agencyId: id.nullable(),
};

const plan = {
	caseId: id,
	planId: id,
	ownerAgencyId: id,
	startsOn: civilDate,
	endsOn: civilDate,
	reviewOn: civilDate,
};

const schemas = {
	"agency.added": z.strictObject({ agencyId: id, text: revisionSchema }),
	"agency.changed": z.strictObject({ agencyId: id, text: revisionSchema }),
	"agency.closed": z.strictObject({ agencyId: id }),
	"user.added": z.strictObject({ userId: id, agencyId: id, role: userRole, text: revisionSchema }),
	"user.changed": z.strictObject({ userId: id, agencyId: id, role: userRole, text: revisionSchema }),
	"user.deactivated": z.strictObject({ userId: id }),
	"user.reactivated": z.strictObject({ userId: id }),
	"link.issued": z.strictObject({ userId: id, linkId: id }),
	"password.set": z.strictObject({ userId: id, linkId: id }),
	"sessions.revoked": z.strictObject({ userId: id, sessionIds: z.array(id) }),

	"panel.added": z.strictObject({ panelId: id, text: revisionSchema }),
	"panel.changed": z.strictObject({ panelId: id, text: revisionSchema }),
	"membership.added": z.strictObject({
		membershipId: id,
		userId: id,
		role: panelRole,
		startsOn: civilDate,
		endsOn: civilDate.nullable(),
	}),
	"membership.begun": z.strictObject({ membershipId: id, userId: id, role: panelRole }),
	"membership.end-set": z.strictObject({ membershipId: id, userId: id, role: panelRole, endsOn: civilDate }),
	"undertaking.signed": z.strictObject({ membershipId: id, userId: id }),
	"membership.ended": z.strictObject({ membershipId: id, userId: id, role: panelRole }),

	"case.added": z.strictObject({ caseId: id, isImported: z.boolean(), risk, text: revisionSchema }),
	"case.changed": z.strictObject({ caseId: id, text: revisionSchema }),
	"risk.set": z.strictObject({ caseId: id, from: risk, to: risk }),
	"officer.set": z.strictObject({
		caseId: id,
		officerUserId: id.nullable(),
		previousUserId: id.nullable(),
		text: revisionSchema,
	}),
	"person.added": z.strictObject({ caseId: id, personId: id, part, text: revisionSchema }),
	"person.changed": z.strictObject({ caseId: id, personId: id, part, text: revisionSchema }),
	"protected-detail.added": z.strictObject({
		caseId: id,
		detailId: id,
		kind: z.enum(["address", "safe-telephone", "school", "other"]),
		text: revisionSchema,
	}),
	"protected-detail.removed": z.strictObject({ caseId: id, detailId: id }),
	"victim-agency.added": z.strictObject({ caseId: id, agencyId: id }),
	"victim-agency.removed": z.strictObject({ caseId: id, agencyId: id }),
	"recusal.declared": z.strictObject({ caseId: id, recusalId: id, userId: id }),
	"recusal.lifted": z.strictObject({ caseId: id, recusalId: id, userId: id }),

	"entry.added": z.strictObject({
		caseId: id,
		entryId: id,
		kind: entryKind,
		meetingId: id.nullable(),
		/** The agency that said it, when the author recorded it for them. */
		forAgencyId: id.nullable().optional(),
		text: revisionSchema,
	}),
	"entry.confirmed": z.strictObject({ caseId: id, entryId: id, agencyId: id }),
	"entry.edited": z.strictObject({ caseId: id, entryId: id, kind: entryKind, text: revisionSchema }),
	"action.added": z.strictObject({
		caseId: id,
		actionId: id,
		ownerAgencyId: id.nullable(),
		ownerUserId: id.optional(),
		due: civilDate.nullable(),
		status: actionStatus,
		meetingId: id.nullable(),
		isImported: z.boolean(),
		text: revisionSchema,
	}),
	"action.changed": z.strictObject({
		caseId: id,
		actionId: id,
		ownerAgencyId: id.nullable(),
		due: civilDate.nullable(),
		text: revisionSchema,
	}),
	"action.status-set": z.strictObject({
		caseId: id,
		actionId: id,
		from: actionStatus,
		to: actionStatus,
		text: revisionSchema,
	}),

	"action.answered": z.strictObject({
		caseId: id,
		actionId: id,
		answer: z.enum(["accepted", "refused"]),
		/** Somebody answered for the owner, who was not there. */
		isForOwner: z.boolean(),
		/** Who in the owner's agency does it. */
		ownerUserId: id.optional(),
		text: revisionSchema,
	}),
	"action.settled": z.strictObject({
		caseId: id,
		actionId: id,
		ownerAgencyId: id.nullable(),
		due: civilDate.nullable(),
		isHeldByChair: z.boolean(),
		text: revisionSchema,
	}),
	"action.confirmed": z.strictObject({ caseId: id, actionId: id, agencyId: id }),
	/** Refused by an owner who had accepted it. */
	"action.refused-later": z.strictObject({
		caseId: id,
		actionId: id,
		from: actionStatus,
		isForOwner: z.boolean(),
		text: revisionSchema,
	}),
	/** The chair took such a refusal to the owner's manager and the lead. */
	"action.escalated": z.strictObject({ caseId: id, actionId: id, text: revisionSchema }),
	"action.refusal-decided": z.strictObject({
		caseId: id,
		actionId: id,
		decision: z.enum(["keep-asking", "not-done"]),
		text: revisionSchema,
	}),
	"action.offered": z.strictObject(offer),
	"action.offer-withdrawn": z.strictObject(offer),
	"action.offer-answered": z.strictObject({
		...offer,
		answer: z.enum(["accepted", "declined"]),
		text: revisionSchema.optional(),
	}),
	"action.signed-off": z.strictObject({ caseId: id, actionId: id, status: actionStatus }),

	"advice.answered": z.strictObject({
		caseId: id,
		adviceId: id,
		answer: adviceAnswer,
		/** Somebody wrote the officer's answer down for them. */
		isForOfficer: z.boolean(),
		text: revisionSchema,
	}),
	"advice.answer-changed": z.strictObject({
		caseId: id,
		adviceId: id,
		from: adviceAnswer,
		to: adviceAnswer,
		isForOfficer: z.boolean(),
		text: revisionSchema,
	}),
	"case.heard": z.strictObject({
		caseId: id,
		meetingId: id,
		hearingId: id,
		listing,
		heardOn: civilDate,
		/** No meeting had heard it before. */
		isFirst: z.boolean(),
		/** The referrals that were waiting for this hearing. */
		referralIds: z.array(id),
	}),
	"case.next-step-set": z.strictObject({
		caseId: id,
		/** The meeting whose close gave it; null when a person set it by itself. */
		meetingId: id.nullable(),
		/** Nobody chose it. */
		isSuggested: z.boolean(),
		step: z.enum(["hearing", "review"]),
		date: civilDate.nullable(),
		reviewId: id.nullable(),
		droppedReviewIds: z.array(id),
		before,
	}),
	"case.closed": z.strictObject({
		caseId: id,
		meetingId: id.nullable(),
		reason: closeReason,
		criteria: z.array(z.string()),
		/** Actions that were still open, and stand. */
		openActions: z.number().int(),
		droppedReviewIds: z.array(id),
		before,
		text: revisionSchema,
	}),
	"case.reopened": z.strictObject({ caseId: id, text: revisionSchema }),
	/** The close of a meeting was undone. */
	"case.returned-to-agenda": z.strictObject({
		caseId: id,
		meetingId: id,
		hearingId: id.nullable(),
		isStepUndone: z.boolean(),
	}),
	"case.referred-again": z.strictObject({
		caseId: id,
		referralId: id,
		referredOn: civilDate,
		kind: z.enum(["new", "repeat"]),
		text: revisionSchema,
	}),
	"review.done": z.strictObject({
		caseId: id,
		reviewId: id,
		hasStopped: z.enum(["stopped", "less", "the-same", "more", "not-known"]),
		isSafer: z.enum(["safer", "the-same", "less-safe", "not-known"]),
		victimSays: z.enum(["safer", "the-same", "less-safe", "not-asked"]),
		investigation: z.enum([
			"continues",
			"charged",
			"convicted",
			"acquitted",
			"no-further-action",
			"not-known",
		]),
		order: z.enum(["none", "considered", "applied", "interim", "in-force", "breached", "ended", "not-known"]),
		text: revisionSchema,
	}),
	/** A breach was recorded, so that the case is looked at sooner. */
	"review.brought-forward": z.strictObject({ caseId: id, reviewId: id, from: civilDate, to: civilDate }),
	"safety-plan.added": z.strictObject({ ...plan, text: revisionSchema }),
	"safety-plan.changed": z.strictObject({ ...plan, text: revisionSchema }),
	"safety-plan.reviewed": z.strictObject({
		caseId: id,
		planId: id,
		reviewOn: civilDate,
		text: revisionSchema,
	}),
	"safety-plan.ended": z.strictObject({ caseId: id, planId: id, text: revisionSchema }),
	"action.reminded": z.strictObject({
		caseId: id,
		actionId: id,
		/** 1 before it is due; 2, 3 and 4 after 3, 7 and 14 days. */
		level: z.number().int(),
		userIds: z.array(id),
	}),

	// --- chronology -----------------------------------------------------------------------------------------
	"incident.added": z.strictObject({
		caseId: id,
		incidentId: id,
		kinds: z.array(z.string()),
		policeAction: policeAction.nullable(),
		isBreach: z.boolean(),
		text: revisionSchema,
	}),
	/** Several lines or the rows of a file, at once; their texts are one revision, and their rows name the batch. */
	"incident.several-added": z.strictObject({
		caseId: id,
		batchId: id,
		count: z.number().int(),
		from: z.enum(["lines", "file"]),
		text: revisionSchema,
	}),
	"incident.changed": z.strictObject({
		caseId: id,
		incidentId: id,
		kinds: z.array(z.string()),
		policeAction: policeAction.nullable(),
		isBreach: z.boolean(),
		text: revisionSchema,
	}),
	"incident.removed": z.strictObject({ caseId: id, incidentId: id, text: revisionSchema }),
	/** How many, and the first few of them: a file may raise hundreds, which would make a case's history slow to read. */
	"recording-query.raised": z.strictObject({ caseId: id, count: z.number().int(), queryIds: z.array(id) }),
	"recording-query.withdrawn": z.strictObject({ caseId: id, count: z.number().int(), queryIds: z.array(id) }),
	"recording-query.answered": z.strictObject({
		caseId: id,
		queryId: id,
		incidentId: id,
		kind: z.enum(["features", "breach"]),
		answer: z.enum(["as-stalking", "stays"]),
		text: revisionSchema.optional(),
	}),

	/**
	 * A list left the system as a file: which, how much of it, and of which panel if of one. Of outcomes the file that may
	 * leave the force, or the one with every number, which stays within it.
	 */
	/** A list left the system as a file: how much of it, and of which panel if of one. */
	"export.made": z.strictObject({
		exportId: id,
		list: z.enum(["actions", "outcomes", "outcomes-within"]),
		format: z.enum(["csv", "xlsx"]),
		rows: z.number().int(),
		panelId: id.nullable(),
		...ofActionLog,
		...ofOutcomes,
	}),

	"series.planned": z.strictObject({ seriesId: id, meetingIds: z.array(id), text: revisionSchema }),
	"meeting.planned": z.strictObject({ meetingId: id, text: revisionSchema }),
	"meeting.changed": z.strictObject({ meetingId: id, text: revisionSchema }),
	"meeting.published": z.strictObject({ meetingId: id, publication: z.number().int(), text: revisionSchema }),
	"meeting.cancelled": z.strictObject({ meetingId: id, text: revisionSchema, witnesses }),
	"agenda.item-added": z.strictObject(item),
	"agenda.item-removed": z.strictObject(item),
	"agenda.item-moved": z.strictObject({ ...item, direction: z.enum(["up", "down"]) }),
	"agenda.item-changed": z.strictObject({ ...item, text: revisionSchema }),
	"agenda.ordered": z.strictObject({ meetingId: id }),
	"guest.invited": z.strictObject({ meetingId: id, itemId: id, caseId: id, guestId: id, userId: id }),
	"guest.withdrawn": z.strictObject({ meetingId: id, itemId: id, caseId: id, guestId: id, userId: id }),

	"attendance.admitted": z.strictObject({ meetingId: id, attendanceId: id, userId: id }),
	"attendance.withdrawn": z.strictObject({ meetingId: id, attendanceId: id, userId: id }),
	"statement.accepted": z.strictObject({
		meetingId: id,
		attendanceId: id,
		userId: id,
		/** They were there as one of the panel's before: from now on not everybody may see that they are there. */
		isGuestNow: z.literal(true).optional(),
	}),
	"attendance.noted": z.strictObject({
		meetingId: id,
		attendanceId: id,
		userId: id.nullable(),
		agencyId: id,
		state: z.enum(["apologies", "present"]),
		text: revisionSchema,
	}),
	"attendance.left": z.strictObject({ meetingId: id, attendanceId: id, userId: id.nullable() }),
	"hand.raised": z.strictObject({ meetingId: id, handId: id, userId: id }),
	"hand.lowered": z.strictObject({ meetingId: id, handId: id, userId: id }),

	"meeting.chair-missing": z.strictObject({ meetingId: id }),
	"meeting.started": z.strictObject({ meetingId: id, witnesses }),
	"meeting.chair-taken": z.strictObject({ meetingId: id, userId: id, from: id.nullable() }),
	"meeting.item-opened": z.strictObject({ ...item, witnesses }),
	"meeting.item-left": z.strictObject({
		...item,
		outcome: z.enum(["heard", "nothing-decided", "carried-over"]),
	}),
	"meeting.stepped-back": z.strictObject({ ...item, witnesses }),
	"meeting.item-deferred": z.strictObject({ ...item, text: revisionSchema, witnesses }),
	"meeting.item-put-off": z.strictObject({
		...item,
		outcome: z.enum(["carried-over", "outside"]),
		text: revisionSchema,
	}),
	"meeting.paused": z.strictObject({ meetingId: id }),
	"meeting.clock-resumed": z.strictObject({ meetingId: id }),
	"meeting.extended": z.strictObject({ meetingId: id, minutes: z.number().int() }),
	"meeting.adjourned": z.strictObject({ meetingId: id, text: revisionSchema, witnesses }),
	"meeting.resumed": z.strictObject({ meetingId: id, witnesses }),
	"meeting.names-shown": z.strictObject({ meetingId: id, isRevealed: z.boolean() }),
	"meeting.closed": z.strictObject({ meetingId: id, witnesses }),
	"meeting.reopened": z.strictObject({ meetingId: id, witnesses }),

	"import.begun": z.strictObject({ importId: id, text: revisionSchema }),
	/** In the import's own stream: what it does to a row that is there already. */
	"import.changes": z.strictObject({
		importId: id,
		caseId: id,
		subject: z.enum(["case", "person", "protected-detail", "action", "referral"]),
		subjectId: id,
		text: revisionSchema,
	}),
	"import.accepted": z.strictObject({
		importId: id,
		casesCreated: z.number().int(),
		actionsCreated: z.number().int(),
		rowsRead: z.number().int(),
		/** Rows that were there already and are another now. */
		rowsChanged: z.number().int().optional(),
		/** It changed too much to be sent row by row: screens load anew. */
		isLarge: z.literal(true).optional(),
		/** Accounts that were the officer in one of its cases, and are no longer. */
		officerUserIds: z.array(id).optional(),
		text: revisionSchema,
	}),
	"import.abandoned": z.strictObject({ importId: id }),
	"import.undone": z.strictObject({
		importId: id,
		casesRemoved: z.number().int(),
		actionsRemoved: z.number().int(),
		officerUserIds: z.array(id).optional(),
	}),

	"contact.claimed": z.strictObject({
		contactId: id,
		userId: id,
		cases: z.number().int(),
		actions: z.number().int(),
	}),
	/** The link was taken back: what the account had through it is the contact's again. */
	"contact.released": z.strictObject({
		contactId: id,
		userId: id,
		cases: z.number().int(),
		actions: z.number().int(),
	}),
	"agency.alias-added": z.strictObject({ agencyId: id, aliasId: id, text: revisionSchema }),
	"agency.alias-removed": z.strictObject({ agencyId: id, aliasId: id }),

	/** Somebody wrote in a section of the shared summary, and stopped. */
	"summary.written": z.strictObject({ ...ofSummary, state: revisionSchema }),
	/** Somebody made a section say again what it said in an earlier state. */
	"summary.restored": z.strictObject({ ...ofSummary, state: revisionSchema }),
	/** The section as it was when a meeting that had the case on its agenda came to its end. */
	"summary.heard": z.strictObject({ ...ofSummary, meetingId: id, state: revisionSchema }),
} as const;

export type EventType = keyof typeof schemas;
export type EventData<T extends EventType = EventType> = z.infer<(typeof schemas)[T]>;
export type TypedEvent = { [T in EventType]: { type: T; data: EventData<T> } }[EventType];

/** Checks data against its type. @throws when they do not fit, which is a bug of the caller. */
export function parseData<T extends EventType>(type: T, data: unknown): EventData<T> {
	return schemas[type].parse(data) as EventData<T>;
}

/** Whose standing an event changes: their open screens are emptied and loaded anew. */
export function whoseAccess(event: TypedEvent): { userIds: string[]; agencyIds: string[] } {
	switch (event.type) {
		case "membership.added":
		case "membership.begun":
		case "membership.end-set":
		case "membership.ended":
		case "recusal.declared":
		case "recusal.lifted":
		case "undertaking.signed":
		case "attendance.admitted":
		case "attendance.withdrawn":
		case "statement.accepted":
		case "guest.invited":
		case "guest.withdrawn":
		case "user.changed":
		case "user.deactivated":
		case "user.reactivated":
			return { userIds: [event.data.userId], agencyIds: [] };
		case "officer.set":
			return {
				userIds: [event.data.officerUserId, event.data.previousUserId].filter((user) => user !== null),
				agencyIds: [],
			};
		case "contact.claimed":
		case "contact.released":
			return { userIds: [event.data.userId], agencyIds: [] };
		case "import.accepted":
		case "import.undone":
			return { userIds: event.data.officerUserIds ?? [], agencyIds: [] };
		case "victim-agency.added":
		case "victim-agency.removed":
			return { userIds: [], agencyIds: [event.data.agencyId] };
		case "attendance.left":
		case "attendance.noted":
			return { userIds: event.data.userId ? [event.data.userId] : [], agencyIds: [] };
		case "meeting.cancelled":
		case "meeting.started":
		case "meeting.item-opened":
		case "meeting.stepped-back":
		case "meeting.item-deferred":
		case "meeting.adjourned":
		case "meeting.resumed":
		case "meeting.closed":
		case "meeting.reopened":
			return { userIds: event.data.witnesses ?? [], agencyIds: [] };
		default:
			return { userIds: [], agencyIds: [] };
	}
}

/** The case that an event is about, or none. */
export function caseOf(event: TypedEvent): string | undefined {
	return "caseId" in event.data ? (event.data.caseId ?? undefined) : undefined;
}
