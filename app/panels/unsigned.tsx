/** What a member who has not signed a panel's undertaking must do first, wherever its papers would be. */
import { paths } from "../paths.ts";
import { LinkButton } from "../ui/index.ts";

interface UnsignedProps {
	panelId: string;
	/** Left out where the page is the panel's own. */
	panelName?: string;
}

export function Unsigned({ panelId, panelName }: UnsignedProps) {
	return (
		<section className="pr-now" aria-labelledby={`unsigned-${panelId}`}>
			<div className="pr-now__words">
				<h2 className="govuk-heading-m" id={`unsigned-${panelId}`}>
					First, sign the undertaking{panelName ? ` of ${panelName}` : null}
				</h2>
				<p className="govuk-body">
					Its cases, agendas and records open to you once you have. It takes two minutes, and you do it once.
				</p>
			</div>
			<LinkButton to={paths.undertaking(panelId)}>
				Read and sign it
				{panelName ? <span className="govuk-visually-hidden">: {panelName}</span> : null}
			</LinkButton>
		</section>
	);
}
