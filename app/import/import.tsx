/** Where a coordinator chooses the spreadsheet that a panel keeps today, and finds the imports that they have begun. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { type ChangeEvent, type FormEvent, useState } from "react";
import type { Actor } from "#server/audiences/index.ts";
import { Invalid, NotAllowed } from "#server/http/errors.ts";
import { done, onPost, type SentForm, signedIn } from "#server/http/screen.ts";
import { beginImport, importsOf } from "#server/import/index.ts";
import { standingOf } from "#server/panels/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { Button, CommandForm, ErrorSummary, FileInput, PageTitle, Table, Tag, Time } from "../ui/index.ts";
import { plural, STATE_WORDS } from "./import-words.ts";

export const meta: MetaFunction = () => [{ title: "Import a tracker – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => {
	await requireCoordinator(actor);
	// Without a script nobody looked at the size before the file was sent; server/http/middleware.ts comes back here.
	const wasTooLarge = url.searchParams.has("too-large");
	return { imports: await importsOf(actor), wasTooLarge };
});

export const action = onPost(async ({ actor, form }) => {
	await requireCoordinator(actor);
	const { importId } = await beginImport(actor, form.opId, await fileIn(form));
	// The form’s own address is this one; it goes on to the import’s.
	return done({ ...form, returnTo: null }, { importId }, paths.importOf(importId));
});

async function requireCoordinator(actor: Actor): Promise<void> {
	const { isCoordinator } = await standingOf(actor);
	if (!isCoordinator) throw new NotAllowed("Only a panel’s coordinator can import a tracker.");
}

async function fileIn(form: SentForm) {
	const file = form.files.file;
	if (!file) throw new Invalid({ file: "Select the tracker to import" });
	return { name: file.name, data: new Uint8Array(await file.arrayBuffer()) };
}

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

const LARGEST = 50 * 1024 * 1024;
const TOO_LARGE =
	"This file is larger than 50 MB. Remove pictures and attachments from it and import it again.";

export default function Import() {
	const { imports, wasTooLarge } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	// Said before it is sent: so large a file would be refused without being read.
	const [isTooLarge, setTooLarge] = useState(wasTooLarge);
	const chosen = (event: ChangeEvent<HTMLInputElement>) =>
		setTooLarge((event.target.files?.[0]?.size ?? 0) > LARGEST);
	const sent = (event: FormEvent) => {
		if (isTooLarge) event.preventDefault();
	};
	return (
		<Page>
			{isTooLarge ? (
				<ErrorSummary errors={[{ field: "file", message: TOO_LARGE }]} />
			) : (
				<FormProblems answer={answer} />
			)}
			<PageTitle>Import a tracker</PageTitle>
			<p className="govuk-body">
				Panelroom reads the spreadsheet in which a panel keeps its cases and actions today. Before anything is
				written you see what would become of every row.
			</p>
			<ul className="govuk-list govuk-list--bullet">
				<li>You say which column means what, and which panel each sheet goes into.</li>
				<li>
					The victim’s addresses, telephone numbers and whatever else could lead to them become protected
					details.
				</li>
				<li>The same file again changes nothing; a newer one changes only what is new in it.</li>
				<li>An import can be undone while nobody has worked with what it brought.</li>
				<li>The file itself is not kept.</li>
			</ul>
			<CommandForm
				action={paths.import()}
				encType="multipart/form-data"
				intention={answer.turn}
				onSubmit={sent}
			>
				<FileInput
					name="file"
					label="The tracker"
					hint="An Excel workbook (.xlsx) or a CSV file (.csv) of at most 50 megabytes and 5,000 rows"
					accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
					error={isTooLarge ? TOO_LARGE : answer.errors.file}
					onChange={chosen}
				/>
				<Button preventDoubleClick>Read this file</Button>
			</CommandForm>
			{imports.length > 0 ? <Earlier imports={imports} /> : null}
		</Page>
	);
}

function Earlier({ imports }: { imports: ReturnType<typeof useLoaderData<typeof loader>>["imports"] }) {
	return (
		<Table
			caption="Your imports"
			columns={[
				{
					key: "file",
					header: "File",
					rowHeader: true,
					cell: (one) => (
						<Link className="govuk-link" to={paths.importOf(one.id)}>
							{one.fileName}
						</Link>
					),
				},
				{ key: "at", header: "Begun", cell: (one) => <Time at={one.at} /> },
				{
					key: "brought",
					header: "Brought",
					cell: (one) =>
						one.state === "accepted"
							? `${plural(one.casesCreated, "case")}, ${plural(one.actionsCreated, "action")}`
							: "",
				},
				{
					key: "state",
					header: "State",
					cell: (one) => <Tag colour={STATE_WORDS[one.state].colour}>{STATE_WORDS[one.state].word}</Tag>,
				},
			]}
			rows={imports}
			rowKey={(one) => one.id}
		/>
	);
}
