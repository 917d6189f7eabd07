import { type ComponentPropsWithoutRef, forwardRef } from "react";
import { classNames } from "./class-names.ts";
import { describedBy, type FieldProps, fieldId, LabelledField } from "./field.tsx";

type TextareaProps = FieldProps & Omit<ComponentPropsWithoutRef<"textarea">, keyof FieldProps | "className">;

/** Takes a ref and native events, so that a draft can be saved, or a shared text bound, without wrapping it. */
export const Textarea = forwardRef<HTMLTextAreaElement, TextareaProps>(function Textarea(
	{
		name,
		label,
		hint,
		error,
		labelSize,
		labelHidden,
		labelIsPageHeading,
		id: ownId,
		rows = 5,
		"aria-describedby": alsoDescribedBy,
		...textarea
	},
	ref,
) {
	const id = ownId ?? fieldId(name);
	return (
		<LabelledField {...{ id, label, hint, error, labelSize, labelHidden, labelIsPageHeading }}>
			<textarea
				{...textarea}
				ref={ref}
				id={id}
				name={name}
				rows={rows}
				className={classNames("govuk-textarea", error && "govuk-textarea--error")}
				aria-describedby={describedBy(id, { hint, error }, alsoDescribedBy)}
			/>
		</LabelledField>
	);
});
