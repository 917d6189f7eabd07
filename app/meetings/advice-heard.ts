/** Which advice of before a panel heard the answer to when it heard a case, and what the answer then was. */
import type { AdviceRow } from "#server/advice/index.ts";
import type { EntryRow } from "#server/cases/index.ts";

/** Advice of before with its answer; without one, where nobody had answered by then. */
export interface AdviceHeard {
	entry: EntryRow;
	advice: AdviceRow | null;
}

interface Hearing {
	/** When the panel heard the case the time before, if it ever did. */
	lastHeardAt: string | null;
	/** When it left the case this time. */
	leftAt: string;
}

/**
 * Advice of before an item was opened that was still unanswered then, or has been answered since the last time: an
 * answer that was heard once is not heard again.
 * @param said what was recorded elsewhere than in this meeting.
 */
export function adviceHeard(
	said: readonly EntryRow[],
	advice: readonly AdviceRow[],
	item: { caseId: string | null; openedAt: string | null },
	{ lastHeardAt, leftAt }: Hearing,
): AdviceHeard[] {
	const { caseId, openedAt } = item;
	if (openedAt === null) return [];
	return said.flatMap((entry) => {
		const given = advice.find(({ entryId }) => entryId === entry.id);
		if (entry.caseId !== caseId || !given || given.at >= openedAt) return [];
		const { answeredAt } = given;
		if (answeredAt !== null && lastHeardAt !== null && answeredAt < lastHeardAt) return [];
		return { entry, advice: answeredAt !== null && answeredAt <= leftAt ? given : null };
	});
}
