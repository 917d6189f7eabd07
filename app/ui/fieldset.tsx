import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import type { LabelSize } from "./field.tsx";

type FieldsetProps = {
	legend: ReactNode;
	legendSize?: LabelSize;
	legendHidden?: boolean;
	legendIsPageHeading?: boolean;
	/** Given where something links to the whole group; it can then take focus. */
	id?: string;
	describedBy?: string;
	/** `group` where the boxes together are one answer, as in a date. */
	role?: "group";
	children: ReactNode;
};

/** Fields that belong together, under one legend. */
export function Fieldset({
	legend,
	legendSize,
	legendHidden,
	legendIsPageHeading,
	id,
	describedBy,
	role,
	children,
}: FieldsetProps) {
	return (
		<fieldset
			className="govuk-fieldset"
			id={id}
			tabIndex={id ? -1 : undefined}
			role={role}
			aria-describedby={describedBy}
		>
			<legend
				className={classNames(
					"govuk-fieldset__legend",
					legendSize && `govuk-fieldset__legend--${legendSize}`,
					legendHidden && "govuk-visually-hidden",
				)}
			>
				{legendIsPageHeading ? <h1 className="govuk-fieldset__heading">{legend}</h1> : legend}
			</legend>
			{children}
		</fieldset>
	);
}
