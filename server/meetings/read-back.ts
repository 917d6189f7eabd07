/** The read-back before a case is left: what must be settled, and whether anything was decided. */
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { actions, cases, entries } from "#db/schema/index.ts";
import { isUnsettled } from "../actions/index.ts";
import { DECIDING_KINDS } from "../cases/index.ts";
import { Invalid } from "../http/errors.ts";
import type { Item } from "./policy.ts";

/**
 * Reads a case back: each action agreed on it in this meeting has an owner and a date or is held by the chair,
 * and something was decided or advised, or the chair says that nothing was.
 * @throws Invalid, naming what is missing.
 */
export async function readBack(
	tx: Tx,
	item: Item,
	isNothingDecided: boolean,
): Promise<"heard" | "nothing-decided"> {
	if (!item.caseId) return "heard";
	const agreed = await tx
		.select()
		.from(actions)
		.where(and(eq(actions.meetingId, item.meetingId), eq(actions.caseId, item.caseId)));
	const open = agreed.filter(isUnsettled).length;
	if (open > 0) {
		const some = open === 1 ? "1 action has" : `${open} actions have`;
		throw new Invalid({
			readBack: `${some} no owner or no date, or was refused. Settle it, or let the chair hold it`,
		});
	}
	const decided = await tx.$count(
		entries,
		and(
			eq(entries.meetingId, item.meetingId),
			eq(entries.caseId, item.caseId),
			inArray(entries.kind, DECIDING_KINDS),
		),
	);
	if (decided + agreed.length > 0) return "heard";
	if (isNothingDecided) return "nothing-decided";
	throw new Invalid({
		nothingDecided: "Nothing was decided on this case. Record what was, or say that nothing was",
	});
}

/**
 * At the close, the same of the cases left before: somebody may add to them, or refuse, while the panel is elsewhere.
 * @throws Invalid, naming the cases; `caseIds` are those that the chair may know of.
 */
export async function requireSettled(tx: Tx, meetingId: string, caseIds: string[]): Promise<void> {
	const agreed = await tx
		.select({ action: actions, reference: cases.reference })
		.from(actions)
		.innerJoin(cases, eq(cases.id, actions.caseId))
		.where(and(eq(actions.meetingId, meetingId), inArray(actions.caseId, caseIds)));
	const references = agreed.flatMap(({ action, reference }) => (isUnsettled(action) ? [reference] : []));
	if (references.length === 0) return;
	throw new Invalid({
		readBack: `An action has no owner or no date, or was refused, on ${[...new Set(references)].sort().join(", ")}. Settle it, or let the chair hold it`,
	});
}
