/** The fields that the forms about an action share, with their messages in the user's words. */
import { z } from "zod";

export const PRIORITIES = ["routine", "urgent"] as const;
/** SafeLives' aims of a panel, and the investigation that this one advises on. */
export const CATEGORIES = [
	"victim-safety",
	"person-causing-harm",
	"investigation",
	"staff-safety",
	"other",
] as const;

export const blankAsAbsent = (value: unknown) =>
	typeof value === "string" && value.trim() === "" ? undefined : value;

export const what = z
	.string("Enter what is to be done")
	.trim()
	.min(1, "Enter what is to be done")
	.max(2000, "Use 2,000 characters or fewer");

/** A box that is ticked or not; a browser sends nothing for one that is not. */
export const ticked = z
	.preprocess((value) => value === true || value === "yes", z.boolean())
	.optional()
	.default(false);

export const optionalId = z.preprocess(blankAsAbsent, z.string().optional());

export const ownerDetail = z.preprocess(
	blankAsAbsent,
	z.string().trim().max(200, "Use 200 characters or fewer for the person’s name").optional(),
);

/** A few sentences that may be left out. */
export const optionalWords = z.preprocess(
	blankAsAbsent,
	z.string().trim().max(2000, "Use 2,000 characters or fewer").optional(),
);

/** A few sentences that must be there. @param missing what to say when they are not. */
export const requiredWords = (missing: string) =>
	z.string(missing).trim().min(1, missing).max(2000, "Use 2,000 characters or fewer");

/** The version of an action that the person was looking at. */
export const rowVersion = z.coerce.number().int();
