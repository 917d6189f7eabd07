/** Where somebody says what a file means: its columns and sheets first, then the names and words in them. */
import { optionsOf, RISK_WORDS } from "../cases/case-words.ts";
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	Checkboxes,
	CommandForm,
	Details,
	HiddenFields,
	InsetText,
	PageTitle,
	Select,
	Table,
	TextInput,
} from "../ui/index.ts";
import type { Head, MappingShown } from "./import-page.tsx";
import { MEANING_WORDS, plural, quoted, STATUS_WORDS } from "./import-words.ts";
import { One } from "./one-button.tsx";

const OF_ACTION = new Set(["number", "action", "owner", "ownerPerson", "due", "update", "status"]);
const PROTECTED = new Set(["address", "safeTelephone", "school", "otherDetail"]);
const meanings = Object.entries(MEANING_WORDS).map(([value, label]) => ({ value, label }));
const MEANINGS = [
	{ value: "none", label: "Leave it out" },
	{ value: "note", label: "An entry that all members read" },
	{ label: "Protected details of the victim", options: meanings.filter(({ value }) => PROTECTED.has(value)) },
	{
		label: "Of the case",
		options: meanings.filter(({ value }) => !OF_ACTION.has(value) && !PROTECTED.has(value)),
	},
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
	const sheets = mapping.sheets.map((sheet, at) => ({ sheet, at }));
	const tables = sheets.filter(({ sheet }) => sheet.headings !== null);
	const others = sheets.filter(({ sheet }) => sheet.headings === null);
	return (
		<>
			<PageTitle caption={head.fileName}>What the columns mean</PageTitle>
			<p className="govuk-body">
				Panelroom has guessed what it could. Look at each column, and say what it means where the guess is
				wrong. What you say is remembered for the next file with the same headings.
			</p>
			<p className="govuk-body">
				Protected details are shown only to the agencies that work with the victim, and to those who keep the
				case. Several columns may hold them. What becomes an entry is read by all members of the panel.
			</p>
			<CommandForm returnTo={paths.importOf(head.id)} intention={`${head.version} ${answer.turn}`}>
				<HiddenFields
					values={{ intent: "columns", version: String(head.version), sheets: String(mapping.sheets.length) }}
				/>
				{tables.map(({ sheet, at }) => (
					<section key={sheet.name} aria-labelledby={`sheet-${at}`}>
						<SheetHeading {...{ sheet, at }} />
						<Select
							name={`panel-${at}`}
							label={`Panel into which “${sheet.name}” goes`}
							placeholder="None: leave this sheet out"
							options={mapping.panels.map(({ id, name }) => ({ value: id, label: name }))}
							defaultValue={answer.values[`panel-${at}`] ?? sheet.panelId ?? ""}
							error={answer.errors[`panel-${at}`]}
						/>
						<Details
							summary={`Its headings are in row ${sheet.headings}`}
							open={answer.errors[`headings-${at}`] !== undefined}
						>
							<HeadingsRow {...{ sheet, at, answer }} />
						</Details>
						{sheet.sameAs < 0 ? (
							<Columns {...{ sheet, at, answer }} named={namesOf(mapping, at)} />
						) : (
							<p className="govuk-body">
								Its columns are the same as those of “{mapping.sheets[sheet.sameAs]?.name}”, and mean what you
								say there.
							</p>
						)}
					</section>
				))}
				{others.length > 0 ? (
					<Details
						summary={`${plural(others.length, "sheet")} left out: ${others.map(({ sheet }) => sheet.name).join(", ")}`}
						open={tables.length === 0 || others.some(({ at }) => answer.errors[`headings-${at}`])}
					>
						<p className="govuk-body">
							No row there looks like column headings. If it is a list of cases, say which row holds them.
						</p>
						{others.map(({ sheet, at }) => (
							<HeadingsRow key={sheet.name} {...{ sheet, at, answer }} />
						))}
					</Details>
				) : null}
				<Button preventDoubleClick>Continue</Button>
			</CommandForm>
			<One head={head} intent="abandon" label="Give this import up" isSecondary />
		</>
	);
}

/** The sheets for which a table of columns stands. */
const namesOf = ({ sheets }: MappingShown, at: number): string =>
	sheets
		.filter(({ sameAs }, other) => other === at || sameAs === at)
		.map(({ name }) => name)
		.join(", ");

interface OfSheet {
	sheet: Sheet;
	at: number;
	answer: FormAnswer;
}

const SheetHeading = ({ sheet, at }: Omit<OfSheet, "answer">) => (
	<h2 className="govuk-heading-m" id={`sheet-${at}`}>
		{sheet.name} <span className="govuk-caption-m">{plural(sheet.rows, "row")}</span>
	</h2>
);

function HeadingsRow({ sheet, at, answer }: OfSheet) {
	const name = `headings-${at}`;
	return (
		<TextInput
			name={name}
			label={`Row of “${sheet.name}” that holds the headings`}
			inputMode="numeric"
			width={3}
			defaultValue={answer.values[name] ?? String(sheet.headings ?? "")}
			error={answer.errors[name]}
		/>
	);
}

function Columns({ sheet, at, answer, named }: OfSheet & { named: string }) {
	const unsaid = sheet.columns.filter(
		({ column, mayLeadToSomebody }) =>
			mayLeadToSomebody &&
			(sheet.meanings[column] ?? "none") === "none" &&
			!answer.values[`column-${at}-${column}`],
	);
	return (
		<div className="pr-import-columns">
			{unsaid.length > 0 ? (
				<InsetText>
					Left out unless you say what {unsaid.length === 1 ? "it is" : "they are"}:{" "}
					{quoted(unsaid.map(({ heading }) => heading))}. {unsaid.length === 1 ? "It" : "Each"} may lead to
					somebody’s door, and Panelroom cannot tell whose it is.
				</InsetText>
			) : null}
			<Table
				caption={`Columns of ${named}`}
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
									defaultValue={answer.values[name] ?? sheet.meanings[column] ?? "none"}
									error={answer.errors[name]}
								/>
							);
						},
					},
				]}
				rows={sheet.columns}
				rowKey={({ column }) => String(column)}
			/>
		</div>
	);
}

type WithWords = MappingShown & { words: NonNullable<MappingShown["words"]> };

export function MapWords({ head, mapping, answer }: { head: Head; mapping: WithWords; answer: FormAnswer }) {
	const { words, owners, statuses, risks, agencies } = mapping;
	// Those first of which nobody but the reader can say what they are here.
	const risksAsked = [...words.risks].sort((a, b) => Number(a.guess !== null) - Number(b.guess !== null));
	const strange = risksAsked.filter(({ key, guess }) => guess === null && risks[key] === undefined);
	const { values } = answer;
	const unknown = words.owners.filter(({ key }) => !owners[key]);
	const known = words.owners.filter(({ key }) => owners[key]);
	const table = (rows: typeof words.owners, caption: string) => (
		<div className="pr-import-columns">
			<Table
				caption={caption}
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
				]}
				rows={rows}
				rowKey={({ key }) => key}
			/>
		</div>
	);
	return (
		<>
			<PageTitle caption={head.fileName}>Names and words in the file</PageTitle>
			<p className="govuk-body">
				{unknown.length > 0
					? `${plural(unknown.length, "name")} of an owner ${unknown.length === 1 ? "is" : "are"} not known. Choose the agency, or leave the name as it is written.`
					: "Panelroom knows every name. Look them over, and choose another agency where it is wrong."}
			</p>
			<CommandForm returnTo={paths.importOf(head.id)} intention={`${head.version} ${answer.turn}`}>
				<HiddenFields values={{ intent: "words", version: String(head.version) }} />
				{unknown.length > 0 ? table(unknown, "Owners who are not known") : null}
				{known.length > 0 ? table(known, "Owners who are known") : null}
				{words.owners.length > 0 ? (
					<Checkboxes
						name="remember"
						label="For next time"
						labelSize="s"
						options={[
							{
								value: "yes",
								label: "Remember the names that I give to an agency",
								hint: "They become other names of the agency, for every panel’s files.",
							},
						]}
						// Not by default: what one panel calls an agency is then what every panel's files call it.
						defaultValue={answer.all("remember") ?? []}
					/>
				) : null}
				{words.statuses.length > 0 ? (
					<div className="pr-import-columns">
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
					</div>
				) : null}
				{risksAsked.length > 0 ? (
					<div className="pr-import-columns">
						{strange.length > 0 ? (
							<InsetText>
								{quoted(strange.map(({ written }) => written))} {strange.length === 1 ? "is" : "are"} none of
								the levels of risk here. Panelroom rates nobody:{" "}
								{strange.length === 1 ? "it counts" : "they count"} as not assessed unless you say which level
								was meant. The words are kept on the case as they are written.
							</InsetText>
						) : null}
						<Table
							caption="Risk of cases"
							columns={[
								{ key: "written", header: "In the file", rowHeader: true, cell: ({ written }) => written },
								{ key: "times", header: "Cases", numeric: true, cell: ({ times }) => times },
								{
									key: "risk",
									header: "Risk",
									cell: ({ key, written, guess }) => (
										<Select
											name={`risk-${key}`}
											label={`Risk that “${written}” means`}
											labelHidden
											options={optionsOf(RISK_WORDS)}
											defaultValue={values[`risk-${key}`] ?? risks[key] ?? guess ?? "not-assessed"}
										/>
									),
								},
							]}
							rows={risksAsked}
							rowKey={({ key }) => key}
						/>
					</div>
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
