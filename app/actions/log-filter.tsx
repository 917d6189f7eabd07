/** What of an action log is shown, and in which order. */
import { Link } from "@remix-run/react";
import type { LogFilter } from "#server/actions/index.ts";
import { optionsOf } from "../cases/case-words.ts";
import type { FormAnswer } from "../form-answer.tsx";
import { Button, ButtonGroup, CommandForm, Details, HiddenFields, Select, TextInput } from "../ui/index.ts";
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
				<Select
					name="show"
					label="Show"
					labelSize="s"
					options={optionsOf(GROUP_WORDS)}
					defaultValue={fields.show}
				/>
				<Select
					name="due"
					label="Due"
					labelSize="s"
					placeholder="Whenever"
					options={optionsOf(DUE_WORDS)}
					defaultValue={fields.due ?? ""}
				/>
				{frame.panels.length > 0 ? (
					<Select
						name="panel"
						label="Panel"
						labelSize="s"
						placeholder="Any panel"
						options={frame.panels}
						defaultValue={fields.panel ?? ""}
					/>
				) : null}
				<Select
					name="sort"
					label="In order of"
					labelSize="s"
					options={optionsOf(SORT_WORDS)}
					defaultValue={fields.sort}
				/>
			</div>
			<Details summary="Owner and kind" open={rare.some((name) => fields[name]) || undefined}>
				<div className="pr-filter__fields">
					{frame.agencies.length > 0 ? (
						<Select
							name="agency"
							label="Agency"
							labelSize="s"
							placeholder="Any agency"
							options={frame.agencies}
							defaultValue={fields.agency ?? ""}
						/>
					) : null}
					{frame.people.length > 0 ? (
						<Select
							name="person"
							label="Person"
							labelSize="s"
							placeholder="Anybody"
							options={frame.people}
							defaultValue={fields.person ?? ""}
						/>
					) : null}
					<Select
						name="priority"
						label="Priority"
						labelSize="s"
						placeholder="Routine and urgent"
						options={optionsOf(PRIORITY_WORDS)}
						defaultValue={fields.priority ?? ""}
					/>
					<Select
						name="category"
						label="What it is for"
						labelSize="s"
						placeholder="Anything"
						options={optionsOf(CATEGORY_WORDS)}
						defaultValue={fields.category ?? ""}
					/>
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
