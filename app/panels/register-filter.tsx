/** Which of a panel's cases its register shows, and in which order. */
import { Link } from "@remix-run/react";
import type { RegisterFilter } from "#server/register/index.ts";
import { optionsOf, RISK_WORDS } from "../cases/case-words.ts";
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	DateInput,
	Details,
	Select,
	type SelectOption,
	TextInput,
} from "../ui/index.ts";
import type { RegisterPage } from "./register.tsx";
import { OVERDUE_WORDS, SORT_WORDS, STATE_FILTER_WORDS } from "./register-words.ts";

/** A filter as the fields of its form. */
export const registerFields = (filter: RegisterFilter): Record<string, string> =>
	Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

export function RegisterFilterForm({
	page,
	filter,
	named,
	answer,
}: {
	page: RegisterPage;
	filter: RegisterFilter;
	/** What the list shown was looked for by. */
	named: string | undefined;
	answer: FormAnswer;
}) {
	const { panel, areas, officers, query } = page;
	const typed = answer.values.intent === "filter" ? answer.values : undefined;
	/** @param unchosen what the list shows when nothing is chosen. */
	const choice = (name: keyof RegisterFilter, label: string, options: SelectOption[], unchosen?: string) => (
		<Select
			name={name}
			label={label}
			labelSize="s"
			placeholder={unchosen}
			options={options}
			defaultValue={typed?.[name] ?? filter[name] ?? ""}
		/>
	);
	return (
		// A form of its own for each list: what is typed over it stays while others change what the list shows.
		<CommandForm
			key={`${query} ${named ?? ""}`}
			className="pr-filter"
			returnTo={paths.register(panel.id, query)}
		>
			<input type="hidden" name="intent" value="filter" />
			<div className="pr-filter__fields">
				<TextInput
					name="words"
					type="search"
					label="Name or number"
					labelSize="s"
					defaultValue={typed?.words ?? named}
					maxLength={200}
					autoComplete="off"
					spellCheck={false}
				/>
				{choice("state", "Show", optionsOf(STATE_FILTER_WORDS))}
				{choice("risk", "Risk", optionsOf(RISK_WORDS), "Any risk")}
				{areas.length > 0 ? choice("area", "Area", areas, "Any area") : null}
				{officers.length > 0 ? choice("officer", "Officer in the case", officers, "Any officer") : null}
				{choice("overdue", "Overdue", optionsOf(OVERDUE_WORDS), "Overdue or not")}
				{choice("sort", "In order of", optionsOf(SORT_WORDS))}
			</div>
			<Details
				summary="Dates of the next step"
				open={Boolean(filter.from || filter.to || answer.errors.from || answer.errors.to)}
			>
				<div className="pr-filter__dates">
					<DateInput
						name="from"
						label="On or after"
						labelSize="s"
						error={answer.errors.from}
						defaultValue={answer.date("from") ?? filter.from}
					/>
					<DateInput
						name="to"
						label="On or before"
						labelSize="s"
						error={answer.errors.to}
						defaultValue={answer.date("to") ?? filter.to}
					/>
				</div>
			</Details>
			<ButtonGroup>
				<Button>Show cases</Button>
				{query === "" ? null : (
					<Link className="govuk-link" to={paths.register(panel.id)}>
						Clear filter
					</Link>
				)}
			</ButtonGroup>
		</CommandForm>
	);
}
