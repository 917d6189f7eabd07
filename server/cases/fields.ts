/** The fields that several forms about a case share, with their messages in the user's words. */
import { z } from "zod";

export const RELATIONSHIPS = [
	"ex-partner",
	"acquaintance",
	"neighbour",
	"work-colleague",
	"stranger",
	"other",
	"not-known",
] as const;
export const RISKS = ["not-assessed", "standard", "medium", "high"] as const;

/** The most dangerous first. What nobody has judged may be anything, so it does not wait behind the standard. */
const RISK_ORDER = ["high", "medium", "not-assessed", "standard"] as const satisfies (typeof RISKS)[number][];
/** A case's place by risk, wherever cases are put in that order: 0 is the most dangerous. */
export const riskRank = (risk: (typeof RISKS)[number]): number => RISK_ORDER.indexOf(risk);

export const ENTRY_KINDS = ["information", "risk", "decision", "advice"] as const;
/** What counts as something decided on a case, beside an action. */
export const DECIDING_KINDS: (typeof ENTRY_KINDS)[number][] = ["decision", "advice"];
export const DETAIL_KINDS = ["address", "safe-telephone", "school", "other"] as const;
/** What one entry or action may hold, in characters. */
export const LONGEST_ENTRY = 10_000;

const blankAsAbsent = (value: unknown) =>
	typeof value === "string" && value.trim() === "" ? undefined : value;

/** A short text that may be left empty. @param what names it, e.g. "the address". */
export const optionalText = (most: number, what: string) =>
	z.preprocess(
		blankAsAbsent,
		z
			.string()
			.trim()
			.max(most, `${what[0]?.toUpperCase()}${what.slice(1)} must be ${most} characters or fewer`)
			.optional(),
	);

/** A text that must not be empty. */
export const requiredText = (most: number, missing: string) =>
	z
		.string(missing)
		.trim()
		.min(1, missing)
		.max(most, `Use ${most.toLocaleString("en-GB")} characters or fewer`);

export const personName = (missing: string) => requiredText(200, missing);

/** Aliases typed one a line or separated by commas. */
export const aliasList = z
	.preprocess(
		(value) =>
			typeof value === "string"
				? value
						.split(/[\n,;]+/)
						.map((alias) => alias.trim())
						.filter(Boolean)
				: (value ?? []),
		z
			.array(z.string())
			.max(30, "Enter 30 aliases or fewer")
			// Of the whole box, not of one line in it: the message stands beside the box.
			.refine((all) => all.every((alias) => alias.length <= 200), "An alias must be 200 characters or fewer"),
	)
	.default([]);

/** A civil date as YYYY-MM-DD; empty means absent. @param what names it, e.g. "the due date". */
export const civilDate = (what: string) =>
	z.preprocess(blankAsAbsent, z.string().refine(isCivilDate, `Enter ${what} as a real date`).optional());

function isCivilDate(text: string): boolean {
	const day = new Date(`${text}T12:00:00Z`);
	return (
		/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
	);
}
