import { z } from "zod";
import { clearDraft, saveDraft } from "#server/account/index.ts";
import { asJson, check, onPost } from "#server/http/screen.ts";

const NOTHING_TO_KEEP = "There is nothing here that could be kept as a draft.";

const SentDraft = z.object({
	key: z.string(NOTHING_TO_KEEP),
	/** The composer's fields as JSON; none of them forgets the draft. */
	fields: z
		.string(NOTHING_TO_KEEP)
		.transform(fromJson)
		.pipe(z.record(z.string(), z.string(), NOTHING_TO_KEEP)),
});

function fromJson(text: string, context: z.RefinementCtx): unknown {
	try {
		return JSON.parse(text);
	} catch {
		context.addIssue({ code: "custom", message: NOTHING_TO_KEEP });
		return z.NEVER;
	}
}

/**
 * Keeps what is being typed; scripts post here every two seconds while it changes. Answers JSON, and 401 when
 * the session has timed out: the page still holds the text, and must not be left for the sign-in page.
 */
export const action = asJson(
	onPost(
		async ({ actor, form }) => {
			const { key, fields } = check(SentDraft, form.fields);
			if (Object.keys(fields).length === 0) {
				await clearDraft(actor, key);
				return { ok: true };
			}
			const keptAt = await saveDraft(actor, key, fields);
			return { ok: true, keptAt: keptAt.toISOString() };
		},
		{ whenTimedOut: "say" },
	),
);
