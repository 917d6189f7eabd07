import { type ComponentPropsWithoutRef, forwardRef } from "react";
import { classNames } from "./class-names.ts";
import { describedBy, type FieldProps, fieldId, LabelledField } from "./field.tsx";

type FileInputProps = FieldProps &
	Omit<ComponentPropsWithoutRef<"input">, keyof FieldProps | "className" | "type">;

/** A file to send; the form around it needs `encType="multipart/form-data"`. */
export const FileInput = forwardRef<HTMLInputElement, FileInputProps>(function FileInput(
	{
		name,
		label,
		hint,
		error,
		labelSize,
		labelHidden,
		labelIsPageHeading,
		id: ownId,
		"aria-describedby": alsoDescribedBy,
		...input
	},
	ref,
) {
	const id = ownId ?? fieldId(name);
	return (
		<LabelledField {...{ id, label, hint, error, labelSize, labelHidden, labelIsPageHeading }}>
			<input
				{...input}
				ref={ref}
				id={id}
				name={name}
				type="file"
				className={classNames("govuk-file-upload", error && "govuk-file-upload--error")}
				aria-describedby={describedBy(id, { hint, error }, alsoDescribedBy)}
			/>
		</LabelledField>
	);
});
