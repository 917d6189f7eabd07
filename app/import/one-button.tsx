import { paths } from "../paths.ts";
import { Button, CommandForm, HiddenFields } from "../ui/index.ts";
import type { Head } from "./import-page.tsx";

/** A button that is a form of its own. */
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
	return (
		<CommandForm returnTo={paths.importOf(head.id)} intention={`${intent} ${head.version}`}>
			<HiddenFields values={{ intent, version: String(head.version) }} />
			<Button variant={isSecondary ? "secondary" : "primary"} preventDoubleClick>
				{label}
			</Button>
		</CommandForm>
	);
}
