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
		meetingId: text(),
		what: text().notNull(),
		ownerAgencyId: text(),
		ownerAgencyName: text(),
		/** The person or unit behind the agency, as somebody wrote it. */
		ownerDetail: text(),
		/** A civil date. */
		due: text(),
		/** What stood where a date was expected, e.g. "next panel". */
		dueNote: text(),
		priority: text({ enum: ["routine", "urgent"] }).notNull(),
		/** Which of a panel's aims it serves; none of imported ones. */
		category: text({
			enum: ["victim-safety", "person-causing-harm", "investigation", "staff-safety", "other"],
		}),
		/** Proposed until its owner has accepted it, which makes it open, or refused it. */
		status: text({ enum: ["proposed", "open", "refused", "done", "not-possible"] }).notNull(),
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
		index("actions_case").on(t.caseId),
		index("actions_owner").on(t.ownerAgencyId),
	],
);
