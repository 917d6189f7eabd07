/** For an officer: the way to their own page, with how much advice waits for their answer. */
import { Link } from "@remix-run/react";
import { paths } from "../paths.ts";
import { InsetText } from "../ui/index.ts";

export function OwnAdvice({ waiting }: { waiting: number }) {
	const link = (words: string) => (
		<Link className="govuk-link" to={paths.officer()}>
			{words}
		</Link>
	);
	if (waiting === 0) return <p className="govuk-body">{link("Your cases and the panel’s advice to you")}</p>;
	return (
		<InsetText>
			{link(
				waiting === 1
					? "1 piece of advice waits for your answer"
					: `${waiting.toLocaleString("en-GB")} pieces of advice wait for your answer`,
			)}
		</InsetText>
	);
}
