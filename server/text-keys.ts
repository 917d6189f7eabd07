/** How names are compared: without case, accents, apostrophes or doubled spaces, the same on both engines. */
const UNDECOMPOSED: Record<string, string> = { ł: "l", ø: "o", đ: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i" };

/** "Siân  O’Brien" and "sian obrien" give one key. Stored beside a name for sorting and finding. */
export function nameKey(name: string): string {
	return name
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.toLowerCase()
		.replace(/[łøđßæœı]/g, (letter) => UNDECOMPOSED[letter] ?? letter)
		.replace(/['’`]/g, "")
		.replace(/[^\p{L}\p{N}@.+/]+/gu, " ")
		.trim();
}
