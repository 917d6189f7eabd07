/** What several forms about a case between its hearings share, with their messages in the user's words. */
import { z } from "zod";
import { civilDate, optionalText } from "../cases/index.ts";

export const CLOSE_REASONS = [
	"risk-reduced",
	"moved-away",
	"other-process",
	"not-stalking",
	"victim-wish",
	"died",
	"other",
] as const;

/** What speaks for closing: a person ticks what is so. None of them alone closes a case. */
export const CLOSE_CRITERIA = [
	"no-contact",
	"orders-kept",
	"victim-safer",
	"investigation-concluded",
	"safety-plan",
] as const;

/** A box that is ticked or not; a browser sends nothing for one that is not. */
const ticked = z.preprocess((value) => value === true || value === "yes", z.boolean()).default(false);

/**
 * What comes next for a case. Which of the rest must be there depends on `step`, and on the case; so it is checked by
 * whoever writes it, and a form may send all of its boxes.
 */
export const NextStepChoice = z.object({
	step: z.enum(["review", "hearing", "close"], "Select what comes next"),
	/** Of a review. */
	reviewOn: civilDate("the date of the review").optional(),
	/** Of closing. */
	reason: z.preprocess(
		(value) => value || undefined,
		z.enum(CLOSE_REASONS, "Select why the case is closed").optional(),
	),
	criteria: z.array(z.enum(CLOSE_CRITERIA)).default([]),
	note: optionalText(2000, "what you say of it"),
	/** Actions that are still open stay with their owners: said by a person, never silently. */
	actionsStand: ticked,
});
export type NextStepChoice = z.output<typeof NextStepChoice>;

export const STOPPED = ["stopped", "less", "the-same", "more", "not-known"] as const;
export const SAFER = ["safer", "the-same", "less-safe", "not-known"] as const;
export const VICTIM_SAYS = ["safer", "the-same", "less-safe", "not-asked"] as const;
export const INVESTIGATION = [
	"continues",
	"charged",
	"convicted",
	"acquitted",
	"no-further-action",
	"not-known",
] as const;
export const ORDER = [
	"none",
	"considered",
	"applied",
	"interim",
	"in-force",
	"breached",
	"ended",
	"not-known",
] as const;
