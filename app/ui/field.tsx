import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type LabelSize = "s" | "m" | "l" | "xl";

/** What every form field takes, whatever its kind. */
export type FieldProps = {
	name: string;
	label: ReactNode;
	hint?: ReactNode;
	error?: string;
	labelSize?: LabelSize;
	/** The label stays for screen readers; only for a field whose purpose is plain from what stands around it. */
	labelHidden?: boolean;
	/** The label or legend is the page's h1: for pages that ask one thing. */
	labelIsPageHeading?: boolean;
	/**
	 * Only where two forms of one page have a field of this name. Begin it with `field-`, and ErrorSummary
	 * finds the field by what follows.
	 */
	id?: string;
};

/** The id by which labels, hints, errors and the error summary find a field. */
export function fieldId(name: string): string {
	return `field-${name}`;
}

/**
 * The ids of a field's hint and error, in the order in which they should be read out.
 * @param also what else the screen describes it by
 */
export function describedBy(
	id: string,
	field: Pick<FieldProps, "hint" | "error">,
	also?: string,
): string | undefined {
	return classNames(field.hint ? `${id}-hint` : null, field.error ? `${id}-error` : null, also) || undefined;
}

export function FormGroup({ error, className, children }: FormGroupProps) {
	return (
		<div className={classNames("govuk-form-group", error && "govuk-form-group--error", className)}>
			{children}
		</div>
	);
}

type FormGroupProps = { error?: string; className?: string; children: ReactNode };

/** The hint and the error message that stand between a label and its control. */
export function Guidance({ id, hint, error }: { id: string } & Pick<FieldProps, "hint" | "error">) {
	return (
		<>
			{hint ? (
				<div id={`${id}-hint`} className="govuk-hint">
					{hint}
				</div>
			) : null}
			{error ? (
				<p id={`${id}-error`} className="govuk-error-message">
					<span className="govuk-visually-hidden">Error:</span> {error}
				</p>
			) : null}
		</>
	);
}

type LabelProps = { id: string } & Pick<
	FieldProps,
	"label" | "labelSize" | "labelHidden" | "labelIsPageHeading"
>;

export function Label({ id, label, labelSize, labelHidden, labelIsPageHeading }: LabelProps) {
	const text = (
		<label
			className={classNames(
				"govuk-label",
				labelSize && `govuk-label--${labelSize}`,
				labelHidden && "govuk-visually-hidden",
			)}
			htmlFor={id}
		>
			{label}
		</label>
	);
	return labelIsPageHeading ? <h1 className="govuk-label-wrapper">{text}</h1> : text;
}

/** A field of one control: label, hint, error, control. */
export function LabelledField({ id, className, children, ...field }: LabelledFieldProps) {
	return (
		<FormGroup error={field.error} className={className}>
			<Label id={id} {...field} />
			<Guidance id={id} hint={field.hint} error={field.error} />
			{children}
		</FormGroup>
	);
}

type LabelledFieldProps = Omit<FieldProps, "name" | "id"> & {
	id: string;
	className?: string;
	children: ReactNode;
};
