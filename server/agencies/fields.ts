/** The fields that the forms about agencies share, with their messages in the user's words. */
import { z } from "zod";
import { nameKey } from "../text-keys.ts";

const LONGEST_NAME = 150;

export const agencyName = z
	.string("Enter the agency’s name")
	.trim()
	.min(1, "Enter the agency’s name")
	.max(LONGEST_NAME, `The agency’s name must be ${LONGEST_NAME} characters or fewer`)
	.refine(
		(name) => name === "" || nameKey(name) !== "",
		"The agency’s name must have a letter or a number in it",
	);

/** The version of a row that a form was filled in from, as its hidden field says it. */
export const rowVersion = z.preprocess(
	(value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value),
	z.number("This form has lost its place. Open the page again").int(),
);
