/** Says the same of all actions that are ticked in a list. */
import { useEffect, useRef, useState } from "react";
import type { LogLine } from "#server/actions/index.ts";
import type { FormAnswer } from "../form-answer.tsx";
import {
	Button,
	CommandForm,
	classNames,
	DateInput,
	fieldId,
	HiddenFields,
	Select,
	Textarea,
} from "../ui/index.ts";
import { MOVE_WORDS } from "./action-words.ts";
import type { Again, FoundLog, LogAnswer, LogPage } from "./log-desk.ts";
import { filterFields } from "./log-filter.tsx";

export interface LastUpdate {
	/** How many were sent, of which this is the last. */
	turn: number;
	again: Again | undefined;
}

/**
 * What became of the last update of several. It outlasts its answer, which is gone once the list is loaded anew: the
 * form begins anew with each update, and with nothing else.
 */
export function useLastUpdate(data: LogAnswer | undefined): LastUpdate {
	const answered = data?.updated ? data : undefined;
	const [last, setLast] = useState({ turn: 0, answered });
	if (!answered || answered === last.answered) return { turn: last.turn, again: last.answered?.again };
	setLast({ turn: last.turn + 1, answered });
	return { turn: last.turn + 1, again: answered.again };
}

/** The form of the ticked actions stands below their table; without script too its boxes are named to it. */
const MANY = "update-many";

type Move = keyof typeof MOVE_WORDS;

/** What may be said of some of these. */
export function movesOf(lines: LogLine[]): Move[] {
	return [
		...(lines.some((line) => line.mayAnswer) ? (["accept"] as const) : []),
		...(lines.some((line) => line.maySetStatus)
			? (["in-progress", "done", "not-possible", "not-done"] as const)
			: []),
		...(lines.some((line) => line.maySignOff) ? (["sign-off"] as const) : []),
	];
}

export function Tick({ line, isTicked }: { line: LogLine; isTicked: boolean }) {
	if (!line.mayAnswer && !line.maySetStatus && !line.maySignOff) return null;
	const id = `tick-${line.id}`;
	return (
		<div className="govuk-checkboxes govuk-checkboxes--small pr-tick">
			<div className="govuk-checkboxes__item">
				<input
					className="govuk-checkboxes__input"
					type="checkbox"
					id={id}
					name="ticked"
					value={`${line.id} ${line.version}`}
					form={MANY}
					defaultChecked={isTicked}
					onKeyDown={(event) => {
						// Which would send the form as it is.
						if (event.key !== "Enter") return;
						event.preventDefault();
						toMove();
					}}
				/>
				<label className="govuk-label govuk-checkboxes__label" htmlFor={id}>
					<span className="govuk-visually-hidden">
						{line.what}, {line.reference}
					</span>
				</label>
			</div>
		</div>
	);
}

/** On to what is said of those that are ticked, which may stand fifty rows below. */
const toMove = () => document.getElementById(fieldId("move"))?.focus();

const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`input[name="ticked"][form="${MANY}"]`)];

interface UpdateManyProps {
	page: LogPage;
	found: FoundLog | undefined;
	answer: FormAnswer;
	/** What was said before, since some were left as they were. */
	again: Again | undefined;
	lines: LogLine[];
	moves: Move[];
	here: string;
	onBusy: (isBusy: boolean) => void;
}

export function UpdateMany({ page, found, answer, again, lines, moves, here, onBusy }: UpdateManyProps) {
	const isMeant = answer.values.intent === "update";
	const errors = isMeant ? answer.errors : {};
	const values = isMeant ? answer.values : (again?.fields ?? {});
	const [ticked, setTicked] = useState(0);
	const [isAlive, setIsAlive] = useState(false);
	const form = useRef<HTMLFormElement>(null);
	// A row that has changed comes with a box of its own.
	const versions = lines.map(({ id, version }) => `${id} ${version}`).join();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the boxes are counted anew once the rows are others
	useEffect(() => {
		const count = () => {
			const n = boxes().filter((box) => box.checked).length;
			setTicked(n);
			const isTyped = [...new FormData(form.current ?? undefined)].some(
				([name, value]) => (name === "outcome" || name.startsWith("doneOn")) && value !== "",
			);
			onBusy(n > 0 || isTyped);
		};
		setIsAlive(true);
		count();
		// Not "change", which a text box tells only once it is left.
		document.addEventListener("input", count);
		return () => {
			document.removeEventListener("input", count);
			onBusy(false);
		};
	}, [onBusy, versions]);
	const tickAll = (isTicked: boolean) => {
		for (const box of boxes()) box.checked = isTicked;
		document.dispatchEvent(new Event("input"));
	};
	return (
		<>
			{isAlive ? (
				<div className={classNames("pr-many__ticked", ticked > 0 && "pr-many__ticked--some")}>
					<p className="govuk-body" role="status">
						{ticked === 0 ? "None is ticked." : ticked === 1 ? "1 is ticked." : `${ticked} are ticked.`}
					</p>
					{ticked > 0 ? (
						<Button type="button" variant="secondary" small onClick={toMove}>
							{ticked === 1 ? "Update it" : "Update them"}
						</Button>
					) : null}
					<Button type="button" variant="link" onClick={() => tickAll(true)}>
						Tick all on this page
					</Button>
					{ticked > 0 ? (
						<Button type="button" variant="link" onClick={() => tickAll(false)}>
							Untick all
						</Button>
					) : null}
				</div>
			) : null}
			<section className="pr-many" aria-labelledby="many-heading">
				<h2 className="govuk-heading-m" id="many-heading">
					Update those that are ticked
				</h2>
				{errors.actions ? (
					<p className="govuk-error-message" id="field-actions" tabIndex={-1}>
						<span className="govuk-visually-hidden">Error:</span> {errors.actions}
					</p>
				) : null}
				<CommandForm
					ref={form}
					id={MANY}
					action={here}
					returnTo={here}
					intention={`${answer.turn} ${JSON.stringify(values)}`}
					className="pr-many__form"
				>
					<HiddenFields
						values={{ intent: "update", words: found?.words, ...filterFields(found?.filter ?? page.filter) }}
					/>
					<Select
						name="move"
						label="What you say of them"
						labelSize="s"
						placeholder="Choose"
						options={moves.map((value) => ({ value, label: MOVE_WORDS[value] }))}
						defaultValue={values.move ?? ""}
						error={errors.move}
					/>
					<Textarea
						name="outcome"
						label="What was done, or why not"
						labelSize="s"
						hint="Needed when they are done, not possible or not done."
						rows={2}
						defaultValue={values.outcome}
						error={errors.outcome}
					/>
					<DateInput
						name="doneOn"
						label="When it was done"
						labelSize="s"
						hint="Today, unless you say otherwise."
						defaultValue={{
							day: values["doneOn-day"],
							month: values["doneOn-month"],
							year: values["doneOn-year"],
						}}
						error={errors.doneOn}
					/>
					<Button preventDoubleClick>Update the ticked actions</Button>
				</CommandForm>
			</section>
		</>
	);
}
