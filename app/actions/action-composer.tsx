/**
 * Where somebody records who will do what by when: what, Tab, owner, Tab, "Fri", Enter. Works as a plain form, like
 * the entry's composer.
 */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { optionsOf } from "../cases/case-words.ts";
import { isText } from "../live/use-composing.ts";
import { useDraft } from "../live/use-draft.ts";
import { paths } from "../paths.ts";
import { Button, CommandForm, Details, Select, TextInput } from "../ui/index.ts";
import { CATEGORY_WORDS } from "./action-words.ts";
import { DueInput } from "./due-input.tsx";
import { AcceptedForOwner, Priority } from "./rare-fields.tsx";
import { spokenDate } from "./spoken-date.ts";

const FIELDS = [
	"what",
	"ownerAgencyId",
	"due",
	"ownerDetail",
	"priority",
	"category",
	"isAcceptedForOwner",
] as const;
const RARE = ["ownerDetail", "category", "isAcceptedForOwner"] as const;

type ActionFields = Record<(typeof FIELDS)[number], string>;

type ActionComposerProps = {
	caseId: string;
	meetingId?: string;
	agencies: { id: string; name: string }[];
	/** The civil date from which "Fri" and "2 weeks" count. */
	today: string;
	/** Whether this person keeps the minutes, and may say that an owner who is not there has accepted. */
	mayMinute?: boolean;
	draft?: Partial<ActionFields>;
	onSend: (action: string, fields: Record<string, string>) => void;
	/** Told what stands here and was not sent; nothing once it is. */
	onText: (fields: ActionFields | undefined) => void;
	errors?: Record<string, string>;
};

export function ActionComposer({
	caseId,
	meetingId,
	agencies,
	today,
	mayMinute,
	draft: latest,
	onSend,
	onText,
	errors,
}: ActionComposerProps) {
	// What it began with: from then on the fields hold their own.
	const [draft] = useState(latest);
	const [missing, setMissing] = useState<Record<string, string>>({});
	const [sent, setSent] = useState(0);
	const form = useRef<HTMLFormElement>(null);
	const keep = useDraft(`action:${caseId}`, draft !== undefined);

	const begin = useRef(() => {
		const fields = read();
		onText(fields);
		// What came back from the outbox is held by nobody else.
		if (isText("action", fields)) keep.changed(fields);
	});
	useEffect(() => begin.current(), []);

	const focusOn = (name: string) => form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();

	// The fields have just been made anew: the next action begins where this one did.
	useEffect(() => {
		if (sent > 0) form.current?.querySelector<HTMLElement>('[name="what"]')?.focus();
	}, [sent]);

	function read(): ActionFields {
		const data = new FormData(form.current ?? undefined);
		return Object.fromEntries(FIELDS.map((name) => [name, String(data.get(name) ?? "")])) as ActionFields;
	}

	function changed() {
		const fields = read();
		keep.changed(fields);
		onText(fields);
		setMissing({});
	}

	function send(event: FormEvent) {
		event.preventDefault();
		const fields = read();
		const reading = spokenDate(fields.due, today);
		const found: Record<string, string> = {};
		if (!fields.what.trim()) found.what = "Enter what is to be done";
		if (reading && "problem" in reading) found.due = reading.problem;
		setMissing(found);
		const first = Object.keys(found)[0];
		if (first) return focusOn(first);
		const due = reading && "date" in reading ? reading.date : "";
		const typed = Object.entries({ ...fields, due }).filter(([, value]) => value !== "");
		onSend(paths.newAction(caseId), {
			...Object.fromEntries(typed),
			...(meetingId ? { meetingId } : {}),
			...keep.sent(),
		});
		setSent((n) => n + 1);
		onText(undefined);
	}

	const all = { ...errors, ...missing };
	const start = sent === 0 ? draft : undefined;
	const isRareUsed = start?.priority === "urgent" || RARE.some((name) => start?.[name] || all[name]);
	return (
		<CommandForm
			ref={form}
			className="pr-capture-next"
			action={paths.newAction(caseId)}
			intention={sent}
			onSubmit={send}
			onChange={changed}
		>
			{meetingId ? <input type="hidden" name="meetingId" value={meetingId} /> : null}
			{draft ? <input type="hidden" name="draft" value={`action:${caseId}`} /> : null}
			<div key={sent} className="pr-action-fields">
				<TextInput
					name="what"
					id={`field-what-${caseId}`}
					label="Action"
					defaultValue={start?.what}
					error={all.what}
					autoComplete="off"
				/>
				<Select
					name="ownerAgencyId"
					id={`field-ownerAgencyId-${caseId}`}
					label="Owner"
					placeholder="Nobody yet"
					options={agencies.map((agency) => ({ value: agency.id, label: agency.name }))}
					defaultValue={start?.ownerAgencyId}
					error={all.ownerAgencyId}
				/>
				<DueInput id={`field-due-${caseId}`} today={today} defaultValue={start?.due} error={all.due} />
				<Details summary="More" open={isRareUsed || undefined}>
					<TextInput
						name="ownerDetail"
						id={`field-ownerDetail-${caseId}`}
						label="Person there"
						defaultValue={start?.ownerDetail}
						error={all.ownerDetail}
						autoComplete="off"
					/>
					<Priority id={`field-priority-${caseId}`} value={start?.priority} error={all.priority} />
					<Select
						name="category"
						id={`field-category-${caseId}`}
						label="What it is for"
						placeholder="Not said"
						options={optionsOf(CATEGORY_WORDS)}
						defaultValue={start?.category}
						error={all.category}
					/>
					{mayMinute ? (
						<AcceptedForOwner
							id={`field-isAcceptedForOwner-${caseId}`}
							isTicked={start?.isAcceptedForOwner === "yes"}
							error={all.isAcceptedForOwner}
						/>
					) : null}
				</Details>
			</div>
			<Button small preventDoubleClick>
				Save action
			</Button>
		</CommandForm>
	);
}
