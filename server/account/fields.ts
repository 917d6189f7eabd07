/** The fields that the forms about accounts share, with their messages in the user's words. */
import { z } from "zod";
import { nameKey } from "../text-keys.ts";

/** How e-mail addresses are compared and looked up: everyone who writes `users.emailKey` uses this. */
export const emailKey = (email: string): string => email.trim().toLowerCase();

export const emailAddress = z
	.string("Enter an e-mail address")
	.trim()
	.min(1, "Enter an e-mail address")
	.max(254, "The e-mail address must be 254 characters or fewer")
	.regex(
		/^$|^[^\s@]+@[^\s@]+\.[^\s@.]+$/,
		"Enter an e-mail address in the correct format, like name@example.org",
	);

export const personName = z
	.string("Enter a full name")
	.trim()
	.min(1, "Enter a full name")
	.max(120, "The name must be 120 characters or fewer")
	.refine((name) => name === "" || nameKey(name) !== "", "The name must have a letter in it");
