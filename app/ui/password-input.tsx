import { type ComponentPropsWithoutRef, useEffect, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { describedBy, type FieldProps, fieldId, LabelledField } from "./field.tsx";

type PasswordInputProps = FieldProps &
	Omit<ComponentPropsWithoutRef<"input">, keyof FieldProps | "className" | "type"> & {
		autoComplete?: "current-password" | "new-password";
	};

/** A password that its owner can choose to see; without JavaScript there is no button and nothing is lost. */
export function PasswordInput({
	name,
	label,
	hint,
	error,
	labelSize,
	labelHidden,
	labelIsPageHeading,
	id: ownId,
	autoComplete = "current-password",
	"aria-describedby": alsoDescribedBy,
	...input
}: PasswordInputProps) {
	const id = ownId ?? fieldId(name);
	const box = useRef<HTMLInputElement>(null);
	const [hasScript, setHasScript] = useState(false);
	const [shown, setShown] = useState<boolean | null>(null);

	useEffect(() => setHasScript(true), []);

	// A browser offers to save, and a shared machine to complete, what was posted from a plain text box.
	useEffect(() => {
		const form = box.current?.form;
		const hide = () => setShown((current) => (current === null ? null : false));
		form?.addEventListener("submit", hide);
		return () => form?.removeEventListener("submit", hide);
	}, []);

	return (
		<LabelledField
			{...{ id, label, hint, error, labelSize, labelHidden, labelIsPageHeading }}
			className="govuk-password-input"
		>
			<div className="govuk-input__wrapper govuk-password-input__wrapper">
				<input
					{...input}
					ref={box}
					className={classNames("govuk-input govuk-password-input__input", error && "govuk-input--error")}
					id={id}
					name={name}
					type={shown ? "text" : "password"}
					spellCheck={false}
					autoCapitalize="none"
					autoComplete={autoComplete}
					aria-describedby={describedBy(id, { hint, error }, alsoDescribedBy)}
				/>
				<div className="govuk-visually-hidden" role="status">
					{shown === null ? "" : shown ? "Your password is visible" : "Your password is hidden"}
				</div>
				<Button
					type="button"
					variant="secondary"
					extraClass="govuk-password-input__toggle"
					aria-controls={id}
					aria-label={shown ? "Hide password" : "Show password"}
					hidden={!hasScript}
					onClick={() => setShown(!shown)}
				>
					{shown ? "Hide" : "Show"}
				</Button>
			</div>
		</LabelledField>
	);
}
