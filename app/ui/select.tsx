import { type ComponentPropsWithoutRef, forwardRef } from "react";
import { classNames } from "./class-names.ts";
import { describedBy, type FieldProps, fieldId, LabelledField } from "./field.tsx";

export type SelectOption = { value: string; label: string; disabled?: boolean };
export type SelectOptionGroup = { label: string; options: SelectOption[] };

type SelectProps = FieldProps &
	Omit<ComponentPropsWithoutRef<"select">, keyof FieldProps | "className" | "children"> & {
		options: Array<SelectOption | SelectOptionGroup>;
		/** The first, empty choice, such as “Choose an agency”; without it the first option is chosen. */
		placeholder?: string;
	};

export const Select = forwardRef<HTMLSelectElement, SelectProps>(function Select(
	{
		name,
		label,
		hint,
		error,
		labelSize,
		labelHidden,
		labelIsPageHeading,
		id: ownId,
		options,
		placeholder,
		"aria-describedby": alsoDescribedBy,
		...select
	},
	ref,
) {
	const id = ownId ?? fieldId(name);
	return (
		<LabelledField {...{ id, label, hint, error, labelSize, labelHidden, labelIsPageHeading }}>
			<select
				{...select}
				ref={ref}
				id={id}
				name={name}
				className={classNames("govuk-select", error && "govuk-select--error")}
				aria-describedby={describedBy(id, { hint, error }, alsoDescribedBy)}
			>
				{placeholder ? <option value="">{placeholder}</option> : null}
				{options.map((option) =>
					"options" in option ? (
						<optgroup key={option.label} label={option.label}>
							{option.options.map((inner) => (
								<Choice key={inner.value} {...inner} />
							))}
						</optgroup>
					) : (
						<Choice key={option.value} {...option} />
					),
				)}
			</select>
		</LabelledField>
	);
});

function Choice({ value, label, disabled }: SelectOption) {
	return (
		<option value={value} disabled={disabled}>
			{label}
		</option>
	);
}
