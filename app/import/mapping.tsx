/** Where somebody says what a file means: its columns and sheets first, then the names and words in them. */
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	Checkboxes,
	CommandForm,
	HiddenFields,
	PageTitle,
	Select,
	Table,
	TextInput,
} from "../ui/index.ts";
import type { Head, MappingShown } from "./import-page.tsx";
import { MEANING_WORDS, plural, STATUS_WORDS } from "./import-words.ts";
import { One } from "./one-button.tsx";

const OF_ACTION = new Set(["number", "action", "owner", "ownerPerson", "due", "update", "status"]);
const meanings = Object.entries(MEANING_WORDS).map(([value, label]) => ({ value, label }));
const MEANINGS = [
	{ value: "none", label: "Leave it out" },
	{ value: "note", label: "Keep it as a note on the case" },
	{ label: "Of the case", options: meanings.filter(({ value }) => !OF_ACTION.has(value)) },
	{ label: "Of the action", options: meanings.filter(({ value }) => OF_ACTION.has(value)) },
];

type Sheet = MappingShown["sheets"][number];

export function MapColumns({
	head,
	mapping,
	answer,
}: {
	head: Head;
	mapping: MappingShown;
	answer: FormAnswer;
}) {
	return (
		<>
			<PageTitle caption={head.fileName}>What the columns mean</PageTitle>
			<p className="govuk-body">
				Panelroom has guessed what it could. Look at each column, and say what it means where the guess is
				wrong. What you say is remembered for the next file with the same headings.
			</p>
			<CommandForm returnTo={paths.importOf(head.id)} intention={`${head.version} ${answer.turn}`}>
				<HiddenFields
					values={{ intent: "columns", version: String(head.version), sheets: String(mapping.sheets.length) }}
				/>
				{mapping.sheets.map((sheet, at) => (
					<SheetMapping key={sheet.name} {...{ sheet, at, answer }} panels={mapping.panels} />
				))}
				<Button preventDoubleClick>Continue</Button>
			</CommandForm>
			<One head={head} intent="abandon" label="Give this import up" isSecondary />
		</>
	);
}

function SheetMapping({
	sheet,
	at,
	answer,
	panels,
}: {
	sheet: Sheet;
	at: number;
	answer: FormAnswer;
	panels: MappingShown["panels"];
}) {
	const { values, errors } = answer;
	const panel = `panel-${at}`;
	const headings = `headings-${at}`;
	return (
		<section aria-labelledby={`sheet-${at}`}>
			<h2 className="govuk-heading-m" id={`sheet-${at}`}>
				{sheet.name} <span className="govuk-caption-m">{plural(sheet.rows, "row")}</span>
			</h2>
			{sheet.headings === null ? (
				<p className="govuk-body">
					No row of this sheet looks like column headings, so it is left out. If it is a list of cases, say
					which row holds the headings.
				</p>
			) : (
				<Select
					name={panel}
					label={`Panel into which “${sheet.name}” goes`}
					placeholder="None: leave this sheet out"
					options={panels.map(({ id, name }) => ({ value: id, label: name }))}
					defaultValue={values[panel] ?? sheet.panelId ?? ""}
					error={errors[panel]}
				/>
			)}
			<TextInput
				name={headings}
				label={`Row of “${sheet.name}” that holds the headings`}
				inputMode="numeric"
				width={3}
				defaultValue={values[headings] ?? String(sheet.headings ?? "")}
				error={errors[headings]}
			/>
			{sheet.columns.length > 0 ? (
				<Table
					caption={`Columns of ${sheet.name}`}
					captionSize="s"
					columns={[
						{ key: "heading", header: "Column", rowHeader: true, cell: ({ heading }) => heading },
						{ key: "samples", header: "Begins with", cell: ({ samples }) => samples.join("; ") },
						{
							key: "meaning",
							header: "Means",
							cell: ({ column, heading }) => {
								const name = `column-${at}-${column}`;
								return (
									<Select
										name={name}
										label={`What “${heading}” means`}
										labelHidden
										options={MEANINGS}
										defaultValue={values[name] ?? sheet.meanings[column] ?? "none"}
										error={errors[name]}
									/>
								);
							},
						},
					]}
					rows={sheet.columns}
					rowKey={({ column }) => String(column)}
				/>
			) : null}
		</section>
	);
}

type WithWords = MappingShown & { words: NonNullable<MappingShown["words"]> };

export function MapWords({ head, mapping, answer }: { head: Head; mapping: WithWords; answer: FormAnswer }) {
	const { words, owners, statuses, agencies } = mapping;
	const { values } = answer;
	return (
		<>
			<PageTitle caption={head.fileName}>Names and words in the file</PageTitle>
			<CommandForm returnTo={paths.importOf(head.id)} intention={`${head.version} ${answer.turn}`}>
				<HiddenFields values={{ intent: "words", version: String(head.version) }} />
				{words.owners.length > 0 ? (
					<Table
						caption="Who owns actions"
						columns={[
							{ key: "written", header: "In the file", rowHeader: true, cell: ({ written }) => written },
							{ key: "times", header: "Actions", numeric: true, cell: ({ times }) => times },
							{
								key: "agency",
								header: "Agency",
								cell: ({ key, written }) => (
									<Select
										name={`owner-${key}`}
										label={`Agency that “${written}” is`}
										labelHidden
										placeholder="None of these: keep the name as it is written"
										options={agencies.map(({ id, name }) => ({ value: id, label: name }))}
										defaultValue={values[`owner-${key}`] ?? owners[key] ?? ""}
									/>
								),
							},
							{
								key: "remember",
								header: "Remember",
								headerHidden: true,
								cell: ({ key, written }) => (
									<Checkboxes
										name="remember"
										id={`field-remember-${key}`}
										label={`“${written}” from now on`}
										labelHidden
										small
										options={[{ value: key, label: "Remember this name" }]}
										defaultValue={answer.all("remember")}
									/>
								),
							},
						]}
						rows={words.owners}
						rowKey={({ key }) => key}
					/>
				) : null}
				{words.statuses.length > 0 ? (
					<Table
						caption="How actions stand"
						columns={[
							{ key: "written", header: "In the file", rowHeader: true, cell: ({ written }) => written },
							{ key: "times", header: "Actions", numeric: true, cell: ({ times }) => times },
							{
								key: "status",
								header: "Status",
								cell: ({ key, written, guess }) => (
									<Select
										name={`status-${key}`}
										label={`Status that “${written}” means`}
										labelHidden
										options={Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label }))}
										defaultValue={values[`status-${key}`] ?? statuses[key] ?? guess}
									/>
								),
							},
						]}
						rows={words.statuses}
						rowKey={({ key }) => key}
					/>
				) : null}
				<Button preventDoubleClick>Continue to the preview</Button>
			</CommandForm>
			<ButtonGroup>
				<One head={head} intent="again" label="Back to the columns" isSecondary />
				<One head={head} intent="abandon" label="Give this import up" isSecondary />
			</ButtonGroup>
		</>
	);
}
