/** The fields that the forms about panels share, with their messages in the user's words. */
import { z } from "zod";
import { optionalCivilDate } from "../http/form.ts";
import { nameKey } from "../text-keys.ts";

export const MEMBER_ROLES = ["chair", "deputy", "coordinator", "member", "observer"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** A text that must be there and say something. @param what names it, e.g. "the panel’s name". */
const words = (what: string, most: number) =>
	z
		.string(`Enter ${what}`)
		.trim()
		.min(1, `Enter ${what}`)
		.max(most, `Use ${most} characters or fewer for ${what}`)
		.refine((text) => text === "" || nameKey(text) !== "", `Use letters or numbers for ${what}`);

export const panelName = words("the panel’s name", 150);
export const panelArea = words("the area that the panel covers", 150);
export const referencePrefix = z
	.string("Enter the prefix for case references")
	.trim()
	.toUpperCase()
	.regex(/^[A-Z]{2,5}$/, "The prefix must be 2 to 5 letters, like NOR");
/** How many agencies must be at a meeting; three unless the panel says otherwise. */
export const quorum = z.preprocess(
	(value) => (typeof value === "string" && value.trim() === "" ? undefined : value),
	z.coerce
		.number("Enter how many agencies must be there, like 3")
		.int("Enter a whole number of agencies")
		.min(1, "At least 1 agency must be there")
		.max(30, "The quorum must be 30 agencies or fewer")
		.optional(),
);
export const memberRole = z.enum(MEMBER_ROLES, "Select the person’s role on the panel");

/** A day that may be left out, as a civil date or as three boxes. @param what names it, e.g. "the first day". */
export const optionalDay = (what: string) => optionalCivilDate(what).optional();
