/** The tables of the search index as both engines have them. They are not of the schema: see the migration. */
import { integer, table, text } from "../columns.ts";

export type SearchKind = "case" | "entry" | "action" | "incident" | "summary";

export const documents = table("search_documents", {
	no: integer().primaryKey(),
	kind: text({ enum: ["case", "entry", "action", "incident", "summary"] }).notNull(),
	subjectId: text().notNull(),
	caseId: text().notNull(),
	panelId: text().notNull(),
});
/** Every word of a name that is kept, and what may be typed for it. */
export const names = table("search_names", { word: text().primaryKey() });
export const slips = table("search_slips", { slip: text().notNull(), word: text().notNull() });
/** By which form of this code the index was built. */
export const forms = table("search_form", { form: integer().notNull() });
