/** What would become of every row: rows in equal rows out, and nothing is written yet. */
import { useSubmit } from "@remix-run/react";
import type { MouseEvent } from "react";
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	Details,
	HiddenFields,
	InsetText,
	PageTitle,
	Pagination,
	Select,
	SubNavigation,
	Table,
	Tag,
} from "../ui/index.ts";
import type { FateShown, Head, PreviewShown } from "./import-page.tsx";
import { FATE_WORDS, plural, quoted } from "./import-words.ts";
import { One } from "./one-button.tsx";

const ALL: FateShown[] = ["uncertain", "created", "changed", "unchanged", "not-imported"];

export function Preview({
	head,
	preview,
	answer,
}: {
	head: Head;
	preview: PreviewShown;
	answer: FormAnswer;
}) {
	const { counts, fate, undecided, whyNot, openHeadings } = preview;
	const n = (name: string) => counts[name as keyof typeof counts] ?? 0;
	const here = (query: Record<string, string>) => {
		const search = new URLSearchParams(query).toString();
		return search ? `${paths.importOf(head.id)}?${search}` : paths.importOf(head.id);
	};
	const written = n("created") + n("changed");
	const present = ALL.filter((one) => n(one) > 0);
	const submit = useSubmit();
	/** Whoever goes on to other rows takes what they chose here along. */
	const savingChoices = (event: MouseEvent) => {
		const link = (event.target as Element).closest<HTMLAnchorElement>("nav a[href]");
		const form = document.getElementById(CHOICES);
		const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
		if (!link || !isPlain || !(form instanceof HTMLFormElement) || !isChosenAnew(form)) return;
		event.preventDefault();
		const fields = new FormData(form);
		fields.set("intent", "choose");
		fields.set("returnTo", `${link.pathname}${link.search}`);
		submit(fields, { method: "post" });
	};
	return (
		<div onClickCapture={savingChoices}>
			<PageTitle caption={head.fileName}>What would become of every row</PageTitle>
			<p className="govuk-body-l">
				{written > 0
					? `This would ${wouldDo(n)}. Nothing has been written yet.`
					: n("uncertain") > 0
						? "Nothing would change before you have decided what is uncertain."
						: n("unchanged") > 0
							? "Nothing would change: all that can be imported from this file was imported before."
							: "Nothing in this file can be imported. Why stands beside each row."}
			</p>
			<dl className="pr-import-figures">
				{ALL.map((one) => (
					<div key={one}>
						<dt>{FATE_WORDS[one].will}</dt>
						<dd>{n(one).toLocaleString("en-GB")}</dd>
					</div>
				))}
				<div className="pr-import-figures__sum">
					<dt>Rows in the file</dt>
					<dd>{n("rows").toLocaleString("en-GB")}</dd>
				</div>
			</dl>
			{undecided > 0 ? (
				<InsetText>
					{plural(undecided, "row waits", "rows wait")} for you to say what{" "}
					{undecided === 1 ? "it is" : "they are"}. Of a row that you do not decide nothing is written, and
					nothing is merged by itself.
				</InsetText>
			) : null}
			{openHeadings.length > 0 ? (
				<p className="govuk-body">
					All members of the panel will read what stands under {quoted(openHeadings)}: it becomes an entry on
					its case.
				</p>
			) : null}
			{whyNot.length > 0 ? (
				<Details summary={`Why ${plural(n("not-imported"), "row is", "rows are")} not imported`}>
					<ul className="govuk-list govuk-list--bullet">
						{whyNot.map(({ reason, rows }) => (
							<li key={reason}>
								{reason}: {plural(rows, "row")}
							</li>
						))}
					</ul>
				</Details>
			) : null}
			<div className="pr-import-next">
				<ButtonGroup>
					{written > 0 ? (
						<Button form={CHOICES} name="intent" value="accept" preventDoubleClick>
							Import {plural(written, "row")}
						</Button>
					) : null}
					<One head={head} intent="again" label="Back to the columns" isSecondary />
					<One head={head} intent="abandon" label="Give this import up" isSecondary />
				</ButtonGroup>
			</div>
			<h2 className="govuk-heading-m">Row by row</h2>
			<SubNavigation
				label="Which rows are shown"
				links={[
					{ to: here({}), label: "All", count: n("rows"), isCurrent: fate === null },
					...present.map((one) => ({
						to: here({ fate: one }),
						label: FATE_WORDS[one].will,
						count: n(one),
						isCurrent: fate === one,
					})),
				]}
			/>
			<Rows {...{ head, preview, answer }} />
			<Pagination
				label="Pages of rows"
				page={preview.page}
				pages={preview.pages}
				href={(page) => here({ ...(fate ? { fate } : {}), page: String(page) })}
			/>
		</div>
	);
}

/** The form of what is chosen of rows: the button above it that imports sends it too. */
const CHOICES = "choices";

const isChosenAnew = (form: HTMLFormElement): boolean =>
	[...form.querySelectorAll("option")].some(({ selected, defaultSelected }) => selected && !defaultSelected);

function wouldDo(n: (name: string) => number): string {
	const changes = `change ${plural(n("changed"), "row")}`;
	if (n("created") === 0) return changes;
	const creates = `create ${plural(n("casesCreated"), "case")} and ${plural(n("actionsCreated"), "action")}`;
	return n("changed") === 0 ? creates : `${creates}, and ${changes}`;
}

type Row = PreviewShown["rows"][number];

function Rows({ head, preview, answer }: { head: Head; preview: PreviewShown; answer: FormAnswer }) {
	const { fate } = preview;
	const hasChoice = preview.rows.some(({ choices }) => choices);
	const table = (
		<div className="pr-import-rows">
			<Table
				caption={`${plural(preview.total, "row")}${fate ? `: ${FATE_WORDS[fate].will.toLowerCase()}` : ""}`}
				captionHidden
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
		</div>
	);
	return (
		<CommandForm id={CHOICES} intention={`${head.version} ${answer.turn}`}>
			<HiddenFields values={{ version: String(head.version) }} />
			{table}
			{hasChoice ? (
				<>
					<p className="govuk-body">What you choose here is imported with the rest, or saved for now.</p>
					<Button name="intent" value="choose" variant="secondary" preventDoubleClick>
						Save what I chose
					</Button>
				</>
			) : null}
		</CommandForm>
	);
}

function Why({ row }: { row: Row }) {
	return (
		<>
			{row.reason ? <p className="govuk-body pr-typed">{row.reason}</p> : null}
			{row.fate === "uncertain" && row.differences?.length ? (
				<p className="govuk-body">With it, once you have chosen:</p>
			) : null}
			{row.differences?.length ? (
				<ul className="govuk-list govuk-list--bullet">
					{row.differences.map(({ what, before, after }) => (
						<li className="pr-typed" key={`${what} ${after}`}>
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
			{row.choices?.map(({ key, about, options, chosen }) => (
				<Select
					key={key}
					name={`choice-${key}`}
					label={`${about}: row ${row.row} of ${row.sheet}`}
					labelHidden={row.choices?.length === 1}
					placeholder="Choose"
					options={options}
					defaultValue={chosen ?? ""}
				/>
			))}
		</>
	);
}
