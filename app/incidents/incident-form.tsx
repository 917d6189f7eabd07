/** Everything that may be said of an incident, as a form. */
import { useState } from "react";
import type { IncidentLine } from "#server/incidents/index.ts";
import { optionsOf } from "../cases/case-words.ts";
import type { FormAnswer } from "../form-answer.tsx";
import { Checkboxes, DateInput, Details, Radios, Select, Textarea, TextInput } from "../ui/index.ts";
import {
	DIGITAL_WORDS,
	ORDER_WORDS,
	OTHER_WORDS,
	POLICE_WORDS,
	RECORDED_WORDS,
	STATUTE_WORDS,
} from "./incident-words.ts";

const BREACH_OPTIONS = { yes: "Yes", no: "No", "not-yet": "It is not known yet" } as const;

/** @param incident what stands there now; without one it is a new one. */
export function IncidentFields({ answer, incident }: { answer: FormAnswer; incident?: IncidentLine }) {
	const { values, errors } = answer;
	/** What was typed, else what is there. */
	const of = (name: keyof IncidentLine & string) => {
		const stored = incident?.[name];
		return values[name] ?? (typeof stored === "string" ? stored : undefined);
	};
	const kinds = answer.all("kinds") ?? (Object.keys(values).length > 0 ? [] : (incident?.kinds ?? []));
	const [precision] = useState(of("precision") ?? "exact");
	const digital = optionsOf(DIGITAL_WORDS);
	const breach = incident?.queries.find(({ kind }) => kind === "breach");
	const breachBefore = breach
		? ({ open: "not-yet", "as-stalking": "yes", stays: "no", withdrawn: undefined } as const)[breach.state]
		: undefined;
	return (
		<>
			<Radios
				name="precision"
				label="When did it happen?"
				labelSize="s"
				options={[
					{ value: "exact", label: "On this date" },
					{ value: "about", label: "About this date" },
					{
						value: "period",
						label: "From this date until another",
						conditional: (
							<DateInput
								name="endsOn"
								label="Until"
								defaultValue={answer.date("endsOn") ?? incident?.endsOn}
								error={errors.endsOn}
							/>
						),
					},
				]}
				defaultValue={precision}
				error={errors.precision}
			/>
			<DateInput
				name="startsOn"
				label="Date"
				defaultValue={answer.date("startsOn") ?? incident?.startsOn}
				error={errors.startsOn}
			/>
			<TextInput
				name="startsAt"
				label="Time (optional)"
				hint="Like 21:40"
				width={5}
				defaultValue={of("startsAt")}
				error={errors.startsAt}
				autoComplete="off"
			/>
			<Textarea
				name="what"
				label="What happened?"
				labelSize="s"
				hint="Everybody who may see the case reads this: no address, no telephone number of the victim."
				rows={5}
				defaultValue={of("what")}
				error={errors.what}
			/>
			<Checkboxes
				name="kinds"
				label="What kind of behaviour was it?"
				labelSize="s"
				hint="Behaviours that section 2A(3) of the Protection from Harassment Act 1997 names, and others. Leave all empty for what the police did."
				small
				options={[...optionsOf(STATUTE_WORDS), ...optionsOf(OTHER_WORDS)]}
				defaultValue={kinds}
				error={errors.kinds}
			/>
			<Details
				summary="By digital means"
				open={digital.some(({ value }) => kinds.includes(value)) ? true : undefined}
			>
				<Checkboxes
					name="kinds"
					id="field-kinds-digital"
					label="By which digital means?"
					labelSize="s"
					small
					options={digital}
					defaultValue={kinds}
				/>
			</Details>
			<Select
				name="orderBreached"
				label="Did it breach an order or conditions?"
				placeholder="No"
				options={optionsOf(ORDER_WORDS)}
				defaultValue={of("orderBreached")}
				error={errors.orderBreached}
			/>
			<Radios
				name="breachAsStalking"
				label="If it did: is the breach recorded as stalking?"
				hint="Until that is known it stands on the list of recording queries."
				small
				options={optionsOf(BREACH_OPTIONS).map((option) =>
					option.value === "no"
						? {
								...option,
								conditional: (
									<TextInput
										name="breachWhy"
										label="Why is it not?"
										defaultValue={values.breachWhy ?? breach?.reason ?? undefined}
										error={errors.breachWhy}
										autoComplete="off"
									/>
								),
							}
						: option,
				)}
				defaultValue={values.breachAsStalking ?? breachBefore}
				error={errors.breachAsStalking}
			/>
			<Select
				name="policeAction"
				label="Did the police act?"
				placeholder="No"
				options={optionsOf(POLICE_WORDS)}
				defaultValue={of("policeAction")}
				error={errors.policeAction}
			/>
			<TextInput
				name="crimeNumber"
				label="Crime number (optional)"
				width={20}
				defaultValue={of("crimeNumber")}
				error={errors.crimeNumber}
				autoComplete="off"
			/>
			<Select
				name="recordedAs"
				label="As what is it recorded?"
				hint="Stalking, also where it is recorded as another crime too."
				placeholder="Not known"
				options={optionsOf(RECORDED_WORDS)}
				defaultValue={of("recordedAs")}
				error={errors.recordedAs}
			/>
			<TextInput
				name="location"
				label="Where? (optional)"
				defaultValue={of("location")}
				error={errors.location}
				autoComplete="off"
			/>
			<TextInput
				name="source"
				label="Who reported it? (optional)"
				defaultValue={of("source")}
				error={errors.source}
				autoComplete="off"
			/>
			<TextInput
				name="evidence"
				label="What evidence is there? (optional)"
				hint="Such as a screenshot, or a doorbell camera’s recording"
				defaultValue={of("evidence")}
				error={errors.evidence}
				autoComplete="off"
			/>
			<DateInput
				name="preserveBy"
				label="By when must it be secured? (optional)"
				hint="Recordings are often kept for a month and no longer"
				defaultValue={answer.date("preserveBy") ?? incident?.preserveBy}
				error={errors.preserveBy}
			/>
		</>
	);
}
