/**
 * What the words of a line or a cell say of an incident: which kind it was, whether it breached an order, what the
 * police did and as what it was recorded. Stated lists and no understanding of sentences: what they let guess is marked
 * as a guess, and can be denied.
 */
import type { IncidentKind, IncidentLine } from "#server/incidents/index.ts";

/** What is guessed from the words besides the kinds, unless a tag or a column of a file decides it. */
export interface Said {
	recordedAs?: NonNullable<IncidentLine["recordedAs"]>;
	orderBreached?: NonNullable<IncidentLine["orderBreached"]>;
	policeAction?: NonNullable<IncidentLine["policeAction"]>;
}
export type Guessed = keyof Said;
/** What was decided elsewhere, also that there is none. */
export type Decided = { [Field in Guessed]?: Said[Field] | undefined };

/** What a kind is also called behind a "#". */
export const TAGS: Record<string, IncidentKind> = {
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
export const BREACH_TAGS: Record<string, Said["orderBreached"]> = {
	breach: "other",
	spo: "spo",
	bail: "bail",
	restraining: "restraining",
	"non-mol": "non-molestation",
	nmo: "non-molestation",
};
export const POLICE_TAGS: Record<string, Said["policeAction"]> = {
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
export const DENIALS: Record<string, Guessed> = {
	"no-breach": "orderBreached",
	"no-arrest": "policeAction",
	"no-police": "policeAction",
	"no-recording": "recordedAs",
};

/** Calls to the police, and what is followed up: said of others than the one who stalks. */
const OF_OTHERS =
	/\b(?:call|rang|ring|phon|telephon|contact|text|messag|e-?mail|spoke)\w*(?: (?:to|with|for|up))?(?: the| her| his| their)?(?: local)? (?:police|999|101|emergency services|officers?)\b|\b(?:999|101|emergency|police) (?:phone ?)?calls?\b|\b(?:police|officers?) (?:(?:were|was|had been|have been) )?(?:call|contact|phon|rang|spoke|text|e-?mail)\w*|\bfollow(?:ed|s|ing)?[ -]up\b/g;

const OWNED = "(?:her|his|their|my|(?:the )?victim['’]?s)";
const DAMAGED = "(?:smash|slash|keyed|scratch|damag)\\w*";
/** Whoever is hurt is no property, and words that begin something else name none. */
const NO_PROPERTY =
	"(?:(?:left|right|upper|lower) )?(?:face|cheek|nose|head|neck|throat|arms?|hands?|wrists?|fingers?|legs?|back|body|skin|eyes?|reputation|name|relationship|trust|and|with|while|when|as|on|in|at|so|by|then|he|she|they|to|badly)\\b";
/** Damage to what is theirs is interfering with property too, section 2A(3)(f). */
const OWN_DAMAGED = new RegExp(
	[
		`\\b${DAMAGED} (?:\\w+ ){0,2}?${OWNED} (?!${NO_PROPERTY})\\w`,
		`\\b${OWNED} (?:(?!${NO_PROPERTY})\\w+ ){1,3}?${DAMAGED}`,
		`\\bbroken? ${OWNED} (?:\\w+ )?(?:windows?|doors?|fence|mirrors?)\\b`,
	].join("|"),
);

/** By which words a kind is guessed; somebody sees the guess and may name another. */
const GUESSES: [IncidentKind, RegExp][] = [
	[
		"following",
		/\bfollow(?:ed|s|ing)?\b(?! (?:day|morning|week|month|night)| by (?:(?:an?|more|further|other|several|many|two|three|\d+|silent|missed|abusive) )*(?:calls?|texts?|messages?|e-?mails?|letters?|voicemails?)\b)|\btail(?:ed|ing)\b/,
	],
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
	["interfering", OWN_DAMAGED],
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

const BREACH = /\bbreach(?:ed|es|ing)?\b/g;
const BREACHES: [NonNullable<Said["orderBreached"]>, RegExp][] = [
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
const POLICE: [NonNullable<Said["policeAction"]>, RegExp][] = [
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
const RECORDED: [NonNullable<Said["recordedAs"]>, RegExp][] = [
	["stalking", /\b(?:recorded|crimed) as stalking\b/],
	["harassment", /\b(?:recorded|crimed) as harassment\b/],
	["malicious-communications", /\b(?:recorded|crimed) as mal(?:icious )?comm\w*/],
	["breach-of-order", /\b(?:recorded|crimed) as (?:a )?breach\b/],
];

/** Words that deny what follows them, those that may stand between, and what they deny. */
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

/** Takes every "#following" out of a text, and answers what they say, also what they deny; or the first that says nothing. */
export function takeTags(text: string): {
	kinds: Set<IncidentKind>;
	tagged: Decided;
	without: string;
	unknown: string | undefined;
} {
	const kinds = new Set<IncidentKind>();
	const tagged: Decided = {};
	let unknown: string | undefined;
	const without = text.replace(/(^|[\s,;])#([\p{L}][\p{L}\p{N}-]*)/gu, (_, before: string, word: string) => {
		const tag = word.toLowerCase();
		if (Object.hasOwn(TAGS, tag)) kinds.add(TAGS[tag] as IncidentKind);
		else if (Object.hasOwn(BREACH_TAGS, tag)) tagged.orderBreached = BREACH_TAGS[tag];
		else if (Object.hasOwn(POLICE_TAGS, tag)) tagged.policeAction = POLICE_TAGS[tag];
		else if (Object.hasOwn(DENIALS, tag)) tagged[DENIALS[tag] as Guessed] = undefined;
		else unknown ??= `#${word}`;
		return before;
	});
	return { kinds, tagged, without, unknown };
}

/** What words say of a breach, of the police and of the recording, so far as they do not deny it. */
export function saidIn(text: string): Decided {
	const words = text.toLowerCase();
	const affirmed = undenied(words);
	return {
		recordedAs: NOT_RECORDED.test(words) ? "not-recorded" : firstOf(RECORDED, affirmed),
		orderBreached: affirmed.search(BREACH) >= 0 ? orderIn(affirmed) : undefined,
		policeAction: firstOf(POLICE, affirmed),
	};
}

/** Kinds that words let guess; none where they say nothing that is known. */
export const kindsGuessedFrom = (words: string): IncidentKind[] =>
	kindsOf(words.toLowerCase().replace(OF_OTHERS, "…"));
const kindsOf = (words: string) => [
	...new Set(GUESSES.flatMap(([kind, pattern]) => (pattern.test(words) ? [kind] : []))),
];

/** The order that words name, of several that which stands nearest to "breach"; "other" where they name none. */
export function orderIn(text: string): Said["orderBreached"] {
	// Each breach is measured with each order: of a cell without end only the beginning.
	const words = text.slice(0, 4_000).toLowerCase();
	const breaches = [...words.matchAll(BREACH)];
	if (breaches.length === 0) return firstOf(BREACHES, words);
	const gap = (one: RegExpExecArray, other: RegExpExecArray) =>
		one.index < other.index
			? other.index - one.index - one[0].length
			: one.index - other.index - other[0].length;
	const named = BREACHES.filter(([order]) => order !== "other").flatMap(([order, pattern]) =>
		[...words.matchAll(new RegExp(pattern, "g"))].map((found) => ({
			order,
			gap: Math.min(...breaches.map((breach) => gap(breach, found))),
		})),
	);
	// Of two as near, such as "interim SPO" and "SPO", the first of the list.
	return (
		named.reduce<(typeof named)[number] | undefined>(
			(nearest, each) => (nearest && nearest.gap <= each.gap ? nearest : each),
			undefined,
		)?.order ?? "other"
	);
}

function firstOf<Value>(patterns: readonly [Value, RegExp][], words: string): Value | undefined {
	return patterns.find(([, pattern]) => pattern.test(words))?.[0];
}
