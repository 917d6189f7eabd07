/**
 * What a writer is to a case, asked with every keystroke that is stored. It follows from the streams of the panel and of
 * the organisation and from the date alone, so it stays as it was while neither stream has moved and the day has not turned.
 */
import { and, eq, inArray, isNull } from "drizzle-orm";
import { remember, type Tx } from "#db/index.ts";
import { cases, streams } from "#db/schema/index.ts";
import { ORGANISATION } from "../agencies/index.ts";
import { type Access, type Actor, accessOf, isStale } from "../audiences/index.ts";

/** Enough for every writer of every meeting of a force. */
const MOST_KEPT = 2_000;

const kept = remember("standing of writers", () => new Map<string, { as: string; access: Access }>());

/** The case, and a reader of the standing of each who writes in it; nothing when there is no such case to be seen. */
export async function writersStanding(tx: Tx, caseId: string) {
	const [file] = await tx
		.select({ id: cases.id, panelId: cases.panelId })
		.from(cases)
		.where(and(eq(cases.id, caseId), isNull(cases.stagedIn)));
	if (!file) return undefined;
	const moved = await tx
		.select({ id: streams.id, version: streams.version })
		.from(streams)
		.where(inArray(streams.id, [file.panelId, ORGANISATION]))
		.orderBy(streams.id);
	const as = moved.map(({ id, version }) => `${id}@${version}`).join();
	return {
		file,
		of: async (actor: Actor): Promise<Access> => {
			const key = `${actor.userId}|${actor.role}|${actor.agencyId}|${caseId}`;
			const found = kept.get(key);
			if (found && found.as === as && !isStale(found.access)) return found.access;
			const access = await accessOf(tx, actor, caseId);
			// Should what is committed together with this fail, the same versions will come to mean something else.
			tx.afterCommit(() => {
				if (kept.size >= MOST_KEPT) kept.clear();
				kept.set(key, { as, access });
			});
			return access;
		},
	};
}
