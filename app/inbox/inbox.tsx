/** The inbox: what asks something of this person, by what it asks, each with the way straight to it. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { doneWith, inboxOf, inboxState, markRead } from "#server/inbox/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent, pageIn } from "../typed-form.ts";
import {
	Button,
	CommandForm,
	EmptyState,
	HiddenFields,
	PageTitle,
	Pagination,
	Tag,
	Time,
} from "../ui/index.ts";
import { ASKS, ASKS_WORDS, askInWords, askOfManager, titleOf } from "./notice-words.ts";
import { SomethingNew } from "./something-new.tsx";

export const meta: MetaFunction = () => [{ title: "Inbox – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => ({
	...(await inboxOf(actor, pageIn(url))),
	unread: (await inboxState(actor)).unread,
}));

export const action = onPost(async (post) => {
	const { actor, form } = post;
	const { noticeId = "", noticeIds = "" } = form.fields;
	await byIntent<typeof post, void>(post, {
		read: () => markRead(actor, [noticeId]),
		"read-all": () => markRead(actor, noticeIds.split(" ")),
		"done-with": () => doneWith(actor, noticeId),
	});
	return done(form, {}, paths.inbox());
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type InboxPage = ReturnType<typeof useLoaderData<typeof loader>>;
type Line = InboxPage["lines"][number];

export default function Inbox() {
	const { lines, page, pages, unread } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const unreadIds = lines.filter(({ isRead }) => !isRead).map(({ id }) => id);
	return (
		<Page width="wide">
			<FormProblems answer={answer} />
			<PageTitle>Inbox</PageTitle>
			<SomethingNew unread={unread} to={paths.inbox()} />
			{lines.length === 0 ? (
				<EmptyState title="Nothing waits for you">
					<p className="govuk-body">
						Reminders of what is due, actions that were refused or offered to you, advice, and breaches in
						your cases come here.
					</p>
				</EmptyState>
			) : null}
			{ASKS.map((asks) => {
				const asked = lines.filter((line) => line.asks === asks);
				return asked.length === 0 ? null : (
					<section key={asks} aria-labelledby={`asks-${asks}`}>
						<h2 className="govuk-heading-m" id={`asks-${asks}`}>
							{ASKS_WORDS[asks]}
						</h2>
						<ul className="pr-plain-rows">
							{asked.map((line) => (
								<Notice key={line.id} line={line} />
							))}
						</ul>
					</section>
				);
			})}
			{unreadIds.length > 1 ? (
				<CommandForm>
					<HiddenFields values={{ intent: "read-all", noticeIds: unreadIds.join(" ") }} />
					<Button variant="secondary">Mark all on this page as read</Button>
				</CommandForm>
			) : null}
			<Pagination page={page} pages={pages} href={(number) => paths.inbox(number)} />
		</Page>
	);
}

/** Straight to where it can be answered. */
function wayTo(
	kind: Line["kind"],
	{ actionId, adviceId, incidentId, caseId }: NonNullable<Line["about"]>,
): string {
	if (actionId) return paths.action(actionId);
	if (adviceId) return paths.advice(adviceId);
	if (incidentId) return `${paths.incident(incidentId)}#queries`;
	return kind === "breach-recorded" ? paths.chronology(caseId) : paths.case(caseId);
}

function Notice({ line }: { line: Line }) {
	const { id, about, isRead } = line;
	// Tells the buttons of one line apart for whoever does not see where they stand.
	const named = `: ${about ? titleOf(about) : askOfManager(line)}`;
	return (
		<li className="pr-plain-rows__row">
			<div className="pr-inbox__words">
				<p className="govuk-body pr-inbox__line">
					{isRead ? null : <Tag colour="blue">New</Tag>}{" "}
					{about ? (
						<Link className="govuk-link govuk-!-font-weight-bold pr-typed" to={wayTo(line.kind, about)}>
							{titleOf(about)}
						</Link>
					) : (
						<strong>{askOfManager(line)}</strong>
					)}
				</p>
				<p className="govuk-body pr-inbox__line">
					{about ? (
						askInWords(line)
					) : (
						<>You manage its owner. What it says is for the members of the panel, so ask them.</>
					)}
				</p>
				{about?.reason ? <p className="govuk-body pr-inbox__line pr-typed">“{about.reason}”</p> : null}
				<p className="govuk-body-s pr-inbox__line pr-inbox__from">
					{about ? (
						<>
							<span className="pr-reference">{about.reference}</span>, {line.panelName}.{" "}
						</>
					) : null}
					You were told on <Time at={line.at} />.
				</p>
			</div>
			<div className="pr-plain-rows__buttons">
				{isRead ? null : (
					<CommandForm>
						<HiddenFields values={{ intent: "read", noticeId: id }} />
						<Button variant="link">
							Mark as read<span className="govuk-visually-hidden">{named}</span>
						</Button>
					</CommandForm>
				)}
				<CommandForm>
					<HiddenFields values={{ intent: "done-with", noticeId: id }} />
					<Button variant="link">
						Done with it<span className="govuk-visually-hidden">{named}</span>
					</Button>
				</CommandForm>
			</div>
		</li>
	);
}
