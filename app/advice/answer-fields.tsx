/** The officer's answer, as the advice's own page and the officer's page both ask for it. */
import type { AdviceRow } from "#server/advice/index.ts";
import type { FormAnswer } from "../form-answer.tsx";
import { fieldId, HiddenFields, Radios, Textarea, TextInput } from "../ui/index.ts";
import type { Answering } from "./advice-standing.tsx";
import { ANSWER_WORDS } from "./advice-words.ts";

interface AnswerFieldsProps {
	advice: Pick<AdviceRow, "id" | "state" | "reason" | "answeredForName">;
	/** The one that was on the screen. */
	version: string | number;
	/** What the form was answered before. */
	answer: FormAnswer;
	answering: Answering;
	/** The officer in the case, for whom somebody answers. */
	officerName?: string | null;
	/** Where a page has several such forms. */
	isOneOfMany?: boolean;
	legend: string;
}

export function AnswerFields({
	advice,
	version,
	answer: { values, errors },
	answering,
	officerName,
	isOneOfMany,
	legend,
}: AnswerFieldsProps) {
	const { id, state, reason } = advice;
	const idOf = (name: string) => (isOneOfMany ? `${fieldId(name)}-${id}` : fieldId(name));
	const rows = isOneOfMany ? 3 : 5;
	const given = state in ANSWER_WORDS ? state : undefined;
	return (
		<>
			<HiddenFields values={{ version }} />
			{answering === "for the officer" ? (
				<TextInput
					name="officerName"
					id={idOf("officerName")}
					label="Officer who answered"
					hint="You record the answer for them. It is shown as recorded by you."
					defaultValue={values.officerName ?? advice.answeredForName ?? officerName ?? undefined}
					error={errors.officerName}
					autoComplete="off"
				/>
			) : null}
			<Radios
				name="answer"
				id={idOf("answer")}
				label={legend}
				labelSize={isOneOfMany ? "s" : "m"}
				small={isOneOfMany}
				options={[
					{ value: "accepted", label: "Accept" },
					{
						value: "in-part",
						label: "Accept in part",
						conditional: (
							<Textarea
								name="part"
								id={idOf("part")}
								label="Which part is accepted, and what not"
								rows={rows}
								defaultValue={values.part ?? (given === "in-part" ? (reason ?? undefined) : undefined)}
								error={errors.part}
							/>
						),
					},
					{
						value: "declined",
						label: "Decline",
						conditional: (
							<Textarea
								name="reason"
								id={idOf("reason")}
								label="Why it is declined"
								hint="The panel sees this, and hears it at the next hearing of the case."
								rows={rows}
								defaultValue={values.reason ?? (given === "declined" ? (reason ?? undefined) : undefined)}
								error={errors.reason}
							/>
						),
					},
				]}
				defaultValue={values.answer ?? given}
				error={errors.answer}
			/>
		</>
	);
}
