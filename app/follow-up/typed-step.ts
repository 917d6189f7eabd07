/** Reading from a form what comes next for a case, on the server; the fields are those of next-step-fields.tsx. */
import type { z } from "zod";
import type { NextStepChoice } from "#server/follow-up/index.ts";
import { dateFrom, optionalCivilDate, type SentForm } from "#server/http/screen.ts";

/**
 * What was chosen, and what is wrong with its date, by the field's whole name. What hides behind another answer is not
 * looked at: nobody is told that a date is wrong which they did not mean.
 */
export function typedStep(form: SentForm, prefix = "") {
	const { fields } = form;
	const name = (field: string) => `${prefix}${field}`;
	const step = fields[name("step")];
	const read = optionalCivilDate("the date of the review").safeParse(dateFrom(fields, name("reviewOn")));
	const problems: Record<string, string> = {};
	if (step === "review" && !read.success) problems[name("reviewOn")] = read.error.issues[0]?.message ?? "";
	const choice = {
		step,
		reviewOn: read.success ? (read.data ?? "") : "",
		reason: fields[name("reason")],
		criteria: form.all(name("criteria")),
		note: fields[name("note")],
		actionsStand: fields[name("actionsStand")],
	} as z.input<typeof NextStepChoice>;
	return { choice, problems };
}
