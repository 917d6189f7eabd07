/** Who may do what with a case, and the one way for a command to take a case in hand. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { prepared, type Reader } from "#db/index.ts";
import { cases } from "#db/schema/index.ts";
import { type Access, accessOf, holds, type PanelRole, roleIn } from "../audiences/index.ts";
import { claim, type Hand, type Stream } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";

type Case = typeof cases.$inferSelect;

/** What somebody may do with a case they see. See the role table in the design. */
export type CaseRight =
	/** Add entries and actions. */
	| "contribute"
	/** Add information: whoever may contribute, and a guest to whom a meeting presents the case. */
	| "inform"
	/** Record what an agency says that cannot record it itself. */
	| "record-for-others"
	| "set-risk"
	/** Keep people, protected details, officer and working agencies. */
	| "keep"
	/** Set what comes next, review, keep safety plans, refer again. */
	| "follow-up"
	/** Close a case, and open it again. */
	| "close-case"
	/** Recuse somebody else, and lift a recusal. */
	| "recuse-others";

const LEADS: readonly CaseRight[] = [
	"inform",
	"contribute",
	"record-for-others",
	"set-risk",
	"recuse-others",
	"follow-up",
	"close-case",
];

const RIGHTS: Record<PanelRole, readonly CaseRight[]> = {
	lead: LEADS,
	chair: LEADS,
	deputy: LEADS,
	coordinator: ["inform", "contribute", "record-for-others", "keep", "follow-up"],
	member: ["inform", "contribute"],
	observer: [],
};

const REFUSALS: Record<CaseRight, string> = {
	contribute: "Only members of the panel and the officer in the case can add to it.",
	inform: "Only members of the panel, the officer in the case and a guest can add information to it.",
	"record-for-others": "Only the chair, a deputy, the coordinator or the lead can record for another agency.",
	"set-risk": "Only the chair, a deputy or the lead can set the risk.",
	keep: "Only the panel’s coordinator can change these details.",
	"follow-up": "Only the chair, a deputy, the coordinator or the lead can do this.",
	"close-case": "Only the chair, a deputy or the lead can close a case or open it again.",
	"recuse-others": "Only the chair, a deputy or the lead can recuse somebody else or lift a recusal.",
};

/** Whether the actor, who sees the case, holds a right in it. */
export function mayOnCase(access: Access, file: { id: string; panelId: string }, right: CaseRight): boolean {
	const role = roleIn(access, file.panelId);
	// A guest's role, if they have one, is on another panel; an officer's is beside their membership.
	if (role && holds(access, { kind: "meetings", panelId: file.panelId }) && RIGHTS[role].includes(right))
		return true;
	if (access.officerOf.has(file.id)) return right === "contribute" || right === "inform";
	return right === "inform" && access.presented.get(file.id) === "guest";
}

const caseById = prepared("case by id", (on: Reader) =>
	on
		.select()
		.from(cases)
		.where(and(eq(cases.id, sql.placeholder("id")), isNull(cases.stagedIn))),
);

/** A case taken in hand by a command: its stream claimed, its row and the actor's standing read since. */
export interface CaseInHand {
	stream: Stream;
	file: Case;
	access: Access;
}

/**
 * Claims the stream of a case's panel, then decides: what is decided cannot change until the commit.
 * @throws NotFound when the actor may not know of the case; NotAllowed when they lack `right`.
 */
export async function takeCase(
	{ tx, actor, opId }: Hand,
	caseId: string,
	right?: CaseRight,
): Promise<CaseInHand> {
	const [found] = await caseById(tx, { id: caseId });
	if (!found) throw new NotFound();
	const [stream] = (await claim(tx, opId, [found.panelId])) as [Stream];
	const [file] = await caseById(tx, { id: caseId });
	const access = await accessOf(tx, actor, caseId);
	if (!file || !holds(access, { kind: "case", panelId: file.panelId, caseId })) throw new NotFound();
	if (right) requireOnCase(access, file, right);
	return { stream, file, access };
}

/** @throws NotAllowed, saying who may. */
export function requireOnCase(access: Access, file: { id: string; panelId: string }, right: CaseRight): void {
	if (!mayOnCase(access, file, right)) throw new NotAllowed(REFUSALS[right]);
}
