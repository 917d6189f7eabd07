import { type ComponentPropsWithoutRef, forwardRef } from "react";
import { classNames } from "./class-names.ts";
import { describedBy, type FieldProps, fieldId, LabelledField } from "./field.tsx";

/** How many characters an answer is expected to have; the box is no wider than that. */
export type InputWidth = 2 | 3 | 4 | 5 | 10 | 20 | 30;

type TextInputProps = FieldProps &
	Omit<ComponentPropsWithoutRef<"input">, keyof FieldProps | "className" | "width"> & {
		width?: InputWidth;
		/** A short text before or after the box, such as a unit. */
		prefix?: string;
		suffix?: string;
	};

export const TextInput = forwardRef<HTMLInputElement, TextInputProps>(function TextInput(
	{
		name,
		label,
		hint,
		error,
		labelSize,
		labelHidden,
		labelIsPageHeading,
		id: ownId,
		width,
		prefix,
		suffix,
		"aria-describedby": alsoDescribedBy,
		...input
	},
	ref,
) {
	const id = ownId ?? fieldId(name);
	const box = (
		<input
			type="text"
			{...input}
			ref={ref}
			id={id}
			name={name}
			className={classNames(
				"govuk-input",
				error && "govuk-input--error",
				width && `govuk-input--width-${width}`,
			)}
			aria-describedby={describedBy(id, { hint, error }, alsoDescribedBy)}
		/>
	);
	return (
		<LabelledField {...{ id, label, hint, error, labelSize, labelHidden, labelIsPageHeading }}>
			{prefix || suffix ? (
				<div className="govuk-input__wrapper">
					{prefix ? (
						<div className="govuk-input__prefix" aria-hidden="true">
							{prefix}
						</div>
					) : null}
					{box}
					{suffix ? (
						<div className="govuk-input__suffix" aria-hidden="true">
							{suffix}
						</div>
					) : null}
				</div>
			) : (
				box
			)}
		</LabelledField>
	);
});
