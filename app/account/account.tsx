import type { MetaFunction } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { keptPostsOf, type MyAccount, myAccount, revokeSessions } from "#server/account/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { Button, CommandForm, ErrorSummary, PageTitle, SummaryList, Table, Time } from "../ui/index.ts";
import { errorList } from "./error-list.ts";
import { pathInWords } from "./path-in-words.ts";

export const meta: MetaFunction = () => [{ title: "Your account – Panelroom" }];

export const loader = signedIn(async ({ actor }) => {
	const kept = await keptPostsOf(actor);
	return {
		account: await myAccount(actor),
		kept: kept.map(({ id, path, at }) => ({ id, what: pathInWords(path), at: at.toISOString() })),
	};
});

/** Signs out one other session, or all others when none is named. */
export const action = onPost(
	async ({ actor, form }) => {
		const { sessionId } = form.fields;
		const which = {
			userId: actor.userId,
			except: actor.sessionId,
			sessionIds: sessionId ? [sessionId] : undefined,
		};
		return done(form, await revokeSessions(actor, form.opId, which), paths.account());
	},
	{ whenTimedOut: "leave" },
);

const ROLES: Record<MyAccount["role"], string> = {
	none: "What your panels give you",
	administrator: "Administrator",
	auditor: "Auditor",
	lead: "Stalking and Harassment Lead",
	system: "System",
};

export default function Account() {
	const { account, kept } = useLoaderData<typeof loader>();
	const answer = useActionData<typeof action>();
	const others = account.sessions.filter((session) => !session.isThisOne);
	return (
		<Page>
			<ErrorSummary errors={errorList(answer?.errors)} />
			<PageTitle>Your account</PageTitle>
			<SummaryList
				rows={[
					{ key: "Name", value: account.name },
					{ key: "E-mail address", value: account.email },
					{ key: "Agency", value: account.agencyName },
					{ key: "Role", value: ROLES[account.role] },
				]}
			/>
			<p className="govuk-body">
				To change any of this, or your password, ask an administrator. They give you a link with which you set
				a new password.
			</p>

			{kept.length > 0 ? (
				<>
					<h2 className="govuk-heading-m">Kept for you</h2>
					<ul className="govuk-list govuk-list--bullet">
						{kept.map(({ id, what, at }) => (
							<li key={id}>
								<Link className="govuk-link" to={paths.kept(id)}>
									{what}
								</Link>
								, sent at <Time at={at} format="time" />
							</li>
						))}
					</ul>
				</>
			) : null}

			<Table
				caption="Where you are signed in"
				columns={[
					{
						key: "device",
						header: "Device",
						rowHeader: true,
						cell: (session) => (session.isThisOne ? `${session.device} (this one)` : session.device),
					},
					{ key: "since", header: "Signed in", cell: (session) => <Time at={session.createdAt} /> },
					{ key: "seen", header: "Last seen", cell: (session) => <Time at={session.lastSeenAt} /> },
					{
						key: "end",
						header: "Sign out",
						headerHidden: true,
						cell: (session) =>
							session.isThisOne ? null : (
								<CommandForm intention={session.id}>
									<input type="hidden" name="sessionId" value={session.id} />
									<Button variant="link">
										Sign out
										<span className="govuk-visually-hidden"> of {session.device}</span>
									</Button>
								</CommandForm>
							),
					},
				]}
				rows={account.sessions}
				rowKey={(session) => session.id}
			/>
			{others.length > 0 ? (
				<CommandForm intention={others.length}>
					<Button variant="secondary" preventDoubleClick>
						Sign out everywhere else
					</Button>
				</CommandForm>
			) : null}
		</Page>
	);
}
