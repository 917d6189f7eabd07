/** The chronology of a case: quick entry, its weeks as a picture, and every incident to read, a page at a time. */
import { Link, type MetaFunction, useLoaderData, useLocation } from "@remix-run/react";
import { useEffect } from "react";
import { draftsOf } from "#server/account/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { done, onPost, type SentForm, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import {
	addIncident,
	addIncidents,
	chronologyOf,
	incidentOf,
	MOST_LINES,
	PACE_RULE,
} from "#server/incidents/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { LiveNotice } from "../live/live-notice.tsx";
import { orUnsent } from "../live/unsent.ts";
import { useLive } from "../live/use-live.ts";
import { useLoadingAnew } from "../live/use-loading-anew.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent, pageIn } from "../typed-form.ts";
import { EmptyState, InsetText, PageTitle, Pagination } from "../ui/index.ts";
import { sumsInWords } from "./in-file.tsx";
import { asSaid, byNumber, incidentsIn } from "./incident-desk.ts";
import { IncidentPicture } from "./incident-picture.tsx";
import { IncidentTimeline, titleOf } from "./incident-timeline.tsx";
import { plural, whenInWords } from "./incident-words.ts";
import { type Added, draftKeyOf, QuickEntry } from "./quick-entry.tsx";
import { nameOf } from "./quick-line.ts";
import { Removed } from "./removed.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: chronology – Panelroom` },
];

export const loader = signedIn(async ({ actor, params, url }) => {
	const caseId = params.caseId ?? "";
	const weeksTo = url.searchParams.get("weeks") ?? undefined;
	const isNewestFirst = url.searchParams.get("order") === "newest";
	const page = await chronologyOf(actor, caseId, { page: pageIn(url), isNewestFirst, weeksTo });
	const key = draftKeyOf(caseId);
	return {
		...page,
		today: today(),
		rule: PACE_RULE,
		most: MOST_LINES,
		weeksTo,
		added: page.mayAdd ? await addedIn(actor, caseId, url) : null,
		draft: page.mayAdd ? (await draftsOf(actor, [key]))[key] : undefined,
	};
});

/** What a plain form has just added, as its answer's address says; nothing once that is gone again. */
async function addedIn(actor: Actor, caseId: string, url: URL): Promise<Added | null> {
	const count = Number(url.searchParams.get("count"));
	if (count > 0) return { count };
	const incidentId = url.searchParams.get("added");
	const incident = incidentId ? await incidentOf(actor, caseId, incidentId) : null;
	return incident && { incidentId: incident.id, words: inWords(incident), isAsked: isAsked(incident) };
}

/** A breach asks as what it is recorded, unless it is said to be stalking. */
const isAsked = ({
	orderBreached,
	recordedAs,
}: {
	orderBreached?: string | null;
	recordedAs?: string | null;
}) => Boolean(orderBreached) && recordedAs !== "stalking";

const inWords = (incident: Parameters<typeof whenInWords>[0] & Parameters<typeof titleOf>[0]) =>
	`${whenInWords(incident)}, ${titleOf(incident)}`;

export const action = onPost(async (post) => {
	const caseId = post.params.caseId ?? "";
	return byIntent<typeof post, object>(post, {
		add: ({ actor, form }) => add(actor, caseId, form),
		afresh: async ({ actor, form }) => {
			await chronologyOf(actor, caseId);
			return done(form, {}, paths.chronology(caseId));
		},
	});
});

/** Adds the line in the box; several once they were seen as they were understood, and before that shows them so. */
async function add(actor: Actor, caseId: string, form: SentForm) {
	const { lines = "", seen } = form.fields;
	const understood = incidentsIn(lines, today());
	const [only] = understood;
	// Back on the chronology's own page the new one is shown.
	const answered = { ...form, returnTo: null };
	if (understood.length === 1 && only) {
		const { incident } = only;
		try {
			const { incidentId } = await addIncident(actor, form.opId, { caseId, ...asSaid(incident) });
			const words = inWords({ endsOn: null, startsAt: null, policeAction: null, ...incident });
			const added: Added = { incidentId, words, isAsked: isAsked(incident) };
			return done(answered, { added }, paths.chronology(caseId, { added: incidentId }));
		} catch (error) {
			throw atTheBox(error);
		}
	}
	if (seen !== nameOf(lines)) {
		// Whoever may not add here is not shown what they would.
		await chronologyOf(actor, caseId);
		return { ok: false as const, values: { intent: "add", lines } };
	}
	try {
		const { incidents: count } = await addIncidents(actor, form.opId, {
			caseId,
			from: "lines",
			incidents: understood.map(({ incident }) => asSaid(incident)),
		});
		const added: Added = { count };
		return done(answered, { added }, paths.chronology(caseId, { count: String(count) }));
	} catch (error) {
		throw byNumber(
			error,
			"Line",
			understood.map(({ number }) => number),
			"lines",
		);
	}
}

/** What is wrong with one line is wrong with the box: there is no field beside it. */
function atTheBox(error: unknown): unknown {
	return byNumber(error, "Line", [], "lines");
}

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Chronology() {
	const page = useLoaderData<typeof loader>();
	const { header, sums, lines, total, isNewestFirst, weeksTo, picture } = page;
	const { caseId } = header;
	const answer = useFormAnswer();
	const { state, status } = useLive("case", caseId, { ...page.live, rows: [] });
	useLoadingAnew(state.version, page.live.version);
	const order = isNewestFirst ? "newest" : undefined;
	useFocusOnIncident();
	// Nothing of the case stays on the screen of somebody who may no longer see it; what they were typing is theirs.
	if (status === "closed" || status === "signed-out") {
		return (
			<Page>
				<LiveNotice status={status} hasUnsaved={false} typed={TYPED} />
			</Page>
		);
	}
	return (
		<CasePage header={header} width="wide" problems={<FormProblems answer={answer} />}>
			<LiveNotice status={status} hasUnsaved={false} typed={TYPED} />
			<PageTitle size="m">Chronology</PageTitle>
			{sums && total > 0 ? <Sums sums={sums} seesQueries={page.seesQueries} /> : null}
			{page.mayAdd ? (
				<QuickEntry
					caseId={caseId}
					today={page.today}
					draft={page.draft}
					plain={answer}
					added={page.added}
					most={page.most}
				/>
			) : null}
			{total === 0 ? (
				<EmptyState title="No incident yet">
					<p className="govuk-body">
						A chronology shows the pattern over all crimes and reports: what happened, when, and whether it
						becomes more.
					</p>
				</EmptyState>
			) : null}
			{picture ? (
				<IncidentPicture
					caseId={caseId}
					weeks={picture.weeks}
					earlier={picture.earlier}
					later={picture.later}
					rule={page.rule}
					search={{ order }}
				/>
			) : null}
			{total > 0 ? (
				<section aria-labelledby="incidents-heading">
					<h2 className="govuk-heading-m" id="incidents-heading">
						What happened
					</h2>
					<p className="govuk-body">
						{isNewestFirst ? "The newest first. " : "The oldest first. "}
						<Link
							className="govuk-link"
							to={paths.chronology(caseId, { order: isNewestFirst ? undefined : "newest", weeks: weeksTo })}
							preventScrollReset
						>
							{isNewestFirst ? "Show the oldest first" : "Show the newest first"}
						</Link>
					</p>
					<IncidentTimeline incidents={lines} today={page.today} order={order} />
					<Pagination
						page={page.page}
						pages={page.pages}
						href={(number) =>
							paths.chronology(caseId, {
								order,
								weeks: weeksTo,
								page: number > 1 ? String(number) : undefined,
							})
						}
						label="Pages of the chronology"
					/>
				</section>
			) : null}
			<Removed removed={page.removed} />
		</CasePage>
	);
}

const TYPED = {
	whenSignedOut: "What you were typing has been kept.",
	whenOffline: "Keep this page open: what you have typed stays here. Add it once the connection is back.",
};

/** Whoever comes back to an incident goes on from it, also by keyboard. */
function useFocusOnIncident() {
	const { hash, key } = useLocation();
	// biome-ignore lint/correctness/useExhaustiveDependencies: each navigation counts, also to the same incident
	useEffect(() => {
		if (hash.startsWith("#incident-")) document.getElementById(hash.slice(1))?.focus({ preventScroll: true });
	}, [hash, key]);
}

type PageData = ReturnType<typeof useLoaderData<typeof loader>>;

function Sums({ sums, seesQueries }: { sums: NonNullable<PageData["sums"]>; seesQueries: boolean }) {
	const { openQueries } = sums;
	return (
		<>
			<p className="govuk-body">
				<strong>{sumsInWords(sums)}.</strong>
			</p>
			{openQueries > 0 ? (
				<InsetText>
					<p className="govuk-body">
						{plural(openQueries, "recording query is", "recording queries are")} open: an incident is recorded
						as something else though the case has the features of stalking, or it has not been said whether a
						breach is recorded as stalking.{" "}
						{seesQueries ? (
							<Link className="govuk-link" to={paths.recordingQueries()}>
								All recording queries
							</Link>
						) : null}
					</p>
				</InsetText>
			) : null}
		</>
	);
}
