import { Fragment, type ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { describedBy, type FieldProps, FormGroup, fieldId, Guidance } from "./field.tsx";
import { Fieldset } from "./fieldset.tsx";

export type RadioOption = {
	value: string;
	label: ReactNode;
	hint?: ReactNode;
	disabled?: boolean;
	/** Fields shown while this answer is chosen; CSS hides them, so they are all there without JavaScript. */
	conditional?: ReactNode;
	/** A word on a line of its own before this option, usually “or”. */
	divider?: string;
};

type RadiosProps = FieldProps & {
	options: RadioOption[];
	defaultValue?: string | null;
	/** Side by side: for two short answers. */
	inline?: boolean;
	small?: boolean;
	onChange?: (value: string) => void;
};

export function Radios({ name, options, defaultValue, inline, small, onChange, ...field }: RadiosProps) {
	const id = field.id ?? fieldId(name);
	return (
		<FormGroup error={field.error}>
			<Fieldset
				legend={field.label}
				legendSize={field.labelSize}
				legendHidden={field.labelHidden}
				legendIsPageHeading={field.labelIsPageHeading}
				describedBy={describedBy(id, field)}
			>
				<Guidance id={id} hint={field.hint} error={field.error} />
				<div
					className={classNames(
						"govuk-radios",
						inline && "govuk-radios--inline",
						small && "govuk-radios--small",
					)}
				>
					{options.map((option, index) => {
						// The first has the field's own id, so the error summary's link lands on a control.
						const optionId = index === 0 ? id : `${id}-${index + 1}`;
						return (
							<Fragment key={option.value}>
								{option.divider ? <div className="govuk-radios__divider">{option.divider}</div> : null}
								<div className="govuk-radios__item">
									<input
										className="govuk-radios__input"
										id={optionId}
										name={name}
										type="radio"
										value={option.value}
										disabled={option.disabled}
										defaultChecked={option.value === defaultValue}
										aria-describedby={option.hint ? `${optionId}-item-hint` : undefined}
										onChange={onChange ? (event) => onChange(event.currentTarget.value) : undefined}
									/>
									<label className="govuk-label govuk-radios__label" htmlFor={optionId}>
										{option.label}
									</label>
									{option.hint ? (
										<div id={`${optionId}-item-hint`} className="govuk-hint govuk-radios__hint">
											{option.hint}
										</div>
									) : null}
								</div>
								{option.conditional ? (
									<div className="govuk-radios__conditional">{option.conditional}</div>
								) : null}
							</Fragment>
						);
					})}
				</div>
			</Fieldset>
		</FormGroup>
	);
}
