/** Whether the panel has decided anything on a case, out of what was recorded on it in the meeting. */
import type { ActionRow } from "#server/actions/index.ts";
import type { EntryRow } from "#server/cases/index.ts";

export const isDecided = (
	said: readonly Pick<EntryRow, "isDeciding">[],
	agreed: readonly Pick<ActionRow, "id">[],
): boolean => agreed.length > 0 || said.some(({ isDeciding }) => isDeciding);
