/** Where administrators keep the partner agencies: the list, and adding, renaming and closing one. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { addAgency, agenciesToManage, closeAgency, renameAgency } from "#server/agencies/index.ts";
import { Invalid, NotFound } from "#server/http/errors.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
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
import { DoneBanner, Problems, usePageForms } from "./page-forms.tsx";

const DONE: Record<string, string> = {
	added: "The agency was added",
	renamed: "The agency has its new name",
	closed: "The agency was closed",
};

const renamePath = (agencyId: string) => `${paths.agencies()}?rename=${encodeURIComponent(agencyId)}`;
const closePath = (agencyId: string) => `${paths.agencies()}?close=${encodeURIComponent(agencyId)}`;

export const meta: MetaFunction = () => [{ title: "Agencies – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => {
	const agencies = await agenciesToManage(actor);
	const chosen = (name: string) => {
		const id = url.searchParams.get(name);
		if (id === null) return null;
		const agency = agencies.find((candidate) => candidate.id === id);
		if (!agency) throw new NotFound();
		return agency;
	};
	const said = DONE[url.searchParams.get("done") ?? ""] ?? null;
	return { agencies, renaming: chosen("rename"), closing: chosen("close"), said };
});

export const action = onPost(async ({ actor, form }) => {
	const { intent, agencyId = "", name = "", version = "" } = form.fields;
	switch (intent) {
		case "add":
			return done(form, await addAgency(actor, form.opId, { name }), paths.agencies());
		case "rename":
			return done(form, await renameAgency(actor, form.opId, { agencyId, name, version }), paths.agencies());
		case "close":
			return done(form, await closeAgency(actor, form.opId, { agencyId }), paths.agencies());
		default:
			throw new Invalid({ form: "This page has changed. Open it again." });
	}
});

export default function Agencies() {
	const { agencies, renaming, closing, said } = useLoaderData<typeof loader>();
	if (renaming) return <RenameAgency agency={renaming} />;
	if (closing) return <CloseAgency agency={closing} />;
	return (
		<Page>
			<DoneBanner said={said} />
			<Problems />
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
					{ key: "change", header: "Change", headerHidden: true, cell: (agency) => <Changes agency={agency} /> },
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

function Changes({ agency }: { agency: Agency }) {
	if (agency.isClosed) return null;
	return (
		<>
			<Link className="govuk-link" to={renamePath(agency.id)}>
				Rename<span className="govuk-visually-hidden"> {agency.name}</span>
			</Link>{" "}
			<Link className="govuk-link" to={closePath(agency.id)}>
				Close<span className="govuk-visually-hidden"> {agency.name}</span>
			</Link>
		</>
	);
}

function AddAgency() {
	const forms = usePageForms();
	const { errors, values } = forms.refusal("add");
	return (
		<CommandForm key={forms.key} action={paths.agencies()} returnTo={`${paths.agencies()}?done=added`}>
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
	const forms = usePageForms();
	const { errors, values, version } = forms.refusal("rename");
	return (
		<Page beforeContent={<BackLink to={paths.agencies()}>Agencies</BackLink>}>
			<Problems />
			<PageTitle caption={agency.name}>Rename this agency</PageTitle>
			<CommandForm
				key={forms.key}
				action={renamePath(agency.id)}
				returnTo={`${paths.agencies()}?done=renamed`}
			>
				<HiddenFields
					values={{
						intent: "rename",
						agencyId: agency.id,
						version: version ?? values.version ?? agency.version,
					}}
				/>
				<TextInput
					name="name"
					label="Name"
					hint="What was recorded under the old name keeps it."
					defaultValue={values.name ?? agency.name}
					error={errors.name}
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
			<Problems />
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
				<CommandForm key={forms.key} action={closePath(agency.id)} returnTo={`${paths.agencies()}?done=closed`}>
					<HiddenFields values={{ intent: "close", agencyId: agency.id }} />
					<p className="govuk-body">
						Nobody can be added to a closed agency, and it can own no new actions. What it did stays on record. An
						agency cannot be opened again.
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
