/**
 * What the cells of a file say of the recording, the order, the police and the kinds, as police systems export them.
 * What is not understood, or not wholly, is told as such: its words are kept with the incident.
 */
import type { IncidentKind } from "#server/incidents/index.ts";
import { KIND_WORDS, ORDER_WORDS, POLICE_WORDS, RECORDED_WORDS } from "./incident-words.ts";
import { kindsGuessedFrom, orderIn } from "./line-words.ts";
import type { QuickIncident } from "./quick-line.ts";

/** What a cell says, and whether that is all it says. */
export interface CellReading<Value> {
	value: Value | undefined;
	isWhole: boolean;
}

const whole = <Value>(value: Value | undefined): CellReading<Value> => ({ value, isWhole: true });
const inPart = <Value>(value: Value | undefined): CellReading<Value> => ({ value, isWhole: false });

/** Small letters, without stops: what two ways of writing the same have in common. */
export const comparable = (text: string) =>
	text
		.toLowerCase()
		.replace(/[’']/g, "")
		.replace(/[^\p{L}\p{N}/]+/gu, " ")
		.trim();

const NO = /^(?:no|none|n|n\/a|na|not applicable|nil|false|0|)$/;
const YES = /^(?:yes|y|true|1)$/;
const UNSAID = /^(?:unknown|not known|not yet known|n\/k|nk|tbc|not stated|not said)$/;

/** Whether a cell says that there is nothing; a dash does. */
export const saysNo = (cell: string): boolean => cell !== "" && NO.test(comparable(cell));
/** Whether a cell leaves open what there is, as an empty one does. */
export const leavesOpen = (cell: string): boolean => cell === "" || UNSAID.test(comparable(cell));

/** The value that a cell names: by itself, or by what screens call it. */
function named<Value extends string>(words: Record<Value, string>, cell: string): Value | undefined {
	return (Object.entries(words) as [Value, string][]).find(([value, word]) =>
		[value, word, word.replace(/ \([a-g]\)$/, ""), word.split(/[:,(]/)[0] ?? word]
			.map(comparable)
			.includes(comparable(cell)),
	)?.[0];
}

// --- as what it was recorded --------------------------------------------------------------------------------

type Recorded = NonNullable<QuickIncident["recordedAs"]>;

/** Acts by their names and letters: they have "harassment", "stalking" and "communications" in them too. */
const HARASSMENT_ACT = /\bprotection (?:from|against) harr?ass?ment(?: act)?\b|\bpf?ha\b/g;
const OTHER_ACTS =
	/\b(?:malicious communications?|stalking protection|(?<!of )communications|online safety|family law|sentencing|crime and disorder) act\b|\b(?:mca|osa|fla|cda)\b/g;
const SECTION = /\bs(?:s|ec|ect|ection)? ?(\d+[a-z]?)\b/g;
/** "Pursue a course of conduct in breach of section 1(1) which amounts to stalking" breaches no order. */
const IN_BREACH_OF_SECTION = /\bin breach of s(?:ection)? ?\d+\w*\b/g;
/** Sections, class codes, years and letters on their own. */
const CODE = /^(?:s|ss|sec|sect|section|s?\d+[a-z]{0,2}|[a-z])$/;
/** Words of the titles, and about them, that say no more than the title does. */
const OF_TITLES = new Set(
	`of an the act acts contrary to under in on and or etc with which that by offence offences crime primary principal
	included recorded as crimed pursue pursued pursuing course conduct amounts amounting racially religiously aggravated
	serious fear alarm distress violence without involving causing cause put putting people person another victim`.split(
		/\s+/,
	),
);
const OF_COMMUNICATIONS = new Set(
	`send sending sent letter letters article articles communication communications electronic public network message
	messages malicious mal comm comms malcomm malcomms intent indecent offensive grossly obscene menacing threatening
	false conveying nature anxiety improper persistent persistently make making use annoyance`.split(/\s+/),
);
const OF_BREACHES = new Set(
	`breach breaches breached contravene contravened contravening fail failed failure comply order orders notice bail licence
	injunction condition conditions spo nmo ro restraining non mol molestation nonmol nonmolestation stalking protection
	interim occupation domestic abuse prevention conviction acquittal court police imposed harassment reasonable excuse
	dvpn dvpo dapn dapo`.split(/\s+/),
);

const BREACH = /\b(?:breach(?:es|ed|ing)?|contraven(?:e|ed|ing|tion)|fail(?:ed|ure)? to comply)\b/;
/** What is a breach of something else, such as the peace, is none of an order. */
const OF_AN_ORDER =
	/\b(?:orders?|notice|bail|licence|injunction|conditions?|undertaking|spo|nmo|non ?mol(?:estation)?|ro|restraining|dvp[on]|dap[on]|shpo|sro|cpn|cbo)\b/;
const PUBLIC_ORDER = /\bpublic order\b|\bpoa\b|\bharr?ass?ment alarm (?:or |and )?distress\b/;
const NOT_RECORDED =
	/\b(?:not (?:crimed|recorded|a crime)|no crimed?|non crimed?|uncrimed|nci|crime related incident)\b/;
const TITLES: [Recorded, RegExp, ReadonlySet<string>][] = [
	["stalking", /\bstalking\b/, new Set(["stalking"])],
	[
		"harassment",
		/\bharr?ass?ment\b|\bput(?:ting)? (?:\w+ ){0,2}in fear of violence\b/,
		new Set(["harassment"]),
	],
	[
		"malicious-communications",
		/\bmalicious comm\w*|\bmal ?comms?\b|\bsend\w* (?:\w+ ){0,3}(?:letter|article|communication|message)s?\b|\bcommunications? network\b|\b(?:threatening|false) communications?\b/,
		OF_COMMUNICATIONS,
	],
];
/** Offences that are recorded as something else; which, their words say. */
const OTHER_OFFENCES =
	/\b(?:coercive|controlling|strangulation|suffocation|cyber ?flashing|intimate|voyeurism|computer misuse|unauthorised access|threats? to kill|criminal damage|witness|affray|assault|abh|gbh|battery|wounding|burglary|theft|robbery|rape|sexual|arson|trespass|imprisonment|kidnap\w*|blackmail|fraud|weapon|perverting)\b/;

/** As what an offence is recorded, and the order of whose breach it tells. */
export function recordedIn(
	cell: string,
): CellReading<Recorded> & { orderBreached?: NonNullable<QuickIncident["orderBreached"]> } {
	const known = named(RECORDED_WORDS, cell);
	if (known) return whole(known);
	const text = comparable(cell)
		.replaceAll("/", " ")
		.replace(/\bharr?ass?ment\b/g, "harassment")
		// "Harassment, not stalking" names one of them; its words are kept.
		.replace(/\b(?:not|no|never|rather than|instead of) (?:an? |as |any )?(?:stalking|harassment)\b/g, "…");
	const leftOf = (said: string, ...titles: ReadonlySet<string>[]) =>
		said
			.split(" ")
			.filter(
				(word) => word !== "" && !CODE.test(word) && ![OF_TITLES, ...titles].some((words) => words.has(word)),
			);
	const isAll = (said: string, ...titles: ReadonlySet<string>[]) => leftOf(said, ...titles).length === 0;
	if (NOT_RECORDED.test(text))
		return { value: "not-recorded", isWhole: isAll(text.replace(NOT_RECORDED, "")) };
	if (PUBLIC_ORDER.test(text)) return inPart("other");
	const sections = [...text.matchAll(SECTION)].map(([, section]) => section);
	const title = text.replace(IN_BREACH_OF_SECTION, " ").replace(HARASSMENT_ACT, " ").replace(OTHER_ACTS, " ");
	if (BREACH.test(title) && OF_AN_ORDER.test(title)) {
		return { value: "breach-of-order", isWhole: isAll(title, OF_BREACHES), orderBreached: orderNamed(cell) };
	}
	const [first, second] = TITLES.filter(([, pattern]) => pattern.test(title));
	// Recorded as two things: that which raises a question is taken, and somebody answers it.
	if (first && second) return inPart((first[0] === "stalking" ? second : first)[0]);
	const ofStalking = sections.some((section) => section === "2a" || section === "4a");
	if (first)
		return { value: first[0], isWhole: isAll(title, first[2]) && (first[0] === "stalking" || !ofStalking) };
	// By the section and its act alone.
	const ofHarassmentAct = text.replace(HARASSMENT_ACT, "") !== text;
	if (isAll(title)) {
		if (sections.includes("2a") || (ofHarassmentAct && ofStalking)) return whole("stalking");
		if (ofHarassmentAct && sections.some((section) => section === "2" || section === "4"))
			return whole("harassment");
		const isOfCommunications =
			/\bmalicious communications? act\b/.test(text) ||
			(sections[0] === "127" && /\bcommunications act\b/.test(text));
		if (isOfCommunications) return whole("malicious-communications");
	}
	return inPart(OTHER_OFFENCES.test(text) ? "other" : undefined);
}

// --- the order, the police, the kinds ---------------------------------------------------------------------------

function orderNamed(cell: string): NonNullable<QuickIncident["orderBreached"]> {
	const order = named(ORDER_WORDS, cell) ?? orderIn(cell) ?? "other";
	return order === "other" && /\bro\b/i.test(cell) ? "restraining" : order;
}

/** The order that a cell says was breached; a bare yes is a breach of an order that the cell does not name. */
export function orderBreachedIn(cell: string): CellReading<NonNullable<QuickIncident["orderBreached"]>> {
	const text = comparable(cell);
	if (YES.test(text) || /^breach(?:ed)?$/.test(text)) return whole("other");
	const known = named(ORDER_WORDS, cell);
	if (known) return whole(known);
	const denied = /^(?:no|not|none|never|nil|without)\b/.test(text);
	if (denied)
		return { value: undefined, isWhole: /^(?:no|not)(?: an?| in| any)? breach(?:ed|es)?$/.test(text) };
	const order = orderNamed(cell);
	if (order !== "other") {
		const isAll = text
			.split(/[ /]/)
			.every((word) => OF_BREACHES.has(word) || OF_TITLES.has(word) || CODE.test(word) || YES.test(word));
		return { value: order, isWhole: isAll };
	}
	return inPart(
		BREACH.test(text) || OF_AN_ORDER.test(text) || /^(?:yes|y)\b/.test(text) ? "other" : undefined,
	);
}

const isNothing = (text: string) => text.trim() === "";

type PoliceAction = NonNullable<QuickIncident["policeAction"]>;
/** Words of police actions, the gravest first; the first that a cell has is taken. */
const POLICE: [PoliceAction, RegExp][] = [
	["charge", /\b(?:charge[ds]?|postal requisition|summonsed)\b/g],
	["arrest", /\b(?:re ?)?arrest(?:ed|s)?\b/g],
	["order-served", /\b(?:(?:interim )?(?:spo|order|dvp[on]|notice) )?served\b/g],
	["order-applied", /\b(?:(?:interim )?(?:spo|order) )?(?:applied for|application)\b/g],
	[
		"interview",
		/\binterview(?:ed)?(?: under caution| voluntarily)?\b|\bvoluntary (?:interview|attend(?:ance|ed)?)\b|\bva\b/g,
	],
	["bail", /\b(?:(?:released on|given|granted) )?(?:conditional )?bail(?:ed)?(?: with conditions)?\b/g],
	["search", /\bsearch(?:ed)?(?: warrant)?\b/g],
];

/** What a cell says that the police did. */
export function policeActionIn(cell: string): CellReading<PoliceAction> {
	const known = named(POLICE_WORDS, cell);
	if (known) return whole(known);
	const text = comparable(cell);
	if (YES.test(text)) return whole("other");
	const denied =
		/\b(?:no|not|never|without|nor|cannot|\w+nt) (?:yet |been |to |be |an? |any )*(?:arrest|charge|interview|bail|serve|search)\w*(?: or \w+)*/g;
	const affirmed = text.replace(denied, " … ");
	const found = POLICE.find(([, pattern]) => new RegExp(pattern.source).test(affirmed));
	if (!found) return { value: undefined, isWhole: isNothing(affirmed.replaceAll("…", "")) };
	const left = affirmed
		.replace(found[1], " ")
		.replace(/\b(?:was|suspect|perpetrator|he|she|by|police|the|yes|made)\b/g, " ");
	return { value: found[0], isWhole: isNothing(left) };
}

/** The kinds that a cell names; a part of it that names none is read as words are. */
export function kindsIn(cell: string): { kinds: IncidentKind[]; isGuess: boolean; isWhole: boolean } {
	const parts = named(KIND_WORDS, cell)
		? [cell]
		: cell.split(/[,;/&+]|\band\b/i).filter((part) => comparable(part) !== "");
	const told = parts.map((part) => named(KIND_WORDS, part));
	const kinds = told.filter((kind) => kind !== undefined);
	const order = Object.keys(KIND_WORDS) as IncidentKind[];
	const isWhole = kinds.length === parts.length;
	if (kinds.length > 0)
		return { kinds: order.filter((kind) => kinds.includes(kind)), isGuess: false, isWhole };
	return { kinds: kindsGuessedFrom(cell), isGuess: true, isWhole };
}
