/** Where somebody types until when: any words that `spokenDate` reads, with the date they stand for beneath. */
import { useEffect, useRef, useState } from "react";
import { classNames, fieldId, formatCivilDate, TextInput } from "../ui/index.ts";
import { dateInFull, spokenDate } from "./spoken-date.ts";

type DueInputProps = {
	id?: string;
	/** The civil date from which "Fri" and "2 weeks" count. */
	today: string;
	/** A civil date, or the words as they were typed, when a wrong answer is shown again. */
	defaultValue?: string;
	error?: string;
	label?: string;
	/** It has focus when the page comes, for a browser without script, since it is wrong. */
	hasFocus?: boolean;
};

/**
 * A text field named "due". What it posts are the words, with or without script: whoever receives them reads
 * them with `spokenDate` too.
 */
export function DueInput({
	id = fieldId("due"),
	today,
	defaultValue = "",
	error,
	label = "Due",
	hasFocus,
}: DueInputProps) {
	const input = useRef<HTMLInputElement>(null);
	// Empty until script is alive: without it, a date beneath would not follow what is typed.
	const [text, setText] = useState("");
	const [isLeft, setIsLeft] = useState(false);
	const reading = spokenDate(text, today);
	const date = reading && "date" in reading ? reading.date : undefined;
	const problem = reading && "problem" in reading && isLeft && reading.problem !== error;

	useEffect(() => setText(input.current?.value ?? ""), []);

	return (
		<div className="pr-due">
			<TextInput
				ref={input}
				id={id}
				name="due"
				label={label}
				error={error}
				autoFocus={hasFocus}
				defaultValue={formatCivilDate(defaultValue)}
				width={20}
				autoComplete="off"
				spellCheck={false}
				aria-describedby={`${id}-reading`}
				onChange={(event) => {
					setText(event.target.value);
					setIsLeft(false);
				}}
				onBlur={() => setIsLeft(true)}
			/>
			<p id={`${id}-reading`} className={classNames("pr-due__reading", !date && "pr-due__reading--muted")}>
				{date ? dateInFull(date) : problem ? reading.problem : 'For example "Fri", "2 weeks" or "3/12"'}
			</p>
		</div>
	);
}
