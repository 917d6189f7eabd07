import { index, instant, integer, table, text, uniqueIndex } from "../columns.ts";
import { users } from "./account.ts";

/** A panel: its members meet about the cases of one area. Its id is also its stream's. */
export const panels = table(
	"panels",
	{
		id: text().primaryKey(),
		name: text().notNull(),
		nameKey: text().notNull(),
		area: text().notNull(),
		/** Case references start with it, e.g. "NOR" in NOR-2026-004. */
		referencePrefix: text().notNull(),
		/** How many agencies must be at a meeting. */
		quorum: integer().notNull(),
		version: integer().notNull(),
	},
	(t) => [uniqueIndex("panels_name").on(t.nameKey), uniqueIndex("panels_prefix").on(t.referencePrefix)],
);

export const memberships = table(
	"memberships",
	{
		id: text().primaryKey(),
		panelId: text()
			.notNull()
			.references(() => panels.id),
		userId: text()
			.notNull()
			.references(() => users.id),
		role: text({ enum: ["chair", "deputy", "coordinator", "member", "observer"] }).notNull(),
		/** Civil dates; both included. No end date: until ended. */
		startsOn: text().notNull(),
		endsOn: text(),
		/** Whether the powers are on: what a person ends, or a date brings, is one event. */
		state: text({ enum: ["coming", "active", "ended"] }).notNull(),
		/** Written at the time, so that the stream needs no row from elsewhere. */
		userName: text().notNull(),
		agencyId: text().notNull(),
		agencyName: text().notNull(),
		/** When they signed the undertaking that opens the panel's papers to them. */
		undertakenAt: instant(),
		endedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("memberships_user").on(t.userId), index("memberships_panel").on(t.panelId)],
);
