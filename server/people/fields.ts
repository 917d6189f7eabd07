/** The fields that the forms about people share, with their messages in the user's words. */
import { z } from "zod";
import { nameKey } from "../text-keys.ts";

export const USER_ROLES = ["none", "administrator", "auditor", "lead"] as const;
export type UserRole = (typeof USER_ROLES)[number];

const LONGEST_NAME = 150;
const LONGEST_EMAIL = 254;

export const userFields = z.object({
	name: z
		.string("Enter the person’s name")
		.trim()
		.min(1, "Enter the person’s name")
		.max(LONGEST_NAME, `The name must be ${LONGEST_NAME} characters or fewer`)
		.refine((name) => name === "" || nameKey(name) !== "", "The name must have a letter in it"),
	email: z
		.string("Enter the person’s e-mail address")
		.trim()
		.min(1, "Enter the person’s e-mail address")
		.max(LONGEST_EMAIL, `The e-mail address must be ${LONGEST_EMAIL} characters or fewer`)
		.pipe(z.email("Enter an e-mail address in the correct format, like name@example.org")),
	agencyId: z.string("Select an agency").min(1, "Select an agency"),
	/** Another user, or nobody. */
	managerId: z.preprocess((value) => (value === "" ? undefined : value), z.string().optional()),
	role: z.enum(USER_ROLES, "Select a role"),
});
export type UserFields = z.output<typeof userFields>;
