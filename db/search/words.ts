/**
 * What a text comes to when it is searched for, the same on both engines and on both sides: the words of what is
 * kept and the words of what somebody types go through the same functions.
 */
const UNDECOMPOSED: Record<string, string> = { ł: "l", ø: "o", đ: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i" };

/** Without case, accents and apostrophes: "Siân O’Brien" is "sian obrien". */
export const folded = (text: string): string =>
	(isPlain(text)
		? text.toLowerCase()
		: text
				.normalize("NFKD")
				.replace(/\p{M}/gu, "")
				.toLowerCase()
				.replace(/[łøđßæœı]/g, (letter) => UNDECOMPOSED[letter] ?? letter)
	).replace(/['’`]/g, "");

/** Most texts are; the rest of it takes three times as long. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const isPlain = (text: string) => /^[\x00-\x7f]*$/.test(text);

/** Longer than any word, and short enough for both engines. */
const LONGEST_WORD = 60;

/** The words of a text, folded, in their order. */
export const wordsOf = (text: string): string[] =>
	(folded(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, LONGEST_WORD));

// --- numbers ----------------------------------------------------------------------------------------------

/** A telephone or a crime number is written in up to so many groups, e.g. +44 (0) 20 7946 0958. */
const MOST_GROUPS = 6;
const SHORTEST_NUMBER = 6;
const LONGEST_NUMBER = 20;

/** Digits as one number: a British telephone begins with 0, however it was written. */
export const asNumber = (digits: string): string =>
	digits.replace(/^(?:00)?440?(?=\d{9,10}$)/, "0").slice(0, LONGEST_NUMBER);

/** Groups of digits that stand together with nothing but a blank or punctuation between them. */
const RUN = /\+?\d+(?:[\s().\-–/]{1,3}\d+)*/g;

/** The groups of each run of digits in a text: "42/12345/26" is one run of three. */
export const runsOf = (text: string): string[][] =>
	(text.normalize("NFKC").match(RUN) ?? []).map((run) => run.match(/\d+/g) ?? []);

/**
 * Every number that a text may be said to hold: "on 3 07700 900 123" holds the telephone, whatever stands before
 * it. Of a telephone its last six digits too, which is what people remember.
 */
export function numbersOf(text: string): string[] {
	const numbers = new Set<string>();
	for (const groups of runsOf(text)) {
		for (let from = 0; from < groups.length; from++) {
			let digits = "";
			for (const group of groups.slice(from, from + MOST_GROUPS)) {
				digits += group;
				if (digits.length > LONGEST_NUMBER) break;
				if (digits.length < SHORTEST_NUMBER) continue;
				const number = asNumber(digits);
				numbers.add(number);
				if (/^0\d{9,10}$/.test(number)) numbers.add(number.slice(-SHORTEST_NUMBER));
			}
		}
	}
	return [...numbers];
}

/** A run of digits, as somebody typed it, as one number; null when it is too short to be one. */
export function numberIn(groups: string[]): string | null {
	const digits = groups.join("");
	return digits.length < SHORTEST_NUMBER || digits.length > LONGEST_NUMBER ? null : asNumber(digits);
}

/** A reference as it is typed: its groups alone, without the noughts before them, two of them as one, or all. */
export function spellingsOf(reference: string): string[] {
	const parts = wordsOf(reference);
	const inTwos = parts.slice(1).map((part, at) => `${parts[at]}${part}`);
	const short = parts.map((part) => part.replace(/^0+(?=\d)/, ""));
	return [...parts, ...inTwos, parts.join(""), ...short].filter((word) => word !== "");
}

// --- words of sentences -----------------------------------------------------------------------------------

/** They stand in every sentence and tell nothing. */
const EMPTY = new Set(
	"a an and are as at be been but by for from had has have he her his in is it its of on or she that the their them they this to was were will with".split(
		" ",
	),
);
export const isEmptyWord = (word: string): boolean => EMPTY.has(word);

const MOST_KNOWN = 50_000;
const known = new Map<string, string>();

/** A word of a sentence without its ending: texts, texted and texting are one word. */
export function stem(word: string): string {
	let stemmed = known.get(word);
	if (stemmed === undefined) {
		stemmed = withoutEnding(word);
		if (known.size >= MOST_KNOWN) known.clear();
		known.set(word, stemmed);
	}
	return stemmed;
}

function withoutEnding(word: string): string {
	if (/\d/.test(word) || word.length < 4) return word;
	let stemmed = word.replace(/ies$/, "y").replace(/(?<![sui])s$/, "");
	if (/.{3}(ing|ed)$/.test(stemmed)) {
		stemmed = stemmed.replace(/(ing|ed)$/, "").replace(/([^aeiouls])\1$/, "$1");
	}
	return stemmed.length > 4 ? stemmed.replace(/e$/, "") : stemmed;
}

// --- names ------------------------------------------------------------------------------------------------

/** Shorter names are taken as they are typed. */
const SHORTEST_TOLERATED = 3;

/** A name without each of its letters in turn, and itself: two names one slip apart have one of these in common. */
export function slipsOf(word: string): string[] {
	if (word.length < SHORTEST_TOLERATED || word.length > 30) return [word];
	const slips = new Set([word]);
	for (let at = 0; at < word.length; at++) slips.add(word.slice(0, at) + word.slice(at + 1));
	return [...slips];
}

/** How a name sounds: Stephen and Steven, Mohammed and Muhammad. Empty where too little is left to tell. */
export function soundOf(word: string): string {
	if (!/^[a-z]+$/.test(word)) return "";
	const sound = word
		.replace(/ph/g, "f")
		.replace(/ck|q|c(?![eiyh])/g, "k")
		.replace(/c(?=[eiy])|z/g, "s")
		.replace(/v/g, "f")
		.replace(/(?<=.)h/g, "")
		.replace(/(.)\1+/g, "$1");
	const consonants = sound.slice(0, 1).replace(/[aeiouy]/, "*") + sound.slice(1).replace(/[aeiouyw]/g, "");
	return consonants.length >= 3 ? consonants : "";
}

/** Whether a name could be meant by what was typed: so many slips as its length forgives, or the same sound. */
export function isLike(typed: string, name: string): boolean {
	if (typed === name) return true;
	const shorter = Math.min(typed.length, name.length);
	// Another letter makes another name of a short one: Ann is Anne, but Lee is not Leo.
	const isShort = shorter <= SHORTEST_TOLERATED;
	const forgiven = shorter < SHORTEST_TOLERATED || (isShort && typed.length === name.length) ? 0 : 1;
	if (forgiven > 0 && distance(typed, name) <= (shorter < 8 ? forgiven : 2)) return true;
	const sound = soundOf(typed);
	return sound !== "" && sound === soundOf(name);
}

/** Letters to add, drop, change or swap with their neighbour. */
function distance(a: string, b: string): number {
	const rows = [...Array(a.length + 1)].map((_, i) => [i, ...Array(b.length).fill(0)] as number[]);
	const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
	const first = rows[0] as number[];
	for (let j = 1; j <= b.length; j++) first[j] = j;
	for (let i = 1; i <= a.length; i++) {
		const row = rows[i] as number[];
		for (let j = 1; j <= b.length; j++) {
			const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
			row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, change);
			const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			if (isSwap) row[j] = Math.min(row[j] as number, at(i - 2, j - 2) + 1);
		}
	}
	return at(a.length, b.length);
}

/** Any of these begins a name that somebody has not finished typing; longer beginnings are looked up. */
export const LONGEST_BEGINNING = 4;

// --- what somebody types ----------------------------------------------------------------------------------

/** A word, or a run of digits: as one number if it is long enough, and as its groups. */
export interface Term {
	words: string[];
	number: string | null;
}

/** What was typed, a word or a number at a time, each once. */
export function termsOf(typed: string): Term[] {
	const terms = new Map<string, Term>();
	const parts = folded(typed).match(/\d*\p{L}[\p{L}\p{N}]*|\+?\d+(?:[\s().\-–/]{1,3}\d+)*/gu) ?? [];
	for (const part of parts) {
		const groups = /\p{L}/u.test(part) ? null : (part.match(/\d+/g) ?? []);
		const words = wordsOf(part);
		const isOne = !groups || numberIn(groups) !== null;
		for (const some of isOne ? [words] : words.map((word) => [word])) {
			terms.set(some.join(" "), { words: some, number: groups && isOne ? numberIn(groups) : null });
		}
	}
	return [...terms.values()];
}
