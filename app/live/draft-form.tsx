/** A long form whose words are kept as they are typed, and stand in it again for whoever left it and comes back. */
import { type ComponentPropsWithoutRef, type FormEvent, useEffect, useRef } from "react";
import type { FormAnswer } from "../form-answer.tsx";
import { Button, CommandForm, HiddenFields, InsetText } from "../ui/index.ts";
import { useDraft } from "./use-draft.ts";

type Fields = Record<string, string>;

/** What every form carries beside what is typed. */
const MACHINERY = new Set(["token", "opId", "returnTo", "enhanced", "draft"]);

/** Boxes of one name are kept as one text. */
const BETWEEN = "\n";

/** How a form begins: with what was refused, else with what was kept, else empty. */
export function answerOrDraft(answer: FormAnswer, draft: Fields | undefined): FormAnswer {
	if (!draft || Object.keys(answer.values).length > 0) return answer;
	return {
		...answer,
		values: draft,
		all: (name) => draft[name]?.split(BETWEEN),
		date: (name) =>
			`${name}-day` in draft
				? { day: draft[`${name}-day`], month: draft[`${name}-month`], year: draft[`${name}-year`] }
				: undefined,
	};
}

function fieldsOf(form: HTMLFormElement): Fields {
	const fields: Fields = {};
	for (const [name, value] of new FormData(form)) {
		if (MACHINERY.has(name) || typeof value !== "string") continue;
		fields[name] = fields[name] === undefined ? value : `${fields[name]}${BETWEEN}${value}`;
	}
	return fields;
}

type DraftFormProps = ComponentPropsWithoutRef<typeof CommandForm> & {
	/** Which draft this is, such as "review:<case id>". The answer to its post forgets it. */
	draftKey: string;
	/** Whether the form began with a draft. */
	isKept: boolean;
	/** What the form was answered: what was refused is kept again. */
	answer: FormAnswer;
};

export function DraftForm({ draftKey, isKept, answer, children, ...props }: DraftFormProps) {
	const form = useRef<HTMLFormElement>(null);
	const { changed, sent } = useDraft(draftKey, isKept);
	const { errors, conflict } = answer;
	useEffect(() => {
		const isRefused = Object.keys(errors).length > 0 || conflict !== undefined;
		if (isRefused && form.current) changed(fieldsOf(form.current));
	}, [errors, conflict, changed]);
	return (
		<CommandForm
			{...props}
			ref={form}
			onChange={(event: FormEvent<HTMLFormElement>) => changed(fieldsOf(event.currentTarget))}
			onSubmit={() => {
				sent();
			}}
		>
			<HiddenFields values={{ draft: draftKey }} />
			{children}
		</CommandForm>
	);
}

/** Says that the form below holds what was being typed, and lets it be thrown away; the action answers "afresh". */
export function KeptDraft({ draftKey }: { draftKey: string }) {
	return (
		<InsetText>
			<p className="govuk-body">What you were typing here was kept. It has not been saved yet.</p>
			<CommandForm>
				<HiddenFields values={{ intent: "afresh", draft: draftKey }} />
				<Button variant="secondary">Throw it away and begin again</Button>
			</CommandForm>
		</InsetText>
	);
}
