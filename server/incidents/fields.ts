/** What may be said of an incident, with the messages of its form in the user's words. */
import { z } from "zod";
import type { incidents } from "#db/schema/index.ts";
import { civilDate, optionalText, requiredText } from "../cases/index.ts";
import { londonDate } from "../clock.ts";

/** Behaviours of section 2A(3) of the Protection from Harassment Act 1997, (a) to (g). */
export const STATUTE_KINDS = [
	"following",
	"contacting",
	"publishing",
	"monitoring",
	"loitering",
	"interfering",
	"watching",
] as const;

/** The same by digital means. */
export const DIGITAL_KINDS = [
	"direct-messages",
	"posts",
	"fake-profiles",
	"account-takeover",
	"cloud-access",
	"spyware",
	"tracking",
	"smart-home",
	"covert-recording",
	"number-abuse",
	"doxing",
	"network",
	"payments",
	"proxy",
	"childrens-devices",
	"dating-apps",
] as const;

export const KINDS = [...STATUTE_KINDS, ...DIGITAL_KINDS, "threat", "violence", "damage", "other"] as const;
export type IncidentKind = (typeof KINDS)[number];

type Row = typeof incidents.$inferSelect;

export const PRECISIONS = ["exact", "about", "period"] as const satisfies Row["precision"][];
export const RECORDED_AS = [
	"stalking",
	"harassment",
	"malicious-communications",
	"breach-of-order",
	"other",
	"not-recorded",
] as const satisfies NonNullable<Row["recordedAs"]>[];
export const ORDERS = [
	"spo",
	"interim-spo",
	"restraining",
	"non-molestation",
	"occupation",
	"domestic-violence",
	"bail",
	"licence",
	"injunction",
	"other",
] as const satisfies NonNullable<Row["orderBreached"]>[];
export const POLICE_ACTIONS = [
	"arrest",
	"interview",
	"order-applied",
	"order-served",
	"charge",
	"bail",
	"search",
	"other",
] as const satisfies NonNullable<Row["policeAction"]>[];

/** What a breach was recorded as: stalking, or something else with a reason; or nobody has said yet. */
export const BREACH_ANSWERS = ["yes", "no", "not-yet"] as const;

/** What was said of one incident, in characters. */
export const LONGEST_WHAT = 4_000;
/** What one command takes: lines that were pasted, and rows of a file. */
export const MOST_LINES = 200;
export const MOST_ROWS = 2_000;
/** Nothing in a chronology is older than a long life. */
const EARLIEST = "1930-01-01";

/** Tabs and line breaks are words' own; what else controls a terminal or a printer is no part of a sentence. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;
const sayable = <T extends z.ZodType<string | undefined>>(text: T) =>
	text.refine((said) => said === undefined || !CONTROL.test(said), {
		message: "Take out the control characters, which cannot be read or printed",
	});

const list = <T extends readonly string[]>(allowed: T, message: string) =>
	z.preprocess(
		(value) => (Array.isArray(value) ? value : value ? [value] : []),
		z.array(z.enum(allowed, message)).transform((all) => allowed.filter((one) => all.includes(one))),
	) as z.ZodType<T[number][], unknown>;
const choice = <T extends readonly [string, ...string[]]>(allowed: T, message: string) =>
	z.preprocess(
		(value) => (value === "" || value === null ? undefined : value),
		z.enum(allowed, message).optional(),
	);

const fields = {
	/** Exact, unless something else is said. */
	precision: choice(PRECISIONS, "Select whether it is the date, about the date, or a period"),
	startsOn: civilDate("the date"),
	endsOn: civilDate("the end of the period"),
	/** Of a date, "21:40". */
	startsAt: z.preprocess(
		(value) => (typeof value === "string" && value.trim() === "" ? undefined : (value ?? undefined)),
		z
			.string()
			.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Enter a time like 21:40")
			.optional(),
	),
	kinds: list(KINDS, "Select what kind of behaviour it was from the list"),
	what: sayable(requiredText(LONGEST_WHAT, "Enter what happened")),
	location: sayable(optionalText(300, "where it happened")),
	source: sayable(optionalText(200, "who reported it")),
	crimeNumber: sayable(optionalText(60, "the crime number")),
	recordedAs: choice(RECORDED_AS, "Select what it was recorded as"),
	orderBreached: choice(ORDERS, "Select the order that was breached"),
	/** Of a breach: whether it is recorded as stalking, and why not. */
	breachAsStalking: choice(BREACH_ANSWERS, "Select whether the breach is recorded as stalking"),
	breachWhy: sayable(optionalText(1_000, "the reason")),
	policeAction: choice(POLICE_ACTIONS, "Select what the police did"),
	evidence: sayable(optionalText(1_000, "what evidence there is")),
	preserveBy: civilDate("the date by which to secure it"),
};

type Fields = z.output<z.ZodObject<typeof fields>>;

/** The order that was breached: what is recorded as a breach was one, also where nobody has said of which order. */
const orderOf = ({ orderBreached, recordedAs }: Pick<Fields, "orderBreached" | "recordedAs">) =>
	orderBreached ?? (recordedAs === "breach-of-order" ? ("other" as const) : undefined);

/** What must be true of several of them together. */
function whole(
	said: Fields,
	context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
	const problem = (field: keyof Fields, message: string) =>
		context.addIssue({ code: "custom", path: [field], message });
	if (!said.startsOn) problem("startsOn", "Enter the date on which it happened");
	else if (said.startsOn < EARLIEST) problem("startsOn", "The date must be in 1930 or later");
	else if (said.startsOn > londonDate()) problem("startsOn", "The date must be today or in the past");
	if (said.precision === "period") {
		if (!said.endsOn) problem("endsOn", "Enter the date on which the period ends");
		else if (said.startsOn && said.endsOn <= said.startsOn)
			problem("endsOn", "The end of the period must be after its start");
		else if (said.endsOn > londonDate())
			problem("endsOn", "The end of the period must be today or in the past");
	}
	if (said.kinds.length === 0 && !said.policeAction)
		problem("kinds", "Select what kind of behaviour it was, or what the police did");
	if (!orderOf(said)) return;
	const { breachAsStalking, recordedAs } = said;
	// Of two answers that cannot both be true neither is taken: the form sends both, and either may be the new one.
	if (breachAsStalking === "no" && recordedAs === "stalking") {
		problem("breachAsStalking", "Select “Yes”, or change “As what is it recorded?”, which says stalking");
	} else if (breachAsStalking === "no" && !said.breachWhy) {
		problem("breachWhy", "Enter why the breach is not recorded as stalking");
	} else if (breachAsStalking === "yes" && recordedAs && recordedAs !== "stalking") {
		problem("recordedAs", "Select “Stalking”, or change the answer that the breach is recorded as stalking");
	}
}

/** As what the police recorded it, where a breach is said to be recorded as stalking: that. */
const recordedAsOf = (said: Fields) =>
	said.recordedAs ?? (orderOf(said) && said.breachAsStalking === "yes" ? ("stalking" as const) : undefined);

/** What is said of a breach: "not yet", where it is recorded as stalking, has been said since. */
const breachAnswerOf = (said: Fields) =>
	!orderOf(said) || (said.recordedAs === "stalking" && said.breachAsStalking === "not-yet")
		? undefined
		: said.breachAsStalking;

/** A period has an end, only a date has a time, and only of a breach is asked as what it is recorded. */
const tidy = <T extends Fields>({ startsOn = "", ...said }: T) => {
	const isPeriod = said.precision === "period";
	const breachAsStalking = breachAnswerOf(said);
	return {
		...said,
		precision: said.precision ?? ("exact" as const),
		startsOn,
		endsOn: isPeriod ? said.endsOn : undefined,
		startsAt: isPeriod ? undefined : said.startsAt,
		recordedAs: recordedAsOf(said),
		orderBreached: orderOf(said),
		breachAsStalking,
		breachWhy: breachAsStalking === "no" ? said.breachWhy : undefined,
	};
};

/** One incident as a line or a row of a file says it. */
export const Said = z.object(fields).superRefine(whole).transform(tidy);
export type SaidIncident = z.output<typeof Said>;

export const AddIncident = z
	.object({ caseId: z.string(), ...fields })
	.superRefine(whole)
	.transform(tidy);

export const ChangeIncident = z
	.object({
		incidentId: z.string(),
		...fields,
		/** The version that the person was looking at. */
		version: z.coerce.number().int(),
	})
	.superRefine(whole)
	.transform(tidy);

/** Columns of what was said. */
export const columnsOf = (said: SaidIncident) => ({
	precision: said.precision,
	startsOn: said.startsOn,
	endsOn: said.endsOn ?? null,
	startsAt: said.startsAt ?? null,
	sortKey: `${said.startsOn}T${said.startsAt ?? ""}`,
	kinds: said.kinds as string[],
	what: said.what,
	location: said.location ?? null,
	source: said.source ?? null,
	crimeNumber: said.crimeNumber ?? null,
	recordedAs: said.recordedAs ?? null,
	orderBreached: said.orderBreached ?? null,
	policeAction: said.policeAction ?? null,
	evidence: said.evidence ?? null,
	preserveBy: said.preserveBy ?? null,
});

/** What a revision keeps of it. */
export const wordsOf = (said: SaidIncident) => {
	const { sortKey: _, ...words } = columnsOf(said);
	return words;
};
