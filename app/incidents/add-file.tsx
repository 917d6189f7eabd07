/** Adds the incidents of a CSV file: each row is shown as it was understood, and all are added or none. */
import { Link, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { type ChangeEvent, type FormEvent, useState } from "react";
import type { Actor } from "#server/audiences/index.ts";
import { caseHeader } from "#server/cases/index.ts";
import { Invalid, NotAllowed } from "#server/http/errors.ts";
import { done, onPost, type SentForm, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { addIncidents } from "#server/incidents/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	Details,
	ErrorSummary,
	FileInput,
	HiddenFields,
	InsetText,
	PageTitle,
	Table,
} from "../ui/index.ts";
import { asSaid, byNumber, inOneMessage } from "./incident-desk.ts";
import {
	COLUMN_WORDS,
	cellsToSend,
	type FileReading,
	LARGEST_INCIDENT_FILE,
	readIncidentFile,
	readRows,
} from "./incident-file.ts";
import { Several } from "./quick-entry.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: add incidents from a file – Panelroom` },
];

async function headerForAdding(actor: Actor, caseId: string) {
	const header = await caseHeader(actor, caseId);
	if (!header.rights.includes("contribute")) {
		throw new NotAllowed("Only members of the panel and the officer in the case can add to it.");
	}
	return header;
}

export const loader = signedIn(async ({ actor, params }) => ({
	header: await headerForAdding(actor, params.caseId ?? ""),
	largest: LARGEST_INCIDENT_FILE,
	meanings: Object.values(COLUMN_WORDS),
}));

/** The file as it was read, with its cells, which the next form sends again: nothing of it is kept here. */
interface Previewed {
	ok: false;
	values: Record<string, string>;
	columns: { heading: string; meaning: string | null }[];
	rows: FileReading["rows"];
	cells: string;
}

export const action = onPost(async (post) => {
	const caseId = post.params.caseId ?? "";
	return byIntent<typeof post, object>(post, {
		read: async ({ actor, form }) => {
			await headerForAdding(actor, caseId);
			const file = form.files.file;
			if (!file) throw new Invalid({ file: "Select the file with the incidents" });
			const data = new Uint8Array(await file.arrayBuffer());
			return previewOf(readIncidentFile(data, file.name, today()));
		},
		add: ({ actor, form }) => addRows(actor, caseId, form),
	});
});

const previewOf = (reading: FileReading): Previewed => ({
	ok: false,
	values: {},
	columns: reading.columns.map(({ heading, meaning }) => ({
		heading,
		meaning: meaning && COLUMN_WORDS[meaning],
	})),
	rows: reading.rows,
	cells: JSON.stringify(cellsToSend(reading)),
});

async function addRows(actor: Actor, caseId: string, form: SentForm) {
	const { rows } = readRows(cellsIn(form.fields.cells ?? ""), today());
	const wrong = rows.flatMap(({ number, reading }) =>
		"problem" in reading ? [{ number, problem: reading.problem }] : [],
	);
	if (wrong.length > 0) throw new Invalid({ file: inOneMessage("Row", wrong) });
	try {
		const added = await addIncidents(actor, form.opId, {
			caseId,
			from: "file",
			incidents: rows.flatMap(({ reading }) => ("incident" in reading ? [asSaid(reading.incident)] : [])),
		});
		const count = String(added.incidents);
		return done({ ...form, returnTo: null }, added, paths.chronology(caseId, { count }));
	} catch (error) {
		throw byNumber(
			error,
			"Row",
			rows.map(({ number }) => number),
			"file",
		);
	}
}

/** @throws Invalid */
function cellsIn(text: string): string[][] {
	try {
		const cells: unknown = JSON.parse(text);
		const isTable =
			Array.isArray(cells) &&
			cells.every((row) => Array.isArray(row) && row.every((cell) => typeof cell === "string"));
		if (isTable) return cells as string[][];
	} catch {
		// Told below.
	}
	throw new Invalid({ file: "Select the file with the incidents again" });
}

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

const TOO_LARGE = "The file must be smaller than 600 kB. Split it and add one part after the other";
/** So many rows are shown as they were understood; beyond, only those in which something is wrong. */
const MOST_SHOWN = 100;

export default function AddFile() {
	const { header, largest, meanings } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const data = useActionData<Previewed | object>();
	const preview = data && "rows" in data ? data : null;
	const [isTooLarge, setTooLarge] = useState(false);
	const chosen = (event: ChangeEvent<HTMLInputElement>) =>
		setTooLarge((event.target.files?.[0]?.size ?? 0) > largest);
	const sent = (event: FormEvent) => {
		if (isTooLarge) event.preventDefault();
	};
	const wrong = preview?.rows.filter(({ reading }) => "problem" in reading).length ?? 0;
	return (
		<CasePage
			header={header}
			width="wide"
			problems={
				isTooLarge ? (
					<ErrorSummary errors={[{ field: "file", message: TOO_LARGE }]} />
				) : (
					<FormProblems answer={answer} />
				)
			}
		>
			<PageTitle>Add incidents from a file</PageTitle>
			{preview ? <Preview preview={preview} /> : null}
			{preview && wrong === 0 ? (
				<CommandForm encType="multipart/form-data" intention={`add ${answer.turn}`}>
					<HiddenFields values={{ intent: "add", cells: preview.cells }} />
					<ButtonGroup>
						<Button preventDoubleClick>
							{preview.rows.length === 1
								? "Add this incident"
								: `Add these ${preview.rows.length.toLocaleString("en-GB")} incidents`}
						</Button>
						<Link className="govuk-link" to={paths.chronology(header.caseId)}>
							Cancel
						</Link>
					</ButtonGroup>
				</CommandForm>
			) : null}
			<CommandForm
				encType="multipart/form-data"
				intention={`read ${answer.turn}`}
				onSubmit={sent}
				className="pr-form"
			>
				<HiddenFields values={{ intent: "read" }} />
				<FileInput
					name="file"
					label={preview ? "Another file" : "The file"}
					hint="A CSV file (.csv) of at most 600 kB and 2,000 rows, with headings in its first row"
					accept=".csv,.tsv,.txt,text/csv"
					error={isTooLarge ? TOO_LARGE : answer.errors.file}
					onChange={chosen}
				/>
				<Button preventDoubleClick variant={preview ? "secondary" : "primary"}>
					Read this file
				</Button>
			</CommandForm>
			<Details summary="Which columns it may have">
				<p className="govuk-body">
					It needs a column <b>Date</b> and a column <b>What happened</b>. Others are known by their headings:{" "}
					{meanings.slice(1).join(", ")}. A cell that looks like a formula stays text. The file itself is not
					kept.
				</p>
			</Details>
		</CasePage>
	);
}

function Preview({ preview }: { preview: Previewed }) {
	const { columns, rows } = preview;
	const wrong = rows.filter(({ reading }) => "problem" in reading);
	const shown = wrong.length > 0 ? wrong.slice(0, MOST_SHOWN) : rows.slice(0, MOST_SHOWN);
	const more = (wrong.length > 0 ? wrong.length : rows.length) - shown.length;
	return (
		<section aria-label="As it was read">
			<Table
				caption="What its columns were taken for"
				captionSize="s"
				columns={[
					{
						key: "heading",
						header: "Heading",
						rowHeader: true,
						cell: ({ heading }) => heading || "No heading",
					},
					{ key: "meaning", header: "Taken for", cell: ({ meaning }) => meaning ?? "Passed over" },
				]}
				rows={columns.map((column, at) => ({ ...column, key: String(at) }))}
				rowKey={({ key }) => key}
			/>
			<NotUnderstood rows={rows} />
			<Several readings={shown} what="Row" of={rows.length} wrong={wrong.length} />
			{more > 0 ? (
				<p className="govuk-body">{more.toLocaleString("en-GB")} more rows are not shown here.</p>
			) : null}
		</section>
	);
}

/** So many rows of one cell are named by their numbers. */
const MOST_NUMBERS = 8;

/** Every cell that was not understood, or not wholly: the same words once, with the rows in which they stand. */
function NotUnderstood({ rows }: { rows: FileReading["rows"] }) {
	const numbers = new Map<string, number[]>();
	for (const { number, reading } of rows) {
		for (const words of ("kept" in reading && reading.kept) || []) {
			const before = numbers.get(words);
			if (before) before.push(number);
			else numbers.set(words, [number]);
		}
	}
	if (numbers.size === 0) return null;
	return (
		<InsetText>
			<p className="govuk-body">
				Cells that were not understood, or not wholly. Their words are kept below what happened:
			</p>
			<ul className="govuk-list govuk-list--bullet">
				{[...numbers].map(([words, at]) => (
					<li key={words}>
						<span className="pr-typed">“{words}”</span>, {at.length === 1 ? "row" : "rows"}{" "}
						{at.slice(0, MOST_NUMBERS).join(", ")}
						{at.length > MOST_NUMBERS
							? ` and ${(at.length - MOST_NUMBERS).toLocaleString("en-GB")} more`
							: ""}
					</li>
				))}
			</ul>
		</InsetText>
	);
}
