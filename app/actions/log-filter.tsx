/** What of an action log is shown, and in which order. */
import { Link } from "@remix-run/react";
import type { LogFilter } from "#server/actions/index.ts";
import { optionsOf } from "../cases/case-words.ts";
import type { FormAnswer } from "../form-answer.tsx";
import {
	Button,
	ButtonGroup,
	CommandForm,
	Details,
	HiddenFields,
	Select,
	type SelectOption,
	TextInput,
} from "../ui/index.ts";
import { CATEGORY_WORDS, PRIORITY_WORDS } from "./action-words.ts";
import type { FoundLog, LogPage } from "./log-desk.ts";
import { DUE_WORDS, GROUP_WORDS, logPath, SORT_WORDS } from "./log-words.ts";

/** A filter as the fields of its form. */
export const filterFields = (filter: LogFilter): Record<string, string> =>
	Object.fromEntries(
		Object.entries({
			show: filter.group,
			panel: filter.panelId,
			agency: filter.agencyId,
			person: filter.personId,
			priority: filter.priority,
			category: filter.category,
			due: filter.due,
			sort: filter.sort,
		}).filter((pair): pair is [string, string] => pair[1] !== undefined),
	);

export function LogFilterForm({
	page,
	found,
	answer,
}: {
	page: LogPage;
	found: FoundLog | undefined;
	answer: FormAnswer;
}) {
	const { scope, frame } = page;
	const typed = answer.values.intent === "filter" ? answer.values : undefined;
	const fields = typed ?? filterFields(found?.filter ?? page.filter);
	const words = typed?.words ?? found?.words ?? "";
	const query = found?.query ?? page.query;
	const rare = ["agency", "person", "priority", "category"] as const;
	/** @param unchosen what the list shows when nothing is chosen. */
	const choice = (name: string, label: string, options: SelectOption[], unchosen?: string) => (
		<Select
			name={name}
			label={label}
			labelSize="s"
			placeholder={unchosen}
			options={options}
			defaultValue={fields[name] ?? ""}
		/>
	);
	return (
		<CommandForm key={`${query} ${words}`} className="pr-filter" action={logPath(scope)}>
			<HiddenFields values={{ intent: "filter" }} />
			<div className="pr-filter__fields">
				<TextInput
					name="words"
					type="search"
					label="Words or reference"
					labelSize="s"
					defaultValue={words}
					maxLength={200}
					autoComplete="off"
				/>
				{choice("show", "Show", optionsOf(GROUP_WORDS))}
				{choice("due", "Due", optionsOf(DUE_WORDS), "Whenever")}
				{frame.panels.length > 0 ? choice("panel", "Panel", frame.panels, "Any panel") : null}
				{choice("sort", "In order of", optionsOf(SORT_WORDS))}
			</div>
			<Details summary="Owner and kind" open={rare.some((name) => fields[name]) || undefined}>
				<div className="pr-filter__fields">
					{frame.agencies.length > 0 ? choice("agency", "Agency", frame.agencies, "Any agency") : null}
					{frame.people.length > 0 ? choice("person", "Person", frame.people, "Anybody") : null}
					{choice("priority", "Priority", optionsOf(PRIORITY_WORDS), "Routine and urgent")}
					{choice("category", "What it is for", optionsOf(CATEGORY_WORDS), "Anything")}
				</div>
			</Details>
			<ButtonGroup>
				<Button variant="secondary">Show</Button>
				{query === "" && words === "" ? null : (
					<Link className="govuk-link" to={logPath(scope)}>
						Clear filter
					</Link>
				)}
			</ButtonGroup>
		</CommandForm>
	);
}
