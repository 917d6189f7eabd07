/**
 * An incident as people write it on one line, turned into what its form would say; the same in the browser, where the
 * person sees what was understood while they type, and on the server.
 *
 *   3/11 21:40 followed her home from work, CR 42/1234/26 #following
 *   about 3 Nov silent calls through the night
 *   3-9 Nov parked outside her work each day
 */

import type { IncidentKind, IncidentLine } from "#server/incidents/index.ts";
import { MONTHS as NAMES } from "../month-names.ts";

/** What was understood, field by field as the form has them. */
export interface QuickIncident {
	precision: IncidentLine["precision"];
	/** Civil dates, and a time of the day. */
	startsOn: string;
	endsOn?: string;
	startsAt?: string;
	kinds: IncidentKind[];
	/** The kinds were guessed from the words, and nobody has named any. */
	isGuess: boolean;
	/** What else was guessed from the words; somebody sees the guess and may deny it. */
	guessed?: Guessed[];
	what: string;
	crimeNumber?: string;
	recordedAs?: NonNullable<IncidentLine["recordedAs"]>;
	orderBreached?: NonNullable<IncidentLine["orderBreached"]>;
	policeAction?: NonNullable<IncidentLine["policeAction"]>;
}

/** What is guessed from the words besides the kinds, unless a tag or a column of a file decides it. */
export type Guessed = "recordedAs" | "orderBreached" | "policeAction";
/** What was decided elsewhere, also that there is none. */
export type Decided = Partial<Pick<QuickIncident, Guessed>>;

export type Reading = { incident: QuickIncident } | { problem: string };

/** What a kind is also called behind a "#". */
const TAGS: Record<string, IncidentKind> = {
	following: "following",
	followed: "following",
	contacting: "contacting",
	contact: "contacting",
	calls: "contacting",
	call: "contacting",
	letter: "contacting",
	gift: "contacting",
	publishing: "publishing",
	monitoring: "monitoring",
	loitering: "loitering",
	outside: "loitering",
	interfering: "interfering",
	property: "interfering",
	watching: "watching",
	spying: "watching",
	messages: "direct-messages",
	"direct-messages": "direct-messages",
	dm: "direct-messages",
	posts: "posts",
	post: "posts",
	"fake-profiles": "fake-profiles",
	fake: "fake-profiles",
	impersonation: "fake-profiles",
	"account-takeover": "account-takeover",
	hacked: "account-takeover",
	account: "account-takeover",
	"cloud-access": "cloud-access",
	cloud: "cloud-access",
	spyware: "spyware",
	tracking: "tracking",
	tracker: "tracking",
	gps: "tracking",
	"smart-home": "smart-home",
	doorbell: "smart-home",
	"covert-recording": "covert-recording",
	camera: "covert-recording",
	"number-abuse": "number-abuse",
	spoofing: "number-abuse",
	doxing: "doxing",
	images: "doxing",
	network: "network",
	wifi: "network",
	payments: "payments",
	orders: "payments",
	proxy: "proxy",
	"childrens-devices": "childrens-devices",
	"dating-apps": "dating-apps",
	dating: "dating-apps",
	threat: "threat",
	threats: "threat",
	violence: "violence",
	assault: "violence",
	damage: "damage",
	other: "other",
};
const BREACH_TAGS: Record<string, QuickIncident["orderBreached"]> = {
	breach: "other",
	spo: "spo",
	bail: "bail",
	restraining: "restraining",
	"non-mol": "non-molestation",
	nmo: "non-molestation",
};
const POLICE_TAGS: Record<string, QuickIncident["policeAction"]> = {
	arrest: "arrest",
	arrested: "arrest",
	interview: "interview",
	served: "order-served",
	charge: "charge",
	charged: "charge",
	search: "search",
	police: "other",
};
/** Deny what would be guessed from the words. */
const DENIALS: Record<string, Guessed> = {
	"no-breach": "orderBreached",
	"no-arrest": "policeAction",
	"no-police": "policeAction",
	"no-recording": "recordedAs",
};

/** By which words a kind is guessed; somebody sees the guess and may name another. */
const GUESSES: [IncidentKind, RegExp][] = [
	["following", /\bfollow(?:ed|s|ing)?\b(?! (?:day|morning|week|month|night))|\btail(?:ed|ing)\b/],
	[
		"loitering",
		/\bloiter|\b(?:wait|park|stood|stand|sat|sitt|hang|hung|sitting|waiting|standing)\w* (?:around )?outside\b|\boutside (?:her|his|their|the) (?:house|home|flat|work|workplace|office|school|gym|door)\b/,
	],
	[
		"watching",
		/\bwatch(?:ed|es|ing)\b|\bsp(?:y|ied|ying)\b|\bbinoculars\b|\bpeer(?:ed|ing)\b|\bphotograph(?:ed|ing)\b|\bfilm(?:ed|ing)\b|\bthrough (?:her|his|their|the) window\b/,
	],
	[
		"interfering",
		/\btamper|\binterfer|\blet down (?:her|his|their|the)? ?tyres|\b(?:her|his|their|the) (?:bins?|post|letterbox) (?:gone|went|taken|opened)|\bwent through (?:her|his|their) (?:bins?|post)\b/,
	],
	[
		"damage",
		/\bsmash|\bslash|\bkeyed\b|\bscratch|\bdamag|\bbroke(?:n)? (?:a |her |his |their |the )?(?:window|door|fence|mirror)/,
	],
	[
		"threat",
		/\bthreat|\bkill (?:her|him|them|you|me)\b|\b(?:will|would|going to) (?:hurt|harm|find) (?:her|him|them|you)\b/,
	],
	[
		"violence",
		/\bpunch|\bhit (?:her|him|them)\b|\bslap|\bstrangl|\bchok(?:ed|ing)|\bassault|\bpush(?:ed|ing)\b|\bgrab|\bkick(?:ed|ing)\b/,
	],
	["direct-messages", /\bdms?\b|\bdirect messag|\bwhatsapp|\binstagram messag|\bsnapchat|\bnew account/],
	["posts", /\bpost(?:ed|s|ing)? (?:on|about|online|a comment|comments|under)\b|\bcomment(?:ed|s)\b/],
	["publishing", /\bpublish|\bprinted\b|\bposters?\b|\bleaflets?\b/],
	["fake-profiles", /\bfake (?:profile|account)|\bimperson|\bcatfish/],
	["account-takeover", /\bhack(?:ed|ing)? (?:into )?(?:her|his|their)\b|\blogged in(?:to)?\b|\bpassword/],
	["cloud-access", /\bicloud\b|\bcloud\b|\b(?:her|his|their) calendar\b/],
	["spyware", /\bspyware\b|\bstalkerware\b/],
	["tracking", /\bgps\b|\btracker\b|\bair ?tag\b|\btracking (?:device|her|him|them)\b|\bbluetooth tag\b/],
	["smart-home", /\bdoorbell\b|\balexa\b|\bsmart (?:home|heating|speaker|lights?)\b/],
	["covert-recording", /\b(?:hidden|covert) (?:camera|microphone)\b|\blistening device\b/],
	["number-abuse", /\bspoof|\bsim[ -]swap|\b(?:withheld|unknown|hidden) numbers?\b/],
	["doxing", /\bdox|\bintimate (?:image|picture|photo)|\bdeepfake/],
	["network", /\bwi-?fi\b|\brouter\b/],
	[
		"payments",
		/\b(?:bank|payment) (?:transfer|reference)|\bpaypal\b|\b(?:taxis?|pizzas?|orders?|parcels?) in (?:her|his|their) name\b/,
	],
	[
		"proxy",
		/\b(?:contacted|rang|called|messaged|approached|wrote to) (?:her|his|their) (?:employer|manager|boss|mother|mum|father|dad|sister|brother|friend|colleague)s?\b|\bvexatious\b|\bcomplain(?:ed|t) (?:to|about)\b/,
	],
	["childrens-devices", /\bchild(?:ren)?['’]?s['’]? (?:phone|tablet|ipad|xbox|playstation|console)/],
	["dating-apps", /\btinder\b|\bhinge\b|\bbumble\b|\bdating\b/],
	["monitoring", /\bmonitor(?:ed|ing)\b|\bread (?:her|his|their) (?:e-?mails?|messages|texts)\b/],
	[
		"contacting",
		/\bcall(?:s|ed|ing)?\b|\bphon(?:e|ed|ing)\b|\brang\b|\btext(?:s|ed|ing)?\b|\bmessag(?:e|es|ed|ing)\b|\be-?mail(?:s|ed)?\b|\bvoicemails?\b|\bletters?\b|\bwrote to\b|\bcards?\b|\bflowers\b|\bgifts?\b|\bcontact(?:ed|ing)?\b|\bnotes?\b (?:on|through|under)|\bapproach(?:ed|ing)?\b|\bspoke to\b/,
	],
];

const BREACHES: [NonNullable<QuickIncident["orderBreached"]>, RegExp][] = [
	["interim-spo", /\binterim (?:spo|stalking protection)/],
	["spo", /\bspo\b|\bstalking protection order/],
	["restraining", /\brestraining/],
	["non-molestation", /\bnon-?mol|\bnmo\b/],
	["occupation", /\boccupation order/],
	["domestic-violence", /\bdvp[on]\b|\bdap[on]\b|\bdomestic (?:violence|abuse) protection/],
	["bail", /\bbail\b/],
	["licence", /\blicence\b/],
	["injunction", /\binjunction/],
	["other", /./],
];
const POLICE: [NonNullable<QuickIncident["policeAction"]>, RegExp][] = [
	["arrest", /\b(?:was |re-?)?arrested\b/],
	["charge", /\bcharged with\b/],
	["order-served", /\b(?:spo|order|dvp[on]|notice) (?:was )?served\b|\bserved with\b/],
	["order-applied", /\bapplied for (?:an? |the )?(?:interim )?(?:spo|order)|\border applied for\b/],
	[
		"interview",
		/\binterview(?:ed)? (?:under caution|voluntarily|by police)|\bvoluntary (?:interview|attendance)/,
	],
	["bail", /\b(?:released on|given|granted) (?:conditional )?bail\b|\bbailed\b/],
	["search", /\b(?:home|house|address|premises) (?:was )?searched\b|\bsearch warrant\b/],
];
const NOT_RECORDED =
	/\bnot (?:crimed|recorded)\b(?! as (?!a crime))|\bno crime\b(?! (?:number|no|ref|reference|scene)\b)/;
const RECORDED: [NonNullable<QuickIncident["recordedAs"]>, RegExp][] = [
	["stalking", /\b(?:recorded|crimed) as stalking\b/],
	["harassment", /\b(?:recorded|crimed) as harassment\b/],
	["malicious-communications", /\b(?:recorded|crimed) as mal(?:icious )?comm\w*/],
	["breach-of-order", /\b(?:recorded|crimed) as (?:a )?breach\b/],
];

/**
 * Words that deny what follows them, those that may stand between, and what they deny. A stated list and no
 * understanding of sentences: what it does not know is guessed, marked as a guess, and can be denied.
 */
const DENYING = "(?:no|not|never|without|nor|cannot|\\w+n['’]t)";
const BETWEEN_THEM =
	"(?:a|an|any|the|in|to|be|been|being|as|yet|actually|technically|considered|deemed|thought|found|classed|treated|evidence|sign|proof|of|for)";
const DENIED =
	"(?:breach(?:es|ed|ing)?|(?:re-?)?arrested|charged|served|applied|interview(?:ed)?|released|given|granted|bailed|searched|search warrant|recorded as|crimed as)";
const DENIALS_IN_WORDS = new RegExp(
	`\\b${DENYING} (?:${BETWEEN_THEM} ){0,4}${DENIED}\\b(?:(?! (?:but|and|though|although|however|then|yet)\\b)[^.,;:()–—])*`,
	"g",
);
/** Breaches of no order, and arrests of nobody. */
const LOOK_ALIKES =
	/\b(?:data|security|privacy|confidentiality|contract|gdpr|policy) breach(?:es|ed)?\b|\bbreach(?:es|ed|ing)? (?:of )?(?:the |her |his |their |a )?(?:peace|confidence|confidentiality|trust|contract|privacy|security|data|gdpr|copyright|policy)\b|\b(?:asked|asks|wants?|should|ought|needs?|must|to)(?: for it)?(?: to)?(?: have)? (?:be|been) (?:re-?)?(?:recorded|crimed) as\b/g;
const undenied = (words: string) => words.replace(LOOK_ALIKES, "…").replace(DENIALS_IN_WORDS, "…");

const CRIME_NUMBERS = [
	/(^|[\s,;(])(?:CR|CRN|URN|crime (?:number|no|ref(?:erence)?)|crime|ref)\b\.?:?\s*(?:no\.?\s*)?((?=[A-Z0-9/-]*\d)[A-Z0-9][A-Z0-9/-]{3,39})/i,
	/(^|[\s,;(])(\d{2}\/\d{3,7}\/\d{2})\b/,
];

/** What is said of one incident has a bound, and so has what is looked at to read it. */
export const LONGEST_LINE = 4_200;

/**
 * Reads one line. `today` is a civil date; a date without a year is the latest that has been.
 * @param decided by the columns of a file: of these nothing is guessed from the words.
 */
export function quickLine(line: string, today: string, decided: Decided = {}): Reading {
	const text = line
		.trim()
		.replace(/^[-•*·]\s+/, "")
		.replace(/\s+/g, " ");
	if (text === "") return { problem: "Enter what happened, beginning with the date" };
	if (text.length > LONGEST_LINE) return { problem: "Use 4,000 characters or fewer for one incident" };
	const dated = whenOf(text, today);
	if ("problem" in dated) return dated;
	const { rest, ...when } = dated;
	let what = rest;
	const kinds = new Set<IncidentKind>();
	const tagged: Decided = {};
	const unknown: string[] = [];
	what = what.replace(/(^|[\s,;])#([\p{L}][\p{L}\p{N}-]*)/gu, (_, before: string, word: string) => {
		const tag = word.toLowerCase();
		if (Object.hasOwn(TAGS, tag)) kinds.add(TAGS[tag] as IncidentKind);
		else if (Object.hasOwn(BREACH_TAGS, tag)) tagged.orderBreached = BREACH_TAGS[tag];
		else if (Object.hasOwn(POLICE_TAGS, tag)) tagged.policeAction = POLICE_TAGS[tag];
		else if (Object.hasOwn(DENIALS, tag)) tagged[DENIALS[tag] as Guessed] = undefined;
		else unknown.push(`#${word}`);
		return before;
	});
	if (unknown.length > 0) {
		return {
			problem: `There is no kind ${unknown[0]}. Use one such as #following, #contacting, #watching, #threat, #damage, #breach or #arrest`,
		};
	}
	let crimeNumber: string | undefined;
	for (const pattern of CRIME_NUMBERS) {
		const found = pattern.exec(what);
		if (!found || crimeNumber) continue;
		const [whole, before, number] = found;
		crimeNumber = number?.replace(/[/-]+$/, "").toUpperCase();
		what = `${what.slice(0, found.index)}${before} ${what.slice(found.index + whole.length)}`;
	}
	what = tidied(what);
	if (what === "") return { problem: "Enter what happened after the date" };
	const words = what.toLowerCase();
	const inWords = saidIn(words);
	const { orderBreached: tag } = tagged;
	const named = { ...inWords, ...tagged, ...decided };
	// Which order "#breach" means is guessed, if the words name one.
	const which = tag === "other" && !("orderBreached" in decided) ? firstOf(BREACHES, words) : tag;
	if (tag === "other" && which !== tag) named.orderBreached = which;
	const guessed = (["orderBreached", "recordedAs", "policeAction"] as const).filter(
		(field) =>
			named[field] &&
			((!(field in tagged) && !(field in decided)) || (field === "orderBreached" && which !== tag)),
	);
	const { recordedAs, orderBreached, policeAction } = named;
	const isGuess = kinds.size === 0;
	if (isGuess) {
		for (const kind of kindsGuessedFrom(words)) kinds.add(kind);
		// What the police did is an entry of its own, unless something else is told as well.
		const isOfPolice = policeAction && (inWords.policeAction || tagged.policeAction);
		if (kinds.size === 0 && !isOfPolice) kinds.add("other");
	}
	return {
		incident: {
			...when,
			kinds: [...kinds],
			isGuess,
			what,
			...(crimeNumber ? { crimeNumber } : {}),
			...(recordedAs ? { recordedAs } : {}),
			...(orderBreached ? { orderBreached } : {}),
			...(policeAction ? { policeAction } : {}),
			...(guessed.length > 0 ? { guessed } : {}),
		},
	};
}

/** What words say of a breach, of the police and of the recording, so far as they do not deny it. */
function saidIn(words: string): Decided {
	const affirmed = undenied(words);
	return {
		recordedAs: NOT_RECORDED.test(words) ? "not-recorded" : firstOf(RECORDED, affirmed),
		orderBreached: /\bbreach(?:ed|es|ing)?\b/.test(affirmed) ? firstOf(BREACHES, affirmed) : undefined,
		policeAction: firstOf(POLICE, affirmed),
	};
}

/** Kinds that words let guess; none where they say nothing that is known. */
export const kindsGuessedFrom = (words: string): IncidentKind[] =>
	GUESSES.flatMap(([kind, pattern]) => (pattern.test(words.toLowerCase()) ? [kind] : []));

/** The order that words name; "other" where they name none. */
export const orderIn = (words: string): QuickIncident["orderBreached"] =>
	firstOf(BREACHES, words.toLowerCase());

/** One line of several, with its number as it stands in the box. */
export interface NumberedReading {
	number: number;
	line: string;
	reading: Reading;
}

/** The lines of a text in which something stands, each with its number. */
export const linesIn = (text: string): { number: number; line: string }[] =>
	text
		.split("\n")
		.map((line, at) => ({ number: at + 1, line: line.trim() }))
		.filter(({ line }) => line !== "");

/** Reads several lines; blank ones say nothing. */
export const quickLines = (text: string, today: string): NumberedReading[] =>
	linesIn(text).map(({ number, line }) => ({ number, line, reading: quickLine(line, today) }));

/** A short name for exactly these lines: who has seen how they were understood says it, and no other lines have it. */
export function nameOf(text: string): string {
	let hash = 5381;
	for (const letter of text.trim()) hash = (hash * 33 + (letter.codePointAt(0) ?? 0)) % 4_294_967_291;
	return `${text.trim().length}-${hash}`;
}

function firstOf<Value>(patterns: readonly [Value, RegExp][], words: string): Value | undefined {
	return patterns.find(([, pattern]) => pattern.test(words))?.[0];
}

/** Without the stops and blanks that what was taken out has left. */
const tidied = (text: string): string =>
	text
		.replace(/\(\s*\)/g, " ")
		.replace(/\s+([,;.])/g, "$1")
		.replace(/([,;])(?:\s*[,;])+/g, "$1")
		.replace(/\s+/g, " ")
		.replace(/^[\s,;:–—-]+|[\s,;:–—-]+$/g, "")
		.trim();

// --- when -------------------------------------------------------------------------------------------------

type When = Pick<QuickIncident, "precision" | "startsOn" | "endsOn" | "startsAt">;
/** A date at the beginning of a text, and what follows it. */
type Dated = { date: string; rest: string } | { problem: string } | undefined;

const BEGIN = { problem: "Begin with the date, like 3/11, 3 Nov, about 3 Nov, 3-9 Nov or yesterday" };
const MONTHS = NAMES.map((name) => name.toLowerCase());
const WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const ABOUT = /^(?:on or about|about|around|approx(?:imately|\.)?|circa|c\.|~)\s*/i;

function whenOf(text: string, today: string): (When & { rest: string }) | { problem: string } {
	const isAbout = ABOUT.test(text);
	const undated = text.replace(ABOUT, "");
	const period = periodIn(undated, today);
	if (period) {
		if ("problem" in period) return period;
		return { precision: "period", startsOn: period.from, endsOn: period.to, rest: period.rest };
	}
	const start = dateIn(undated.replace(/^(?:on|from) /i, ""), today);
	if (!start) return BEGIN;
	if ("problem" in start) return start;
	const time = timeIn(start.rest);
	if ("problem" in time) return time;
	return {
		precision: isAbout ? "about" : "exact",
		startsOn: start.date,
		...(time.at ? { startsAt: time.at } : {}),
		rest: time.rest,
	};
}

const BETWEEN = /^\s*(?:-|–|—|to|until|till)\s*/i;

/** "3-9 Nov", "28 Oct to 2 Nov", "1/10 - 14/10". */
function periodIn(
	text: string,
	today: string,
): { from: string; to: string; rest: string } | { problem: string } | undefined {
	const words = text.replace(/^(?:from|between) /i, "");
	const short =
		/^(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|to|and)\s*(?=\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3})/i.exec(words);
	if (short) {
		const end = dateIn(words.slice(short[0].length), today);
		if (!end) return undefined;
		if ("problem" in end) return end;
		const from = `${end.date.slice(0, 8)}${String(short[1]).padStart(2, "0")}`;
		return periodOf(exists(from) ? from : undefined, end);
	}
	const start = dateIn(words, today);
	if (!start || "problem" in start) return undefined;
	const between = BETWEEN.exec(start.rest);
	if (!between) return undefined;
	const end = dateIn(start.rest.slice(between[0].length), today);
	// "3 Nov - followed her home": a dash, and no period.
	if (!end) return undefined;
	return "problem" in end ? end : periodOf(start.date, end);
}

function periodOf(from: string | undefined, end: { date: string; rest: string }) {
	if (!from || from >= end.date) {
		return { problem: "The end of the period must be after its start, like 3-9 Nov or 28 Oct to 2 Nov" };
	}
	return { from, to: end.date, rest: withoutComma(end.rest) };
}

const withoutComma = (text: string) => text.replace(/^\s*[,;:]?\s*/, "");

/** The date at the beginning of a text. Undefined where there is none. */
function dateIn(text: string, today: string): Dated {
	const near = /^(today|yesterday|(\d{1,2}|two|three|four|five|six) days ago)\b/i.exec(text);
	if (near) {
		const amounts = ["", "", "two", "three", "four", "five", "six"];
		const days = near[2]
			? /^\d/.test(near[2])
				? Number(near[2])
				: amounts.indexOf(near[2].toLowerCase())
			: near[1]?.toLowerCase() === "today"
				? 0
				: 1;
		return { date: addDays(today, -days), rest: text.slice(near[0].length) };
	}
	const iso = /^(\d{4})-(\d{2})-(\d{2})\b/.exec(text);
	if (iso) return dated(Number(iso[3]), Number(iso[2]), iso[1], today, text.slice(iso[0].length));
	const numeric =
		/^(\d{1,2})([/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/]|\s*(?:am|pm)\b)|^(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})\b/.exec(
			text,
		);
	if (numeric) {
		const [, day, , month, year, dashedDay, dashedMonth, dashedYear] = numeric;
		// "3.15pm" begins with a time and not with a date; "42/1234/26" was not taken for one either.
		return dated(
			Number(day ?? dashedDay),
			Number(month ?? dashedMonth),
			year ?? dashedYear,
			today,
			text.slice(numeric[0].length),
		);
	}
	// Two numbers behind a month's name are as often how many calls there were as a year; with a stop they are a year.
	const named =
		/^(\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?([a-z]{3,9})\b\.?(?:,?\s+(?:(\d{4})(?!\s*h|[\d:])|['’](\d{2})\b|(\d{2})(?=\s*[,;:](?!\d))))?/i.exec(
			text,
		);
	if (named) {
		const month = monthNumber(named[2] ?? "");
		if (month === 0) return undefined;
		const year = named[3] ?? named[4] ?? named[5];
		return dated(Number(named[1]), month, year, today, text.slice(named[0].length));
	}
	const american = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4})\b)?/i.exec(text);
	if (american) {
		const month = monthNumber(american[1] ?? "");
		if (month > 0)
			return dated(Number(american[2]), month, american[3], today, text.slice(american[0].length));
	}
	const weekday = /^(last )?([a-z]{3,9})\b,?\s*/i.exec(text);
	const number = weekday ? weekdayNumber(weekday[2] ?? "") : -1;
	if (weekday && number >= 0) {
		const rest = text.slice(weekday[0].length);
		// "Tue 3 Nov": the date says it, and the weekday is its company.
		const written = /^\d/.test(rest) && !weekday[1] ? dateIn(rest, today) : undefined;
		if (written) {
			if ("problem" in written || weekdayOf(written.date) === number) return written;
			const said = `${Number(written.date.slice(8))} ${capital(MONTHS[Number(written.date.slice(5, 7)) - 1] ?? "")} ${written.date.slice(0, 4)}`;
			return { problem: `${said} is a ${capital(WEEKDAYS[weekdayOf(written.date)] ?? "")}` };
		}
		const back = (weekdayOf(today) - number + 7) % 7 || 7;
		return { date: addDays(today, -back), rest };
	}
	return undefined;
}

/** A date by its numbers; without a year the latest that is not after today. */
function dated(day: number, month: number, year: string | undefined, today: string, rest: string): Dated {
	const name = MONTHS[month - 1];
	if (!name) {
		const isAmerican = day >= 1 && day <= 12 && month >= 13 && month <= 31;
		return {
			problem: `There is no month ${month}${isAmerican ? `. Enter the day first, like ${month}/${day}` : ""}`,
		};
	}
	const civil = (ofYear: number) =>
		`${ofYear}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
	const thisYear = Number(today.slice(0, 4));
	if (year !== undefined) {
		const date = civil(year.length === 2 ? 2000 + Number(year) : Number(year));
		if (!exists(date)) return { problem: `There is no ${day} ${capital(name)} ${date.slice(0, 4)}` };
		if (date > today) return { problem: `${day} ${capital(name)} ${date.slice(0, 4)} has not been yet` };
		return { date, rest };
	}
	// 29 February is in every fourth year.
	const candidates = Array.from({ length: 9 }, (_, back) => civil(thisYear - back));
	const date = candidates.find((candidate) => exists(candidate) && candidate <= today);
	return date ? { date, rest } : { problem: `There is no ${day} ${capital(name)}` };
}

/** "21:40", "at 9.40pm", "9pm", "2140 hrs", behind a date. */
function timeIn(text: string): { at?: string; rest: string } | { problem: string } {
	const rest = withoutComma(text.replace(/^\s*[-–—]\s+/, " "));
	const found =
		/^(?:at )?(?:about |around |approx\.? |c\.? ?)?(?:(\d{1,2})[:.](\d{2})\s*(am|pm)?|(\d{1,2})\s*(am|pm)|(\d{2})(\d{2})\s*(?:hrs?|hours)|(noon|midnight))(?![\d/])\b/i.exec(
			rest,
		);
	if (!found) return { rest };
	const [whole, hours, minutes, half, hour, ofHour, militaryHours, militaryMinutes, named] = found;
	const after = withoutComma(rest.slice(whole.length));
	if (named) return { at: named.toLowerCase() === "noon" ? "12:00" : "00:00", rest: after };
	const meridiem = (half ?? ofHour)?.toLowerCase();
	let h = Number(hours ?? hour ?? militaryHours);
	const m = Number(minutes ?? militaryMinutes ?? 0);
	const isPossible = m < 60 && (meridiem ? h >= 1 && h <= 12 : h < 24);
	if (!isPossible)
		return { problem: `There is no time ${whole.replace(/^at /i, "").trim()}. Enter one like 21:40` };
	if (meridiem) h = (h % 12) + (meridiem === "pm" ? 12 : 0);
	return { at: `${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`, rest: after };
}

const capital = (word: string) => `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`;

function monthNumber(word: string): number {
	return word.length < 3
		? 0
		: MONTHS.findIndex((month) => month.startsWith(word.toLowerCase().replace(/^sept$/, "sep"))) + 1;
}

function weekdayNumber(word: string): number {
	const lower = word.toLowerCase();
	if (lower === "weds") return 3;
	return lower.length < 3 ? -1 : WEEKDAYS.findIndex((weekday) => weekday.startsWith(lower));
}

function exists(date: string): boolean {
	const day = new Date(`${date}T12:00:00Z`);
	return (
		/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
	);
}

function addDays(date: string, days: number): string {
	const day = new Date(`${date}T12:00:00Z`);
	day.setUTCDate(day.getUTCDate() + days);
	return day.toISOString().slice(0, 10);
}

const weekdayOf = (date: string): number => new Date(`${date}T12:00:00Z`).getUTCDay();
