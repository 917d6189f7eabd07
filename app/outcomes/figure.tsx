/** One figure of the lead's page: its name, what it counts, and each number as the way to what is behind it. */
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Split } from "#server/outcomes/index.ts";
import { paths } from "../paths.ts";
import { number } from "./words.ts";

export function Figure({
	split,
	children,
}: {
	split: Pick<Split, "figure" | "title" | "says" | "total">;
	children: ReactNode;
}) {
	const { figure, title, says, total } = split;
	return (
		<section className="pr-figure" id={figure} aria-labelledby={`${figure}-heading`}>
			<h2 className="govuk-heading-m" id={`${figure}-heading`}>
				{title}
			</h2>
			<p className="govuk-body pr-figure__says">{says}</p>
			{total === 0 ? <p className="govuk-body">None in this period.</p> : children}
		</section>
	);
}

/** A number, and the way to what is behind it. */
export function Counted({
	n,
	search,
	behind,
	about,
}: {
	n: number;
	search: string;
	behind: { figure: string; key?: string; owner?: string };
	/** What it is a number of, for whoever hears the link alone. */
	about: string;
}) {
	if (n === 0) return <>0</>;
	return (
		<Link className="govuk-link" to={paths.behindOutcomes(search, behind)}>
			{number(n)}
			<span className="govuk-visually-hidden"> {about}</span>
		</Link>
	);
}
