import { type ChangeEvent, Fragment, type ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { describedBy, type FieldProps, FormGroup, fieldId, Guidance } from "./field.tsx";
import { Fieldset } from "./fieldset.tsx";

export type CheckboxOption = {
	value: string;
	label: ReactNode;
	hint?: ReactNode;
	disabled?: boolean;
	/** Fields shown while this is ticked; CSS hides them, so they are all there without JavaScript. */
	conditional?: ReactNode;
	/** A word on a line of its own before this option, usually “or”. */
	divider?: string;
	/** Ticking this unticks the rest, and the reverse: “None of these”. The server must check it too. */
	exclusive?: boolean;
};

type CheckboxesProps = FieldProps & {
	options: CheckboxOption[];
	defaultValue?: string[];
	small?: boolean;
	onChange?: (values: string[]) => void;
};

export function Checkboxes({ name, options, defaultValue = [], small, onChange, ...field }: CheckboxesProps) {
	const id = field.id ?? fieldId(name);

	function changed(event: ChangeEvent<HTMLInputElement>) {
		const ticked = event.currentTarget;
		const boxes = boxesBeside(ticked);
		if (ticked.checked) {
			for (const box of boxes) {
				const clash = ticked.dataset.exclusive || box.dataset.exclusive;
				if (box !== ticked && clash) box.checked = false;
			}
		}
		onChange?.(boxes.filter((box) => box.checked).map((box) => box.value));
	}

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
				<div className={classNames("govuk-checkboxes", small && "govuk-checkboxes--small")}>
					{options.map((option, index) => {
						const optionId = index === 0 ? id : `${id}-${index + 1}`;
						return (
							<Fragment key={option.value}>
								{option.divider ? <div className="govuk-checkboxes__divider">{option.divider}</div> : null}
								<div className="govuk-checkboxes__item">
									<input
										className="govuk-checkboxes__input"
										id={optionId}
										name={name}
										type="checkbox"
										value={option.value}
										disabled={option.disabled}
										defaultChecked={defaultValue.includes(option.value)}
										data-exclusive={option.exclusive ? "yes" : undefined}
										aria-describedby={option.hint ? `${optionId}-item-hint` : undefined}
										onChange={changed}
									/>
									<label className="govuk-label govuk-checkboxes__label" htmlFor={optionId}>
										{option.label}
									</label>
									{option.hint ? (
										<div id={`${optionId}-item-hint`} className="govuk-hint govuk-checkboxes__hint">
											{option.hint}
										</div>
									) : null}
								</div>
								{option.conditional ? (
									<div className="govuk-checkboxes__conditional">{option.conditional}</div>
								) : null}
							</Fragment>
						);
					})}
				</div>
			</Fieldset>
		</FormGroup>
	);
}

/** The boxes of one question: those of the same name in the same form, the changed one among them. */
function boxesBeside(box: HTMLInputElement): HTMLInputElement[] {
	const around = box.closest("fieldset")?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [];
	return [...around].filter((other) => other.name === box.name);
}
