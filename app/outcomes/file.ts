/** The figures as a file: posted for, because handing them over is recorded. */

import { Invalid } from "#server/http/errors.ts";
import { asDownload, onPost } from "#server/http/screen.ts";
import { exportOutcomes, FILES, wishIn } from "#server/outcomes/index.ts";

export const action = asDownload(
	onPost(
		async ({ actor, url, form }) => {
			const list = FILES.find((name) => name === form.fields.list);
			if (!list) throw new Invalid({ list: "Select which file you want" });
			const { name, text } = await exportOutcomes(actor, wishIn(url.searchParams), list);
			return new Response(text, {
				headers: {
					"Content-Type": "text/csv; charset=utf-8",
					"Content-Disposition": `attachment; filename="${name}"`,
					"Cache-Control": "no-store",
				},
			});
		},
		{ whenTimedOut: "leave" },
	),
);
