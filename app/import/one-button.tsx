import { paths } from "../paths.ts";
import { Button, CommandForm, Details, HiddenFields } from "../ui/index.ts";
import type { Head } from "./import-page.tsx";

/** A button that is a form of its own. Giving an import up, which loses all that was said of it, is asked twice. */
export function One({
	head,
	intent,
	label,
	isSecondary,
}: {
	head: Head;
	intent: string;
	label: string;
	isSecondary?: boolean;
}) {
	const isLoss = intent === "abandon";
	const form = (
		<CommandForm returnTo={paths.importOf(head.id)} intention={`${intent} ${head.version}`}>
			<HiddenFields values={{ intent, version: String(head.version) }} />
			<Button variant={isLoss ? "warning" : isSecondary ? "secondary" : "primary"} preventDoubleClick>
				{isLoss ? "Yes, give it up" : label}
			</Button>
		</CommandForm>
	);
	if (!isLoss) return form;
	return (
		<Details summary={label}>
			<p className="govuk-body">
				What you have said of its columns, names and rows is lost. Nothing of it has been imported.
			</p>
			{form}
		</Details>
	);
}
