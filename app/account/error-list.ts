import type { FieldError } from "../ui/index.ts";

/** A refusal's messages as the error summary takes them; "form" belongs to no one field. */
export const errorList = (errors: Record<string, string> | undefined): FieldError[] =>
	Object.entries(errors ?? {}).map(([field, message]) =>
		field === "form" ? { message } : { field, message },
	);
