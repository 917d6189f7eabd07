/** What the screens call what is said of incidents; the keys stand in the order in which forms offer them. */

import type { IncidentKind, IncidentLine, KindGroup, QueryInShort } from "#server/incidents/index.ts";
import { SHORT_MONTHS, WEEKDAYS, weekdayOf } from "../civil-dates.ts";

/** Section 2A(3) of the Protection from Harassment Act 1997, with its letters. */
export const STATUTE_WORDS = {
	following: "Following (a)",
	contacting: "Contacting, by any means (b)",
	publishing: "Publishing about them, or in their name (c)",
	monitoring: "Monitoring their internet, e-mail or messages (d)",
	loitering: "Loitering (e)",
	interfering: "Interfering with property (f)",
	watching: "Watching or spying (g)",
} as const satisfies Partial<Record<IncidentKind, string>>;

export const DIGITAL_WORDS = {
	"direct-messages": "Direct messages, many accounts",
	posts: "Comments and posts",
	"fake-profiles": "Fake profiles, impersonation",
	"account-takeover": "Taking over accounts",
	"cloud-access": "Cloud, calendar or photographs",
	spyware: "Spyware, stalkerware",
	tracking: "Trackers: GPS, tags, vehicle apps",
	"smart-home": "Smart home: doorbell, cameras, heating",
	"covert-recording": "Hidden camera or microphone",
	"number-abuse": "Spoofed or hidden numbers, SIM abuse",
	doxing: "Doxing, intimate images, deepfakes",
	network: "Wi-Fi or router",
	payments: "Payment references, orders in their name",
	proxy: "Through others: friends, employers, complaints",
	"childrens-devices": "Children’s devices",
	"dating-apps": "Dating apps, public data",
} as const satisfies Partial<Record<IncidentKind, string>>;

export const OTHER_WORDS = {
	threat: "Threat",
	violence: "Violence",
	damage: "Damage",
	other: "Other behaviour",
} as const satisfies Partial<Record<IncidentKind, string>>;

export const KIND_WORDS: Record<IncidentKind, string> = {
	...STATUTE_WORDS,
	...DIGITAL_WORDS,
	...OTHER_WORDS,
};

/** Kinds as a line of a list says them: "Following, loitering". */
export function kindsInShort(kinds: readonly string[]): string {
	const words = kinds.map((kind) => {
		const word = KIND_WORDS[kind as IncidentKind] ?? kind;
		return word.replace(/ \([a-g]\)$/, "");
	});
	return words.map((word, at) => (at === 0 ? word : word[0]?.toLowerCase() + word.slice(1))).join("; ");
}

export const GROUP_WORDS: Record<KindGroup, string> = {
	threats: "Violence and threats",
	near: "Following, loitering, watching",
	property: "Property and damage",
	contact: "Contact",
	publishing: "Publishing",
	monitoring: "Monitoring",
	digital: "Other digital methods",
	other: "Other behaviour",
};

export const RECORDED_WORDS: Record<NonNullable<IncidentLine["recordedAs"]>, string> = {
	stalking: "Stalking",
	harassment: "Harassment",
	"malicious-communications": "Malicious communications",
	"breach-of-order": "Breach of an order",
	other: "Something else",
	"not-recorded": "Not recorded as a crime",
};

export const ORDER_WORDS: Record<NonNullable<IncidentLine["orderBreached"]>, string> = {
	spo: "Stalking Protection Order",
	"interim-spo": "Interim Stalking Protection Order",
	restraining: "Restraining order",
	"non-molestation": "Non-molestation order",
	occupation: "Occupation order",
	"domestic-violence": "Domestic violence or abuse protection notice or order",
	bail: "Bail conditions",
	licence: "Licence conditions",
	injunction: "Injunction",
	other: "Another order",
};

export const POLICE_WORDS: Record<NonNullable<IncidentLine["policeAction"]>, string> = {
	arrest: "Arrest",
	interview: "Interview",
	"order-applied": "Order applied for",
	"order-served": "Order served",
	charge: "Charge",
	bail: "Bail with conditions",
	search: "Search",
	other: "Another police action",
};

export const PRECISION_WORDS: Record<IncidentLine["precision"], string> = {
	exact: "On a date",
	about: "About a date",
	period: "Over a period",
};

export const QUERY_WORDS: Record<QueryInShort["kind"], string> = {
	features: "Recorded as something else, with the features of stalking",
	breach: "Breach of an order: recorded as stalking?",
};

/** "1 incident", "1,240 incidents". */
export const plural = (n: number, one: string, many = `${one}s`) =>
	`${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

const NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
/** A small number as a sentence says it. */
export const numberInWords = (n: number) => NUMBERS[n] ?? n.toLocaleString("en-GB");

/** "Tue 3 Nov 2026": a civil date with its weekday, by which people remember. */
export function dayInWords(date: string): string {
	const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
	const weekday = WEEKDAYS[weekdayOf(date)]?.slice(0, 3);
	return `${weekday} ${day} ${SHORT_MONTHS[month - 1]} ${year}`;
}

/** When an incident was: "Tue 3 Nov 2026, 21:40", "About Tue 3 Nov 2026", "From Tue 3 Nov 2026 to Mon 9 Nov 2026". */
export function whenInWords({
	precision,
	startsOn,
	endsOn,
	startsAt,
}: Pick<IncidentLine, "precision" | "startsOn" | "endsOn" | "startsAt">): string {
	if (precision === "period" && endsOn) {
		return `From ${dayInWords(startsOn)} to ${dayInWords(endsOn)}`;
	}
	const day = `${dayInWords(startsOn)}${startsAt ? `, ${startsAt}` : ""}`;
	return precision === "about" ? `About ${day}` : day;
}
