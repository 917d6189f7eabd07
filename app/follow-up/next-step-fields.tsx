/** What comes next for a case, as every form asks it: a review on a date, a hearing, or closing it. */

import { optionsOf } from "../cases/case-words.ts";
import type { FormAnswer } from "../form-answer.tsx";
import { Checkboxes, DateInput, Radios, Textarea } from "../ui/index.ts";
import { CLOSE_REASON_WORDS, CRITERION_WORDS } from "./follow-up-words.ts";

interface NextStepFieldsProps {
	answer: FormAnswer;
	/** Before the name of each field, where a page asks this of several cases. */
	prefix?: string;
	legend: string;
	legendSize?: "s" | "m" | "l";
	/** Among other small questions. */
	small?: boolean;
	/** What is chosen while nobody has chosen: none asks for a choice. */
	step?: "review" | "hearing";
	/** Civil date of the review that is suggested, and why. */
	reviewOn: string;
	why: string;
	/** A case that no meeting has heard is not reviewed. */
	mayReview?: boolean;
	mayClose: boolean;
	openActions: number;
}

export function NextStepFields(props: NextStepFieldsProps) {
	const { answer, prefix = "", legend, legendSize = "m", step, reviewOn, why, mayClose } = props;
	const { values, errors } = answer;
	const name = (field: string) => `${prefix}${field}`;
	return (
		<Radios
			name={name("step")}
			label={legend}
			labelSize={legendSize}
			options={[
				...(props.mayReview === false
					? []
					: [
							{
								value: "review",
								label: "Review it on a date",
								conditional: (
									<DateInput
										name={name("reviewOn")}
										label="Date of the review"
										hint={why}
										defaultValue={answer.date(name("reviewOn")) ?? reviewOn}
										error={errors[name("reviewOn")]}
									/>
								),
							},
						]),
				{ value: "hearing", label: "List it for the next meeting" },
				...(mayClose
					? [{ value: "close", label: "Close the case", conditional: <ClosingFields {...props} /> }]
					: []),
			]}
			defaultValue={values[name("step")] ?? step}
			error={errors[name("step")]}
			small={props.small}
		/>
	);
}

/** Why a case is closed, what speaks for it, and that open actions stand. */
export function ClosingFields({
	answer,
	prefix = "",
	openActions,
}: Pick<NextStepFieldsProps, "answer" | "prefix" | "openActions">) {
	const { values, errors } = answer;
	const name = (field: string) => `${prefix}${field}`;
	return (
		<>
			<Radios
				name={name("reason")}
				label="Why is it closed?"
				labelSize="s"
				options={optionsOf(CLOSE_REASON_WORDS)}
				defaultValue={values[name("reason")]}
				error={errors[name("reason")]}
				small
			/>
			<Checkboxes
				name={name("criteria")}
				label="What speaks for it (optional)"
				labelSize="s"
				options={optionsOf(CRITERION_WORDS)}
				defaultValue={answer.all(name("criteria"))}
				error={errors[name("criteria")]}
				small
			/>
			{openActions > 0 ? (
				<Checkboxes
					name={name("actionsStand")}
					label={openActions === 1 ? "1 action is still open" : `${openActions} actions are still open`}
					labelSize="s"
					hint={
						openActions === 1 ? "Closing the case does not end it." : "Closing the case ends none of them."
					}
					options={[
						{
							value: "yes",
							label:
								openActions === 1
									? "It stands, and its owner sees to it"
									: "They stand, and their owners see to them",
						},
					]}
					defaultValue={answer.all(name("actionsStand"))}
					error={errors[name("actionsStand")]}
					small
				/>
			) : null}
			<Textarea
				name={name("note")}
				label="What you say of it (optional)"
				rows={2}
				defaultValue={values[name("note")]}
				error={errors[name("note")]}
			/>
		</>
	);
}
