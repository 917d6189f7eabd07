import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { type ButtonVariant, buttonClasses } from "./button.tsx";

type LinkButtonProps = {
	to: string;
	variant?: Exclude<ButtonVariant, "link">;
	small?: boolean;
	id?: string;
	children: ReactNode;
};

/** A link that looks like a button, for the one next step of a page; it changes nothing by itself. */
export function LinkButton({ to, variant = "primary", small, id, children }: LinkButtonProps) {
	return (
		<Link to={to} id={id} className={buttonClasses(variant, small)} draggable={false}>
			{children}
		</Link>
	);
}
