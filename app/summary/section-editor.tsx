/** A section while somebody edits it: an ordinary textarea, how safe its words are, and who else is writing in it. */
import { useEffect, useRef } from "react";
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
	"no-access": "You can no longer see this case, so what you typed was not saved.",
	"read-only": "You can no longer write in this section, so what you typed was not saved.",
	"not-yours": "Somebody else has signed in on this computer, so what you typed was not saved.",
	"too-long":
		"The section would be longer than 50,000 characters, so what you last typed was not saved. Shorten it, or put part of it into an entry.",
};
const WHY_NOT = "What you last typed could not be saved.";

export function SectionEditor({ client, editing, heading, hint }: SectionEditorProps) {
	const area = useRef<HTMLTextAreaElement>(null);
	const { key, text, state, bind, refusal } = editing;
	const isOpen = state === "open" && text !== undefined;

	useEffect(() => {
		const element = area.current;
		if (!element || !isOpen || !bind) return;
		const unbind = bind(element);
		element.focus({ preventScroll: true });
		element.setSelectionRange(element.value.length, element.value.length);
		return unbind;
	}, [bind, isOpen]);

	if (state === "failed") {
		return (
			<InsetText>
				<p className="govuk-body">This section cannot be edited just now.</p>
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
				<div role="alert" className="pr-summary__refusal">
					<p className="govuk-error-message">{WHY[refusal.why] ?? WHY_NOT}</p>
					{refusal.words ? (
						<Textarea
							name={`unsaved-${key}`}
							label="Your own words that were not saved, to copy"
							rows={4}
							readOnly
							defaultValue={refusal.words}
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
				readOnly={!isOpen}
				aria-busy={!isOpen}
				spellCheck
			/>
			<p className="pr-summary__foot">
				<SaveState
					state={isOpen ? saved : "saving"}
					detail={
						!isOpen ? "Opening" : saved === "not-saved" ? "Keep this page open; it is sent again." : undefined
					}
				/>
				<Button
					variant="secondary"
					small
					type="button"
					disabled={saved !== "saved"}
					onClick={() => client.stopWriting(key)}
				>
					Done<span className="govuk-visually-hidden"> writing in {heading}</span>
				</Button>
			</p>
		</div>
	);
}
