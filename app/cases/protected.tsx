/** What could lead somebody to the victim, and the agencies that may see it. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import type { z } from "zod";
import { openAgencies } from "#server/agencies/index.ts";
import {
	type AddProtectedDetail,
	addProtectedDetail,
	caseFile,
	caseHeader,
	listVictimAgency,
	type PersonRow,
	type ProtectedDetailRow,
	removeProtectedDetail,
	unlistVictimAgency,
	type VictimAgencyRow,
} from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { type FormAnswer, FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	EmptyState,
	HiddenFields,
	InsetText,
	LinkButton,
	PageTitle,
	Radios,
	Select,
	SummaryCard,
	Table,
	Textarea,
	WarningText,
} from "../ui/index.ts";
import { CasePage } from "./case-page.tsx";
import { DETAIL_WORDS, optionsOf, PART_WORDS } from "./case-words.ts";
import { Opened } from "./opened.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: protected details – Panelroom` },
];

/** Which form is open: `?add`, or `?remove=` with a detail's id. The details come from the file's rows alone. */
export const loader = signedIn(async ({ actor, params, url }) => {
	const caseId = params.caseId ?? "";
	const header = await caseHeader(actor, caseId);
	const { rows } = (await caseFile(actor, caseId)).snapshot;
	const people = rows.filter((row): row is PersonRow => row.kind === "person");
	const working = rows.filter((row): row is VictimAgencyRow => row.kind === "victimAgency");
	const mayKeep = header.rights.includes("keep");
	const listed = new Set(working.map((agency) => agency.agencyId));
	return {
		header,
		mayKeep,
		people: people.map(({ id, name, part }) => ({ id, name, part })),
		details: rows
			.filter((row): row is ProtectedDetailRow => row.kind === "protectedDetail")
			.map(({ id, detail, value, personId }) => ({
				id,
				detail,
				value,
				of: people.find((person) => person.id === personId)?.name ?? "",
			})),
		working: working.map(({ agencyId, agencyName }) => ({ agencyId, agencyName })),
		others: mayKeep ? (await openAgencies()).filter((agency) => !listed.has(agency.id)) : [],
		isAdding: mayKeep && url.searchParams.has("add"),
		removing: mayKeep ? url.searchParams.get("remove") : null,
	};
});

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const caseId = params.caseId ?? "";
	const { detailId = "", agencyId = "" } = form.fields;
	const typed = { ...form.fields, caseId } as z.input<typeof AddProtectedDetail>;
	const result = await byIntent<typeof post, object>(post, {
		add: () => addProtectedDetail(actor, form.opId, typed),
		remove: () => removeProtectedDetail(actor, form.opId, { caseId, detailId }),
		list: () => listVictimAgency(actor, form.opId, { caseId, agencyId }),
		unlist: () => unlistVictimAgency(actor, form.opId, { caseId, agencyId }),
	});
	return done(form, result, paths.caseProtected(caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Protected() {
	const { header, mayKeep, details, isAdding, removing, people } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const here = paths.caseProtected(header.caseId);
	const leaving = details.find((detail) => detail.id === removing);
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<PageTitle>Protected details</PageTitle>
			<p className="govuk-body">
				What could lead somebody to the victim. The chair, the deputies, the coordinator, the lead and the
				officer in the case see it, and members whose agency is listed below as working with the victim.
				Nobody else does.
			</p>
			{leaving ? (
				<Opened key={leaving.id}>
					<RemoveForm detail={leaving} here={here} />
				</Opened>
			) : null}
			{isAdding ? (
				<Opened>
					<AddForm people={people} answer={answer} here={here} />
				</Opened>
			) : null}
			{header.seesProtected ? (
				<Table
					caption="Details"
					captionHidden
					columns={[
						{ key: "kind", header: "Detail", rowHeader: true, cell: (detail) => DETAIL_WORDS[detail.detail] },
						{ key: "of", header: "Of", cell: (detail) => detail.of },
						{
							key: "value",
							header: "What it is",
							cell: (detail) => <span className="pr-typed">{detail.value}</span>,
						},
						...(mayKeep
							? [
									{
										key: "remove",
										header: "Remove",
										headerHidden: true,
										cell: (detail: (typeof details)[number]) => (
											<Link className="govuk-link" to={`${here}?remove=${encodeURIComponent(detail.id)}`}>
												Remove<span className="govuk-visually-hidden"> {DETAIL_WORDS[detail.detail]}</span>
											</Link>
										),
									},
								]
							: []),
					]}
					rows={details}
					rowKey={(detail) => detail.id}
					empty={<EmptyState title="No protected details are kept for this case" />}
				/>
			) : (
				<InsetText>
					You do not see the protected details of this case. If your agency works with the victim, ask the
					panel’s coordinator to list it.
				</InsetText>
			)}
			{mayKeep && !isAdding ? (
				<LinkButton to={`${here}?add`} variant="secondary">
					Add a protected detail
				</LinkButton>
			) : null}
			<Agencies answer={answer} here={here} />
		</CasePage>
	);
}

function Agencies({ answer, here }: { answer: FormAnswer; here: string }) {
	const { working, others, mayKeep } = useLoaderData<typeof loader>();
	const listed = working.map((agency) => agency.agencyId).join(" ");
	return (
		<section aria-labelledby="agencies-heading" className="govuk-!-margin-top-6">
			<h2 className="govuk-heading-m" id="agencies-heading">
				Agencies working with the victim
			</h2>
			<p className="govuk-body">
				Members of a listed agency see the protected details of this case, from the moment that it is listed
				and on open screens. List an agency only if its work with the victim needs them.
			</p>
			{working.length === 0 ? <EmptyState title="No agency is listed" /> : null}
			<ul className="pr-plain-rows">
				{working.map(({ agencyId, agencyName }) => (
					<li key={agencyId} className="pr-plain-rows__row">
						<span>{agencyName}</span>
						{mayKeep ? (
							<CommandForm returnTo={here} intention={listed}>
								<HiddenFields values={{ intent: "unlist", agencyId }} />
								<Button variant="link">
									Take off the list<span className="govuk-visually-hidden">: {agencyName}</span>
								</Button>
							</CommandForm>
						) : null}
					</li>
				))}
			</ul>
			{mayKeep && others.length > 0 ? (
				<CommandForm returnTo={here} intention={`${listed} ${answer.turn}`}>
					<HiddenFields values={{ intent: "list" }} />
					<Select
						name="agencyId"
						label="List another agency"
						placeholder="Choose an agency"
						options={others.map(({ id, name }) => ({ value: id, label: name }))}
						defaultValue={answer.values.agencyId}
						error={answer.errors.agencyId}
					/>
					<Button variant="secondary" preventDoubleClick>
						List this agency
					</Button>
				</CommandForm>
			) : null}
		</section>
	);
}

type AddFormProps = {
	people: { id: string; name: string; part: PersonRow["part"] }[];
	answer: FormAnswer;
	here: string;
};

function AddForm({ people, answer, here }: AddFormProps) {
	const victims = people.filter((person) => person.part === "victim");
	return (
		<SummaryCard title="Add a protected detail">
			<CommandForm returnTo={here} intention={answer.turn} className="pr-form">
				<HiddenFields values={{ intent: "add" }} />
				<Radios
					name="personId"
					label="Whose is it?"
					options={people.map((person) => ({
						value: person.id,
						label: person.name,
						hint: PART_WORDS[person.part],
					}))}
					defaultValue={answer.values.personId ?? (victims.length === 1 ? victims[0]?.id : undefined)}
					error={answer.errors.personId}
				/>
				<Radios
					name="kind"
					label="What is it?"
					options={optionsOf(DETAIL_WORDS)}
					defaultValue={answer.values.kind}
					error={answer.errors.kind}
				/>
				<Textarea
					name="value"
					label="The detail"
					rows={3}
					defaultValue={answer.values.value}
					error={answer.errors.value}
					autoComplete="off"
				/>
				<ButtonGroup>
					<Button preventDoubleClick>Add this detail</Button>
					<Link className="govuk-link" to={here}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</SummaryCard>
	);
}

type RemoveFormProps = {
	detail: { id: string; detail: ProtectedDetailRow["detail"]; value: string };
	here: string;
};

function RemoveForm({ detail, here }: RemoveFormProps) {
	return (
		<SummaryCard title={`Remove: ${DETAIL_WORDS[detail.detail]}`}>
			<p className="govuk-body pr-typed">{detail.value}</p>
			<WarningText>Nobody will see it any more. To have it back, it must be typed again.</WarningText>
			<CommandForm returnTo={here}>
				<HiddenFields values={{ intent: "remove", detailId: detail.id }} />
				<ButtonGroup>
					<Button variant="warning" preventDoubleClick>
						Remove it
					</Button>
					<Link className="govuk-link" to={here}>
						Keep it
					</Link>
				</ButtonGroup>
			</CommandForm>
		</SummaryCard>
	);
}
