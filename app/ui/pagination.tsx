import { Link } from "@remix-run/react";
import { classNames } from "./class-names.ts";

type PaginationProps = {
	page: number;
	pages: number;
	/** The URL of a page, with whatever filter is on. */
	href: (page: number) => string;
	/** Tells two lists of one page apart. */
	label?: string;
};

export function Pagination({ page, pages, href, label = "Pagination" }: PaginationProps) {
	if (pages <= 1) return null;
	return (
		<nav className="govuk-pagination" aria-label={label}>
			{page > 1 ? (
				<div className="govuk-pagination__prev">
					<Link className="govuk-link govuk-pagination__link" to={href(page - 1)} rel="prev">
						<Arrow direction="prev" />
						<span className="govuk-pagination__link-title">
							Previous<span className="govuk-visually-hidden"> page</span>
						</span>
					</Link>
				</div>
			) : null}
			<ul className="govuk-pagination__list">
				{shownPages(page, pages).map((shown) =>
					shown.kind === "gap" ? (
						<li
							key={`after ${shown.after}`}
							className="govuk-pagination__item govuk-pagination__item--ellipsis"
						>
							⋯
						</li>
					) : (
						<li
							key={shown.number}
							className={classNames(
								"govuk-pagination__item",
								shown.number === page && "govuk-pagination__item--current",
							)}
						>
							<Link
								className="govuk-link govuk-pagination__link"
								to={href(shown.number)}
								aria-label={`Page ${shown.number}`}
								aria-current={shown.number === page ? "page" : undefined}
							>
								{shown.number}
							</Link>
						</li>
					),
				)}
			</ul>
			{page < pages ? (
				<div className="govuk-pagination__next">
					<Link className="govuk-link govuk-pagination__link" to={href(page + 1)} rel="next">
						<span className="govuk-pagination__link-title">
							Next<span className="govuk-visually-hidden"> page</span>
						</span>
						<Arrow direction="next" />
					</Link>
				</div>
			) : null}
		</nav>
	);
}

type Shown = { kind: "page"; number: number } | { kind: "gap"; after: number };

/** The first, the last, and the current page with its neighbours; a gap stands for two pages or more. */
function shownPages(page: number, pages: number): Shown[] {
	const numbers = [1, page - 1, page, page + 1, pages].filter((number) => number >= 1 && number <= pages);
	const shown: Shown[] = [];
	let last = 0;
	for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
		if (number - last === 2) shown.push({ kind: "page", number: last + 1 });
		if (number - last > 2) shown.push({ kind: "gap", after: last });
		shown.push({ kind: "page", number });
		last = number;
	}
	return shown;
}

const arrows = {
	prev: "m6.59 0-6.72 6.72 6.74 6.4 1.38-1.44-4.19-3.98h12.9v-2H3.72L8 1.41Z",
	next: "M8.1 0 6.7 1.41 11 5.7H-2v2h12.9l-4.2 3.98 1.39 1.44 6.74-6.4Z",
};

function Arrow({ direction }: { direction: "prev" | "next" }) {
	return (
		<svg
			className={`govuk-pagination__icon govuk-pagination__icon--${direction}`}
			height="13"
			width="15"
			aria-hidden="true"
			focusable="false"
			viewBox="0 0 15 13"
		>
			<path d={arrows[direction]} />
		</svg>
	);
}
