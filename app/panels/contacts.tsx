/** The people named in a panel's cases who do not sign in; a coordinator says whose account one is. */
import { Link, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import {
	ClaimContact,
	claimContact,
	contactsOf,
	linkedTo,
	lookAtLink,
	takeLinkBack,
	type WhatIsLinked,
} from "#server/contacts/index.ts";
import { check, done, onPost, signedIn } from "#server/http/screen.ts";
import { panelById } from "#server/panels/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent, pageIn } from "../typed-form.ts";
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
	SummaryList,
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
	const releasing = url.searchParams.get("unlink");
	const linked = releasing ? await linkedTo(actor, panelId, releasing) : null;
	const told = url.searchParams.get("done");
	const left = Math.max(0, Number.parseInt(url.searchParams.get("left") ?? "", 10) || 0);
	return { panel: { id: panelId, name }, contacts, chosen, releasing, linked, told, left };
});

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const { contactId = "", email = "", seal = "", userId = "" } = form.fields;
	const { panelId = "" } = params;
	// Where to go is known only afterwards: how many are left is said there.
	const to = { ...form, returnTo: null };
	return byIntent<typeof post, object>(post, {
		/** Nothing is linked before its person has seen whose account it is, and what it would open. */
		look: async () => ({
			look: await lookAtLink(actor, check(ClaimContact, { panelId, contactId, email })),
			values: { contactId, email },
		}),
		link: async () => {
			const result = await claimContact(actor, form.opId, { panelId, contactId, email, seal });
			const left = result.left > 0 ? `&left=${result.left}` : "";
			return done(to, result, `${paths.contacts(panelId)}?done=linked${left}`);
		},
		"take-back": async () => {
			const result = await takeLinkBack(actor, form.opId, { panelId, contactId, userId });
			return done(to, result, `${paths.contacts(panelId)}?done=taken-back`);
		},
	});
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

const of = (n: number, one: string) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : `${one}s`}`;

const some = (n: number, one: string) => (n === 0 ? "" : of(n, one));

export default function Contacts() {
	const { panel, contacts, chosen, releasing, linked, told, left } = useLoaderData<typeof loader>();
	const looked = useActionData<{ look?: Look }>()?.look;
	if (releasing && linked) {
		return <TakeBack panel={panel} contactId={releasing} linked={linked} page={contacts.page} />;
	}
	if (chosen && looked)
		return <ConfirmLink panel={panel} contactId={chosen.id} look={looked} page={contacts.page} />;
	if (chosen) return <LinkToAccount panel={panel} contact={chosen} page={contacts.page} />;
	const here = (query: Record<string, string>) =>
		`${paths.contacts(panel.id)}?${new URLSearchParams({ page: String(contacts.page), ...query })}`;
	return (
		<Page beforeContent={<BackLink to={paths.panel(panel.id)}>{panel.name}</BackLink>}>
			{told === "taken-back" ? (
				<NotificationBanner
					type="success"
					heading="The link is taken back. The account has nothing through it any more"
				/>
			) : null}
			{told === "linked" ? (
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
									<Link className="govuk-link" to={here({ unlink: one.id })}>
										Take the link back<span className="govuk-visually-hidden"> of {one.name}</span>
									</Link>{" "}
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
			<CommandForm intention={answer.turn}>
				<HiddenFields values={{ intent: "look", contactId: contact.id }} />
				<TextInput
					name="email"
					type="email"
					width={20}
					label="E-mail address of their account"
					hint="You see whose account it is before anything is linked"
					autoComplete="off"
					spellCheck={false}
					defaultValue={answer.values.email ?? contact.email ?? undefined}
					error={answer.errors.email}
				/>
				<ButtonGroup>
					<Button preventDoubleClick>Continue</Button>
					<Link className="govuk-link" to={back}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}

type Look = WhatIsLinked & { seal: string };

/** Whose account it is, and what it has or would have. */
function WhatIsTheirs({ theirs, isLinked }: { theirs: WhatIsLinked; isLinked: boolean }) {
	const { contactName, account, references, cases, actions, left } = theirs;
	const more = cases - references.length;
	return (
		<SummaryList
			rows={[
				{ key: "Named in the cases", value: <span className="pr-typed">{contactName}</span> },
				{ key: "Account", value: <strong>{account.name}</strong> },
				{ key: "Agency", value: account.agencyName },
				{ key: "E-mail address", value: account.email },
				{
					key: isLinked ? "Cases that they see through it" : "Cases that they will see",
					value:
						cases === 0 ? (
							"None"
						) : (
							<>
								{of(cases, "case")}: {references.join(", ")}
								{more > 0 ? ` and ${more.toLocaleString("en-GB")} more` : ""}
							</>
						),
				},
				{
					key: isLinked ? "Actions that they own through it" : "Actions that they will own",
					value: `${actions === 0 ? "None" : of(actions, "action")}${
						left > 0 ? `; ${of(left, "action")} ${left === 1 ? "stays" : "stay"} with the agency` : ""
					}`,
				},
			]}
		/>
	);
}

function ConfirmLink({
	panel,
	contactId,
	look,
	page,
}: {
	panel: Loaded["panel"];
	contactId: string;
	look: Look;
	page: number;
}) {
	const back = `${paths.contacts(panel.id)}?page=${page}`;
	// With script the page comes in place of the form, and is read out from its beginning.
	const top = useRef<HTMLDivElement>(null);
	useEffect(() => top.current?.focus(), []);
	return (
		<Page
			beforeContent={
				<BackLink to={`${back}&${new URLSearchParams({ link: contactId })}`}>Another e-mail address</BackLink>
			}
		>
			<div ref={top} tabIndex={-1}>
				<PageTitle caption={panel.name}>Is this the same person?</PageTitle>
			</div>
			<WhatIsTheirs theirs={look} isLinked={false} />
			{look.cases > 0 ? (
				<WarningText>
					Whoever has the account sees these cases at once, with their protected details. Two officers may
					have the same name.
				</WarningText>
			) : null}
			<CommandForm intention={look.seal}>
				<HiddenFields values={{ intent: "link", contactId, email: look.account.email, seal: look.seal }} />
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

function TakeBack({
	panel,
	contactId,
	linked,
	page,
}: {
	panel: Loaded["panel"];
	contactId: string;
	linked: WhatIsLinked;
	page: number;
}) {
	const answer = useFormAnswer();
	const back = `${paths.contacts(panel.id)}?page=${page}`;
	return (
		<Page beforeContent={<BackLink to={back}>Contacts</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panel.name}>
				Take back the link of {linked.contactName} to {linked.account.name}?
			</PageTitle>
			<WhatIsTheirs theirs={linked} isLinked />
			<p className="govuk-body">
				The account loses these cases at once, also on its open screens, unless it may see them for another
				reason. The actions go back to their agency. What was written or decided stays, and so does what
				somebody has given the account by hand.
			</p>
			<CommandForm intention={answer.turn}>
				<HiddenFields values={{ intent: "take-back", contactId, userId: linked.account.id }} />
				<ButtonGroup>
					<Button variant="warning" preventDoubleClick>
						Take the link back
					</Button>
					<Link className="govuk-link" to={back}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
