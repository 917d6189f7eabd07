import { index, instant, integer, table, text } from "../columns.ts";
import { panels } from "./panels.ts";

/** Somebody named in a panel's cases who does not sign in: an officer, an owner of actions. An account may claim them. */
export const contacts = table(
	"contacts",
	{
		id: text().primaryKey(),
		panelId: text()
			.notNull()
			.references(() => panels.id),
		name: text().notNull(),
		nameKey: text().notNull(),
		agencyId: text(),
		agencyName: text(),
		claimedByUserId: text(),
		claimedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("contacts_panel").on(t.panelId, t.nameKey), index("contacts_claimed").on(t.claimedByUserId)],
);
