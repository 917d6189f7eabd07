import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type PageTitleProps = {
	children: ReactNode;
	/** What the page belongs to, in smaller type above its name. */
	caption?: ReactNode;
	size?: "m" | "l" | "xl";
};

/** The page's one h1. Frame moves focus here when a link has opened the page. */
export function PageTitle({ children, caption, size = "l" }: PageTitleProps) {
	return (
		<h1 className={classNames(`govuk-heading-${size}`, "pr-page-title")} tabIndex={-1}>
			{caption ? <span className={`govuk-caption-${size}`}>{caption} </span> : null}
			{children}
		</h1>
	);
}
