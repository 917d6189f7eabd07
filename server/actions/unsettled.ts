/** Whether an action has an owner and a date: the one rule of it, for commands, for screens and for the read-back. */
import type { actions } from "#db/schema/index.ts";

type Terms = Pick<
	typeof actions.$inferSelect,
	"status" | "ownerAgencyId" | "due" | "dueNote" | "isHeldByChair"
>;

/** How an action stands once nothing more is to be done on it. */
export const ENDED_STATUSES = ["done", "not-possible", "not-done"] as const;

/** Whether nothing more is to be done on it. */
export const isEnded = (status: Terms["status"]): boolean =>
	(ENDED_STATUSES as readonly Terms["status"][]).includes(status);

/** Whether its owner has accepted it, or it has ended since. */
export const isAnswered = (status: Terms["status"]): boolean => status !== "proposed" && status !== "refused";

/**
 * Whether its clock runs: it is late once its date has passed. Not of what was refused at once, which nobody has
 * undertaken; of what was refused later it is, until the chair has decided.
 */
export const isRunning = ({
	status,
	isRefusedLater,
}: Pick<typeof actions.$inferSelect, "status" | "isRefusedLater">): boolean =>
	!isEnded(status) && (status !== "refused" || isRefusedLater);

/** Whether it wants an owner or a date; after a refusal it wants both anew. */
export const isLacking = ({ status, ownerAgencyId, due, dueNote }: Omit<Terms, "isHeldByChair">): boolean =>
	status === "refused" || !ownerAgencyId || !(due || dueNote);

/** Whether that stands in the way of leaving the case: what has ended, or is with the chair, does not. */
export const isUnsettled = (action: Terms): boolean =>
	!action.isHeldByChair && !isEnded(action.status) && isLacking(action);
