/** A case on one page of paper. Made to be printed; on a screen it looks as it will. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { useEffect, useState } from "react";
import { now } from "#server/clock.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { casePage } from "#server/summary/index.ts";
import { ACTION_STATUS_WORDS } from "../actions/action-words.ts";
import { RELATIONSHIP_WORDS } from "../cases/case-words.ts";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import { ORDER_WORDS } from "../follow-up/follow-up-words.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { BackLink, Button, formatCivilDate, formatInstant, RiskTag, Time } from "../ui/index.ts";
import { fitPage, GOES_ON, shortened } from "./fit-page.ts";
import { Prose } from "./prose.tsx";
import { headingOf } from "./section-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: one page – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const page = await casePage(actor, params.caseId ?? "");
	return {
		...page,
		today: today(),
		printedBy: `${actor.name}, ${actor.agencyName}`,
		printedAt: now().toISOString(),
	};
});

type OnePageData = ReturnType<typeof useLoaderData<typeof loader>>;

/** Names and notes have a place on the page, and no more than that. */
const MOST = { title: 110, fact: 80, agency: 40, heading: 70, note: 60, by: 100 };

export default function OnePage() {
	const page = useLoaderData<typeof loader>();
	const { header } = page;
	const victim = shortened(header.victim || "Victim not known", MOST.title);
	const facts = factsOf(page);
	const printedBy = shortened(page.printedBy, MOST.by);
	const fitted = fitPage({
		title: `${header.reference} ${victim}${TAGS_BESIDE}`,
		facts: facts.map(({ term, value }) => `${term}: ${value}`),
		sections: page.sections.map((section) => ({
			...section,
			heading: shortened(headingOf(section.section, section.agencyName), MOST.heading),
		})),
		actions: page.open.map((action) => ({ ...action, tail: tailOf(action, page.today) })),
		foot: `${FOOT[0]}${printedBy}, ${formatInstant(page.printedAt)}${FOOT[1]}`,
	});
	return (
		<Page
			beforeContent={<BackLink to={paths.summary(header.caseId)}>Summary of {header.reference}</BackLink>}
		>
			<div className="pr-no-print">
				<p className="govuk-body">
					Without protected details, since paper is carried about. That you opened this page is on the record:
					give it to nobody who may not open the case.
				</p>
				<PrintButton />
			</div>
			<article className="pr-one-page">
				<h1 className="pr-one-page__title" tabIndex={-1}>
					<span className="pr-reference">{header.reference}</span> {victim} <RiskTag level={header.risk} />{" "}
					<CaseMarks file={header} />
				</h1>
				<p className="pr-one-page__contact">
					Do not contact the victim yourself: ask the coordinator for the safe way.
				</p>
				<dl className="pr-one-page__facts">
					{facts.map(({ term, value }) => (
						<div key={term}>
							<dt>{term}</dt>
							<dd>{value}</dd>
						</div>
					))}
				</dl>
				<div className="pr-one-page__sections">
					{page.sections.length === 0 ? <p>Nothing is written in the summary yet.</p> : null}
					{fitted.sections.map((section) => (
						<section key={section.key} className="pr-one-page__section">
							<h2>{section.heading}</h2>
							<Prose text={section.text} end={section.isCut ? <strong>{GOES_ON}</strong> : null} />
						</section>
					))}
					{fitted.moreSections > 0 ? (
						<p className="pr-one-page__section">
							<strong>
								{fitted.moreSections === 1
									? "1 more section stands in Panelroom."
									: `${fitted.moreSections} more sections stand in Panelroom.`}
							</strong>
						</p>
					) : null}
					<OpenActions actions={fitted.actions} more={fitted.moreActions + page.moreOpen} />
				</div>
				<p className="pr-one-page__by">
					{FOOT[0]}
					{printedBy}, <Time at={page.printedAt} />
					{FOOT[1]}
				</p>
			</article>
		</Page>
	);
}

/** As much room as the risk and what is marked besides take beside the names. */
const TAGS_BESIDE = "  Risk not assessed   Repeat   Closed";
const FOOT = [
	"OFFICIAL-SENSITIVE. Printed by ",
	". It changes: the summary as it stands is in Panelroom.",
] as const;

function factsOf({ header, relationship, crimeReference, heardOn, order }: OnePageData) {
	const { state, nextDate } = header;
	const next = nextDate ? `Review on ${formatCivilDate(nextDate)}` : "A hearing";
	const facts = [
		{ term: "Person causing harm", value: header.suspects || "Not known" },
		{ term: "Relationship", value: RELATIONSHIP_WORDS[relationship] },
		{ term: "Officer in the case", value: header.officerName ?? "Not allocated" },
		{ term: "Panel", value: header.panelName },
		...(crimeReference ? [{ term: "Crime reference", value: crimeReference }] : []),
		{ term: "First heard", value: heardOn ? formatCivilDate(heardOn) : "Not yet" },
		{ term: "Next", value: state === "closed" ? "Nothing" : next },
		...(order
			? [
					{
						term: "Protection order",
						value: `${ORDER_WORDS[order.order]}${order.on ? `, at the review on ${formatCivilDate(order.on)}` : ""}`,
					},
				]
			: []),
	];
	return facts.map(({ term, value }) => ({ term, value: shortened(value, MOST.fact) }));
}

/** Whose an action is, and until when. */
function tailOf(
	{ ownerAgencyName, due, dueNote, status }: OnePageData["open"][number],
	today: string,
): string {
	return [
		` – ${shortened(ownerAgencyName ?? "no owner", MOST.agency)}`,
		due ? `due ${formatCivilDate(due)}` : shortened(dueNote ?? "no date", MOST.note),
		...(due && due < today ? ["overdue"] : []),
		...(status === "proposed" ? [ACTION_STATUS_WORDS.proposed.toLowerCase()] : []),
	].join(", ");
}

interface OpenActionsProps {
	actions: { id: string; what: string; tail: string }[];
	/** How many more are open. */
	more: number;
}

function OpenActions({ actions, more }: OpenActionsProps) {
	return (
		<section className="pr-one-page__section">
			<h2>Actions that are open</h2>
			{actions.length === 0 ? <p>None.</p> : null}
			<ul className="pr-one-page__actions">
				{actions.map(({ id, what, tail }) => (
					<li key={id}>
						<span className="pr-typed">{what}</span>
						{tail}
					</li>
				))}
			</ul>
			{more > 0 ? <p>And {more} more.</p> : null}
		</section>
	);
}

/** Works by script alone, so it is not there without. */
function PrintButton() {
	const [hasScript, setHasScript] = useState(false);
	useEffect(() => setHasScript(true), []);
	return (
		<Button type="button" hidden={!hasScript} onClick={() => window.print()}>
			Print this page
		</Button>
	);
}
