import { Link, NavLink } from "@remix-run/react";

export type SubNavigationLink = {
	to: string;
	label: string;
	count?: number;
	/** Current only at exactly this URL, not below it. */
	end?: boolean;
	/** Said by the page itself, where its parts differ only in what the address asks for. */
	isCurrent?: boolean;
};

type SubNavigationProps = { label: string; links: SubNavigationLink[] };

/** The parts of one thing, each a page of its own: links, not tabs, so each has a URL and works without script. */
export function SubNavigation({ label, links }: SubNavigationProps) {
	return (
		<nav className="pr-sub-navigation" aria-label={label}>
			<ul className="pr-sub-navigation__list">
				{links.map((link) => (
					<li className="pr-sub-navigation__item" key={link.to}>
						{link.isCurrent === undefined ? (
							<NavLink className="pr-sub-navigation__link" to={link.to} end={link.end} preventScrollReset>
								<Words {...link} />
							</NavLink>
						) : (
							<Link
								className="pr-sub-navigation__link"
								to={link.to}
								aria-current={link.isCurrent ? "page" : undefined}
								preventScrollReset
							>
								<Words {...link} />
							</Link>
						)}
					</li>
				))}
			</ul>
		</nav>
	);
}

const Words = ({ label, count }: SubNavigationLink) => (
	<>
		{label}
		{count === undefined ? null : ` (${count})`}
	</>
);
