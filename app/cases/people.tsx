/** The people of a case: who they are, by which names they are known, and the officer in the case. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import {
	AddPerson,
	addPerson,
	ChangePerson,
	changePerson,
	peopleOfCase,
	setOfficer,
} from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import {
	ConflictChoice,
	type FormAnswer,
	FormProblems,
	unlessRefused,
	useFormAnswer,
} from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { byIntent, withDates } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CivilDate,
	CommandForm,
	formatCivilDate,
	HiddenFields,
	LinkButton,
	PageTitle,
	Radios,
	SummaryCard,
	SummaryList,
	TextInput,
} from "../ui/index.ts";
import { CasePage } from "./case-page.tsx";
import { optionsOf, PART_WORDS } from "./case-words.ts";
import { Opened } from "./opened.tsx";
import { PersonFields } from "./person-fields.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: people – Panelroom` },
];

/** Which form is open: `?change=` with a person's id or "officer", or `?add`. */
export const loader = signedIn(async ({ actor, params, url }) => {
	const file = await peopleOfCase(actor, params.caseId ?? "");
	const mayKeep = file.header.rights.includes("keep");
	return {
		...file,
		mayKeep,
		changing: mayKeep ? url.searchParams.get("change") : null,
		isAdding: mayKeep && url.searchParams.has("add"),
	};
});

const BORN = { dateOfBirth: "the date of birth" };

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const caseId = params.caseId ?? "";
	const fields = { ...form.fields, caseId };
	const result = await byIntent<typeof post, object>(post, {
		change: () => changePerson(actor, form.opId, withDates(ChangePerson, fields, BORN)),
		add: () => addPerson(actor, form.opId, withDates(AddPerson, fields, BORN)),
		officer: () => setOfficer(actor, form.opId, fields),
	});
	return done(form, result, paths.casePeople(caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function People() {
	const { header, people, officerEmail, mayKeep, changing, isAdding } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const here = paths.casePeople(header.caseId);
	const change = (id: string, about: string) =>
		mayKeep ? [{ to: `${here}?change=${encodeURIComponent(id)}`, label: "Change", about }] : [];
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<PageTitle>People</PageTitle>
			{people.map((person) => (
				<SummaryCard
					key={person.id}
					title={PART_WORDS[person.part]}
					actions={changing === person.id ? [] : change(person.id, person.name)}
				>
					{changing === person.id ? (
						<Opened key={person.id}>
							<ChangeForm person={person} answer={answer} here={here} />
						</Opened>
					) : (
						<SummaryList
							rows={[
								{ key: "Name", value: person.name },
								{
									key: "Other names and spellings",
									value:
										person.aliases.length > 0
											? person.aliases.map((alias) => <div key={alias}>{alias}</div>)
											: "None known",
								},
								{
									key: "Date of birth",
									value: person.dateOfBirth ? <CivilDate date={person.dateOfBirth} /> : "Not known",
								},
							]}
						/>
					)}
				</SummaryCard>
			))}
			<SummaryCard
				title="Officer in the case"
				actions={changing === "officer" ? [] : change("officer", "the officer in the case")}
			>
				{changing === "officer" ? (
					<Opened>
						<OfficerForm
							officerName={header.officerName}
							officerEmail={officerEmail}
							answer={answer}
							here={here}
						/>
					</Opened>
				) : (
					<SummaryList
						rows={[
							{ key: "Name", value: header.officerName ?? "Not allocated" },
							...(mayKeep
								? [{ key: "Account", value: officerEmail ?? "None: the officer does not see this case here" }]
								: []),
						]}
					/>
				)}
			</SummaryCard>
			{isAdding ? (
				<Opened>
					<AddForm answer={answer} here={here} />
				</Opened>
			) : mayKeep ? (
				<LinkButton to={`${here}?add`} variant="secondary">
					Add another person
				</LinkButton>
			) : null}
		</CasePage>
	);
}

type Person = { id: string; name: string; aliases: string[]; dateOfBirth: string | null; version: number };
type FormProps = { answer: FormAnswer; here: string };

function ChangeForm({ person, answer, here }: FormProps & { person: Person }) {
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(person.version));
	const version = answer.conflict?.version ?? opened;
	return (
		<>
			<ConflictChoice
				answer={answer}
				keepTo={here}
				returnTo={here}
				fields={[
					{ name: "name", label: "Full name" },
					{ name: "aliases", label: "Other names and spellings" },
					{ name: "dateOfBirth", label: "Date of birth", show: formatCivilDate },
				]}
			/>
			<CommandForm returnTo={here} intention={`${version} ${answer.turn}`} className="pr-form">
				<HiddenFields values={{ intent: "change", personId: person.id, version }} />
				<PersonFields answer={answer} known={person} />
				<Buttons save="Save" here={here} />
			</CommandForm>
		</>
	);
}

function AddForm({ answer, here }: FormProps) {
	return (
		<SummaryCard title="Another person">
			<CommandForm returnTo={here} intention={answer.turn} className="pr-form">
				<HiddenFields values={{ intent: "add" }} />
				<Radios
					name="part"
					label="Who is this?"
					options={optionsOf(PART_WORDS)}
					defaultValue={answer.values.part}
					error={answer.errors.part}
					inline
				/>
				<PersonFields answer={answer} />
				<Buttons save="Add this person" here={here} />
			</CommandForm>
		</SummaryCard>
	);
}

function OfficerForm({
	officerName,
	officerEmail,
	answer,
	here,
}: FormProps & { officerName: string | null; officerEmail: string | null }) {
	const { values, errors } = answer;
	return (
		<CommandForm returnTo={here} intention={answer.turn} className="pr-form">
			<HiddenFields values={{ intent: "officer" }} />
			<TextInput
				name="officerName"
				label="Name"
				hint="Rank, name and collar number. Leave it empty if nobody is allocated."
				defaultValue={values.officerName ?? officerName ?? undefined}
				error={errors.officerName}
				autoComplete="off"
			/>
			<TextInput
				name="officerEmail"
				type="email"
				label="E-mail address of their account (optional)"
				hint="An officer with an account sees this case, with its protected details, and no other."
				defaultValue={values.officerEmail ?? officerEmail ?? undefined}
				error={errors.officerEmail}
				autoComplete="off"
			/>
			<Buttons save="Save" here={here} />
		</CommandForm>
	);
}

function Buttons({ save, here }: { save: string; here: string }) {
	return (
		<ButtonGroup>
			<Button preventDoubleClick>{save}</Button>
			<Link className="govuk-link" to={here}>
				Cancel
			</Link>
		</ButtonGroup>
	);
}
