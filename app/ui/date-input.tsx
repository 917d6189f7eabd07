import { classNames } from "./class-names.ts";
import { describedBy, type FieldProps, FormGroup, fieldId, Guidance } from "./field.tsx";
import { Fieldset } from "./fieldset.tsx";

export type DatePart = "day" | "month" | "year";

type DateInputProps = FieldProps & {
	/** A civil date, `YYYY-MM-DD`, or the parts as they were typed, when a wrong answer is shown again. */
	defaultValue?: string | Partial<Record<DatePart, string>> | null;
	/** The boxes that are wrong, where not all are. */
	errorParts?: DatePart[];
	/** For the person's own date of birth only. */
	autoComplete?: "bday";
	onChange?: () => void;
};

const boxes = [
	{ part: "day", label: "Day", width: 2 },
	{ part: "month", label: "Month", width: 2 },
	{ part: "year", label: "Year", width: 4 },
] as const;

/** A date in three boxes, posted as `${name}-day`, `${name}-month` and `${name}-year`. */
export function DateInput({
	name,
	defaultValue,
	errorParts,
	autoComplete,
	onChange,
	...field
}: DateInputProps) {
	const id = field.id ?? fieldId(name);
	const values = dateParts(defaultValue);
	const wrong = errorParts ?? (field.error ? boxes.map((box) => box.part) : []);
	return (
		<FormGroup error={field.error}>
			<Fieldset
				id={id}
				role="group"
				legend={field.label}
				legendSize={field.labelSize}
				legendHidden={field.labelHidden}
				legendIsPageHeading={field.labelIsPageHeading}
				describedBy={describedBy(id, field)}
			>
				<Guidance id={id} hint={field.hint} error={field.error} />
				<div className="govuk-date-input">
					{boxes.map(({ part, label, width }) => (
						<div className="govuk-date-input__item" key={part}>
							<div className="govuk-form-group">
								<label className="govuk-label govuk-date-input__label" htmlFor={`${id}-${part}`}>
									{label}
								</label>
								<input
									className={classNames(
										"govuk-input govuk-date-input__input",
										`govuk-input--width-${width}`,
										wrong.includes(part) && "govuk-input--error",
									)}
									id={`${id}-${part}`}
									name={`${name}-${part}`}
									type="text"
									inputMode="numeric"
									autoComplete={autoComplete ? `${autoComplete}-${part}` : "off"}
									defaultValue={values[part]}
									onChange={onChange}
								/>
							</div>
						</div>
					))}
				</div>
			</Fieldset>
		</FormGroup>
	);
}

function dateParts(value: DateInputProps["defaultValue"]): Partial<Record<DatePart, string>> {
	if (!value) return {};
	if (typeof value !== "string") return value;
	const [year, month, day] = value.split("-");
	return { day: withoutZero(day), month: withoutZero(month), year };
}

function withoutZero(digits: string | undefined): string | undefined {
	return digits?.replace(/^0+/, "");
}
