/** A button that does one thing without leaving the page; it works as a plain form, and says why when it did nothing. */
import { useFetcher } from "@remix-run/react";
import { type ReactNode, useEffect, useState } from "react";
import type { Unsent } from "../live/unsent.ts";
import { Button, type ButtonVariant, CommandForm, HiddenFields } from "../ui/index.ts";

export interface PressAnswer {
	ok?: true;
	errors?: Record<string, string>;
	conflict?: { message: string };
	outcome?: Unsent["outcome"];
	message?: string;
}

/** Why a press did nothing, in words; nothing when it did. */
export function problemOf(answer: PressAnswer | undefined): string | undefined {
	if (!answer) return undefined;
	if (answer.outcome === "not-sent")
		return "Not confirmed: the server could not be reached. Press it again; it will be done once.";
	return (
		answer.message ??
		answer.conflict?.message ??
		(answer.errors ? Object.values(answer.errors).join(". ") : undefined)
	);
}

interface PressProps {
	to: string;
	fields: Record<string, string>;
	label: string;
	/** For people who cannot see what the button stands beside. */
	about?: string;
	variant?: ButtonVariant;
	/** More fields, typed before the press. */
	children?: ReactNode;
	/** Where a browser without script goes on. */
	returnTo?: string;
	/** For a key that presses it. */
	id?: string;
	/** A quick second press is meant: it takes the first one back. */
	isToggle?: boolean;
}

export function Press({
	to,
	fields,
	label,
	about,
	variant = "primary",
	children,
	returnTo,
	id,
	isToggle,
}: PressProps) {
	const fetcher = useFetcher<PressAnswer>();
	const [answered, setAnswered] = useState(0);
	const problem = problemOf(fetcher.data);
	const { state, data } = fetcher;
	useEffect(() => {
		// Whether an unanswered press was done is not known: until it is, pressing again is the same press.
		if (state === "idle" && data && data.outcome !== "not-sent") setAnswered((n) => n + 1);
	}, [state, data]);
	return (
		<CommandForm
			as={fetcher.Form}
			action={to}
			// What is pressed may have changed before its answer came, as a hand goes up and down again.
			intention={`${answered} ${Object.values(fields).join(" ")}`}
			returnTo={returnTo}
		>
			<HiddenFields values={fields} />
			{children}
			<Button id={id} variant={variant} small preventDoubleClick={!isToggle}>
				{label}
				{about ? <span className="govuk-visually-hidden"> {about}</span> : null}
			</Button>
			{problem && fetcher.state === "idle" ? (
				<p className="govuk-error-message" role="alert">
					{problem}
				</p>
			) : null}
		</CommandForm>
	);
}
