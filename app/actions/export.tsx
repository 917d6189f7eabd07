/** Takes what a log is filtered by and answers it as a file. */
import { EXPORT_FORMATS, exportLog, type LogScope, logFilterIn } from "#server/actions/index.ts";
import { Invalid } from "#server/http/errors.ts";
import { asJson, onPost } from "#server/http/screen.ts";
import { csvOf, workbookOf } from "#server/http/table-file.ts";
import { today } from "#server/http/today.ts";
import { rowsOf } from "./export-rows.ts";

const scopeIn = ({ scope, scopeId = "" }: Record<string, string>): LogScope => {
	if (scope === "mine" || scope === "agency" || scope === "force") return { kind: scope };
	if (scope === "panel") return { kind: scope, panelId: scopeId };
	if (scope === "case") return { kind: scope, caseId: scopeId };
	throw new Invalid({ form: "This form could not be understood. Open the page again." });
};

/** A refusal keeps its status: an address without a page would lose it. */
export const action = asJson(
	onPost(
		async ({ actor, form }) => {
			const { words: typed = "", ...asked } = form.fields;
			const format = EXPORT_FORMATS.find((known) => known === asked.format);
			if (!format) throw new Invalid({ form: "Choose an Excel file or a CSV file" });
			const words = typed.trim().slice(0, 200);
			const { lines, wasCut } = await exportLog(actor, scopeIn(asked), logFilterIn(asked), { words, format });
			const now = today();
			const rows = rowsOf(lines, wasCut, now, words);
			const file = format === "csv" ? csvOf(rows) : await workbookOf("Actions", rows);
			return new Response(file as BodyInit, {
				headers: {
					"Content-Type":
						format === "csv"
							? "text/csv; charset=utf-8"
							: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
					"Content-Disposition": `attachment; filename="actions-${now}.${format}"`,
					"Cache-Control": "no-store",
				},
			});
		},
		{ whenTimedOut: "leave" },
	),
);
