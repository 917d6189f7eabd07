import { boolean, index, instant, integer, json, table, text, uniqueIndex } from "../columns.ts";
import { panels } from "./panels.ts";

/** An investigation before a panel: one victim and the person or persons causing them harm. */
export const cases = table(
	"cases",
	{
		id: text().primaryKey(),
		panelId: text()
			.notNull()
			.references(() => panels.id),
		reference: text().notNull(),
		crimeReference: text(),
		/** Relationship of the person causing harm to the victim. */
		relationship: text({
			enum: ["ex-partner", "acquaintance", "neighbour", "work-colleague", "stranger", "other", "not-known"],
		}).notNull(),
		risk: text({ enum: ["not-assessed", "standard", "medium", "high"] }).notNull(),
		/** The officer in the case as a name; the account only if there is one. */
		officerName: text(),
		officerUserId: text(),
		/** The same officer as a contact of the panel, while nobody has claimed it with an account. */
		officerContactId: text(),
		/** The local policing area, as the panel calls it. */
		area: text(),
		/** When the panel first heard it, a civil date. */
		heardOn: text(),
		/**
		 * Not heard: referred, and no meeting has heard it. Open: it waits for a hearing. Follow-up: heard, with a date
		 * on which it is reviewed. Closed: the risk is down, or it is no longer the panel's.
		 */
		state: text({ enum: ["not-heard", "open", "follow-up", "closed"] }).notNull(),
		/** What comes next, and when as a civil date; none of a case that is closed. */
		nextStep: text({ enum: ["hearing", "review"] }),
		nextDate: text(),
		/** Of a closed case: when, why, the criteria that were met and what was said of it. */
		closedOn: text(),
		closeReason: text({
			enum: ["risk-reduced", "moved-away", "other-process", "not-stalking", "victim-wish", "died", "other"],
		}),
		closeCriteria: json<string[]>(),
		closeNote: text(),
		/** The civil date of the last referral, and whether that was a repeat; see referrals. */
		referredOn: text(),
		isRepeat: boolean().notNull(),
		/** The import that has written it and is not accepted yet: until then it is nobody's to see. */
		stagedIn: text(),
		/** Which row of an imported file it came from, so that the same file again changes nothing. */
		importKey: text(),
		openedAt: instant().notNull(),
		version: integer().notNull(),
	},
	(t) => [
		uniqueIndex("cases_reference").on(t.reference),
		uniqueIndex("cases_import").on(t.panelId, t.importKey),
		index("cases_panel").on(t.panelId, t.reference),
		index("cases_panel_next").on(t.panelId, t.nextDate),
		index("cases_officer").on(t.officerUserId),
		index("cases_officer_contact").on(t.officerContactId),
		index("cases_staged").on(t.stagedIn),
	],
);

/** A person as one case knows them; the same human in two cases is two rows. */
export const people = table(
	"people",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		part: text({ enum: ["victim", "person-causing-harm"] }).notNull(),
		name: text().notNull(),
		aliases: json<string[]>().notNull(),
		/** Name and aliases, normalised for finding. */
		searchKey: text().notNull(),
		dateOfBirth: text(),
		version: integer().notNull(),
	},
	(t) => [index("people_case").on(t.caseId), index("people_search").on(t.searchKey)],
);

/** What could lead someone to the victim's door: sealed, and a row of its own so that it can be withheld whole. */
export const protectedDetails = table(
	"protected_details",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		personId: text()
			.notNull()
			.references(() => people.id),
		kind: text({ enum: ["address", "safe-telephone", "school", "other"] }).notNull(),
		sealed: text().notNull(),
		/** Keyed hash of the normalised value, for equality only. */
		blindIndex: text().notNull(),
		removedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("protected_details_case").on(t.caseId), index("protected_details_blind").on(t.blindIndex)],
);

/** An agency that works with the victim of a case; its members then see the protected details. */
export const victimAgencies = table(
	"victim_agencies",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		agencyId: text().notNull(),
		agencyName: text().notNull(),
		removedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("victim_agencies_case").on(t.caseId), index("victim_agencies_agency").on(t.agencyId)],
);

/** A wall between one person and one case, declared by them or by the chair for them. */
export const recusals = table(
	"recusals",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		userId: text().notNull(),
		userName: text().notNull(),
		declaredById: text().notNull(),
		declaredAt: instant().notNull(),
		liftedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("recusals_case").on(t.caseId), index("recusals_user").on(t.userId)],
);

/** What someone contributed to a case. */
export const entries = table(
	"entries",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		/** The meeting during which it was said, if any. */
		meetingId: text(),
		kind: text({ enum: ["information", "risk", "decision", "advice"] }).notNull(),
		body: text().notNull(),
		authorId: text().notNull(),
		authorName: text().notNull(),
		agencyName: text().notNull(),
		/** The agency that said it, when the author recorded it for them; and who confirmed it there. */
		forAgencyId: text(),
		forAgencyName: text(),
		confirmedAt: instant(),
		confirmedByName: text(),
		at: instant().notNull(),
		editedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("entries_case").on(t.caseId)],
);
