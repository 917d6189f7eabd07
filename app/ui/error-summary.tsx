import { type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import { fieldId } from "./field.tsx";

export type FieldError = {
	/** The field's name; empty or left out when the problem belongs to no one field. */
	field?: string;
	message: string;
};

type ErrorSummaryProps = { errors: FieldError[]; title?: string; children?: ReactNode };

/**
 * Everything that is wrong with a form, at the top of its page. It takes focus when it appears and when what it
 * says changes, and at no other time: a live page renders often.
 */
export function ErrorSummary({ errors, title = "There is a problem", children }: ErrorSummaryProps) {
	const box = useRef<HTMLDivElement>(null);
	const said = errors.map((error) => `${error.field ?? ""}: ${error.message}`).join("\n");

	useEffect(() => {
		if (said) box.current?.focus();
	}, [said]);

	if (errors.length === 0) return null;
	return (
		<div className="govuk-error-summary" tabIndex={-1} ref={box}>
			<div role="alert">
				<h2 className="govuk-error-summary__title">{title}</h2>
				<div className="govuk-error-summary__body">
					{children}
					<ul className="govuk-list govuk-error-summary__list">
						{errors.map(({ field, message }) => (
							<li key={`${field ?? ""}: ${message}`}>
								{field ? (
									<a href={`#${fieldId(field)}`} onClick={followToField}>
										{message}
									</a>
								) : (
									message
								)}
							</li>
						))}
					</ul>
				</div>
			</div>
		</div>
	);
}

/** As the plain link does, but with the label or legend in view and the cursor in the first wrong box. */
function followToField(event: MouseEvent<HTMLAnchorElement>) {
	const target = document.getElementById(event.currentTarget.hash.slice(1));
	const control =
		target instanceof HTMLFieldSetElement
			? (target.querySelector<HTMLElement>(".govuk-input--error") ??
				target.querySelector<HTMLElement>("input"))
			: target;
	if (!target || !control) return;
	event.preventDefault();
	questionOf(target).scrollIntoView();
	control.focus({ preventScroll: true });
}

function questionOf(target: HTMLElement): Element {
	const isChoice = target instanceof HTMLInputElement && ["radio", "checkbox"].includes(target.type);
	const fieldset = isChoice || target instanceof HTMLFieldSetElement ? target.closest("fieldset") : null;
	if (fieldset) return fieldset.querySelector("legend") ?? fieldset;
	const labels = "labels" in target ? (target as HTMLInputElement).labels : null;
	return labels?.[0] ?? target;
}
