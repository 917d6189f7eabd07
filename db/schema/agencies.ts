import { index, instant, integer, table, text, uniqueIndex } from "../columns.ts";

/** A partner agency, e.g. a police force, a charity, a housing department. */
export const agencies = table(
	"agencies",
	{
		id: text().primaryKey(),
		name: text().notNull(),
		nameKey: text().notNull(),
		closedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [uniqueIndex("agencies_name").on(t.nameKey)],
);

/** What else an agency is called, e.g. in a panel's spreadsheet. */
export const agencyAliases = table(
	"agency_aliases",
	{
		id: text().primaryKey(),
		agencyId: text()
			.notNull()
			.references(() => agencies.id),
		alias: text().notNull(),
		aliasKey: text().notNull(),
		version: integer().notNull(),
	},
	(t) => [uniqueIndex("agency_aliases_key").on(t.aliasKey), index("agency_aliases_agency").on(t.agencyId)],
);
