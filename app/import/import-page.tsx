/** One import, wherever it is: what its columns mean, what would become of every row, and what came of it. */
import { Link, type MetaFunction, useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { Actor } from "#server/audiences/index.ts";
import { Conflict, Invalid } from "#server/http/errors.ts";
import { done, onPost, type SentForm, signedIn } from "#server/http/screen.ts";
import {
	abandonImport,
	acceptImport,
	type ColumnsSaid,
	chooseRows,
	FATES,
	type Fate,
	importPage,
	type Meaning,
	mapAgain,
	mapColumns,
	mapWords,
	resumeImport,
	type TrackerStatus,
	takeBack,
} from "#server/import/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent, pageIn } from "../typed-form.ts";
import {
	BackLink,
	ButtonGroup,
	InsetText,
	LinkButton,
	NotificationBanner,
	PageTitle,
	SummaryList,
	Time,
	useAnnounce,
	WarningText,
} from "../ui/index.ts";
import { plural } from "./import-words.ts";
import { MapColumns, MapWords } from "./mapping.tsx";
import { One } from "./one-button.tsx";
import { Preview } from "./preview.tsx";

// Never the file's name, which may be somebody's: titles stay in the browser's history.
export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data ? titleOf(data) : "An import"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params, url }) => {
	const asked = url.searchParams.get("fate");
	const fate = FATES.find((one) => one === asked) ?? null;
	return importPage(actor, params.importId ?? "", { fate, page: pageIn(url) });
});

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const importId = params.importId ?? "";
	const version = Number(form.fields.version) || 0;
	const { fields } = form;
	await byIntent<typeof post, unknown>(post, {
		columns: () => mapColumns(actor, importId, version, columnsIn(fields)),
		words: () => mapWords(actor, importId, version, wordsIn(form)),
		again: () => mapAgain(actor, importId, version),
		choose: () => chooseRows(actor, importId, version, startingWith("choice-", fields)),
		accept: async () => acceptImport(actor, importId, await choosing(actor, importId, version, fields)),
		resume: () => resumeImport(actor, importId),
		abandon: () => abandonImport(actor, form.opId, importId),
		undo: () => takeBack(actor, form.opId, importId),
	});
	return done(form, {}, paths.importOf(importId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

/**
 * Saves what was chosen of uncertain rows by the press that imports. @returns the version since; the given one when the
 * import has gone on already, as it has for the same press a second time.
 */
async function choosing(actor: Actor, importId: string, version: number, fields: Record<string, string>) {
	const choices = startingWith("choice-", fields);
	if (Object.keys(choices).length === 0) return version;
	try {
		await chooseRows(actor, importId, version, choices);
		return version + 1;
	} catch (error) {
		if (error instanceof Conflict) return version;
		throw error;
	}
}

/** The fields of a form whose names begin so, by the rest of the name. */
const startingWith = (start: string, fields: Record<string, string>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(fields).flatMap(([name, value]) =>
			name.startsWith(start) && value !== "" ? [[name.slice(start.length), value]] : [],
		),
	);

function columnsIn(fields: Record<string, string>): ColumnsSaid[] {
	const sheets = Math.min(Number(fields.sheets) || 0, 50);
	return Array.from({ length: sheets }, (_, at) => {
		const row = (fields[`headings-${at}`] ?? "").trim();
		if (row !== "" && !/^\d{1,5}$/.test(row)) {
			throw new Invalid({ [`headings-${at}`]: "The row of the headings must be a number" });
		}
		return {
			panelId: fields[`panel-${at}`] || null,
			headings: row === "" ? null : Number(row),
			meanings: startingWith(`column-${at}-`, fields) as Record<string, Meaning>,
		};
	});
}

function wordsIn({ fields }: SentForm) {
	const owners = startingWith("owner-", fields);
	const statuses = startingWith("status-", fields) as Record<string, TrackerStatus>;
	const risks = startingWith("risk-", fields);
	return { owners, statuses, risks, isRemembered: fields.remember === "yes" };
}

/** What the page's heading says: where the import is. */
function titleOf({ head, mapping, preview }: ReturnType<typeof useLoaderData<typeof loader>>): string {
	if (mapping) return mapping.words ? "Names and words in the file" : "What the columns mean";
	if (preview) return "What would become of every row";
	switch (head.state) {
		case "reading":
		case "writing":
		case "undoing":
			return UNDER_WAY[head.state];
		case "accepted":
			return "What became of the file";
		case "undone":
			return "This import was undone";
		case "failed":
			return "This file could not be read";
		default:
			return "This import was given up";
	}
}

/**
 * The steps of an import share one address, so that no step begins like a page by itself: whoever listens is taken to
 * its heading, or told of it when they are at work outside the content.
 */
function useFocusAtStep(title: string): void {
	const announce = useAnnounce();
	const last = useRef(title);
	useEffect(() => {
		if (title === last.current) return;
		last.current = title;
		const heading = document.querySelector<HTMLElement>(".pr-page-title");
		const isElsewhere = document.activeElement?.closest("header, footer, nav");
		// A banner that says what was done has taken the focus already.
		const isTaken = document.activeElement?.closest(".govuk-notification-banner");
		if (isElsewhere) announce(title);
		else if (!isTaken) heading?.focus();
	}, [title, announce]);
}

export default function ImportPage() {
	const page = useLoaderData<typeof loader>();
	const { head, mapping, preview } = page;
	const answer = useFormAnswer();
	useFocusAtStep(titleOf(page));
	const isMapping = mapping !== null;
	return (
		<Page
			width={preview || isMapping ? "wide" : "normal"}
			beforeContent={<BackLink to={paths.import()}>Import</BackLink>}
		>
			<FormProblems answer={answer} />
			{head.problem && head.state === "preview" ? <NotificationBanner heading={head.problem} /> : null}
			{mapping && !mapping.words ? <MapColumns head={head} mapping={mapping} answer={answer} /> : null}
			{mapping?.words ? (
				<MapWords head={head} mapping={{ ...mapping, words: mapping.words }} answer={answer} />
			) : null}
			{preview ? <Preview head={head} preview={preview} answer={answer} /> : null}
			{!mapping && !preview ? <Stage head={head} /> : null}
		</Page>
	);
}

export type Head = ReturnType<typeof useLoaderData<typeof loader>>["head"];
export type MappingShown = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>["mapping"]>;
export type PreviewShown = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>["preview"]>;
export type FateShown = Fate;

function Stage({ head }: { head: Head }) {
	switch (head.state) {
		case "reading":
		case "writing":
		case "undoing":
			return <UnderWay head={head} />;
		case "accepted":
			return <Accepted head={head} />;
		case "undone":
			return (
				<>
					<PageTitle caption={head.fileName}>This import was undone</PageTitle>
					<p className="govuk-body">
						What it brought is gone
						{head.undoneAt ? (
							<>
								{" "}
								since <Time at={head.undoneAt} />
							</>
						) : null}
						, and what it changed is as it was before.
					</p>
				</>
			);
		case "failed":
			return (
				<>
					<PageTitle caption={head.fileName}>This file could not be read</PageTitle>
					<WarningText>{head.problem ?? "It could not be read."}</WarningText>
					<LinkButton to={paths.import()}>Choose another file</LinkButton>
				</>
			);
		default:
			return (
				<>
					<PageTitle caption={head.fileName}>This import was given up</PageTitle>
					<p className="govuk-body">Nothing of it was imported, and what was read of the file is gone.</p>
					<LinkButton to={paths.import()}>Choose a file</LinkButton>
				</>
			);
	}
}

const UNDER_WAY = {
	reading: "The file is being read",
	writing: "The import is being written",
	undoing: "The import is being undone",
} as const;

/** Asks again by itself; without script the browser does so. */
function UnderWay({ head }: { head: Head }) {
	const { revalidate, state } = useRevalidator();
	const isMoving = head.progress !== null;
	useEffect(() => {
		if (!isMoving || state !== "idle") return;
		const timer = setTimeout(revalidate, 1_000);
		return () => clearTimeout(timer);
	}, [isMoving, revalidate, state]);
	const { written = 0, outOf = 0 } = head.progress ?? {};
	const announce = useAnnounce();
	// A quarter at a time: the sentence below changes every second.
	const quarters = outOf > 0 ? Math.floor((written / outOf) * 4) : 0;
	// biome-ignore lint/correctness/useExhaustiveDependencies: what is between two quarters is not said
	useEffect(() => {
		if (quarters > 0) announce(`${written.toLocaleString("en-GB")} of ${plural(outOf, "case")}.`);
	}, [quarters, announce]);
	return (
		<>
			<PageTitle caption={head.fileName}>{UNDER_WAY[head.state as keyof typeof UNDER_WAY]}</PageTitle>
			{isMoving ? (
				<>
					<noscript>
						<meta httpEquiv="refresh" content="2" />
					</noscript>
					<p className="govuk-body">
						{outOf > 0
							? `${written.toLocaleString("en-GB")} of ${plural(outOf, "case")}.`
							: "This takes a moment."}
					</p>
					{outOf > 0 ? (
						<progress
							className="pr-import-progress"
							value={written}
							max={outOf}
							aria-label="How far it has come"
						/>
					) : null}
					<p className="govuk-body">Nobody sees any of it before it is complete. You may leave this page.</p>
				</>
			) : head.state === "writing" ? (
				<>
					<InsetText>
						It was interrupted. Nobody sees anything of it. You may let it go on where it was, or give it up.
					</InsetText>
					<ButtonGroup>
						<One head={head} intent="resume" label="Go on" />
						<One head={head} intent="abandon" label="Give it up" isSecondary />
					</ButtonGroup>
				</>
			) : (
				<p className="govuk-body">It goes on by itself within a few minutes.</p>
			)}
		</>
	);
}

function whatCame(n: (name: string) => number): string {
	const changed = `${plural(n("changed"), "row was", "rows were")} changed`;
	if (n("created") === 0) return `${changed}.`;
	const created = `${plural(n("casesCreated"), "case")} and ${plural(n("actionsCreated"), "action")} were created`;
	return n("changed") === 0 ? `${created}.` : `${created}, and ${changed}.`;
}

function Accepted({ head }: { head: Head }) {
	const { counts } = head;
	const n = (name: string) => counts?.[name] ?? 0;
	return (
		<>
			<NotificationBanner type="success" title="Imported" heading={whatCame(n)} />
			<PageTitle caption={head.fileName}>What became of the file</PageTitle>
			<SummaryList
				rows={[
					{ key: "Into", value: head.panelNames.join(", ") },
					{ key: "Rows in the file", value: n("rows").toLocaleString("en-GB") },
					{ key: "Created", value: plural(n("created"), "row") },
					{ key: "Changed", value: plural(n("changed"), "row") },
					{ key: "Unchanged", value: plural(n("unchanged"), "row") },
					{ key: "Left out as uncertain", value: plural(n("uncertain"), "row") },
					{ key: "Not imported", value: plural(n("not-imported"), "row") },
				]}
			/>
			<ul className="govuk-list">
				{head.panelIds.map((panelId, at) => (
					<li key={panelId}>
						<Link className="govuk-link" to={paths.panel(panelId)}>
							Go to {head.panelNames[at] ?? "the panel"}
						</Link>
					</li>
				))}
			</ul>
			<h2 className="govuk-heading-m">If this was a mistake</h2>
			<p className="govuk-body">
				It can be undone as long as nobody has worked with what it brought. Its cases and actions are removed,
				and what it changed is as it was before.
			</p>
			<One head={head} intent="undo" label="Undo this import" isSecondary />
		</>
	);
}
