import { index, instant, integer, table, text, uniqueIndex } from "../columns.ts";
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
		status: text({ enum: ["open", "done", "not-possible"] }).notNull(),
		/** What came of it, or why it was not possible. */
		outcome: text(),
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
