/** The way to a panel's advice, with how much of it waits for an officer. */
import { Link } from "@remix-run/react";
import { paths } from "../paths.ts";
import { Shape } from "../ui/index.ts";

export function AdviceWaiting({ panelId, waiting }: { panelId: string; waiting: number }) {
	return (
		<p className="govuk-body">
			{waiting > 0 ? <Shape name="question" /> : null}{" "}
			<Link className="govuk-link" to={paths.panelAdvice(panelId)}>
				{waiting === 0
					? "Advice to officers: none waits for an answer"
					: waiting === 1
						? "1 piece of advice waits for an officer’s answer"
						: `${waiting.toLocaleString("en-GB")} pieces of advice wait for an officer’s answer`}
			</Link>
		</p>
	);
}
