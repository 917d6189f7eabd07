/** One account as administrators keep it: its details, how its person signs in, and its end. */
import { Link, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { issueLink, liveSessionsOf, revokeSessions } from "#server/account/index.ts";
import { openAgencies } from "#server/agencies/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { placesOf } from "#server/panels/index.ts";
import {
	changeUser,
	deactivateUser,
	managersToChoose,
	reactivateUser,
	type UserRole,
	userToManage,
} from "#server/people/index.ts";
import { DoneBanner, usePageForms } from "../agencies/page-forms.tsx";
import { ConflictChoice, FormProblems } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { MEMBER_ROLE_WORDS } from "../panels/manage-words.ts";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CivilDate,
	CommandForm,
	EmptyState,
	HiddenFields,
	LinkButton,
	NotificationBanner,
	PageTitle,
	SummaryList,
	Table,
	WarningText,
} from "../ui/index.ts";
import { OneTimeLink, type ShownLink } from "./one-time-link.tsx";
import { ROLE_WORDS } from "./role-words.ts";
import { SignInState } from "./sign-in-state.tsx";
import { UserFields } from "./user-fields.tsx";

const DONE: Record<string, string> = {
	changed: "The account was changed",
	deactivated: "The account was deactivated",
	reactivated: "The account is active again",
	"signed-out": "The person was signed out everywhere",
};

const deactivatePath = (userId: string) => `${paths.user(userId)}?deactivate=1`;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.isDeactivating ? "Deactivate " : ""}${data?.user.name ?? "User"} – Panelroom` },
];

export const loader = signedIn(async ({ actor, params, url }) => {
	const user = await userToManage(actor, params.userId ?? "");
	const agencies = await openAgencies();
	// A closed agency is offered to nobody, but the account that is left in it must show where it is.
	if (!agencies.some(({ id }) => id === user.agencyId)) {
		agencies.push({ id: user.agencyId, name: `${user.agencyName} (closed)` });
	}
	const managers = await managersToChoose(actor);
	if (user.managerId && !managers.some(({ id }) => id === user.managerId)) {
		managers.push({ id: user.managerId, name: user.managerName ?? "", agencyName: "Deactivated" });
	}
	return {
		user,
		choices: { agencies, managers },
		places: await placesOf(actor, user.id),
		sessions: (await liveSessionsOf(user.id)).length,
		isOwn: user.id === actor.userId,
		isDeactivating: url.searchParams.has("deactivate") && !user.isDeactivated && user.id !== actor.userId,
		said: DONE[url.searchParams.get("done") ?? ""] ?? null,
	};
});

export const action = onPost(async (post) => {
	const { actor, params, form } = post;
	const userId = params.userId ?? "";
	const { opId, fields } = form;
	if (fields.intent === "link") {
		const link = await issueLink(actor, opId, { userId });
		return { ok: true as const, link: { ...link, name: (await userToManage(actor, userId)).name } };
	}
	const result = await byIntent<typeof post, object>(post, {
		change: () => {
			const { name = "", email = "", agencyId = "", managerId, role = "", version = "" } = fields;
			const change = { userId, name, email, agencyId, managerId, role: role as UserRole, version };
			return changeUser(actor, opId, change);
		},
		"sign-out": () => revokeSessions(actor, opId, { userId }),
		deactivate: () => deactivateUser(actor, opId, { userId }),
		reactivate: () => reactivateUser(actor, opId, { userId }),
	});
	return done(form, result, paths.user(userId));
});

export const clientAction = orUnsent;

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;

export default function User() {
	const loaded = useLoaderData<typeof loader>();
	const answer = useActionData() as { ok: boolean; link?: ShownLink } | undefined;
	const forms = usePageForms();
	const { user, said } = loaded;
	if (loaded.isDeactivating) return <Deactivate {...loaded} />;
	const link = answer?.ok ? answer.link : undefined;
	return (
		<Page beforeContent={<BackLink to={paths.users()}>Users</BackLink>}>
			{link ? (
				<NotificationBanner type="success" heading={`A one-time link for ${user.name} was made`} />
			) : (
				<DoneBanner said={said} />
			)}
			<FormProblems answer={forms.answer} />
			<PageTitle caption={user.agencyName}>{user.name}</PageTitle>
			{link ? <OneTimeLink link={link} /> : null}
			<SignIn {...loaded} />
			<Places {...loaded} />
			<Change key={forms.key} {...loaded} />
			<Standing {...loaded} />
		</Page>
	);
}

function SignIn({ user, sessions, isOwn }: Loaded) {
	const forms = usePageForms();
	return (
		<>
			<h2 className="govuk-heading-m">Sign-in</h2>
			<SummaryList
				rows={[
					{ key: "Account", value: <SignInState user={user} /> },
					{
						key: "Signed in now",
						value: sessions === 0 ? "Nowhere" : sessions === 1 ? "In 1 browser" : `In ${sessions} browsers`,
					},
				]}
			/>
			{isOwn ? (
				<p className="govuk-body">
					This is your own account. End your sessions on{" "}
					<Link className="govuk-link" to={paths.account()}>
						your account page
					</Link>
					; another administrator can make a link for you.
				</p>
			) : user.isDeactivated ? null : (
				<ButtonGroup>
					<CommandForm key={`link ${forms.key}`} action={paths.user(user.id)}>
						<HiddenFields values={{ intent: "link" }} />
						<Button variant="secondary" preventDoubleClick>
							Make a one-time link
						</Button>
					</CommandForm>
					{sessions > 0 ? (
						<CommandForm
							key={`sign-out ${forms.key}`}
							action={paths.user(user.id)}
							returnTo={`${paths.user(user.id)}?done=signed-out`}
						>
							<HiddenFields values={{ intent: "sign-out" }} />
							<Button variant="secondary" preventDoubleClick>
								Sign out everywhere
							</Button>
						</CommandForm>
					) : null}
				</ButtonGroup>
			)}
		</>
	);
}

function Places({ user, places }: Pick<Loaded, "user" | "places">) {
	const holdsNoPanelRole = user.role === "administrator" || user.role === "auditor";
	return (
		<Table
			caption="Panels"
			columns={[
				{
					key: "panel",
					header: "Panel",
					rowHeader: true,
					cell: (place) => (
						<Link className="govuk-link" to={paths.managePanel(place.panelId)}>
							{place.panelName}
						</Link>
					),
				},
				{ key: "role", header: "Role", cell: (place) => MEMBER_ROLE_WORDS[place.role] },
				{ key: "from", header: "From", cell: (place) => <CivilDate date={place.startsOn} /> },
				{
					key: "until",
					header: "Until",
					cell: (place) => (place.endsOn ? <CivilDate date={place.endsOn} /> : "Not set"),
				},
			]}
			rows={places}
			rowKey={(place) => place.membershipId}
			empty={
				<>
					<h2 className="govuk-heading-m">Panels</h2>
					{holdsNoPanelRole ? (
						<EmptyState title="Administrators and auditors hold no role on a panel" />
					) : (
						<EmptyState title={`${user.name} sits on no panel`}>
							<p className="govuk-body">
								<Link className="govuk-link" to={paths.managePanels()}>
									Open a panel
								</Link>{" "}
								to add a membership.
							</p>
						</EmptyState>
					)}
				</>
			}
		/>
	);
}

function Change({ user, choices, places, isOwn }: Loaded) {
	const answer = usePageForms().of("change");
	const here = paths.user(user.id);
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(user.version));
	const nameIn = (list: { id: string; name: string }[]) => (id: string) =>
		list.find((item) => item.id === id)?.name ?? "Not known";
	return (
		<>
			<h2 className="govuk-heading-m">Details</h2>
			<ConflictChoice
				answer={answer}
				keepTo={here}
				returnTo={`${here}?done=changed`}
				fields={[
					{ name: "name", label: "Full name" },
					{ name: "email", label: "E-mail address" },
					{ name: "agencyId", label: "Agency", show: nameIn(choices.agencies) },
					{ name: "managerId", label: "Manager", show: nameIn(choices.managers) },
					{ name: "role", label: "Role in Panelroom", show: (role) => ROLE_WORDS[role as UserRole] ?? role },
				]}
			/>
			<CommandForm action={here} returnTo={`${here}?done=changed`} intention={answer.turn}>
				<HiddenFields values={{ intent: "change", version: answer.conflict?.version ?? opened }} />
				<UserFields
					choices={choices}
					answer={answer}
					user={user}
					isOwn={isOwn}
					agencyHint={
						places.length > 0
							? `Another agency signs them out everywhere and takes them off ${panelsIn(places.length)}: they sit there for ${user.agencyName}.`
							: "Another agency signs them out everywhere."
					}
				/>
				<Button preventDoubleClick>Save details</Button>
			</CommandForm>
		</>
	);
}

const panelsIn = (places: number) => (places === 1 ? "their panel" : `all ${places} of their panels`);

/** Ending the account, or bringing it back. */
function Standing({ user, isOwn }: Loaded) {
	const forms = usePageForms();
	if (isOwn) return null;
	if (!user.isDeactivated) {
		return (
			<>
				<h2 className="govuk-heading-m">End this account</h2>
				<p className="govuk-body">When somebody leaves, deactivate their account. What they wrote stays.</p>
				<LinkButton variant="warning" to={deactivatePath(user.id)}>
					Deactivate account
				</LinkButton>
			</>
		);
	}
	return (
		<>
			<h2 className="govuk-heading-m">Reactivate this account</h2>
			<p className="govuk-body">
				{user.name} could then sign in with the password they had. Their memberships stay ended; add them
				again where they are needed.
			</p>
			<CommandForm
				key={`reactivate ${forms.key}`}
				action={paths.user(user.id)}
				returnTo={`${paths.user(user.id)}?done=reactivated`}
			>
				<HiddenFields values={{ intent: "reactivate" }} />
				<Button variant="secondary" preventDoubleClick>
					Reactivate account
				</Button>
			</CommandForm>
		</>
	);
}

function Deactivate({ user, places }: Loaded) {
	const forms = usePageForms();
	return (
		<Page beforeContent={<BackLink to={paths.user(user.id)}>{user.name}</BackLink>}>
			<FormProblems answer={forms.answer} />
			<PageTitle caption={user.agencyName}>Deactivate the account of {user.name}</PageTitle>
			<WarningText>
				{user.name} is signed out everywhere at once and cannot sign in again. Open screens are emptied.
			</WarningText>
			{places.length > 0 ? (
				<>
					<p className="govuk-body">These memberships end at once:</p>
					<ul className="govuk-list govuk-list--bullet">
						{places.map((place) => (
							<li key={place.membershipId}>
								{place.panelName}, {MEMBER_ROLE_WORDS[place.role].toLowerCase()}
							</li>
						))}
					</ul>
				</>
			) : null}
			<p className="govuk-body">What they wrote stays on record under their name.</p>
			<CommandForm
				key={forms.key}
				action={deactivatePath(user.id)}
				returnTo={`${paths.user(user.id)}?done=deactivated`}
			>
				<HiddenFields values={{ intent: "deactivate" }} />
				<ButtonGroup>
					<Button variant="warning" preventDoubleClick>
						Deactivate account
					</Button>
					<Link className="govuk-link" to={paths.user(user.id)}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
