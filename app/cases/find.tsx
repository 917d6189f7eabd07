/**
 * Finds cases by whatever is known of them. What is searched for is a name more often than not, so it is posted: it
 * stands in no address, no history and no log.
 */
import {
	Link,
	type MetaFunction,
	useActionData,
	useNavigationType,
	useRouteLoaderData,
} from "@remix-run/react";
import { Fragment, useEffect, useRef } from "react";
import { Invalid } from "#server/http/errors.ts";
import { onPost, signedIn } from "#server/http/screen.ts";
import {
	type Found,
	type FoundCase,
	findCases,
	type IncidentReason,
	type Reason,
	type Snippet,
} from "#server/search/index.ts";
import { FormProblems, useFormAnswer } from "../form-answer.tsx";
import { kindsInShort, POLICE_WORDS, whenInWords } from "../incidents/incident-words.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import type { loader as rootLoader } from "../root.tsx";
import { headingOf } from "../summary/section-words.ts";
import { Button, CommandForm, EmptyState, PageTitle, RiskTag, TextInput } from "../ui/index.ts";
import { PART_WORDS } from "./case-words.ts";

// Titles stay in the browser's history.
export const meta: MetaFunction = () => [{ title: "Find a case – Panelroom" }];

export const loader = signedIn(async () => null);

export const action = onPost(
	async ({ actor, form }) => {
		const words = (form.fields.words ?? "").trim();
		if (words === "") throw new Invalid({ words: "Enter a name, a number or a word" });
		return { words, found: await findCases(actor, words) };
	},
	// Nothing is lost, and a name is not kept where it need not be.
	{ whenTimedOut: "leave" },
);

/** What this person searched for last, so that the way back from a case leads to what was found. In memory alone. */
let last: { userId: string; words: string } | undefined;

export default function Find() {
	const data = useActionData<typeof action>();
	const answer = useFormAnswer();
	const userId = useRouteLoaderData<typeof rootLoader>("root")?.person?.userId ?? "";
	const result = data && "found" in data ? data : undefined;
	const typed = result?.words ?? answer.values.words;
	const form = useRef<HTMLFormElement>(null);
	const box = useRef<HTMLInputElement>(null);
	const cameBack = useNavigationType() === "POP";

	useEffect(() => {
		if (result) last = { userId, words: result.words };
	}, [result, userId]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: only as the page is come to
	useEffect(() => {
		if (result || !cameBack || last?.userId !== userId || !box.current) return;
		box.current.value = last.words;
		form.current?.requestSubmit();
	}, []);

	return (
		<Page width="wide">
			<FormProblems answer={answer} />
			<PageTitle>Find a case</PageTitle>
			<CommandForm action={paths.find()} role="search" className="pr-search" ref={form}>
				<TextInput
					ref={box}
					name="words"
					type="search"
					label="Name, number or word"
					hint="Of anybody in the case, in any spelling; a case or crime reference; a telephone number; or words that were recorded."
					error={answer.errors.words}
					defaultValue={typed}
					maxLength={200}
					autoComplete="off"
					spellCheck={false}
				/>
				<Button>Find</Button>
			</CommandForm>
			{result ? <Results found={result.found} /> : null}
		</Page>
	);
}

function Results({ found }: { found: Found }) {
	return (
		<section aria-labelledby="found-heading">
			<div role="status">
				<h2 className="govuk-heading-m" id="found-heading">
					{countInWords(found)}
				</h2>
			</div>
			{found.lines.length === 0 ? (
				<EmptyState title="No case that you can see fits">
					<p className="govuk-body">
						Try fewer words, another spelling, or a part of the reference. Every word that you type must be in
						one place: in the names of a case, in one entry, in one action, in one incident, or in one section
						of its summary.
					</p>
				</EmptyState>
			) : (
				<ol className="pr-found">
					{found.lines.map((line) => (
						<li key={line.id} className="pr-found__case">
							<FoundOne line={line} />
						</li>
					))}
				</ol>
			)}
			{found.isMore ? (
				<p className="govuk-body">Only the first {found.total} are shown. Add a word to narrow the search.</p>
			) : null}
		</section>
	);
}

function FoundOne({ line }: { line: FoundCase }) {
	return (
		<>
			<div className="pr-found__head">
				<h3 className="govuk-heading-s pr-found__title">
					<Link className="govuk-link" to={paths.case(line.id)}>
						<span className="pr-reference">{line.reference}</span> {line.victim || "Victim not known"}
					</Link>
				</h3>
				<RiskTag level={line.risk} />
			</div>
			<p className="govuk-body-s pr-found__about">
				{line.panelName}. Person causing harm: {line.suspects || "not known"}.
				{line.state === "closed" ? " Closed." : ""}
			</p>
			<ul className="pr-found__reasons">
				{line.reasons.map((reason) => (
					<li key={keyOf(reason)}>
						<Why reason={reason} />
					</li>
				))}
				{line.moreReasons === "many" || line.moreReasons > 0 ? (
					<li>
						and in {line.moreReasons} more {line.moreReasons === 1 ? "place" : "places"}
					</li>
				) : null}
			</ul>
		</>
	);
}

const keyOf = (reason: Reason) =>
	"id" in reason ? reason.id : `${reason.kind} ${"text" in reason ? reason.text : ""}`;

/** Why a case was found. */
function Why({ reason }: { reason: Reason }) {
	switch (reason.kind) {
		case "reference":
			return <>Its reference</>;
		case "crime-reference":
			return (
				<>
					Crime reference <mark>{reason.text}</mark>
				</>
			);
		case "officer":
			return (
				<>
					Officer in the case: <mark>{reason.text}</mark>
				</>
			);
		case "safe-telephone":
			return <>The victim’s safe telephone number</>;
		case "victim":
		case "person-causing-harm":
			return (
				<>
					{PART_WORDS[reason.kind]}
					{reason.aliasOf ? `, ${reason.aliasOf}, also known as ` : ": "}
					<mark>{reason.text}</mark>
					{reason.isOtherSpelling ? " (another spelling)" : ""}
				</>
			);
		case "entry":
		case "action":
			return (
				<>
					<Link
						className="govuk-link"
						to={reason.kind === "entry" ? paths.entry(reason.id) : paths.action(reason.id)}
					>
						{reason.kind === "entry" ? "In an entry" : "In an action"}
					</Link>
					: <Around snippet={reason.snippet} />
				</>
			);
		case "incident":
			return (
				<>
					<Link className="govuk-link" to={paths.incident(reason.id)}>
						In an incident
					</Link>
					, {incidentInWords(reason)}
					{reason.crimeNumber ? (
						<>
							: crime number <mark>{reason.crimeNumber}</mark>
						</>
					) : reason.snippet.length > 0 ? (
						<>
							: <Around snippet={reason.snippet} />
						</>
					) : null}
				</>
			);
		case "summary":
			return (
				<>
					<Link className="govuk-link" to={paths.summaryAt(reason.caseId, reason.key)}>
						In the summary
					</Link>
					, {headingOf(reason.section, reason.agencyName)}
					{reason.snippet.length > 0 ? (
						<>
							: <Around snippet={reason.snippet} />
						</>
					) : null}
				</>
			);
		default:
			return reason satisfies never;
	}
}

/** "Tue 3 Nov 2026, following; loitering": when it was and of what kind, or what the police did. */
function incidentInWords(reason: IncidentReason): string {
	const kinds = reason.kinds.length > 0 ? kindsInShort(reason.kinds) : null;
	const what = kinds ?? (reason.policeAction ? POLICE_WORDS[reason.policeAction] : null);
	return [whenInWords(reason), what].filter(Boolean).join(", ");
}

/** What was found, marked, and the words around it. */
const Around = ({ snippet }: { snippet: Snippet }) =>
	snippet.map(({ text, isMatch }, at) =>
		isMatch ? (
			// biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in its order
			<mark key={at}>{text}</mark>
		) : (
			// biome-ignore lint/suspicious/noArrayIndexKey: as above
			<Fragment key={at}>{text}</Fragment>
		),
	);

const countInWords = ({ total, isMore }: Found) =>
	total === 0
		? "No cases found"
		: total === 1
			? "1 case found"
			: `${isMore ? "More than " : ""}${total.toLocaleString("en-GB")} cases found`;
