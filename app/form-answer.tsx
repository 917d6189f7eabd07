/** What a form was answered, shown the same way on every screen: what is wrong, and two texts that met. */
import { type ShouldRevalidateFunctionArgs, useActionData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { Refused } from "#server/http/screen.ts";
import { errorList } from "./account/error-list.ts";
import type { Unsent } from "./live/unsent.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	type DatePart,
	ErrorSummary,
	HiddenFields,
	LinkButton,
	NotificationBanner,
} from "./ui/index.ts";

export interface FormAnswer {
	/** One message a field; "form" belongs to no one field. */
	errors: Record<string, string>;
	/** What was typed, to be shown again. */
	values: Record<string, string>;
	conflict: Refused["conflict"];
	/** Every value of a name, such as the boxes that were ticked; undefined when nothing was refused. */
	all(name: string): string[] | undefined;
	/** The three boxes of a date as they were typed; undefined when nothing was refused. */
	date(name: string): Partial<Record<DatePart, string>> | undefined;
	/** Part of a CommandForm's `intention`: what was sent before with other words is sent anew as itself. */
	turn: string;
}

const NOT_SENT =
	"This has not been saved: Panelroom could not be reached. What you typed is still here. Try again in a minute.";

/** What the page's form was answered; without errors and values when nothing was refused. */
export function useFormAnswer(): FormAnswer {
	return formAnswerOf(useActionData<Refused | Unsent>());
}

/** The same for a form that was sent by a fetcher, from the fetcher's data. */
export function formAnswerOf(answer: Refused | Unsent | undefined): FormAnswer {
	const refusal: Partial<Refused> = answer && "values" in answer ? answer : {};
	const { values = {}, lists = {}, conflict } = refusal;
	return {
		errors: answer && "outcome" in answer ? { form: unsentInWords(answer) } : (refusal.errors ?? {}),
		values,
		conflict,
		all: (name) => lists[name] ?? (name in values ? [values[name] ?? ""] : undefined),
		date: (name) =>
			`${name}-day` in values
				? { day: values[`${name}-day`], month: values[`${name}-month`], year: values[`${name}-year`] }
				: undefined,
		turn: conflict ? "again" : "",
	};
}

/**
 * A route's shouldRevalidate: a form that was refused, or never arrived, has changed nothing, and what its page
 * was made from stays. Loading it again could hide somebody else's change, or fail as the form did.
 */
export function unlessRefused({
	actionResult,
	defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs): boolean {
	const isRefused = typeof actionResult === "object" && actionResult !== null;
	return isRefused && ("values" in actionResult || "outcome" in actionResult)
		? false
		: defaultShouldRevalidate;
}

const unsentInWords = (answer: Unsent) => (answer.outcome === "refused" ? answer.message : NOT_SENT);

/** Everything that is wrong with the page's form, above its title. */
export function FormProblems({ answer }: { answer: FormAnswer }) {
	const { errors, conflict } = answer;
	return (
		<>
			<ErrorSummary errors={errorList(errors)} />
			{conflict && conflict.version === undefined ? (
				<NotificationBanner title="Already sent" heading={conflict.message}>
					<p className="govuk-body">
						What you typed is shown again below. Send it only if it is needed as well.
					</p>
				</NotificationBanner>
			) : null}
		</>
	);
}

interface ConflictField {
	name: string;
	label: string;
	/** A value in the reader's words. */
	show?: (value: string) => string;
}

/** Two texts that met: both in full, and a choice. Shows nothing when there was no such conflict. */
export function ConflictChoice({
	answer,
	fields,
	keepTo,
	returnTo,
	replace = "Replace it with mine",
	mayReplace = true,
}: {
	answer: FormAnswer;
	fields: ConflictField[];
	/** What the button says that sends what was typed all the same. */
	replace?: string;
	/** Where the saved text is seen. */
	keepTo: string;
	returnTo: string;
	/** What was typed may still be said of what is saved now. */
	mayReplace?: boolean;
}) {
	const box = useRef<HTMLElement>(null);
	const { conflict } = answer;
	const version = conflict?.version;
	useEffect(() => {
		if (version !== undefined) box.current?.focus();
	}, [version]);
	if (!conflict || version === undefined) return null;
	const { returnTo: _, ...typed } = answer.values;
	const text = (fields: ConflictField[], values: Record<string, string>) =>
		fields
			.filter(({ name }) => name in conflict.current || name in conflict.submitted)
			.map(({ name, label, show }) => ({
				label,
				value: values[name] ? (show?.(values[name]) ?? values[name]) : "",
			}));
	return (
		<section className="pr-conflict" aria-labelledby="conflict-heading" tabIndex={-1} ref={box}>
			<div role="alert">
				<h2 className="govuk-heading-m" id="conflict-heading">
					This was changed in the meantime
				</h2>
				<p className="govuk-body">{conflict.message} What you typed has not been saved yet.</p>
			</div>
			<div className="pr-conflict__texts">
				<Side title="What is saved now" lines={text(fields, conflict.current)} />
				<Side title="What you typed" lines={text(fields, conflict.submitted)} />
			</div>
			<ButtonGroup>
				<LinkButton to={keepTo} variant="secondary">
					Keep the saved one
				</LinkButton>
				{mayReplace ? (
					<CommandForm returnTo={returnTo} intention={version}>
						<HiddenFields values={{ ...typed, version }} />
						<Button preventDoubleClick>{replace}</Button>
					</CommandForm>
				) : null}
			</ButtonGroup>
			<p className="govuk-body">
				{mayReplace
					? "Or put the two together in the form below."
					: "What you typed no longer fits what is saved. It stays here until you leave this page."}
			</p>
		</section>
	);
}

function Side({ title, lines }: { title: string; lines: { label: string; value: string }[] }) {
	return (
		<div className="pr-conflict__text">
			<h3 className="govuk-heading-s">{title}</h3>
			<dl>
				{lines.map(({ label, value }) => (
					<div key={label}>
						<dt>{label}</dt>
						<dd>{value || "Nothing"}</dd>
					</div>
				))}
			</dl>
		</div>
	);
}
