import { index, instant, integer, table, text, uniqueIndex } from "../columns.ts";
import { cases, entries } from "./cases.ts";

/**
 * How a piece of the panel's advice stands with the officer in the case. Its words are the entry; a row of its own,
 * because the officer's answer is theirs and never changes the words.
 */
export const advice = table(
	"advice",
	{
		id: text().primaryKey(),
		entryId: text()
			.notNull()
			.references(() => entries.id),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		panelId: text().notNull(),
		meetingId: text(),
		/** Withdrawn when its entry turned out to be no advice. */
		state: text({ enum: ["unanswered", "accepted", "in-part", "declined", "withdrawn"] }).notNull(),
		/** Which part, or why not. */
		reason: text(),
		answeredById: text(),
		answeredByName: text(),
		/** The officer, when somebody wrote their answer down for them. */
		answeredForName: text(),
		answeredAt: instant(),
		/** When it was given. */
		at: instant().notNull(),
		version: integer().notNull(),
	},
	(t) => [
		uniqueIndex("advice_entry").on(t.entryId),
		index("advice_case").on(t.caseId),
		index("advice_panel").on(t.panelId, t.state, t.at),
	],
);
