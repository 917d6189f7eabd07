import { NavLink } from "@remix-run/react";

export type SubNavigationLink = {
	to: string;
	label: string;
	count?: number;
	/** Current only at exactly this URL, not below it. */
	end?: boolean;
};

type SubNavigationProps = { label: string; links: SubNavigationLink[] };

/** The parts of one thing, each a page of its own: links, not tabs, so each has a URL and works without script. */
export function SubNavigation({ label, links }: SubNavigationProps) {
	return (
		<nav className="pr-sub-navigation" aria-label={label}>
			<ul className="pr-sub-navigation__list">
				{links.map((link) => (
					<li className="pr-sub-navigation__item" key={link.to}>
						<NavLink className="pr-sub-navigation__link" to={link.to} end={link.end} preventScrollReset>
							{link.label}
							{link.count === undefined ? null : ` (${link.count})`}
						</NavLink>
					</li>
				))}
			</ul>
		</nav>
	);
}
