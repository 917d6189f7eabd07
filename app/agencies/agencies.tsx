/** Where administrators keep the partner agencies: the list, and adding, renaming and closing one. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import {
	addAgency,
	agenciesToManage,
	aliasesOf,
	closeAgency,
	removeAlias,
	renameAgency,
} from "#server/agencies/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { ConflictChoice, FormProblems } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CommandForm,
	EmptyState,
	HiddenFields,
	InsetText,
	PageTitle,
	Table,
	Tag,
	TextInput,
} from "../ui/index.ts";
import { DoneBanner, usePageForms } from "./page-forms.tsx";

const DONE: Record<string, string> = {
	added: "The agency was added",
	renamed: "The agency has its new name",
	closed: "The agency was closed",
	struck: "The name was struck out",
};

const renamePath = (agencyId: string) => `${paths.agencies()}?rename=${encodeURIComponent(agencyId)}`;
const closePath = (agencyId: string) => `${paths.agencies()}?close=${encodeURIComponent(agencyId)}`;
const namesPath = (agencyId: string) => `${paths.agencies()}?names=${encodeURIComponent(agencyId)}`;

export const meta: MetaFunction<typeof loader> = ({ data }) => {
	const { renaming, closing, naming } = data ?? {};
	const part = renaming ? "Rename an agency" : closing ? "Close an agency" : naming ? "Other names" : null;
	return [{ title: `${part ?? "Agencies"} – Panelroom` }];
};

export const loader = signedIn(async ({ actor, url }) => {
	const agencies = await agenciesToManage(actor);
	const chosen = (name: string) => agencies.find(({ id }) => id === url.searchParams.get(name)) ?? null;
	const said = DONE[url.searchParams.get("done") ?? ""] ?? null;
	const named = chosen("names");
	const naming = named && { agency: named, names: await aliasesOf(actor, named.id) };
	return { agencies, renaming: chosen("rename"), closing: chosen("close"), naming, said };
});

export const action = onPost(async (post) => {
	const { actor, form } = post;
	const { agencyId = "", name = "", version = "", aliasId = "" } = form.fields;
	const result = await byIntent<typeof post, object>(post, {
		add: () => addAgency(actor, form.opId, { name }),
		rename: () => renameAgency(actor, form.opId, { agencyId, name, version }),
		close: () => closeAgency(actor, form.opId, { agencyId }),
		strike: () => removeAlias(actor, form.opId, { aliasId }),
	});
	return done(form, result, paths.agencies());
});

export const clientAction = orUnsent;

export default function Agencies() {
	const { agencies, renaming, closing, naming, said } = useLoaderData<typeof loader>();
	const { answer, key } = usePageForms();
	if (renaming) return <RenameAgency key={key} agency={renaming} />;
	if (closing) return <CloseAgency agency={closing} />;
	if (naming) return <OtherNames agency={naming.agency} names={naming.names} said={said} />;
	return (
		<Page>
			<DoneBanner said={said} />
			<FormProblems answer={answer} />
			<PageTitle>Agencies</PageTitle>
			<AddAgency />
			<Table
				caption="Agencies that take part"
				columns={[
					{
						key: "name",
						header: "Name",
						rowHeader: true,
						cell: (agency) => (
							<>
								{agency.name} {agency.isClosed ? <Tag colour="grey">Closed</Tag> : null}
							</>
						),
					},
					{
						key: "people",
						header: "People",
						numeric: true,
						cell: (agency) => <People agency={agency} />,
					},
					{
						key: "names",
						header: "Other names",
						numeric: true,
						cell: (agency) => <Names agency={agency} />,
					},
					{
						key: "rename",
						header: "Rename",
						headerHidden: true,
						cell: (agency) => <ChangeLink agency={agency} to={renamePath(agency.id)} label="Rename" />,
					},
					{
						key: "close",
						header: "Close",
						headerHidden: true,
						cell: (agency) => <ChangeLink agency={agency} to={closePath(agency.id)} label="Close" />,
					},
				]}
				rows={agencies}
				rowKey={(agency) => agency.id}
				empty={
					<EmptyState title="No agencies yet">
						<p className="govuk-body">Add the first one above. People belong to an agency.</p>
					</EmptyState>
				}
			/>
		</Page>
	);
}

type Agency = ReturnType<typeof useLoaderData<typeof loader>>["agencies"][number];

function People({ agency }: { agency: Agency }) {
	if (agency.people === 0) return <>0</>;
	return (
		<Link className="govuk-link" to={`${paths.users()}?agency=${encodeURIComponent(agency.id)}`}>
			{agency.people}
			<span className="govuk-visually-hidden"> people of {agency.name}</span>
		</Link>
	);
}

function Names({ agency }: { agency: Agency }) {
	if (agency.otherNames === 0) return <>0</>;
	return (
		<Link className="govuk-link" to={namesPath(agency.id)}>
			{agency.otherNames}
			<span className="govuk-visually-hidden"> other names of {agency.name}</span>
		</Link>
	);
}

function ChangeLink({ agency, to, label }: { agency: Agency; to: string; label: string }) {
	if (agency.isClosed) return null;
	return (
		<Link className="govuk-link" to={to}>
			{label}
			<span className="govuk-visually-hidden"> {agency.name}</span>
		</Link>
	);
}

function AddAgency() {
	const forms = usePageForms();
	const { errors, values, turn } = forms.of("add");
	return (
		<CommandForm
			key={forms.key}
			action={paths.agencies()}
			returnTo={`${paths.agencies()}?done=added`}
			intention={turn}
		>
			<HiddenFields values={{ intent: "add" }} />
			<TextInput
				name="name"
				label="Add an agency"
				labelSize="s"
				hint="Its full name, such as Essex Partnership University NHS Trust"
				defaultValue={values.name}
				error={errors.name}
				autoComplete="off"
			/>
			<Button preventDoubleClick>Add agency</Button>
		</CommandForm>
	);
}

function RenameAgency({ agency }: { agency: Agency }) {
	const answer = usePageForms().of("rename");
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(agency.version));
	const returnTo = `${paths.agencies()}?done=renamed`;
	return (
		<Page beforeContent={<BackLink to={paths.agencies()}>Agencies</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={agency.name}>Rename this agency</PageTitle>
			<ConflictChoice
				answer={answer}
				keepTo={paths.agencies()}
				returnTo={returnTo}
				fields={[{ name: "name", label: "Name" }]}
			/>
			<CommandForm action={renamePath(agency.id)} returnTo={returnTo} intention={answer.turn}>
				<HiddenFields
					values={{ intent: "rename", agencyId: agency.id, version: answer.conflict?.version ?? opened }}
				/>
				<TextInput
					name="name"
					label="Name"
					hint="What was recorded under the old name keeps it."
					defaultValue={answer.values.name ?? agency.name}
					error={answer.errors.name}
					autoComplete="off"
				/>
				<ButtonGroup>
					<Button preventDoubleClick>Save name</Button>
					<Link className="govuk-link" to={paths.agencies()}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}

function CloseAgency({ agency }: { agency: Agency }) {
	const forms = usePageForms();
	return (
		<Page beforeContent={<BackLink to={paths.agencies()}>Agencies</BackLink>}>
			<FormProblems answer={forms.answer} />
			<PageTitle caption={agency.name}>Close this agency</PageTitle>
			{agency.people > 0 ? (
				<InsetText>
					{agency.people === 1
						? "One person of this agency has an active account."
						: `${agency.people} people of this agency have an active account.`}{" "}
					<Link className="govuk-link" to={`${paths.users()}?agency=${encodeURIComponent(agency.id)}`}>
						Move or deactivate them
					</Link>{" "}
					first.
				</InsetText>
			) : (
				<CommandForm
					key={forms.key}
					action={closePath(agency.id)}
					returnTo={`${paths.agencies()}?done=closed`}
				>
					<HiddenFields values={{ intent: "close", agencyId: agency.id }} />
					<p className="govuk-body">
						Nobody can be added to a closed agency, and it can own no new actions. What it did stays on
						record. An agency cannot be opened again.
					</p>
					<ButtonGroup>
						<Button variant="warning" preventDoubleClick>
							Close agency
						</Button>
						<Link className="govuk-link" to={paths.agencies()}>
							Cancel
						</Link>
					</ButtonGroup>
				</CommandForm>
			)}
		</Page>
	);
}

/** What panels' spreadsheets call it; a name that was given to the wrong agency by mistake is struck out here. */
function OtherNames({
	agency,
	names,
	said,
}: {
	agency: Agency;
	names: { id: string; alias: string }[];
	said: string | null;
}) {
	const { answer, key } = usePageForms();
	return (
		<Page beforeContent={<BackLink to={paths.agencies()}>Agencies</BackLink>}>
			<DoneBanner said={said} />
			<FormProblems answer={answer} />
			<PageTitle caption={agency.name}>Other names</PageTitle>
			<p className="govuk-body">
				An import takes these names in a panel’s spreadsheet for {agency.name}. Strike out a name that means
				another agency: the next import asks whose it is. What has been imported stays as it is.
			</p>
			<Table
				caption={`Also called ${agency.name}`}
				captionHidden
				columns={[
					{ key: "name", header: "Name", rowHeader: true, cell: ({ alias }) => alias },
					{
						key: "strike",
						header: "Strike out",
						headerHidden: true,
						cell: ({ id, alias }) => (
							<CommandForm
								key={key}
								action={namesPath(agency.id)}
								returnTo={`${namesPath(agency.id)}&done=struck`}
							>
								<HiddenFields values={{ intent: "strike", aliasId: id }} />
								<Button variant="link" preventDoubleClick>
									Strike out<span className="govuk-visually-hidden"> “{alias}”</span>
								</Button>
							</CommandForm>
						),
					},
				]}
				rows={names}
				rowKey={({ id }) => id}
				empty={
					<EmptyState title="No other names">
						<p className="govuk-body">
							A coordinator gives an agency another name when they import a tracker.
						</p>
					</EmptyState>
				}
			/>
		</Page>
	);
}
