/** Where administrators keep the partner agencies: the list, and adding, renaming and closing one. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { addAgency, agenciesToManage, closeAgency, renameAgency } from "#server/agencies/index.ts";
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
};

const renamePath = (agencyId: string) => `${paths.agencies()}?rename=${encodeURIComponent(agencyId)}`;
const closePath = (agencyId: string) => `${paths.agencies()}?close=${encodeURIComponent(agencyId)}`;

export const meta: MetaFunction<typeof loader> = ({ data }) => {
	const part = data?.renaming ? "Rename an agency" : data?.closing ? "Close an agency" : "Agencies";
	return [{ title: `${part} – Panelroom` }];
};

export const loader = signedIn(async ({ actor, url }) => {
	const agencies = await agenciesToManage(actor);
	const chosen = (name: string) => agencies.find(({ id }) => id === url.searchParams.get(name)) ?? null;
	const said = DONE[url.searchParams.get("done") ?? ""] ?? null;
	return { agencies, renaming: chosen("rename"), closing: chosen("close"), said };
});

export const action = onPost(async (post) => {
	const { actor, form } = post;
	const { agencyId = "", name = "", version = "" } = form.fields;
	const result = await byIntent<typeof post, object>(post, {
		add: () => addAgency(actor, form.opId, { name }),
		rename: () => renameAgency(actor, form.opId, { agencyId, name, version }),
		close: () => closeAgency(actor, form.opId, { agencyId }),
	});
	return done(form, result, paths.agencies());
});

export const clientAction = orUnsent;

export default function Agencies() {
	const { agencies, renaming, closing, said } = useLoaderData<typeof loader>();
	const { answer, key } = usePageForms();
	if (renaming) return <RenameAgency key={key} agency={renaming} />;
	if (closing) return <CloseAgency agency={closing} />;
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
