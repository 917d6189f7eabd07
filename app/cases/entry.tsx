/** One entry with every state it has had; its author edits it here, and the agency it was recorded for confirms it. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import type { z } from "zod";
import {
	caseHeader,
	confirmEntry,
	type EditEntry,
	editEntry,
	entryWithHistory,
} from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { ConflictChoice, FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	HiddenFields,
	InsetText,
	PageTitle,
	Radios,
	Textarea,
	Timeline,
} from "../ui/index.ts";
import { EntryConfirmation, saidBy } from "./case-file.tsx";
import { CasePage } from "./case-page.tsx";
import { ENTRY_WORDS, optionsOf } from "./case-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: entry – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const entry = await entryWithHistory(actor, params.entryId ?? "");
	return { entry, header: await caseHeader(actor, entry.caseId) };
});

export const action = onPost(async (post) => {
	const { actor, params, form } = post;
	const entryId = params.entryId ?? "";
	const changed = await byIntent<typeof post, { caseId: string }>(post, {
		edit: () => editEntry(actor, form.opId, { ...form.fields, entryId } as z.input<typeof EditEntry>),
		confirm: () => confirmEntry(actor, form.opId, { entryId }),
	});
	return done(form, changed, paths.case(changed.caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Entry() {
	const { entry, header } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const toCase = paths.case(header.caseId);
	return (
		<CasePage header={header} isOneThing problems={<FormProblems answer={answer} />}>
			<PageTitle caption={saidBy(entry)}>
				{entry.mayEdit ? "Edit your entry" : ENTRY_WORDS[entry.kind]}
			</PageTitle>
			<ConflictChoice
				answer={answer}
				keepTo={toCase}
				returnTo={toCase}
				fields={[
					{
						name: "kind",
						label: "What it is",
						show: (kind) => ENTRY_WORDS[kind as keyof typeof ENTRY_WORDS] ?? kind,
					},
					{ name: "body", label: "What is recorded" },
				]}
			/>
			{entry.mayEdit ? (
				<EditForm entry={entry} answer={answer} toCase={toCase} />
			) : (
				<p className="govuk-body pr-typed">{entry.body}</p>
			)}
			{entry.adviceId ? (
				<p className="govuk-body">
					{entry.isAnswered
						? "The officer in the case has answered this advice, so its words stay as they are. "
						: "The officer in the case has not answered this advice yet. "}
					<Link className="govuk-link" to={paths.advice(entry.adviceId)}>
						How this advice stands
					</Link>
				</p>
			) : null}
			{!entry.mayEdit && answer.values.body ? (
				<InsetText>
					<p className="govuk-body">What you typed was not saved:</p>
					<p className="govuk-body pr-typed">{answer.values.body}</p>
				</InsetText>
			) : null}
			{entry.forAgencyName ? (
				<p className="govuk-body">
					<EntryConfirmation entry={entry} />
				</p>
			) : null}
			{entry.mayConfirm ? (
				<CommandForm returnTo={toCase}>
					<HiddenFields values={{ intent: "confirm" }} />
					<p className="govuk-body">{entry.authorName} recorded this for your agency. Is it right?</p>
					<ButtonGroup>
						<Button preventDoubleClick>Confirm it</Button>
						<Link className="govuk-link" to={toCase}>
							Not now
						</Link>
					</ButtonGroup>
					<p className="govuk-body">
						If it is not right, add an entry that says what is: what stands here stays on the record.
					</p>
				</CommandForm>
			) : null}
			<h2 className="govuk-heading-m">{entry.history.length > 1 ? "Everything it has said" : "History"}</h2>
			<Timeline
				items={entry.history.map((state, index) => ({
					id: state.id,
					at: state.at,
					by: entry.authorName,
					title: stateInWords(index, entry.history.length),
					children: state.text ? (
						<>
							<p className="govuk-body-s govuk-!-margin-bottom-1">
								{ENTRY_WORDS[state.text.kind as keyof typeof ENTRY_WORDS]}
							</p>
							<p className="govuk-body pr-typed">{state.text.body}</p>
						</>
					) : (
						<p className="govuk-body">This text has been erased.</p>
					),
				}))}
			/>
		</CasePage>
	);
}

/** The newest state comes first. */
function stateInWords(index: number, states: number): string {
	if (states === 1) return "Recorded, and not edited since";
	if (index === states - 1) return "First recorded";
	return index === 0 ? "Edited: as it stands now" : "Edited";
}

type EditFormProps = {
	entry: ReturnType<typeof useLoaderData<typeof loader>>["entry"];
	answer: ReturnType<typeof useFormAnswer>;
	toCase: string;
};

function EditForm({ entry, answer, toCase }: EditFormProps) {
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(entry.version));
	const version = answer.conflict?.version ?? opened;
	return (
		<CommandForm returnTo={toCase} intention={`${version} ${answer.turn}`}>
			<HiddenFields values={{ intent: "edit", version }} />
			<Radios
				name="kind"
				label="What is it?"
				options={optionsOf(ENTRY_WORDS)}
				defaultValue={answer.values.kind ?? entry.kind}
				error={answer.errors.kind}
				inline
			/>
			<Textarea
				name="body"
				label="What is recorded"
				hint="What it said before stays in its history, for everybody who sees the case."
				rows={8}
				defaultValue={answer.values.body ?? entry.body}
				error={answer.errors.body}
			/>
			<ButtonGroup>
				<Button preventDoubleClick>Save</Button>
				<Link className="govuk-link" to={toCase}>
					Cancel
				</Link>
			</ButtonGroup>
		</CommandForm>
	);
}
