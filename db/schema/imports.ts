/** Files on their way in: read, mapped, looked at, written unseen, then accepted as one. */
import { index, instant, integer, json, table, text } from "../columns.ts";

export const imports = table(
	"imports",
	{
		id: text().primaryKey(),
		/** An account's id, or the system's: the command line imports too. */
		uploadedById: text().notNull(),
		fileName: text().notNull(),
		state: text({
			enum: [
				"reading",
				"mapping",
				"preview",
				"writing",
				"accepted",
				"undoing",
				"undone",
				"failed",
				"abandoned",
			],
		}).notNull(),
		/** Why it failed, in words. */
		problem: text(),
		/** How far the present state has come, of how much. */
		progress: integer().notNull(),
		outOf: integer().notNull(),
		/** What was read, how it is mapped and what a person chose, sealed; gone once accepted or given up. */
		sealedContent: text(),
		/** How many rows became what; no names. */
		counts: json<Record<string, number>>(),
		panelIds: json<string[]>().notNull(),
		at: instant().notNull(),
		acceptedAt: instant(),
		undoneAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("imports_user").on(t.uploadedById, t.at)],
);

/** How columns of such a file were mapped before, so that nobody maps them twice. */
export const importMappings = table("import_mappings", {
	/** A hash of the header row, and of the panel where the meaning is the panel's own. */
	signature: text().primaryKey(),
	mapping: json<Record<string, string>>().notNull(),
	updatedAt: instant().notNull(),
});
