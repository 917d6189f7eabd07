import { index, instant, integer, table, text, uniqueIndex } from "../columns.ts";
import { users } from "./account.ts";

/** What somebody is told that asks something of them; what it says is read anew each time, with their rights then. */
export const notices = table(
	"notices",
	{
		id: text().primaryKey(),
		userId: text()
			.notNull()
			.references(() => users.id),
		panelId: text().notNull(),
		caseId: text().notNull(),
		kind: text({
			enum: [
				"action-due",
				"action-overdue",
				"action-overdue-manager",
				"action-overdue-chair",
				"action-refused",
				"action-refused-manager",
				"action-refused-lead",
				"action-offered",
				"advice-given",
				"advice-answered",
				"breach-recorded",
			],
		}).notNull(),
		/** The action, the advice or the recording query; the case, of several breaches that were recorded at once. */
		subjectId: text().notNull(),
		/** Tells two of a kind about one subject apart, e.g. the due date; the same again is not told again. */
		occasion: text().notNull(),
		at: instant().notNull(),
		readAt: instant(),
		/** What it asked for has happened. */
		settledAt: instant(),
		version: integer().notNull(),
	},
	(t) => [
		uniqueIndex("notices_once").on(t.userId, t.kind, t.subjectId, t.occasion),
		index("notices_user").on(t.userId, t.settledAt, t.at),
		index("notices_subject").on(t.subjectId),
	],
);

/** A list as somebody has filtered and sorted it, under a name, for themself alone. */
export const savedViews = table(
	"saved_views",
	{
		id: text().primaryKey(),
		userId: text()
			.notNull()
			.references(() => users.id),
		screen: text({ enum: ["register", "actions"] }).notNull(),
		/** Which panel's register. */
		panelId: text(),
		name: text().notNull(),
		/** The list's address without its page. */
		query: text().notNull(),
		at: instant().notNull(),
	},
	(t) => [index("saved_views_user").on(t.userId, t.screen)],
);
