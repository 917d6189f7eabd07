import { Link, NavLink, useLocation } from "@remix-run/react";
import { type ReactNode, useEffect, useRef } from "react";
import { classNames } from "./class-names.ts";

export type FrameLink = {
	to: string;
	label: string;
	/** Shown after the label, and read out with `countMeans`. */
	count?: number | string;
	countMeans?: string;
	/** Current only at exactly this URL, not below it. */
	end?: boolean;
};

export type FrameWidth = "normal" | "wide" | "full";

type FrameProps = {
	width?: FrameWidth;
	/** Who is signed in; left out on the pages before sign-in. */
	person?: { name: string; agency: string };
	links?: FrameLink[];
	/** A search form, at the end of the header. */
	search?: ReactNode;
	/** The sign-out form, with `<Button variant="link">` in it. */
	signOut?: ReactNode;
	/** Stands between header and content, over the full width: the identity bar. */
	banner?: ReactNode;
	/** Back link or breadcrumbs, above the content. */
	beforeContent?: ReactNode;
	marking?: string;
	homeTo?: string;
	footerLinks?: Array<{ to: string; label: string }>;
	children: ReactNode;
};

/** What surrounds every page: the handling marking, who you are, where you can go. */
export function Frame({
	width = "normal",
	person,
	links = [],
	search,
	signOut,
	banner,
	beforeContent,
	marking = "OFFICIAL-SENSITIVE",
	homeTo = "/",
	footerLinks = [],
	children,
}: FrameProps) {
	const main = useRef<HTMLElement>(null);
	useFocusAfterNavigation(main);
	const container = classNames("pr-container", `pr-container--${width}`);

	return (
		<>
			<a href="#main-content" className="govuk-skip-link">
				Skip to main content
			</a>
			<header className="pr-header">
				<p className="pr-marking">{marking}</p>
				<div className={classNames("pr-header__row", container)}>
					<Link to={homeTo} className="pr-header__product">
						<Mark />
						Panelroom
					</Link>
					{links.length > 0 ? (
						<nav className="pr-header__nav" aria-label="Main">
							<ul className="pr-header__links">
								{links.map((link) => (
									<li key={link.to}>
										<NavLink to={link.to} end={link.end} className="pr-header__link">
											{link.label}
											{link.count === undefined ? null : (
												<span className="pr-header__count">
													{" "}
													{link.count}
													{link.countMeans ? (
														<span className="govuk-visually-hidden"> {link.countMeans}</span>
													) : null}
												</span>
											)}
										</NavLink>
									</li>
								))}
							</ul>
						</nav>
					) : null}
					{search}
					{person ? (
						<div className="pr-header__person">
							<p className="pr-header__who">
								<span className="govuk-visually-hidden">Signed in as </span>
								<strong>{person.name}</strong>
								<span className="pr-header__agency">
									<span className="govuk-visually-hidden">, </span>
									{person.agency}
								</span>
							</p>
							{signOut}
						</div>
					) : null}
				</div>
			</header>
			{banner}
			<div className={container}>
				{beforeContent ? <nav aria-label="Breadcrumb">{beforeContent}</nav> : null}
				<main
					className={classNames("govuk-main-wrapper pr-main", `pr-main--${width}`)}
					id="main-content"
					tabIndex={-1}
					ref={main}
				>
					{children}
				</main>
			</div>
			<footer className="pr-footer">
				<div className={container}>
					{footerLinks.length > 0 ? (
						<nav aria-label="About this service">
							<ul className="pr-footer__links">
								{footerLinks.map((link) => (
									<li key={link.to}>
										<Link to={link.to} className="govuk-link">
											{link.label}
										</Link>
									</li>
								))}
							</ul>
						</nav>
					) : null}
					<p className="pr-footer__marking">
						<strong>{marking}</strong> Share what you read here only with people who need it for their work.
					</p>
				</div>
			</footer>
		</>
	);
}

/**
 * A link followed inside the app leaves focus on a link that is gone; it belongs at the new page's title. Someone
 * who is already at work inside the content is never moved: the live room changes its URL by itself.
 */
function useFocusAfterNavigation(main: { current: HTMLElement | null }) {
	const { pathname, key } = useLocation();
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new pathname is what calls for moving focus
	useEffect(() => {
		const isFirstLoad = key === "default";
		if (isFirstLoad || !main.current || main.current.contains(document.activeElement)) return;
		const title = main.current.querySelector<HTMLElement>(".pr-page-title");
		(title ?? main.current).focus({ preventScroll: true });
	}, [pathname]);
}

/** Seats around a table, one of them filled: whose turn it is to speak. */
function Mark() {
	return (
		<svg
			className="pr-header__mark"
			width="28"
			height="28"
			viewBox="0 0 32 32"
			aria-hidden="true"
			focusable="false"
		>
			<rect x="9" y="11" width="14" height="10" rx="2" fill="none" stroke="currentColor" strokeWidth="2.5" />
			<circle cx="11" cy="5" r="3" fill="currentColor" />
			<circle cx="21" cy="5" r="2" fill="none" stroke="currentColor" strokeWidth="2" />
			<circle cx="3.5" cy="16" r="2" fill="none" stroke="currentColor" strokeWidth="2" />
			<circle cx="28.5" cy="16" r="2" fill="none" stroke="currentColor" strokeWidth="2" />
			<circle cx="11" cy="27" r="2" fill="none" stroke="currentColor" strokeWidth="2" />
			<circle cx="21" cy="27" r="2" fill="none" stroke="currentColor" strokeWidth="2" />
		</svg>
	);
}
