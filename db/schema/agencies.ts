import { instant, integer, table, text, uniqueIndex } from "../columns.ts";

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
