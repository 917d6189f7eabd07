/** Addresses of lists that home leads to; where a list has no page of its own yet, what there is instead. */
import { paths } from "../paths.ts";

const known: Partial<Record<"actions" | "panelActions", (panelId?: string) => string>> = paths as object;

/** All actions that somebody may see; undefined while home itself is where they stand. */
export const allActions: string | undefined = known.actions?.();

/** A panel's actions. */
export const actionsOf = (panelId: string): string => known.panelActions?.(panelId) ?? paths.panel(panelId);
