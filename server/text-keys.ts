/** How names are compared: without case, accents, apostrophes or doubled spaces, the same on both engines. */
import { folded } from "#db/search/words.ts";

/** "Siân  O’Brien" and "sian obrien" give one key. Stored beside a name for sorting and finding. */
export function nameKey(name: string): string {
	return folded(name)
		.replace(/[^\p{L}\p{N}@.+/]+/gu, " ")
		.trim();
}
