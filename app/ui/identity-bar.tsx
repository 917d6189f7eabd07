import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { type RiskLevel, RiskTag } from "./risk-tag.tsx";
import { Shape } from "./shape.tsx";

type IdentityBarProps = {
	reference: string;
	victim: string;
	/** Null while nobody has been named. */
	personCausingHarm: string | null;
	risk: RiskLevel | null;
	officer: string | null;
	panel: string | null;
	/** The case's own page, where this bar stands on another. */
	to?: string;
	/** What comes next and when, where that is known here. */
	next?: ReactNode;
	/** How the victim may be contacted: in sight of whoever might call. */
	contact?: ReactNode;
	/** Buttons or tags at the end of the bar. */
	children?: ReactNode;
};

/** Whose case this is. It stays in sight, so that nobody records in the wrong one. */
export function IdentityBar({
	reference,
	victim,
	personCausingHarm,
	risk,
	officer,
	panel,
	to,
	next,
	contact,
	children,
}: IdentityBarProps) {
	return (
		<section className="pr-identity-bar" aria-label={`Case ${reference}`}>
			<div className="pr-identity-bar__row">
				<p className="pr-identity-bar__title">
					{to ? (
						<Link to={to} className="pr-identity-bar__reference govuk-link">
							{reference}
						</Link>
					) : (
						<span className="pr-identity-bar__reference">{reference}</span>
					)}{" "}
					<span className="pr-identity-bar__victim">
						<span className="govuk-visually-hidden">Victim: </span>
						{victim}
					</span>
				</p>
				<RiskTag level={risk} />
				<dl className="pr-identity-bar__details">
					<Detail term="Person causing harm" value={personCausingHarm ?? "Not known"} />
					<Detail term="Officer in the case" value={officer ?? "Not allocated"} />
					<Detail term="Panel" value={panel ?? "None yet"} />
					{next ? <Detail term="Next" value={next} /> : null}
				</dl>
				{children ? <div className="pr-identity-bar__extra">{children}</div> : null}
				{contact ? (
					<p className="pr-identity-bar__contact">
						<Shape name="exclamation" /> {contact}
					</p>
				) : null}
			</div>
		</section>
	);
}

function Detail({ term, value }: { term: string; value: ReactNode }) {
	return (
		<div className="pr-identity-bar__detail">
			<dt>{term}</dt>
			<dd>{value}</dd>
		</div>
	);
}
