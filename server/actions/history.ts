/** What happened to an action, in sentences, with what was said each time. */
import { and, asc, eq, inArray, like, or } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases, events, imports, revisions } from "#db/schema/index.ts";
import { type Actor, accessOf, opensCase } from "../audiences/index.ts";
import { inSentences } from "../cases/index.ts";
import { NotFound } from "../http/errors.ts";

export interface HistoryLine {
	id: string;
	/** ISO instant. */
	at: string;
	sentence: string;
	/** What came of it, or why: the words that were given with it. */
	said: string | null;
}

/** The history of an action, the first first. @throws NotFound when the actor may not open its case. */
export async function actionHistory(actor: Actor, actionId: string): Promise<HistoryLine[]> {
	const [found] = await db
		.select({ caseId: actions.caseId, panelId: actions.panelId })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(eq(actions.id, actionId));
	if (!found) throw new NotFound();
	const access = await accessOf(db, actor, found.caseId);
	if (!opensCase(access, found)) throw new NotFound();
	// An import records in a stream of its own what it writes, and it has happened once that is accepted.
	const hasHappened = or(
		eq(events.streamId, found.panelId),
		inArray(imports.state, ["accepted", "undoing", "undone"]),
	);
	const isOfActions = or(like(events.type, "action.%"), eq(events.type, "import.changes"));
	const ofCase = await db
		.select({ event: events })
		.from(events)
		.leftJoin(imports, eq(imports.id, events.streamId))
		.where(and(eq(events.caseId, found.caseId), hasHappened, isOfActions))
		.orderBy(asc(events.at), asc(events.version), asc(events.position));
	const own = ofCase.flatMap(({ event }) => (isOf(actionId, event) ? [event] : []));
	const textIds = own.flatMap(({ data }) => (data as { text?: { id: string } }).text?.id ?? []);
	const texts = await db
		.select({ id: revisions.id, body: revisions.body })
		.from(revisions)
		.where(and(inArray(revisions.id, textIds), eq(revisions.isSealed, false)));
	const saidIn = new Map(texts.map(({ id, body }) => [id, outcomeIn(body)]));
	const sentences = await inSentences(own);
	return sentences.map((line, number) => {
		const { text } = (own[number]?.data ?? {}) as { text?: { id: string } };
		return { ...line, said: text ? (saidIn.get(text.id) ?? null) : null };
	});
}

function isOf(actionId: string, { type, data }: typeof events.$inferSelect): boolean {
	const told = data as { actionId?: string; subject?: string; subjectId?: string };
	return type === "import.changes"
		? told.subject === "action" && told.subjectId === actionId
		: told.actionId === actionId;
}

/** What was said; of what a spreadsheet changed, what it says now. */
function outcomeIn(body: string | null): string | null {
	const said = JSON.parse(body ?? "{}") as { outcome?: string | null; after?: { outcome?: string | null } };
	return said.after?.outcome || said.outcome || null;
}
