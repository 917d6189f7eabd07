import { boolean, index, instant, integer, table, text } from "../columns.ts";
import { cases } from "./cases.ts";
import { panels } from "./panels.ts";

export const meetings = table(
	"meetings",
	{
		id: text().primaryKey(),
		panelId: text()
			.notNull()
			.references(() => panels.id),
		startsAt: instant().notNull(),
		place: text().notNull(),
		state: text({ enum: ["planned", "in-progress", "closed"] }).notNull(),
		startedAt: instant(),
		closedAt: instant(),
		/** Who started it, as written then. */
		chairName: text(),
		version: integer().notNull(),
	},
	(t) => [index("meetings_panel").on(t.panelId)],
);

/** One case on one agenda. Seen only by those who may see the case, so the current one tells others nothing. */
export const agendaItems = table(
	"agenda_items",
	{
		id: text().primaryKey(),
		meetingId: text()
			.notNull()
			.references(() => meetings.id),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		/** Order only; gaps are uneven on purpose, so that they do not tell of a case left out. */
		position: integer().notNull(),
		isCurrent: boolean().notNull(),
		openedAt: instant(),
		leftAt: instant(),
		removedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("agenda_items_meeting").on(t.meetingId), index("agenda_items_case").on(t.caseId)],
);
