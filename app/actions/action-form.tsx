/** The frame of each form of an action's page. */
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { FormAnswer } from "../form-answer.tsx";
import { ButtonGroup, CommandForm, HiddenFields } from "../ui/index.ts";
import type { ActionPage } from "./action.tsx";

export interface FormProps {
	page: ActionPage;
	/** What this form was answered; nothing when it was another of the page's. */
	answer: FormAnswer;
	version: string;
}

/** Says for the page's action what it is meant to do, of which version. */
export function ActionForm({
	intent,
	form: { page, answer, version },
	children,
}: {
	intent: string;
	form: FormProps;
	children: ReactNode;
}) {
	return (
		<CommandForm returnTo={page.goOnTo} intention={`${version} ${answer.turn}`} className="pr-form">
			<HiddenFields values={{ intent, version }} />
			{children}
		</CommandForm>
	);
}

/** Its buttons, and the way out. */
export function SaveOrCancel({ goOnTo, children }: { goOnTo: string; children: ReactNode }) {
	return (
		<ButtonGroup>
			{children}
			<Link className="govuk-link" to={goOnTo}>
				Cancel
			</Link>
		</ButtonGroup>
	);
}
