import { type ComponentPropsWithoutRef, forwardRef, type MouseEvent, useRef } from "react";
import { classNames } from "./class-names.ts";

export type ButtonVariant = "primary" | "secondary" | "warning" | "link";

type ButtonProps = Omit<ComponentPropsWithoutRef<"button">, "className"> & {
	variant?: ButtonVariant;
	/** For the live room, where space is scarce. */
	small?: boolean;
	/** Ignores a second press within a second. The button is never disabled, so its name and value are posted. */
	preventDoubleClick?: boolean;
	/** For components of this kit that place a button inside themselves. */
	extraClass?: string;
};

const SECOND_PRESS_IGNORED_FOR_MS = 1000;

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
	{ variant = "primary", small, preventDoubleClick, extraClass, type = "submit", onClick, ...button },
	ref,
) {
	const lastPress = useRef(Number.NEGATIVE_INFINITY);

	function pressed(event: MouseEvent<HTMLButtonElement>) {
		if (preventDoubleClick) {
			const isSecond = event.timeStamp - lastPress.current < SECOND_PRESS_IGNORED_FOR_MS;
			if (isSecond) {
				event.preventDefault();
				return;
			}
			lastPress.current = event.timeStamp;
		}
		onClick?.(event);
	}

	return (
		<button
			{...button}
			ref={ref}
			type={type}
			className={classNames(buttonClasses(variant, small), extraClass)}
			onClick={pressed}
		/>
	);
});

export function buttonClasses(variant: ButtonVariant, small?: boolean): string {
	if (variant === "link") return "pr-button-link";
	return classNames(
		"govuk-button",
		variant !== "primary" && `govuk-button--${variant}`,
		small && "pr-button--small",
	);
}
