/** A case on one page of paper. Made to be printed; on a screen it looks as it will. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { useEffect, useState } from "react";
import { now } from "#server/clock.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { casePage } from "#server/summary/index.ts";
import { ACTION_STATUS_WORDS } from "../actions/action-words.ts";
import { RELATIONSHIP_WORDS } from "../cases/case-words.ts";
import { NextDate } from "../cases/identity-words.tsx";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import { ORDER_WORDS } from "../follow-up/follow-up-words.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { BackLink, Button, CivilDate, RiskTag, Time } from "../ui/index.ts";
import { fitPage } from "./fit-page.ts";
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

export default function OnePage() {
	const page = useLoaderData<typeof loader>();
	const { header, sections } = page;
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
					<span className="pr-reference">{header.reference}</span> {header.victim || "Victim not known"}{" "}
					<RiskTag level={header.risk} /> <CaseMarks file={header} />
				</h1>
				<p className="pr-one-page__contact">
					Do not contact the victim yourself: ask the coordinator for the safe way.
				</p>
				<Facts page={page} />
				<div className="pr-one-page__sections">
					{sections.length === 0 ? <p>Nothing is written in the summary yet.</p> : null}
					{fitPage(sections).map((section) => (
						<section key={section.key} className="pr-one-page__section">
							<h2>{headingOf(section.section, section.agencyName)}</h2>
							<Prose text={section.text} />
							{section.isCut ? <p className="pr-one-page__cut">Goes on in Panelroom.</p> : null}
						</section>
					))}
					<OpenActions page={page} />
				</div>
				<p className="pr-one-page__by">
					OFFICIAL-SENSITIVE. Printed by {page.printedBy}, <Time at={page.printedAt} />. It changes: the
					summary as it stands is in Panelroom.
				</p>
			</article>
		</Page>
	);
}

function Facts({ page: { header, relationship, crimeReference, heardOn, order } }: { page: OnePageData }) {
	const facts = [
		{ term: "Person causing harm", value: header.suspects || "Not known" },
		{ term: "Relationship", value: RELATIONSHIP_WORDS[relationship] },
		{ term: "Officer in the case", value: header.officerName ?? "Not allocated" },
		{ term: "Panel", value: header.panelName },
		...(crimeReference ? [{ term: "Crime reference", value: crimeReference }] : []),
		{ term: "First heard", value: heardOn ? <CivilDate date={heardOn} /> : "Not yet" },
		{ term: "Next", value: <NextDate file={header} /> },
		...(order
			? [
					{
						term: "Protection order",
						value: (
							<>
								{ORDER_WORDS[order.order]}
								{order.on ? (
									<>
										, at the review on <CivilDate date={order.on} />
									</>
								) : null}
							</>
						),
					},
				]
			: []),
	];
	return (
		<dl className="pr-one-page__facts">
			{facts.map(({ term, value }) => (
				<div key={term}>
					<dt>{term}</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}

function OpenActions({ page: { open, moreOpen, today } }: { page: OnePageData }) {
	return (
		<section className="pr-one-page__section">
			<h2>Actions that are open</h2>
			{open.length === 0 ? <p>None.</p> : null}
			<ul className="pr-one-page__actions">
				{open.map(({ id, what, ownerAgencyName, due, dueNote, status }) => (
					<li key={id}>
						<span className="pr-typed">{what}</span> – {ownerAgencyName ?? "no owner"},{" "}
						{due ? (
							<>
								due <CivilDate date={due} />
								{due < today ? ", overdue" : null}
							</>
						) : (
							(dueNote ?? "no date")
						)}
						{status === "proposed" ? `, ${ACTION_STATUS_WORDS.proposed.toLowerCase()}` : null}
					</li>
				))}
			</ul>
			{moreOpen > 0 ? <p>And {moreOpen} more.</p> : null}
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
