import { boolean, index, instant, integer, table, text, uniqueIndex } from "../columns.ts";
import { cases } from "./cases.ts";

/** Something an agency has undertaken to do on a case. */
export const actions = table(
	"actions",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		/** The case's panel, written here too: lists of actions are long, and are asked by panel. */
		panelId: text().notNull(),
		meetingId: text(),
		what: text().notNull(),
		ownerAgencyId: text(),
		ownerAgencyName: text(),
		/** The person or unit behind the agency, as somebody wrote it. */
		ownerDetail: text(),
		/** That person as an account, or as a contact while they have none. */
		ownerUserId: text(),
		ownerUserName: text(),
		ownerContactId: text(),
		/** A civil date. */
		due: text(),
		/** What stood where a date was expected, e.g. "next panel". */
		dueNote: text(),
		priority: text({ enum: ["routine", "urgent"] }).notNull(),
		/** Which of a panel's aims it serves; none of imported ones. */
		category: text({
			enum: ["victim-safety", "person-causing-harm", "investigation", "staff-safety", "other"],
		}),
		/**
		 * Proposed until its owner has accepted it, which makes it open, or refused it. Ended as done, as not possible
		 * because circumstances changed, or as not done because its owner did not do it.
		 */
		status: text({
			enum: ["proposed", "open", "in-progress", "refused", "done", "not-possible", "not-done"],
		}).notNull(),
		/** The civil date on which it was done. */
		doneOn: text(),
		/** The chair has looked at how it ended and is content. */
		signedOffAt: instant(),
		signedOffByName: text(),
		/** Whom it has been offered to instead of its owner, who has it until they accept. */
		offerAgencyId: text(),
		offerAgencyName: text(),
		offerUserId: text(),
		offerUserName: text(),
		offeredById: text(),
		offeredByName: text(),
		offeredAt: instant(),
		/** Refused by an owner who had accepted it: the chair decides, and it stays due meanwhile. */
		isRefusedLater: boolean().notNull(),
		/** When the chair took the refusal to the owner's manager and the lead. */
		escalatedAt: instant(),
		/** The last reminder that went out for this due date: 0 none, 1 before it, then 2, 3, 4 as it grew overdue. */
		reminded: integer().notNull(),
		/** What came of it, why it was not possible, or why it was refused. */
		outcome: text(),
		/** The chair holds it as it is, without owner or date. */
		isHeldByChair: boolean().notNull(),
		/** Who accepted or refused it. */
		answeredByName: text(),
		answeredAt: instant(),
		/** Somebody answered for the owner, who was not there; until the owner confirms it. */
		isAnsweredForOwner: boolean().notNull(),
		authorId: text().notNull(),
		authorName: text().notNull(),
		at: instant().notNull(),
		statusAt: instant(),
		importKey: text(),
		version: integer().notNull(),
	},
	(t) => [
		uniqueIndex("actions_import").on(t.caseId, t.importKey),
		// Of a case's many actions, lists and counts want those that are open.
		index("actions_case").on(t.caseId, t.status, t.due),
		// An agency's open actions run to tens of thousands: counted and put in order from the index alone.
		index("actions_owner").on(
			t.ownerAgencyId,
			t.status,
			t.due,
			t.panelId,
			t.caseId,
			t.isAnsweredForOwner,
			t.isRefusedLater,
			t.ownerUserId,
			t.id,
		),
		index("actions_owner_user").on(t.ownerUserId, t.status, t.due),
		index("actions_owner_contact").on(t.ownerContactId),
		index("actions_offer_user").on(t.offerUserId),
		index("actions_offer_agency").on(t.offerAgencyId),
		// With all that the figures of a period count, which are hundreds of thousands for a force.
		index("actions_panel").on(
			t.panelId,
			t.status,
			t.due,
			t.caseId,
			t.ownerAgencyId,
			t.doneOn,
			t.at,
			t.statusAt,
			t.isRefusedLater,
			t.importKey,
		),
		index("actions_due").on(t.status, t.due),
		// What was reminded long ago is most of what is overdue; the job passes it by.
		index("actions_reminded").on(t.status, t.reminded, t.due),
		index("actions_sign_off").on(t.panelId, t.signedOffAt, t.status, t.statusAt),
	],
);
