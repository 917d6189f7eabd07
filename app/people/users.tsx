/** Where administrators find an account, and add one. */
import { Form, Link, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { Fragment } from "react";
import { issueLink } from "#server/account/index.ts";
import { listAgencies, openAgencies } from "#server/agencies/index.ts";
import { onPost, signedIn } from "#server/http/screen.ts";
import {
	addUser,
	listUsers,
	managersToChoose,
	USER_ROLES,
	type UserFilter,
	type UserRole,
} from "#server/people/index.ts";
import { usePageForms } from "../agencies/page-forms.tsx";
import { FormProblems } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CommandForm,
	EmptyState,
	HiddenFields,
	LinkButton,
	NotificationBanner,
	PageTitle,
	Pagination,
	Select,
	Table,
	TextInput,
} from "../ui/index.ts";
import { OneTimeLink, type ShownLink } from "./one-time-link.tsx";
import { ROLE_WORDS } from "./role-words.ts";
import { SignInState } from "./sign-in-state.tsx";
import { UserFields } from "./user-fields.tsx";

const addPath = () => `${paths.users()}?add=1`;

const ROLES = Object.entries(ROLE_WORDS).map(([value, label]) => ({ value, label }));

const STANDINGS = [
	{ value: "active", label: "Active accounts" },
	{ value: "deactivated", label: "Deactivated accounts" },
	{ value: "all", label: "All accounts" },
] as const;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: data?.view === "add" ? "Add a user – Panelroom" : "Users – Panelroom" },
];

export const loader = signedIn(async ({ actor, url }) => {
	if (url.searchParams.has("add")) {
		const managers = await managersToChoose(actor);
		return { view: "add", choices: { agencies: await openAgencies(), managers } } as const;
	}
	const filter = filterIn(url.searchParams);
	const list = await listUsers(actor, filter);
	return { view: "list", filter, list, agencies: await listAgencies(actor) } as const;
});

function filterIn(query: URLSearchParams): UserFilter {
	const asked = (name: string) => query.get(name) ?? "";
	return {
		name: asked("name").trim(),
		agencyId: asked("agency"),
		role: USER_ROLES.find((role) => role === asked("role")),
		standing: STANDINGS.find(({ value }) => value === asked("standing"))?.value ?? "active",
		page: Number(asked("page")) || 1,
	};
}

/** Adds the account, then makes the link that lets its person in; sent again, both answer as before. */
export const action = onPost(async ({ actor, form }) => {
	const { name = "", email = "", agencyId = "", managerId, role = "" } = form.fields;
	const fields = { name, email, agencyId, managerId, role: role as UserRole };
	const { userId } = await addUser(actor, form.opId, fields);
	const link = await issueLink(actor, `${form.opId}-link`, { userId });
	return { ok: true as const, userId, link: { ...link, name: name.trim() } };
});

export const clientAction = orUnsent;

export default function Users() {
	const loaded = useLoaderData<typeof loader>();
	const answer = useActionData() as { ok: boolean; userId?: string; link?: ShownLink } | undefined;
	if (answer?.ok && answer.link) return <Added userId={answer.userId ?? ""} link={answer.link} />;
	return loaded.view === "add" ? <AddUser {...loaded} /> : <UserList {...loaded} />;
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;
type ListView = Extract<Loaded, { view: "list" }>;

function UserList({ filter, list, agencies }: ListView) {
	const isFiltered = Boolean(filter.name || filter.agencyId || filter.role || filter.standing !== "active");
	return (
		<Page width="wide">
			<PageTitle>Users</PageTitle>
			<LinkButton to={addPath()}>Add a user</LinkButton>
			<Form method="get" action={paths.users()} key={JSON.stringify(filter)}>
				<div className="govuk-grid-row">
					<div className="govuk-grid-column-one-half">
						<TextInput name="name" type="search" label="Name" labelSize="s" defaultValue={filter.name} />
						<Select
							name="agency"
							label="Agency"
							labelSize="s"
							placeholder="Any agency"
							options={agencies.map(({ id, name, isClosed }) => ({
								value: id,
								label: isClosed ? `${name} (closed)` : name,
							}))}
							defaultValue={filter.agencyId}
						/>
					</div>
					<div className="govuk-grid-column-one-half">
						<Select
							name="role"
							label="Role in Panelroom"
							labelSize="s"
							placeholder="Any role"
							options={ROLES}
							defaultValue={filter.role}
						/>
						<Select
							name="standing"
							label="Show"
							labelSize="s"
							options={STANDINGS.map((standing) => ({ ...standing }))}
							defaultValue={filter.standing}
						/>
					</div>
				</div>
				<ButtonGroup>
					<Button variant="secondary">Filter</Button>
					{isFiltered ? (
						<Link className="govuk-link" to={paths.users()}>
							Clear filter
						</Link>
					) : null}
				</ButtonGroup>
			</Form>
			<Table
				caption={counted(list)}
				columns={[
					{
						key: "name",
						header: "Name",
						rowHeader: true,
						cell: (user) => (
							<Link className="govuk-link" to={paths.user(user.id)}>
								{user.name}
							</Link>
						),
					},
					{ key: "email", header: "E-mail address", cell: (user) => <Email address={user.email} /> },
					{ key: "agency", header: "Agency", cell: (user) => user.agencyName },
					{ key: "standing", header: "Account", cell: (user) => <Standing user={user} /> },
				]}
				rows={list.users}
				rowKey={(user) => user.id}
				empty={
					<EmptyState title={isFiltered ? "Nobody matches this filter" : "No users yet"}>
						<p className="govuk-body">
							{isFiltered ? "Try part of a name, or clear the filter." : "Add the first one above."}
						</p>
					</EmptyState>
				}
			/>
			<Pagination
				page={list.page}
				pages={list.pages}
				href={(page) => listPath(filter, page)}
				label="Pages of users"
			/>
		</Page>
	);
}

/** An address that may break where a reader would break it. */
function Email({ address }: { address: string }) {
	return address.split(/(?<=[@.-])/).map((part, index) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address never change places
		<Fragment key={index}>
			{part}
			<wbr />
		</Fragment>
	));
}

/** What there is to say about an account beside its person: a role, or that nobody can sign in to it. */
function Standing({ user }: { user: ListView["list"]["users"][number] }) {
	return (
		<>
			{user.role === "none" ? null : <div>{ROLE_WORDS[user.role]}</div>}
			<SignInState user={user} />
		</>
	);
}

function counted({ total, page, pages }: ListView["list"]): string {
	const users = total === 1 ? "1 user" : `${total} users`;
	return pages > 1 ? `${users}, page ${page} of ${pages}` : users;
}

function listPath(filter: ListView["filter"], page: number): string {
	const query = new URLSearchParams();
	if (filter.name) query.set("name", filter.name);
	if (filter.agencyId) query.set("agency", filter.agencyId);
	if (filter.role) query.set("role", filter.role);
	if (filter.standing && filter.standing !== "active") query.set("standing", filter.standing);
	if (page > 1) query.set("page", String(page));
	return query.size > 0 ? `${paths.users()}?${query}` : paths.users();
}

function AddUser({ choices }: Extract<Loaded, { view: "add" }>) {
	const forms = usePageForms();
	return (
		<Page beforeContent={<BackLink to={paths.users()}>Users</BackLink>}>
			<FormProblems answer={forms.answer} />
			<PageTitle>Add a user</PageTitle>
			{choices.agencies.length === 0 ? (
				<EmptyState title="There is no agency yet">
					<p className="govuk-body">
						Everyone belongs to an agency.{" "}
						<Link className="govuk-link" to={paths.agencies()}>
							Add an agency
						</Link>{" "}
						first.
					</p>
				</EmptyState>
			) : (
				<CommandForm key={forms.key} action={addPath()} intention={forms.answer.turn}>
					<HiddenFields values={{ intent: "add" }} />
					<UserFields choices={choices} answer={forms.of("add")} />
					<p className="govuk-body">You will get a one-time link with which the person sets a password.</p>
					<Button preventDoubleClick>Add user</Button>
				</CommandForm>
			)}
		</Page>
	);
}

function Added({ userId, link }: { userId: string; link: ShownLink }) {
	return (
		<Page beforeContent={<BackLink to={paths.users()}>Users</BackLink>}>
			<NotificationBanner type="success" heading={`${link.name} was added`} />
			<PageTitle>One-time link for {link.name}</PageTitle>
			<OneTimeLink link={link} />
			<p className="govuk-body">
				<Link className="govuk-link" to={paths.user(userId)}>
					See this account
				</Link>{" "}
				or{" "}
				<Link className="govuk-link" to={addPath()}>
					add another user
				</Link>
			</p>
		</Page>
	);
}
