/** The start page: what waits for this person now. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { keptPostsOf } from "#server/account/index.ts";
import { openActionsOfMyAgency } from "#server/actions/index.ts";
import { casesOfOfficer } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { nextSteps } from "#server/inbox/index.ts";
import { meetingsForMe } from "#server/meetings/index.ts";
import { standingOf, undertakingsOf } from "#server/panels/index.ts";
import { pathInWords } from "../account/path-in-words.ts";
import { ActionTable } from "../actions/action-table.tsx";
import { CaseTable } from "../cases/case-table.tsx";
import { MeetingsInProgress, MeetingsWithoutChair, PlannedMeetings } from "../meetings/open-meetings.tsx";
import { Page } from "../page.tsx";
import { MEMBER_ROLE_WORDS } from "../panels/manage-words.ts";
import { Unsigned } from "../panels/unsigned.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import { EmptyState, NotificationBanner, PageTitle, Pagination, SummaryList, Time } from "../ui/index.ts";
import { NextList } from "./next-list.tsx";

export const meta: MetaFunction = () => [{ title: "Home – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => {
	const { role, panels } = await standingOf(actor);
	const isOnCases = role === "none" || role === "lead";
	const kept = await keptPostsOf(actor);
	return {
		agencyName: actor.agencyName,
		role,
		panels,
		kept: kept.map(({ id, path, at }) => ({ id, what: pathInWords(path), at: at.toISOString() })),
		isRecused: url.searchParams.has("recused"),
		next: await nextSteps(actor),
		work: isOnCases
			? {
					today: today(),
					unsigned: (await undertakingsOf(actor)).filter(({ signedAt }) => signedAt === null),
					meetings: await meetingsForMe(actor),
					actions: await openActionsOfMyAgency(actor),
					ownCases: await casesOfOfficer(actor, pageIn(url, "cases")),
				}
			: null,
	};
});

type HomePage = ReturnType<typeof useLoaderData<typeof loader>>;
type Work = NonNullable<HomePage["work"]>;

export default function Home() {
	const page = useLoaderData<typeof loader>();
	const { role, panels, kept, work } = page;
	return (
		<Page width="wide">
			{kept.length > 0 ? <Kept kept={kept} /> : null}
			{page.isRecused ? (
				<NotificationBanner type="success" title="Done" heading="You are recused from that case.">
					<p className="govuk-body">
						You no longer see it. Only the chair, a deputy or the lead can lift this.
					</p>
				</NotificationBanner>
			) : null}
			<PageTitle>Home</PageTitle>
			{work ? <MyWork work={work} page={page} /> : null}
			{work ? null : <Next page={page} isMoreAbove={kept.length > 0} />}
			{role === "administrator" ? <Administration /> : null}
			{role === "auditor" ? (
				<p className="govuk-body">
					As an auditor you see no case and no meeting. Your own account is under{" "}
					<Link className="govuk-link" to={paths.account()}>
						Your account
					</Link>
					.
				</p>
			) : null}
			{work && panels.length === 0 && work.ownCases.total === 0 && work.meetings.length === 0 ? (
				<EmptyState title="You sit on no panel">
					<p className="govuk-body">
						An administrator gives you a place on a panel. Until then there is nothing to see here.
					</p>
				</EmptyState>
			) : null}
		</Page>
	);
}

function Next({ page: { next, panels, agencyName }, isMoreAbove }: { page: HomePage; isMoreAbove: boolean }) {
	return (
		<NextList
			steps={next}
			agencyName={agencyName}
			hasSeveralPanels={panels.length > 1}
			isMoreAbove={isMoreAbove}
		/>
	);
}

function Kept({ kept }: { kept: HomePage["kept"] }) {
	return (
		<NotificationBanner heading="You were writing this when your session ended. It has not been sent.">
			<ul className="govuk-list">
				{kept.map(({ id, what, at }) => (
					<li key={id}>
						<Link className="govuk-notification-banner__link" to={paths.kept(id)}>
							{what}
						</Link>
						, written at <Time at={at} format="time" />
					</li>
				))}
			</ul>
		</NotificationBanner>
	);
}

function MyWork({ work, page }: { work: Work; page: HomePage }) {
	const { panels, role } = page;
	const { meetings, ownCases } = work;
	// The lead sees the papers of every panel without one.
	const unsigned = role === "lead" ? [] : work.unsigned;
	const isClosedTo = (panelId: string) => unsigned.some((undertaking) => undertaking.panelId === panelId);
	const isOnPanels = panels.some((panel) => panel.role !== "observer" && !isClosedTo(panel.id));
	const seesMeetings = isOnPanels || meetings.length > 0;
	const isOn = meetings.some(
		({ state, wantsChair }) => wantsChair || state === "in-progress" || state === "adjourned",
	);
	return (
		<>
			<MeetingsWithoutChair meetings={meetings} />
			{unsigned.map(({ panelId, panelName }) => (
				<Unsigned key={panelId} panelId={panelId} panelName={panelName} />
			))}
			<MeetingsInProgress meetings={meetings} />
			<Next page={page} isMoreAbove={page.kept.length > 0 || unsigned.length > 0 || isOn} />
			<div className={panels.length > 0 ? "pr-home" : undefined}>
				<div className="pr-home__first">
					{seesMeetings ? (
						<PlannedMeetings
							meetings={meetings}
							empty={
								<>
									<h2 className="govuk-heading-m">Planned meetings</h2>
									<EmptyState title="No meeting is planned">
										<p className="govuk-body">
											The chair, a deputy or the coordinator of your panel, or the lead, plans the next one.
										</p>
									</EmptyState>
								</>
							}
						/>
					) : null}
					{ownCases.total > 0 ? (
						<>
							<p className="govuk-body">
								<Link className="govuk-link" to={paths.officer()}>
									Your cases and the panel’s advice to you
								</Link>
							</p>
							<CaseTable caption="Cases in which you are the officer" lines={ownCases.lines} empty={null} />
							<Pagination
								label="Pages of your cases"
								page={ownCases.page}
								pages={ownCases.pages}
								href={(cases) => `${paths.home()}?cases=${cases}`}
							/>
						</>
					) : null}
				</div>
				{panels.length > 0 ? <MyPanels panels={panels} /> : null}
				{isOnPanels || ownCases.total > 0 ? (
					<div className="pr-home__actions" id="actions">
						<MyAgencysActions work={work} agencyName={page.agencyName} />
					</div>
				) : null}
			</div>
		</>
	);
}

function MyAgencysActions({ work: { actions, today }, agencyName }: { work: Work; agencyName: string }) {
	const title = `Open actions of ${agencyName}`;
	const total = `${actions.isMore ? "more than " : ""}${actions.total.toLocaleString("en-GB")}`;
	return (
		<>
			<ActionTable
				caption={`${title} (${total})`}
				lines={actions.lines}
				today={today}
				returnTo={paths.home()}
				empty={
					<>
						<h2 className="govuk-heading-m">{title}</h2>
						<EmptyState title="Your agency has no open actions" />
					</>
				}
			/>
			<p className="govuk-body">
				<Link className="govuk-link" to={`${paths.actions()}?whose=agency`}>
					All actions of {agencyName}
				</Link>
			</p>
		</>
	);
}

function MyPanels({ panels }: { panels: HomePage["panels"] }) {
	return (
		<section className="pr-home__panels" aria-labelledby="panels-heading">
			<h2 className="govuk-heading-m" id="panels-heading">
				{panels.length === 1 ? "Your panel" : "Your panels"}
			</h2>
			<ul className="govuk-list govuk-list--spaced">
				{panels.map(({ id, name, role }) => (
					<li key={id}>
						<Link className="govuk-link govuk-!-font-weight-bold" to={paths.panel(id)}>
							{name}
						</Link>
						<span className="pr-home__role">
							{role === "lead" ? "Stalking and Harassment Lead" : MEMBER_ROLE_WORDS[role]}
						</span>
					</li>
				))}
			</ul>
		</section>
	);
}

function Administration() {
	return (
		<SummaryList
			rows={[
				{
					key: "Agencies",
					value: "The partner agencies that take part",
					actions: [{ to: paths.agencies(), label: "Manage", about: "agencies" }],
				},
				{
					key: "Users",
					value: "People’s accounts, and one-time links for new passwords",
					actions: [{ to: paths.users(), label: "Manage", about: "users" }],
				},
				{
					key: "Panels",
					value: "The panels, and who sits on each with which role",
					actions: [{ to: paths.managePanels(), label: "Manage", about: "panels" }],
				},
			]}
		/>
	);
}
