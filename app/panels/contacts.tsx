/** The people named in a panel's cases who do not sign in; a coordinator says whose account one is. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { claimContact, contactsOf } from "#server/contacts/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { panelById } from "#server/panels/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CommandForm,
	EmptyState,
	HiddenFields,
	NotificationBanner,
	PageTitle,
	Pagination,
	Table,
	Tag,
	TextInput,
	WarningText,
} from "../ui/index.ts";

export const meta: MetaFunction = () => [{ title: "Contacts – Panelroom" }];

export const loader = signedIn(async ({ actor, params, url }) => {
	const panelId = params.panelId ?? "";
	const contacts = await contactsOf(actor, panelId, pageIn(url));
	const { name } = await panelById(actor, panelId);
	const chosen = contacts.lines.find(({ id }) => id === url.searchParams.get("link")) ?? null;
	const isLinked = url.searchParams.get("done") === "linked";
	const left = Math.max(0, Number.parseInt(url.searchParams.get("left") ?? "", 10) || 0);
	return { panel: { id: panelId, name }, contacts, chosen, isLinked, left };
});

export const action = onPost(async ({ actor, form, params }) => {
	const { contactId = "", email = "" } = form.fields;
	const { panelId = "" } = params;
	const result = await claimContact(actor, form.opId, { panelId, contactId, email });
	// Where to go is known only now: how many are left is said there.
	const left = result.left > 0 ? `&left=${result.left}` : "";
	return done({ ...form, returnTo: null }, result, `${paths.contacts(panelId)}?done=linked${left}`);
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

const of = (n: number, one: string) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : `${one}s`}`;

const some = (n: number, one: string) => (n === 0 ? "" : of(n, one));

export default function Contacts() {
	const { panel, contacts, chosen, isLinked, left } = useLoaderData<typeof loader>();
	if (chosen) return <LinkToAccount panel={panel} contact={chosen} page={contacts.page} />;
	const here = (query: Record<string, string>) =>
		`${paths.contacts(panel.id)}?${new URLSearchParams({ page: String(contacts.page), ...query })}`;
	return (
		<Page beforeContent={<BackLink to={paths.panel(panel.id)}>{panel.name}</BackLink>}>
			{isLinked ? (
				<NotificationBanner type="success" heading="What is theirs is in their account now">
					{left > 0 ? (
						<p className="govuk-body">
							{of(left, "action")} {left === 1 ? "stays" : "stay"} with the agency: the account is not of the
							agency that owns {left === 1 ? "it" : "them"}, or may not see the case.
						</p>
					) : null}
				</NotificationBanner>
			) : null}
			<PageTitle caption={panel.name}>Contacts</PageTitle>
			<p className="govuk-body">
				Officers and owners of actions whom an import named and who do not sign in. Once somebody has an
				account, link them to it: their cases follow, and the actions of their agency. What later imports
				bring in their name waits here until you link the rest.
			</p>
			<Table
				caption={`${of(contacts.total, "contact")}, ${contacts.linked.toLocaleString("en-GB")} linked to an account`}
				captionSize="s"
				columns={[
					{
						key: "name",
						header: "Name",
						rowHeader: true,
						cell: (one) => <span className="pr-typed">{one.name}</span>,
					},
					{ key: "agency", header: "Agency", cell: (one) => one.agencyName ?? "" },
					{ key: "cases", header: "Officer in", cell: (one) => some(one.cases, "case") },
					{ key: "actions", header: "Owns", cell: (one) => some(one.actions, "action") },
					{
						key: "account",
						header: "Account",
						cell: (one) =>
							one.account ? (
								<>
									<Tag colour="green">{one.account}</Tag>{" "}
									{one.rest.cases + one.rest.actions > 0 ? (
										<Link className="govuk-link" to={here({ link: one.id })}>
											Link the rest<span className="govuk-visually-hidden"> of {one.name}</span>
										</Link>
									) : null}
								</>
							) : (
								<Link className="govuk-link" to={here({ link: one.id })}>
									Link<span className="govuk-visually-hidden"> {one.name}</span> to an account
								</Link>
							),
					},
				]}
				rows={contacts.lines}
				rowKey={(one) => one.id}
				empty={
					<EmptyState title="No contacts">
						<p className="govuk-body">
							Nobody is named in this panel’s cases who does not sign in. An import brings contacts with it.
						</p>
					</EmptyState>
				}
			/>
			<Pagination
				label="Pages of contacts"
				page={contacts.page}
				pages={contacts.pages}
				href={(page) => `${paths.contacts(panel.id)}?page=${page}`}
			/>
		</Page>
	);
}

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;

function LinkToAccount({
	panel,
	contact,
	page,
}: {
	panel: Loaded["panel"];
	contact: NonNullable<Loaded["chosen"]>;
	page: number;
}) {
	const answer = useFormAnswer();
	const back = `${paths.contacts(panel.id)}?page=${page}`;
	const { cases, actions } = contact.account ? contact.rest : contact;
	const all = [
		...(cases > 0 ? [`the officer in ${of(cases, "case")}`] : []),
		...(actions > 0 ? [`the owner of ${of(actions, "action")}`] : []),
	].join(" and ");
	return (
		<Page beforeContent={<BackLink to={back}>Contacts</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={contact.agencyName ?? panel.name}>
				{contact.account
					? `Link the rest of ${contact.name} to ${contact.account}`
					: `Link ${contact.name} to an account`}
			</PageTitle>
			<p className="govuk-body">
				{contact.account && all
					? `In this name, and not in the account, is also ${all}.`
					: all
						? `They are ${all}.`
						: "Nothing in their name waits to be linked."}
			</p>
			{cases > 0 ? (
				<WarningText>
					Whoever has the account sees these cases at once, with their protected details. Make sure that it is
					the same person.
				</WarningText>
			) : null}
			<CommandForm intention={answer.turn}>
				<HiddenFields values={{ contactId: contact.id }} />
				<TextInput
					name="email"
					type="email"
					width={20}
					label="E-mail address of their account"
					autoComplete="off"
					spellCheck={false}
					defaultValue={answer.values.email ?? contact.email ?? undefined}
					error={answer.errors.email}
				/>
				<ButtonGroup>
					<Button preventDoubleClick>Link to this account</Button>
					<Link className="govuk-link" to={back}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
