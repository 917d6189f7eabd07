/** Whether an action has an owner and a date: the one rule of it, for commands, for screens and for the read-back. */
import type { actions } from "#db/schema/index.ts";

type Terms = Pick<
	typeof actions.$inferSelect,
	"status" | "ownerAgencyId" | "due" | "dueNote" | "isHeldByChair"
>;

/** Whether nothing more is to be done on it. */
export const isEnded = (status: Terms["status"]): boolean => ENDED.has(status);
const ENDED: ReadonlySet<Terms["status"]> = new Set(["done", "not-possible", "not-done"]);

/** Whether it wants an owner or a date; after a refusal it wants both anew. */
export const isLacking = ({ status, ownerAgencyId, due, dueNote }: Omit<Terms, "isHeldByChair">): boolean =>
	status === "refused" || !ownerAgencyId || !(due || dueNote);

/** Whether that stands in the way of leaving the case: what has ended, or is with the chair, does not. */
export const isUnsettled = (action: Terms): boolean =>
	!action.isHeldByChair && !isEnded(action.status) && isLacking(action);
