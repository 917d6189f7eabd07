/** What would become of every row: rows in equal rows out, and nothing is written yet. */
import { Link } from "@remix-run/react";
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	HiddenFields,
	InsetText,
	PageTitle,
	Pagination,
	Select,
	SummaryList,
	Table,
	Tag,
} from "../ui/index.ts";
import type { FateShown, Head, PreviewShown } from "./import-page.tsx";
import { FATE_WORDS, plural } from "./import-words.ts";
import { One } from "./one-button.tsx";

const ALL: FateShown[] = ["created", "changed", "unchanged", "uncertain", "not-imported"];

export function Preview({
	head,
	preview,
	answer,
}: {
	head: Head;
	preview: PreviewShown;
	answer: FormAnswer;
}) {
	const { counts, fate, undecided } = preview;
	const n = (name: string) => counts[name as keyof typeof counts] ?? 0;
	const here = (query: Record<string, string>) => {
		const search = new URLSearchParams(query).toString();
		return search ? `${paths.importOf(head.id)}?${search}` : paths.importOf(head.id);
	};
	const willWrite = n("created") + n("changed") > 0;
	return (
		<>
			<PageTitle caption={head.fileName}>What would become of every row</PageTitle>
			<p className="govuk-body">
				Nothing has been written yet.{" "}
				{willWrite
					? `This would create ${plural(n("casesCreated"), "case")} and ${plural(n("actionsCreated"), "action")}.`
					: "Nothing would change: all that can be imported from this file was imported before."}
			</p>
			<SummaryList
				rows={[
					{ key: "Rows in the file", value: n("rows").toLocaleString("en-GB") },
					...ALL.map((one) => ({
						key: FATE_WORDS[one].will,
						value: plural(n(one), "row"),
						actions:
							n(one) > 0 && fate !== one
								? [{ to: here({ fate: one }), label: "Show", about: `only rows: ${FATE_WORDS[one].will}` }]
								: [],
					})),
				]}
			/>
			{willWrite && undecided > 0 ? (
				<InsetText>
					{plural(undecided, "row is", "rows are")} uncertain. Choose below what they are; without a choice
					they are left out, and nothing is merged by itself.
				</InsetText>
			) : null}
			<ButtonGroup>
				{willWrite ? <One head={head} intent="accept" label="Import these rows" /> : null}
				<One head={head} intent="again" label="Back to the columns" isSecondary />
				<One head={head} intent="abandon" label="Give this import up" isSecondary />
			</ButtonGroup>
			{fate ? (
				<p className="govuk-body">
					Only rows of this kind are shown: {FATE_WORDS[fate].will.toLowerCase()}.{" "}
					<Link className="govuk-link" to={here({})}>
						Show all rows
					</Link>
				</p>
			) : null}
			<Rows {...{ head, preview, answer }} />
			<Pagination
				label="Pages of rows"
				page={preview.page}
				pages={preview.pages}
				href={(page) => here({ ...(fate ? { fate } : {}), page: String(page) })}
			/>
		</>
	);
}

type Row = PreviewShown["rows"][number];

function Rows({ head, preview, answer }: { head: Head; preview: PreviewShown; answer: FormAnswer }) {
	const hasChoice = preview.rows.some(({ choice }) => choice);
	const table = (
		<Table
			caption={`Rows (${preview.total.toLocaleString("en-GB")})`}
			columns={[
				{ key: "row", header: "Row", rowHeader: true, cell: (row: Row) => `${row.sheet}, ${row.row}` },
				{
					key: "fate",
					header: "What becomes of it",
					cell: (row: Row) => <Tag colour={FATE_WORDS[row.fate].colour}>{FATE_WORDS[row.fate].will}</Tag>,
				},
				{
					key: "about",
					header: "About",
					cell: (row: Row) => <span className="pr-typed">{row.about ?? ""}</span>,
				},
				{ key: "why", header: "Why, and what changes", cell: (row: Row) => <Why row={row} /> },
			]}
			rows={preview.rows}
			rowKey={(row) => `${row.sheet} ${row.row}`}
		/>
	);
	if (!hasChoice) return table;
	return (
		<CommandForm intention={`${head.version} ${answer.turn}`}>
			<HiddenFields values={{ intent: "choose", version: String(head.version) }} />
			{table}
			<Button variant="secondary" preventDoubleClick>
				Save what I chose
			</Button>
		</CommandForm>
	);
}

function Why({ row }: { row: Row }) {
	return (
		<>
			{row.reason ? <p className="govuk-body pr-typed">{row.reason}</p> : null}
			{row.differences?.length ? (
				<ul className="govuk-list govuk-list--bullet">
					{row.differences.map(({ what, before, after }) => (
						<li className="pr-typed" key={what}>
							{what}:{" "}
							{before ? (
								<>
									“{before}” becomes “{after}”
								</>
							) : (
								<>“{after}” is added</>
							)}
						</li>
					))}
				</ul>
			) : null}
			{row.choice ? (
				<Select
					name={`choice-${row.choice.key}`}
					label={`What row ${row.row} of ${row.sheet} is`}
					labelHidden
					placeholder="Choose"
					options={row.choice.options}
					defaultValue={row.choice.chosen ?? ""}
				/>
			) : null}
		</>
	);
}
