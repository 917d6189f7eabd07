/** Puts into the search what an import has written, and what its undoing puts back. */
import { setTimeout as wait } from "node:timers/promises";
import { and, eq, inArray } from "drizzle-orm";
import { db, indexAction, indexCase, indexText, type Tx, transaction } from "#db/index.ts";
import { cases, entries, events, imports } from "#db/schema/index.ts";
import { chunks } from "./chunks.ts";
import { pauseAfter } from "./pace.ts";
import type { PlannedChange } from "./planned.ts";

/**
 * Puts into the search what the acceptance wrote: the references that it gave to the cases, what came to cases that were
 * there, and what it changed. In small steps, and it may be begun again at any time: whatever is there is put as it stands.
 */
export async function indexAccepted(importId: string, isAlone: () => boolean): Promise<void> {
	for (const some of chunks(await acceptedBy(importId), 5)) {
		const begun = performance.now();
		await transaction(async (tx) => {
			for (const one of some) await indexWritten(tx, one);
		});
		await wait(isAlone() ? 0 : pauseAfter(performance.now() - begun));
	}
	await transaction((tx) =>
		tx.update(imports).set({ progress: imports.outOf }).where(eq(imports.id, importId)),
	);
}

interface Indexed {
	kind: "case" | "action" | "entry";
	id: string;
}

/** Everything of an import that is in the search only since it was accepted. */
async function acceptedBy(importId: string): Promise<Indexed[]> {
	const recorded = await db
		.select({ type: events.type, caseId: events.caseId, data: events.data })
		.from(events)
		.where(
			and(
				eq(events.streamId, importId),
				inArray(events.type, ["case.added", "action.added", "entry.added", "import.changes"]),
			),
		);
	const created = new Set(recorded.flatMap(({ type, caseId }) => (type === "case.added" ? caseId : [])));
	const all = recorded.flatMap(({ type, caseId, data }): Indexed[] => {
		if (type === "case.added") return [{ kind: "case", id: caseId ?? "" }];
		// What is in a new case was put there when it was staged.
		if (created.has(caseId)) return [];
		const { actionId, entryId, subject, subjectId } = data as Record<string, string>;
		if (type === "action.added") return [{ kind: "action", id: actionId ?? "" }];
		if (type === "entry.added") return [{ kind: "entry", id: entryId ?? "" }];
		return indexedBy({
			subject: subject as PlannedChange["subject"],
			id: subjectId ?? "",
			caseId: caseId ?? "",
		});
	});
	return [...new Map(all.map((one) => [`${one.kind} ${one.id}`, one])).values()];
}

/** What of the search a change concerns; protected details and referrals are not in it. */
export function indexedBy({
	subject,
	id,
	caseId,
}: Pick<PlannedChange, "subject" | "id" | "caseId">): Indexed[] {
	if (subject === "action") return [{ kind: "action", id }];
	return subject === "case" || subject === "person" ? [{ kind: "case", id: caseId }] : [];
}

/** Puts it as it stands into the search; what is gone by now is left. */
export async function indexWritten(tx: Tx, { kind, id }: Indexed): Promise<void> {
	if (kind === "case") return indexCase(tx, id);
	if (kind === "action") return indexAction(tx, id);
	const [entry] = await tx
		.select({ caseId: entries.caseId, body: entries.body, panelId: cases.panelId })
		.from(entries)
		.innerJoin(cases, eq(cases.id, entries.caseId))
		.where(eq(entries.id, id));
	if (!entry) return;
	const { caseId, panelId, body } = entry;
	await indexText(tx, [{ kind: "entry", subjectId: id, caseId, panelId, texts: [body] }]);
}
