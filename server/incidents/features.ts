/**
 * When the incidents of a case show the features of stalking: one rule, with its source here and nowhere else. The
 * screens that ask because of it say it in words: app/incidents/answer-query.tsx and recording-queries.tsx.
 */
import type { incidents } from "#db/schema/index.ts";
import { DIGITAL_KINDS, type IncidentKind, STATUTE_KINDS } from "./fields.ts";

type Incident = Pick<typeof incidents.$inferSelect, "kinds" | "precision">;
type RecordedAs = (typeof incidents.$inferSelect)["recordedAs"];

/**
 * Kinds of incident that are behaviours of section 2A(3) of the Protection from Harassment Act 1997. The list of the Act
 * gives examples, and each of these is one of them: a threat reaches her, so it is (b), "contacting, or attempting to
 * contact, a person by any means"; damage to what is hers is (f), "interfering with any property in the possession of a
 * person". Violence is no example of the Act: it is a crime of its own, and it counts by what else it was, such as
 * following. Nor is what nobody has put a kind to.
 */
const STALKING: ReadonlySet<string> = new Set<IncidentKind>([
	...STATUTE_KINDS,
	...DIGITAL_KINDS,
	"threat",
	"damage",
]);

/** Whether an incident was such behaviour, in person or by digital means. */
export const isStalkingBehaviour = ({ kinds }: Pick<Incident, "kinds">): boolean =>
	kinds.some((kind) => STALKING.has(kind));

/**
 * So many times is repeated, the R of "fixated, obsessive, unwanted, repeated": by section 7(3) of the Act a course of
 * conduct is "conduct on at least two occasions".
 */
const REPEATED = 2;

/**
 * Whether a case shows the features of stalking: such behaviour is repeated, in two or more incidents, or in one that
 * lasted from one date to another, which was "each day" or "through the week" and is written as one.
 */
export const showFeatures = (ofCase: readonly Incident[]): boolean =>
	ofCase
		.filter(isStalkingBehaviour)
		.reduce((times, { precision }) => times + (precision === "period" ? REPEATED : 1), 0) >= REPEATED;

/** Recorded as one of these, behaviour in a case with the features of stalking raises a query. */
const MIS_RECORDED: readonly RecordedAs[] = ["harassment", "malicious-communications"];
export const isMisRecorded = (recordedAs: RecordedAs): boolean => MIS_RECORDED.includes(recordedAs);
