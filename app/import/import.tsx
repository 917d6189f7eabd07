/** Reads in the spreadsheet that a panel keeps today, and accounts for every row of it. */
import { type MetaFunction, useActionData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { Actor } from "#server/audiences/index.ts";
import { Invalid, NotAllowed } from "#server/http/errors.ts";
import { onPost, type SentForm, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import {
	type ImportReport,
	importTracker,
	type RowReport,
	readTracker,
	TrackerUnreadable,
} from "#server/import/index.ts";
import { standingOf } from "#server/panels/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	CommandForm,
	Details,
	FileInput,
	LinkButton,
	NotificationBanner,
	PageTitle,
	SummaryList,
	Table,
	Tag,
} from "../ui/index.ts";

export const meta: MetaFunction = () => [{ title: "Import a tracker – Panelroom" }];

export const loader = signedIn(async ({ actor }) => {
	await requireCoordinator(actor);
	const { panels } = await standingOf(actor);
	return {
		panels: panels.filter((panel) => panel.role === "coordinator").map(({ id, name }) => ({ id, name })),
	};
});

/** The report is shown in answer to the post: hundreds of rows, some of them quoted, belong in no address. */
export const action = onPost(async ({ actor, form }) => {
	await requireCoordinator(actor);
	const data = await workbookIn(form);
	try {
		const tracker = await readTracker(data, today());
		return {
			report: await importTracker(actor, form.opId, tracker),
			file: form.files.file?.name ?? "",
			opId: form.opId,
		};
	} catch (error) {
		if (error instanceof TrackerUnreadable) throw new Invalid({ file: error.message });
		throw error;
	}
});

async function requireCoordinator(actor: Actor): Promise<void> {
	const { isCoordinator } = await standingOf(actor);
	if (!isCoordinator) throw new NotAllowed("Only a panel’s coordinator can import a tracker.");
}

async function workbookIn(form: SentForm): Promise<Uint8Array> {
	const file = form.files.file;
	if (!file) throw new Invalid({ file: "Select the tracker to import" });
	return new Uint8Array(await file.arrayBuffer());
}

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type Imported = { report: ImportReport; file: string; opId: string };

export default function Import() {
	const answer = useFormAnswer();
	const done = useActionData<Imported | Record<string, never>>();
	const imported = done && "report" in done ? (done as Imported) : null;
	return (
		<Page width={imported ? "wide" : "normal"}>
			<FormProblems answer={answer} />
			{imported ? (
				<Report key={imported.opId} imported={imported} />
			) : (
				<PageTitle>Import a tracker</PageTitle>
			)}
			<UploadForm answer={answer} imported={imported} />
		</Page>
	);
}

function UploadForm({
	answer,
	imported,
}: {
	answer: ReturnType<typeof useFormAnswer>;
	imported: Imported | null;
}) {
	return (
		<CommandForm
			encType="multipart/form-data"
			// Each file sent is an import of its own, also the same one a second time.
			key={imported?.opId}
			intention={`${imported?.opId ?? ""} ${answer.turn}`}
		>
			{imported ? <h2 className="govuk-heading-m">Import another file</h2> : <Explanation />}
			<FileInput
				name="file"
				label="The tracker"
				hint="An Excel workbook (.xlsx) of at most 10 megabytes"
				accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
				error={answer.errors.file}
			/>
			<Button variant={imported ? "secondary" : "primary"} preventDoubleClick>
				Import this file
			</Button>
		</CommandForm>
	);
}

function Explanation() {
	return (
		<>
			<p className="govuk-body">
				Panelroom reads the spreadsheet in which a panel keeps its cases and actions today. You then see what
				became of every row.
			</p>
			<ul className="govuk-list govuk-list--bullet">
				<li>Each sheet goes into the panel of the same name, if you coordinate that panel.</li>
				<li>Addresses and telephone numbers become protected details.</li>
				<li>The same file again changes nothing, and a longer one adds only what is new.</li>
				<li>The file itself is not kept.</li>
			</ul>
		</>
	);
}

const plural = (n: number, one: string, many = `${one}s`) =>
	`${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

function Report({ imported: { report, file } }: { imported: Imported }) {
	const { counts, rows } = report;
	const title = useRef<HTMLDivElement>(null);
	// The banner of a success takes the focus by itself; the form that had it is gone.
	useEffect(() => {
		if (document.activeElement === document.body) title.current?.querySelector<HTMLElement>("h1")?.focus();
	}, []);
	const isNew = counts.casesCreated > 0 || counts.actionsCreated > 0;
	const sheets = [...new Set(rows.map((row) => row.sheet))];
	return (
		<>
			{isNew ? (
				<NotificationBanner
					type="success"
					title="Imported"
					heading={`${plural(counts.casesCreated, "case")} and ${plural(counts.actionsCreated, "action")} were created.`}
				/>
			) : (
				<NotificationBanner
					heading={
						counts.unchanged > 0
							? "Nothing has changed: all that can be imported from this file was imported before."
							: "Nothing was imported: no row of this file could be."
					}
				/>
			)}
			<div ref={title}>
				<PageTitle caption={file}>What became of every row</PageTitle>
			</div>
			<SummaryList
				rows={[
					{ key: "Rows in the file", value: counts.rows.toLocaleString("en-GB") },
					{ key: "Created", value: plural(counts.created, "row") },
					{ key: "Here already, unchanged", value: plural(counts.unchanged, "row") },
					{ key: "Not imported", value: plural(counts.notImported, "row") },
				]}
			/>
			{sheets.map((sheet) => (
				<Sheet key={sheet} name={sheet} rows={rows.filter((row) => row.sheet === sheet)} />
			))}
			<p className="govuk-body">
				<LinkButton to={paths.home()}>Go to your panels</LinkButton>
			</p>
		</>
	);
}

const OUTCOMES: Record<RowReport["outcome"], { words: string; colour: "green" | "grey" | "orange" }> = {
	"not-imported": { words: "Not imported", colour: "orange" },
	created: { words: "Created", colour: "green" },
	unchanged: { words: "Here already", colour: "grey" },
};

/** What needs a look stands open: rows left out, and rows of which something was. The rest is a click away. */
function Sheet({ name, rows }: { name: string; rows: RowReport[] }) {
	const leftOut = rows.filter((row) => row.outcome === "not-imported");
	const inPart = rows.filter((row) => row.outcome !== "not-imported" && row.reason);
	const whole = rows.filter((row) => row.outcome !== "not-imported" && !row.reason);
	return (
		<section aria-label={`Sheet ${name}`}>
			<h2 className="govuk-heading-m">
				{name} <span className="govuk-caption-m">{plural(rows.length, "row")}</span>
			</h2>
			<Rows caption={`Not imported (${leftOut.length})`} rows={leftOut} empty="Every row was imported." />
			{inPart.length > 0 ? (
				<Rows caption={`Imported, with something left behind (${inPart.length})`} rows={inPart} />
			) : null}
			{whole.length > 0 ? (
				<Details summary={wholeInWords(whole)}>
					<Rows caption={`The other rows of ${name}`} rows={whole} />
				</Details>
			) : null}
		</section>
	);
}

function wholeInWords(rows: RowReport[]): string {
	const created = rows.filter((row) => row.outcome === "created").length;
	const here = rows.length - created;
	const parts = [created > 0 ? `${created} created` : "", here > 0 ? `${here} here already` : ""];
	return `The other rows: ${parts.filter(Boolean).join(", ")}`;
}

function Rows({ caption, rows, empty }: { caption: string; rows: RowReport[]; empty?: string }) {
	return (
		<Table
			caption={caption}
			captionSize="s"
			columns={[
				{ key: "row", header: "Row", rowHeader: true, cell: (row) => row.row },
				{
					key: "outcome",
					header: "Outcome",
					cell: (row) => <Tag colour={OUTCOMES[row.outcome].colour}>{OUTCOMES[row.outcome].words}</Tag>,
				},
				{ key: "reason", header: "Why", cell: (row) => row.reason ?? "" },
			]}
			rows={rows}
			rowKey={(row) => String(row.row)}
			empty={empty ? <p className="govuk-body">{empty}</p> : undefined}
		/>
	);
}
