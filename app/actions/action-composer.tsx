/** Where somebody records who will do what by when. Works as a plain form, like the entry's composer. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useDraft } from "../live/use-draft.ts";
import { paths } from "../paths.ts";
import { Button, CommandForm, Select, TextInput } from "../ui/index.ts";

export type ActionFields = { what: string; ownerAgencyId: string; due: string };

type ActionComposerProps = {
	caseId: string;
	meetingId?: string;
	agencies: { id: string; name: string }[];
	draft?: Partial<ActionFields>;
	onSend: (action: string, fields: Record<string, string>) => void;
	onTyping?: (isTyping: boolean) => void;
	errors?: Record<string, string>;
};

export function ActionComposer({
	caseId,
	meetingId,
	agencies,
	draft,
	onSend,
	onTyping,
	errors,
}: ActionComposerProps) {
	const [missing, setMissing] = useState<Record<string, string>>({});
	const [intention, setIntention] = useState(0);
	const form = useRef<HTMLFormElement>(null);
	const keep = useDraft(`action:${caseId}`, draft !== undefined);

	useEffect(() => {
		onTyping?.(Boolean(draft?.what?.trim()));
	}, [onTyping, draft?.what]);

	function read(): ActionFields {
		const data = new FormData(form.current ?? undefined);
		const value = (name: string) => String(data.get(name) ?? "");
		return { what: value("what"), ownerAgencyId: value("ownerAgencyId"), due: value("due") };
	}

	function changed() {
		const fields = read();
		keep.changed(fields);
		onTyping?.(fields.what.trim() !== "");
		setMissing({});
	}

	function send(event: FormEvent) {
		event.preventDefault();
		const fields = read();
		const found: Record<string, string> = {};
		if (!fields.what.trim()) found.what = "Enter what is to be done";
		if (!fields.ownerAgencyId) found.ownerAgencyId = "Select the agency that owns the action";
		setMissing(found);
		const first = Object.keys(found)[0];
		if (first) {
			form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
			return;
		}
		onSend(paths.newAction(caseId), { ...fields, ...(meetingId ? { meetingId } : {}), ...keep.sent() });
		const what = form.current?.querySelector<HTMLInputElement>('[name="what"]');
		if (what) what.value = "";
		setIntention((n) => n + 1);
		onTyping?.(false);
		what?.focus();
	}

	const all = { ...errors, ...missing };
	return (
		<CommandForm
			ref={form}
			className="pr-capture-next"
			action={paths.newAction(caseId)}
			intention={intention}
			onSubmit={send}
			onChange={changed}
		>
			{meetingId ? <input type="hidden" name="meetingId" value={meetingId} /> : null}
			{draft ? <input type="hidden" name="draft" value={`action:${caseId}`} /> : null}
			<TextInput
				name="what"
				id={`field-what-${caseId}`}
				label="Action"
				defaultValue={draft?.what}
				error={all.what}
				autoComplete="off"
			/>
			<Select
				name="ownerAgencyId"
				id={`field-ownerAgencyId-${caseId}`}
				label="Owner"
				placeholder="Choose an agency"
				options={agencies.map((agency) => ({ value: agency.id, label: agency.name }))}
				defaultValue={draft?.ownerAgencyId}
				error={all.ownerAgencyId}
			/>
			<TextInput
				name="due"
				id={`field-due-${caseId}`}
				type="date"
				label="Due"
				defaultValue={draft?.due}
				error={all.due}
				width={10}
			/>
			<Button small preventDoubleClick>
				Save action
			</Button>
		</CommandForm>
	);
}
