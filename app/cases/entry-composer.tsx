/** Where somebody records what is said: kind, text, Enter. Works as a plain form; with script it never leaves the page. */
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { isText } from "../live/use-composing.ts";
import { useDraft } from "../live/use-draft.ts";
import { paths } from "../paths.ts";
import { Button, CommandForm, Radios, Select, Textarea } from "../ui/index.ts";
import { ENTRY_WORDS } from "./case-words.ts";

export type EntryFields = { kind: string; body: string; forAgencyId?: string };

type EntryComposerProps = {
	caseId: string;
	/** For people who cannot see which case the page is on. */
	reference: string;
	meetingId?: string;
	/** For whoever keeps the minutes: the agencies for which they may record. */
	forAgencies?: { id: string; name: string }[];
	/** A guest adds information, and decides nothing. */
	isInformationOnly?: boolean;
	/** What was being typed here before, on this or another device. */
	draft?: Partial<EntryFields>;
	onSend: (action: string, fields: Record<string, string>) => void;
	/** Told what stands here and was not sent; nothing once it is. */
	onText: (fields: EntryFields | undefined) => void;
	errors?: Record<string, string>;
};

const KINDS = Object.entries(ENTRY_WORDS).map(([value, label]) => ({ value, label }));

export function EntryComposer({
	caseId,
	reference,
	meetingId,
	forAgencies,
	isInformationOnly,
	draft: latest,
	onSend,
	onText,
	errors,
}: EntryComposerProps) {
	// What it began with: from then on the fields hold their own.
	const [draft] = useState(latest);
	const [missing, setMissing] = useState<string>();
	const [intention, setIntention] = useState(0);
	const form = useRef<HTMLFormElement>(null);
	const text = useRef<HTMLTextAreaElement>(null);
	const forAgency = useRef<HTMLSelectElement>(null);
	const keep = useDraft(`entry:${caseId}`, draft !== undefined);

	// A text taken back, or one typed before script was alive, is as much being typed as one typed now.
	const begin = useRef(() => {
		const fields = read();
		onText(fields);
		// What came back from the outbox is held by nobody else.
		if (isText("entry", fields)) keep.changed(fields);
	});
	useEffect(() => begin.current(), []);

	function read(): EntryFields {
		const data = new FormData(form.current ?? undefined);
		const value = (name: string) => String(data.get(name) ?? "");
		const forAgencyId = value("forAgencyId");
		return { kind: value("kind"), body: value("body"), ...(forAgencyId ? { forAgencyId } : {}) };
	}

	function changed() {
		const fields = read();
		keep.changed(fields);
		onText(fields);
		if (missing && fields.body.trim()) setMissing(undefined);
	}

	function send(event: FormEvent) {
		event.preventDefault();
		const fields = read();
		if (!fields.body.trim()) {
			setMissing("Enter what is to be recorded");
			text.current?.focus();
			return;
		}
		onSend(paths.newEntry(caseId), { ...fields, ...(meetingId ? { meetingId } : {}), ...keep.sent() });
		if (text.current) text.current.value = "";
		// Left as it is, it would put the next sentence into another agency's mouth.
		if (forAgency.current) forAgency.current.value = "";
		setIntention((n) => n + 1);
		onText(undefined);
		text.current?.focus();
	}

	/** Enter sends; Shift and Enter begins a new line. */
	function pressed(event: KeyboardEvent<HTMLTextAreaElement>) {
		if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
		event.preventDefault();
		form.current?.requestSubmit();
	}

	return (
		<CommandForm
			ref={form}
			action={paths.newEntry(caseId)}
			intention={intention}
			onSubmit={send}
			onChange={changed}
		>
			{meetingId ? <input type="hidden" name="meetingId" value={meetingId} /> : null}
			{draft ? <input type="hidden" name="draft" value={`entry:${caseId}`} /> : null}
			{isInformationOnly ? (
				<input type="hidden" name="kind" value="information" />
			) : (
				<Radios
					name="kind"
					id={`field-kind-${caseId}`}
					label={`Record on ${reference}`}
					labelSize="s"
					small
					inline
					options={KINDS}
					defaultValue={draft?.kind || "information"}
					error={errors?.kind}
				/>
			)}
			{forAgencies ? (
				<Select
					ref={forAgency}
					name="forAgencyId"
					id={`field-forAgencyId-${caseId}`}
					label="Recorded for"
					placeholder="My own agency"
					options={forAgencies.map((agency) => ({ value: agency.id, label: agency.name }))}
					defaultValue={draft?.forAgencyId}
					error={errors?.forAgencyId}
				/>
			) : null}
			<Textarea
				ref={text}
				name="body"
				id={`field-body-${caseId}`}
				label={isInformationOnly ? `Information on ${reference}` : "What is to be recorded"}
				hint="Enter saves. Shift and Enter begins a new line."
				rows={4}
				defaultValue={draft?.body}
				error={missing ?? errors?.body}
				onKeyDown={pressed}
			/>
			<Button small preventDoubleClick>
				Save entry
			</Button>
		</CommandForm>
	);
}
