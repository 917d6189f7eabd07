/** A section while somebody edits it: an ordinary textarea, how safe its words are, and who else is writing in it. */
import { useEffect, useRef } from "react";
import { paths } from "../paths.ts";
import { Button, InsetText, SaveState, Textarea } from "../ui/index.ts";
import type { Editing, SummaryClient } from "./summary-client.ts";

interface SectionEditorProps {
	client: SummaryClient;
	editing: Editing;
	heading: string;
	hint: string;
}

/** Why the server would not take it, in words for whoever typed it. */
const WHY: Record<string, string> = {
	"read-only": "You can no longer write in this section.",
	"too-long":
		"The section would be longer than 50,000 characters, so this was not put in. Shorten it, or put part of it into an entry.",
};
const WHY_NOT = "What you last typed could not be saved.";

export function SectionEditor({ client, editing, heading, hint }: SectionEditorProps) {
	const area = useRef<HTMLTextAreaElement>(null);
	const { key, text, state, bind, refusal } = editing;
	const isOpen = state === "open" && text !== undefined;
	/** Known before the textarea leaves the page, when nothing has the focus any more. */
	const focused = useRef(false);

	useEffect(() => {
		const element = area.current;
		if (!element || !isOpen || !bind) return;
		const unbind = bind(element);
		const { start, end, hadFocus } = editing.caret ?? {
			start: element.value.length,
			end: element.value.length,
			hadFocus: true,
		};
		if (hadFocus) element.focus({ preventScroll: true });
		element.setSelectionRange(start, end);
		return () => {
			const { selectionStart, selectionEnd } = element;
			// A part of the page that is loaded again goes on where it was.
			editing.caret = { start: selectionStart, end: selectionEnd, hadFocus: focused.current };
			unbind();
		};
	}, [editing, bind, isOpen]);

	if (state === "failed") {
		return (
			<InsetText>
				<p className="govuk-body">
					This section cannot be edited here just now. You can{" "}
					<a className="govuk-link" href={paths.section(client.caseId, key)}>
						write on a page of its own
					</a>
					.
				</p>
				<Button variant="secondary" type="button" onClick={() => client.stopWriting(key)}>
					Go on reading
				</Button>
			</InsetText>
		);
	}
	const saved = client.savedStateOf(key);
	return (
		<div className="pr-summary__editor">
			{refusal ? (
				<div className="pr-summary__refusal">
					<p className="govuk-error-message" role="alert">
						{WHY[refusal.why] ?? WHY_NOT}
						{refusal.isLost && refusal.why === "read-only" ? " What you last typed was not saved." : null}
					</p>
					{refusal.words ? (
						<Textarea
							name={`unsaved-${key}`}
							label="Your own words that were not saved, to copy"
							rows={4}
							readOnly
							value={refusal.words}
						/>
					) : null}
					<Button variant="secondary" small type="button" onClick={() => client.dismiss(key)}>
						I have read this
					</Button>
				</div>
			) : null}
			<Textarea
				ref={area}
				name={`text-${key}`}
				label={heading}
				labelHidden
				hint={hint}
				rows={8}
				dir="auto"
				readOnly={!isOpen || refusal?.why === "read-only"}
				aria-busy={!isOpen}
				spellCheck
				onFocus={() => {
					focused.current = true;
				}}
				onBlur={() => {
					focused.current = false;
				}}
			/>
			<p className="pr-summary__foot">
				<SaveState
					state={isOpen ? saved : "saving"}
					detail={
						!isOpen ? "Opening" : saved === "not-saved" ? "Keep this page open; it is sent again." : undefined
					}
				/>
				{refusal?.words ? null : (
					<Button variant="secondary" small type="button" onClick={() => client.finish(key)}>
						Done<span className="govuk-visually-hidden"> writing in {heading}</span>
					</Button>
				)}
			</p>
		</div>
	);
}
