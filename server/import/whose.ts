/**
 * Of whom a heading speaks, and of what. It hides the words that panels use, so that nobody's address is taken for
 * another's: a heading that names the suspect, a child, an officer or anybody else never speaks of the victim alone.
 */
import { comparable } from "./sheet.ts";

export type Person = "victim" | "suspect" | "child" | "other";

const PEOPLE: [Person, RegExp][] = [
	[
		"victim",
		/\b(victims?|vics?|survivors?|clients?|complainants?|aggrieved|persons? at risk|she|her)\b|^(v|vs)\b/g,
	],
	[
		"suspect",
		/\b(suspects?|susp|perps?|perpetrators?|offenders?|accused|defendants?|stalkers?|subjects?|nominals?|respondents?|pch|poi|persons? (causing( harm)?|of (interest|concern))|abusers?|aggressors?|harassers?|he|him|his)\b|^s\b/g,
	],
	[
		"child",
		/\b(child|childs|children|childrens|kids?|sons?|daughters?|bab(y|ies)|pupils?|minors?|dependants?)\b/g,
	],
	[
		"other",
		/\b(officers?|oics?|io|dc|pc|ds|ps|sgt|police|investigators?|supervisors?|isacs?|idvas?|advocates?|workers?|referrers?|gps?|doctors?|solicitors?|professionals?|agency|agencies|owners?|next of kin|nok|mothers?|fathers?|mums?|dads?|parents?|famil(y|ys|ies)|relatives?|sisters?|brothers?|siblings?|friends?|partners?|exs?|husbands?|wife|wifes|boyfriends?|girlfriends?|spouses?|witness(es)?|third part(y|ies)|informants?|callers?|neighbours?|managers?|landlords?|carers?|guardians?|emergency|somebody|someone|others?)\b/g,
	],
];

/** Whom a heading names, in so many words. */
export function peopleIn(heading: string): Set<Person> {
	const words = comparable(heading);
	return new Set(PEOPLE.flatMap(([person, pattern]) => (words.search(pattern) >= 0 ? [person] : [])));
}

/** What may stand beside a person in a heading over names, and says nothing else. */
const BESIDE_A_NAME =
	/\b(names?|full|surnames?|forenames?|first|last|initials|of|the|an?|alleged|if|known|only|persons?|details?|ids?|and|or|is|main|primary|current|alias|aliases|aka|v|s|\d+)\b/g;

/** Whether a heading names this person and nobody else, and nothing but who it is: "Name of perp (if known)". */
export function isNameOf(person: Person, heading: string): boolean {
	const named = peopleIn(heading);
	if (named.size !== 1 || !named.has(person)) return false;
	const [, pattern] = PEOPLE.find(([one]) => one === person) as [Person, RegExp];
	return comparable(heading).replaceAll(pattern, " ").replaceAll(BESIDE_A_NAME, " ").trim() === "";
}

/** What a person's own facts are called, the most telling first: an e-mail address is no address. */
const FACTS = [
	["birth", /\b(dobs?|d o b|dates? of birth|born|birth ?dates?|birthdays?)\b/],
	["e-mail", /\be ?mails?\b|\b(ip|mac|web) address(es)?\b/],
	["school", /\b(pre ?schools?|schools?|nursery|nurseries|child ?minders?|creches?|playgroups?)\b/],
	[
		"work",
		/\b(workplaces?|places? of (work|study)|works? (at|address(es)?|phones?|mobiles?|tels?|telephones?|numbers?|e ?mails?|location)|where \w+ works|employers?|employment|colleges?|university)\b|\bwork$/,
	],
	[
		"telephone",
		/\b(phones?|telephones?|tels?|mobiles?|mobs?|landlines?|whatsapp|contact (no|nos|numbers?)|safe (no|numbers?)|safe (time )?to (call|ring))\b/,
	],
	[
		"address",
		/\b(address(es)?|refuges?|accommodation|post ?codes?|hostels?|safe houses?|lives|living|residence|resides|residing|whereabouts|moved to)\b/,
	],
	["contact", /\bsafe (to )?contacts?\b|\bcontact (details?|methods?|info|information)\b|\bto contact\b/],
] as const satisfies [string, RegExp][];

export type Fact = (typeof FACTS)[number][0];

/** What a heading over a fact may say without telling this one from another of the kind. */
const PLAIN: Partial<Record<Fact, RegExp>> = {
	address: /\b(home|current|present|full|address|where|lives)\b/g,
	telephone: /\b(safe|contact|tel|telephone|phone|mobile|number|no)\b/g,
	contact: /\b(safe|contact)\b/g,
	school: /\bschool\b/g,
};

/** Whether a heading tells nothing but the fact itself: "Victim's address", and not "Temporary address". */
export function isPlain(heading: string): boolean {
	const plain = PLAIN[factIn(heading) ?? "birth"];
	if (!plain) return false;
	const ofHers = PEOPLE.filter(([person]) => person === "victim" || person === "child");
	const rest = ofHers.reduce((words, [, pattern]) => words.replaceAll(pattern, " "), comparable(heading));
	return rest.replaceAll(plain, " ").trim() === "";
}

/** Which fact of a person a heading speaks of, whoever they are. */
export const factIn = (heading: string): Fact | null =>
	FACTS.find(([, pattern]) => pattern.test(comparable(heading)))?.[0] ?? null;
