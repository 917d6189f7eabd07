/** An action log as a file. */
import { paths } from "../paths.ts";
import { Button, ButtonGroup, CommandForm, Details, HiddenFields } from "../ui/index.ts";
import type { FoundLog, LogPage } from "./log-desk.ts";
import { filterFields } from "./log-filter.tsx";

/** A plain post, since a browser saves what it is answered. */
export function LogExport({ page, found }: { page: LogPage; found: FoundLog | undefined }) {
	const { scope } = page;
	const { isMore, wasCut, mostInOrder } = found ?? page.list;
	const id = scope.kind === "panel" ? scope.panelId : scope.kind === "case" ? scope.caseId : undefined;
	return (
		<Details summary="Export this list">
			<p className="govuk-body">
				The file holds what the filter shows
				{isMore || wasCut ? `, up to the first ${mostInOrder.toLocaleString("en-GB")} actions` : ""}. That you
				have taken it is recorded. Keep it only as long as you need it, where your agency allows it.
			</p>
			<CommandForm action={paths.exportActions()} reloadDocument>
				<HiddenFields
					values={{
						scope: scope.kind,
						scopeId: id,
						words: found?.words,
						...filterFields(found?.filter ?? page.filter),
					}}
				/>
				<ButtonGroup>
					<Button variant="secondary" name="format" value="xlsx">
						Excel file
					</Button>
					<Button variant="secondary" name="format" value="csv">
						CSV file
					</Button>
				</ButtonGroup>
			</CommandForm>
		</Details>
	);
}
