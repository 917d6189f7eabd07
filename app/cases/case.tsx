/** A case's page: whose it is, what was recorded, what was undertaken, what happened, and who is looking. */
import { Link, type MetaFunction, useLoaderData, useRevalidator, useRouteLoaderData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { draftsOf } from "#server/account/index.ts";
import { openAgencies } from "#server/agencies/index.ts";
import {
	caseFile,
	caseTimeline,
	type ProtectedDetailRow,
	type RecusalRow,
	type VictimAgencyRow,
} from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { ActionComposer } from "../actions/action-composer.tsx";
import { actionsFromBefore } from "../follow-up/actions-from-before.ts";
import { FollowUpInFile, NextInFile } from "../follow-up/in-file.tsx";
import { ChronologyInFile } from "../incidents/in-file.tsx";
import { LiveNotice } from "../live/live-notice.tsx";
import { loadPatiently } from "../live/load-patiently.ts";
import { Delivery, useOutbox } from "../live/outbox.tsx";
import { rowsOf } from "../live/room-state.ts";
import { useComposing } from "../live/use-composing.ts";
import { useLive } from "../live/use-live.ts";
import { useRouteModules } from "../live/use-route-modules.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import type { loader as rootLoader } from "../root.tsx";
import {
	BackLink,
	EmptyState,
	LinkButton,
	PresenceList,
	SaveState,
	SummaryList,
	Timeline,
} from "../ui/index.ts";
import { ActionList, CaseIdentity, caseInView, EntryList, UnsentEntries } from "./case-file.tsx";
import { CaseNavigation } from "./case-page.tsx";
import { DETAIL_WORDS, RELATIONSHIP_WORDS } from "./case-words.ts";
import { EntryComposer } from "./entry-composer.tsx";

const NEWEST_HAPPENINGS = 20;

export const loader = signedIn(async ({ actor, params, url }) => {
	const caseId = params.caseId ?? "";
	/** Whoever asks for it gets all entries, and all that happened; both are long in a case of years. */
	const isWhole = url.searchParams.has("all");
	const file = await caseFile(actor, caseId, { isWhole });
	return {
		...file,
		caseId,
		today: today(),
		timeline: await caseTimeline(actor, caseId, isWhole ? undefined : NEWEST_HAPPENINGS),
		agencies: await openAgencies(),
		drafts: await draftsOf(actor, [`entry:${caseId}`, `action:${caseId}`]),
	};
});

export const clientLoader = loadPatiently<Awaited<ReturnType<typeof loader>>>;

export const meta: MetaFunction<typeof loader> = ({ data }) => {
	const row = data?.snapshot.rows.find((candidate) => candidate.kind === "case") as
		| { reference: string }
		| undefined;
	return [{ title: `${row?.reference ?? "Case"} – Panelroom` }];
};

/** A post's answer comes over the socket; loading the whole file again would only delay it. */
export const shouldRevalidate = ({
	formMethod,
	defaultShouldRevalidate,
}: {
	formMethod?: string;
	defaultShouldRevalidate: boolean;
}) => (formMethod && formMethod.toUpperCase() !== "GET" ? false : defaultShouldRevalidate);

const TIMELINE_EVERY_MS = 3_000;

export default function CasePage() {
	const page = useLoaderData<typeof loader>();
	const { caseId, panelId, panelName, rights, agencies } = page;
	const person = useRouteLoaderData<typeof rootLoader>("root")?.person;
	const me = person?.userId;
	const { state, people, status, connections } = useLive("case", caseId, page.snapshot);
	const outbox = useOutbox(state.version);
	useRouteModules("cases/add-entry", "actions/add-action", "cases/entry", "actions/action");
	const file = caseInView(state, caseId);
	/** Of a repeat: what had been agreed before this referral. */
	const before = file ? actionsFromBefore(file.row.isRepeat, file.referrals, file.actions) : [];
	const composing = useComposing(outbox, page.drafts);
	const entryStart = composing.startOf("entry", caseId);
	const actionStart = composing.startOf("action", caseId);
	useTimelineRefresh(state.version);

	const unsent = outbox.pending;
	const mayContribute = rights.includes("contribute");
	const mayMinute = rights.includes("record-for-others");
	const agencyId = mayContribute ? person?.agencyId : undefined;
	const details = rowsOf<ProtectedDetailRow>(state, "protectedDetail");
	const working = rowsOf<VictimAgencyRow>(state, "victimAgency");
	const recused = rowsOf<RecusalRow>(state, "recusal");

	return (
		<Page
			width="wide"
			banner={
				file ? <CaseIdentity file={file} panelName={panelName} seesProtected={page.seesProtected} /> : null
			}
			beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}
		>
			<LiveNotice status={status} hasUnsaved={outbox.state === "not-saved"} />
			{outbox.posts.map((post) => (
				<Delivery key={post.opId} post={post} outbox={outbox} connections={connections} />
			))}
			<h1 className="govuk-visually-hidden">Case {file?.row.reference}</h1>
			{file ? (
				<div className="pr-case">
					<div className="pr-case__file">
						<CaseNavigation header={{ caseId, rights, seesProtected: page.seesProtected }} />
						<NextInFile file={file} today={page.today} mayFollowUp={rights.includes("follow-up")} />
						<section aria-labelledby="entries-heading">
							<h2 className="govuk-heading-m" id="entries-heading">
								What is known and decided
							</h2>
							{file.entries.length === 0 && unsent.length === 0 ? (
								<EmptyState title="Nothing recorded yet" />
							) : null}
							{page.olderEntries > 0 ? (
								<p className="govuk-body">
									<Link className="govuk-link" to={paths.wholeCase(caseId)}>
										Show {page.olderEntries === 1 ? "1 older entry" : `${page.olderEntries} older entries`}
									</Link>
								</p>
							) : null}
							<EntryList
								entries={file.entries}
								userId={me}
								agencyId={agencyId}
								advice={file.advice}
								answering={page.isOfficer ? "officer" : mayMinute ? "for the officer" : undefined}
							/>
							<UnsentEntries posts={unsent} onTakeBack={composing.takeBack} />
						</section>
						<section aria-labelledby="actions-heading">
							<h2 className="govuk-heading-m" id="actions-heading">
								Actions
							</h2>
							{file.actions.length === 0 ? <EmptyState title="No actions yet" /> : null}
							<ActionList
								actions={file.actions.filter((action) => !before.includes(action))}
								today={page.today}
								agencyId={agencyId}
							/>
							{before.length > 0 ? (
								<>
									<h3 className="govuk-heading-s">Actions from before</h3>
									<ActionList actions={before} today={page.today} agencyId={agencyId} />
								</>
							) : null}
						</section>
						<ChronologyInFile caseId={caseId} row={file.chronology} />
						<FollowUpInFile file={file} today={page.today} />
						<section aria-labelledby="timeline-heading">
							<h2 className="govuk-heading-m" id="timeline-heading">
								What happened
							</h2>
							<Timeline items={page.timeline.map(({ id, at, sentence }) => ({ id, at, title: sentence }))} />
							{page.timeline.length === NEWEST_HAPPENINGS ? (
								<p className="govuk-body">
									<Link className="govuk-link" to={paths.wholeCase(caseId)}>
										Show what happened before
									</Link>
								</p>
							) : null}
						</section>
					</div>
					<div className="pr-case__side">
						<div className="pr-case__people">
							<h2 className="govuk-heading-s">Who is looking</h2>
							<PresenceList
								people={people.map((person) => ({
									id: person.userId,
									name: person.name,
									agency: person.agencyName,
									isYou: person.userId === me,
								}))}
							/>
						</div>
						{mayContribute ? (
							<section aria-label="Record on this case" className="pr-case__capture">
								<SaveState state={outbox.state} />
								<EntryComposer
									key={entryStart.key}
									caseId={caseId}
									reference={file.row.reference}
									forAgencies={mayMinute ? agencies : undefined}
									draft={entryStart.draft}
									onSend={outbox.send}
									onText={(fields) => composing.keep("entry", caseId, fields)}
								/>
								<ActionComposer
									key={actionStart.key}
									caseId={caseId}
									agencies={agencies}
									today={page.today}
									mayMinute={mayMinute}
									draft={actionStart.draft}
									onSend={outbox.send}
									onText={(fields) => composing.keep("action", caseId, fields)}
								/>
							</section>
						) : null}
						<SummaryList
							rows={[
								{ key: "Relationship", value: RELATIONSHIP_WORDS[file.row.relationship] },
								{ key: "Crime reference", value: file.row.crimeReference ?? "None" },
								...(page.seesProtected
									? details.map((detail) => ({ key: DETAIL_WORDS[detail.detail], value: detail.value }))
									: []),
								...(working.length > 0
									? [
											{
												key: "Working with the victim",
												value: working.map((agency) => agency.agencyName).join(", "),
											},
										]
									: []),
								...(recused.length > 0
									? [{ key: "Recused", value: recused.map((recusal) => recusal.userName).join(", ") }]
									: []),
							]}
						/>
						{mayContribute ? null : <LinkButton to={paths.panel(panelId)}>Back to the panel</LinkButton>}
					</div>
				</div>
			) : null}
		</Page>
	);
}

/** Sentences of the timeline come from the loader; it is asked again at most every three seconds. */
function useTimelineRefresh(version: number) {
	const { revalidate } = useRevalidator();
	const first = useRef(version);
	useEffect(() => {
		if (version === first.current) return;
		const timer = setTimeout(() => {
			first.current = version;
			revalidate();
		}, TIMELINE_EVERY_MS);
		return () => clearTimeout(timer);
	}, [version, revalidate]);
}
