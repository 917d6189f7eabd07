/** How a protected detail is found again without being opened: by the keyed hash of its whole value. */
import { numbersOf } from "#db/search/words.ts";
import { keyedHash } from "../sealing.ts";
import { nameKey } from "../text-keys.ts";

type DetailKind = "address" | "safe-telephone" | "school" | "other";

const hashOf = (kind: DetailKind, key: string): string => keyedHash(`protected-detail|${kind}`, key);

/** A telephone of these islands, as one number. */
const isTelephone = (number: string): boolean => /^0\d{9,10}$/.test(number);

/** What is hashed of a detail: of a telephone its digits, in whatever style they were written. */
export function blindIndexOf(kind: DetailKind, value: string): string {
	const telephone = kind === "safe-telephone" ? numbersOf(value).find(isTelephone) : undefined;
	return hashOf(kind, telephone ?? nameKey(value));
}

/** How people group the digits of a telephone; a detail written before its digits were hashed has one of these. */
const STYLES = [/^(\d{5})(\d+)$/, /^(\d{5})(\d{3})(\d+)$/, /^(\d{4})(\d{3})(\d+)$/, /^(\d{3})(\d{4})(\d+)$/];
const MOST_TELEPHONES = 3;

/** The hashes that a telephone may have which somebody types; none when they type no telephone. */
export function blindIndexesOfTelephone(typed: string): string[] {
	const telephones = numbersOf(typed).filter(isTelephone).slice(0, MOST_TELEPHONES);
	if (telephones.length === 0) return [];
	const earlier = telephones.flatMap((telephone) => {
		const grouped = STYLES.map((style) => style.exec(telephone)?.slice(1).join(" ") ?? telephone);
		const ways = [telephone, ...grouped];
		return [...ways, ...ways.flatMap((way) => [way.replace(/^0/, "+44"), way.replace(/^0/, "+44 ")])];
	});
	const keys = new Set([nameKey(typed), ...earlier.map(nameKey)]);
	return [...keys].map((key) => hashOf("safe-telephone", key));
}
