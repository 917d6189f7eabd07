/**
 * One box for what happened: a line and Enter adds it, several pasted lines are shown as they were understood and then
 * added together. Works as a plain form; with script it never leaves the page, and the focus stays where it is.
 */
import { Link, useFetcher } from "@remix-run/react";
import { type ChangeEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Refused } from "#server/http/screen.ts";
import { errorList } from "../account/error-list.ts";
import { type FormAnswer, formAnswerOf } from "../form-answer.tsx";
import { DraftForm, KeptDraft } from "../live/draft-form.tsx";
import type { Unsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	ErrorSummary,
	HiddenFields,
	Table,
	Textarea,
	useAnnounce,
} from "../ui/index.ts";
import { IncidentTags } from "./incident-tags.tsx";
import { titleOf } from "./incident-timeline.tsx";
import { kindsInShort, RECORDED_WORDS, whenInWords } from "./incident-words.ts";
import type { Guessed } from "./line-words.ts";
import { linesIn, type NumberedReading, nameOf, type QuickIncident, quickLines } from "./quick-line.ts";
import { TagWords } from "./tag-words.tsx";

/** What was added last: one incident, which may be corrected, or several. */
export type Added =
	| {
			incidentId: string;
			words: string;
			/** It was a breach, and it has not been said whether it is recorded as stalking. */
			isAsked: boolean;
	  }
	| { count: number };

type Answer = Refused | Unsent | ({ ok: true } & { added: Added });

interface QuickEntryProps {
	caseId: string;
	today: string;
	/** What was being typed here before. */
	draft: Record<string, string> | undefined;
	/** What the box was answered where it was posted as a plain form. */
	plain: FormAnswer;
	/** What a plain form added. */
	added: Added | null;
	/** So many lines are added at once. */
	most: number;
}

export const draftKeyOf = (caseId: string) => `incidents:${caseId}`;

export function QuickEntry({ caseId, today, draft, plain, added: addedBefore, most }: QuickEntryProps) {
	const fetcher = useFetcher<Answer>();
	const answer =
		fetcher.data === undefined ? plain : formAnswerOf(isAdded(fetcher.data) ? undefined : fetcher.data);
	const [began] = useState(plain.values.lines ?? draft?.lines ?? "");
	const [typed, setTyped] = useState(began);
	const [added, setAdded] = useState(addedBefore);
	const [turn, setTurn] = useState(0);
	const box = useRef<HTMLTextAreaElement>(null);
	const announce = useAnnounce();
	const handled = useRef<unknown>(undefined);
	const { data, state, formData } = fetcher;
	/** What is on its way, for whoever types the next line meanwhile. */
	const sent = useRef("");
	useEffect(() => {
		if (formData) sent.current = String(formData.get("lines") ?? "");
	}, [formData]);

	useEffect(() => {
		if (state !== "idle" || data === undefined || handled.current === data) return;
		handled.current = data;
		if (!isAdded(data)) {
			box.current?.focus();
			return;
		}
		setAdded(data.added);
		announce(addedInWords(data.added));
		setTurn((n) => n + 1);
		if (!box.current) return;
		const { value } = box.current;
		const rest = value.startsWith(sent.current) ? value.slice(sent.current.length).trimStart() : value;
		box.current.value = rest;
		setTyped(rest);
		box.current.focus();
	}, [state, data, announce]);

	// What was kept has been thrown away, and nobody has typed on.
	const isKept = draft !== undefined;
	const wasKept = useRef(isKept);
	useEffect(() => {
		if (wasKept.current && !isKept && box.current && box.current.value === began) {
			box.current.value = "";
			setTyped("");
		}
		wasKept.current = isKept;
	}, [isKept, began]);

	const count = linesIn(typed).length;
	const isTooMany = count > most;
	const isSeveral = count > 1;
	const readings = isTooMany ? [] : quickLines(typed, today);

	// What is understood is shown with each key, and said once the typing pauses.
	const understood = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (typed === began) return;
		const timer = setTimeout(() => {
			const words = understood.current?.querySelector(`#${UNDERSTOOD}`)?.textContent;
			if (words) announce(words);
		}, PAUSE_MS);
		return () => clearTimeout(timer);
	}, [typed, began, announce]);

	/** Enter adds a line; among several it begins another, and the button adds them. */
	function pressed(event: KeyboardEvent<HTMLTextAreaElement>) {
		if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || isSeveral) return;
		event.preventDefault();
		if (fetcher.state === "idle") event.currentTarget.form?.requestSubmit();
	}

	return (
		<section aria-labelledby="quick-heading" className="pr-quick">
			<h2 className="govuk-heading-m" id="quick-heading">
				Add to the chronology
			</h2>
			{fetcher.data === undefined ? null : <ErrorSummary errors={errorList(answer.errors)} />}
			{draft && typed === began && began !== "" && !plain.values.lines ? (
				<KeptDraft draftKey={draftKeyOf(caseId)} />
			) : null}
			{added ? <LastAdded added={added} /> : null}
			<DraftForm
				as={fetcher.Form as never}
				draftKey={draftKeyOf(caseId)}
				isKept={isKept}
				answer={answer}
				intention={`${turn} ${answer.turn}`}
			>
				<HiddenFields values={{ intent: "add", seen: isSeveral ? nameOf(typed) : undefined }} />
				<Textarea
					ref={box}
					name="lines"
					label="What happened, on one line"
					hint={
						<>
							Like <b>3/11 21:40 followed her home from work, CR 42/1234/26 #following</b>. Enter adds it.
							Paste several lines to add them together.
						</>
					}
					rows={Math.min(12, Math.max(2, count + 1))}
					defaultValue={began}
					error={answer.errors.lines ?? answer.errors.form}
					aria-describedby={count > 0 ? UNDERSTOOD : undefined}
					onChange={(event: ChangeEvent<HTMLTextAreaElement>) => setTyped(event.target.value)}
					onKeyDown={pressed}
					maxLength={200_000}
				/>
				<div ref={understood}>
					{isTooMany ? (
						<p className="govuk-body" id={UNDERSTOOD}>
							Add {most} lines or fewer at a time. There are {count.toLocaleString("en-GB")}.
						</p>
					) : isSeveral ? (
						<Several readings={readings} id={UNDERSTOOD} />
					) : (
						<One reading={readings[0]} />
					)}
				</div>
				<ButtonGroup>
					<Button preventDoubleClick>{isSeveral ? `Add these ${count} incidents` : "Add it"}</Button>
					<Link className="govuk-link" to={paths.newIncident(caseId)}>
						Add with all details
					</Link>
					<Link className="govuk-link" to={paths.chronologyFile(caseId)}>
						Add from a file
					</Link>
				</ButtonGroup>
				<TagWords />
			</DraftForm>
		</section>
	);
}

/** The sentence that says what was understood. */
const UNDERSTOOD = "quick-understood";
const PAUSE_MS = 2_000;

const isAdded = (data: Answer): data is { ok: true; added: Added } => "added" in data;

const addedInWords = (added: Added) =>
	"count" in added ? `Added ${added.count} incidents.` : `Added: ${added.words}.`;

function LastAdded({ added }: { added: Added }) {
	return (
		<p className="govuk-body pr-quick__added">
			{addedInWords(added)}{" "}
			{"incidentId" in added ? (
				<Link className="govuk-link" to={paths.incident(added.incidentId)}>
					{added.isAsked ? "Say whether the breach is recorded as stalking, or correct it" : "Correct it"}
				</Link>
			) : null}
		</p>
	);
}

/** What was understood of the one line; its error, once it was sent, stands at the box. */
function One({ reading }: { reading: NumberedReading | undefined }) {
	if (!reading) return null;
	if ("problem" in reading.reading)
		return (
			<p className="govuk-hint pr-quick__understood" id={UNDERSTOOD}>
				{reading.reading.problem}
			</p>
		);
	const { incident } = reading.reading;
	return (
		<p className="govuk-body-s pr-quick__understood" id={UNDERSTOOD}>
			<strong>Understood as:</strong> {whenInWords(asLine(incident))}. <KindsSeen incident={incident} />.{" "}
			<span className="pr-typed">“{incident.what}”</span>
			<Rest incident={incident} />
			{deniedBy(incident)}
		</p>
	);
}

const DENY = {
	orderBreached: "#no-breach",
	policeAction: "#no-police",
	recordedAs: "#no-recording",
} satisfies Record<Guessed, string>;

/** How what was guessed besides the kinds is taken away again. */
const deniedBy = ({ guessed = [] }: QuickIncident) =>
	guessed.length > 0 ? ` Not so? Add ${guessed.map((field) => DENY[field]).join(" or ")}.` : null;

const asLine = (incident: QuickIncident) => ({
	...incident,
	endsOn: incident.endsOn ?? null,
	startsAt: incident.startsAt ?? null,
});

/** @param isShort in a table, below the sentence that says what a guess is. */
const KindsSeen = ({ incident, isShort }: { incident: QuickIncident; isShort?: boolean }) =>
	incident.kinds.length > 0 ? (
		<>
			{kindsInShort(incident.kinds)}
			{incident.isGuess ? (isShort ? " (guessed)" : " (guessed from the words; name it with #)") : ""}
		</>
	) : (
		titleOf({ kinds: [], policeAction: incident.policeAction ?? null })
	);

function Rest({ incident }: { incident: QuickIncident }) {
	const { crimeNumber, recordedAs, orderBreached = null, policeAction = null, guessed = [] } = incident;
	return (
		<>
			{crimeNumber ? `. Crime number ${crimeNumber}` : ""}
			{recordedAs ? `. Recorded as: ${RECORDED_WORDS[recordedAs].toLowerCase()}` : ""}
			{guessed.includes("recordedAs") ? " (guessed)" : ""}{" "}
			<IncidentTags incident={{ orderBreached, policeAction }} guessed={guessed} />
		</>
	);
}

/** Every line as it was understood. */
export function Several({
	readings,
	id,
	what = "Line",
	of = readings.length,
	wrong = readings.filter(({ reading }) => "problem" in reading).length,
}: {
	readings: NumberedReading[];
	/** Of the sentence that says how many were understood. */
	id?: string;
	what?: "Line" | "Row";
	/** How many there are, where not all are shown, and in how many something is wrong. */
	of?: number;
	wrong?: number;
}) {
	const isGuessed = readings.some(
		({ reading }) => "incident" in reading && (reading.incident.isGuess || reading.incident.guessed),
	);
	return (
		<>
			<p className="govuk-body" id={id}>
				{wrong === 0
					? `All ${of.toLocaleString("en-GB")} ${what.toLowerCase()}s were understood as they stand below. Nothing has been added yet.`
					: `${wrong} of ${of.toLocaleString("en-GB")} ${what.toLowerCase()}s could not be understood, so nothing can be added yet.`}
			</p>
			{isGuessed ? (
				<p className="govuk-body-s">
					What is guessed was taken from the words.{" "}
					{what === "Line"
						? "Name another kind with #, such as #watching; take a guess away with #no-breach, #no-police or #no-recording."
						: "Columns “Kind”, “Breach”, “Recorded as” and “Police action” say it for sure, also “No”."}{" "}
					It can be corrected afterwards, too.
				</p>
			) : null}
			<Table
				caption="As they were understood"
				captionSize="s"
				columns={[
					{ key: "number", header: what, rowHeader: true, cell: ({ number }) => number },
					{
						key: "when",
						header: "When",
						cell: ({ reading }) =>
							"incident" in reading ? (
								whenInWords(asLine(reading.incident))
							) : (
								<strong className="govuk-error-message pr-quick__wrong">
									<span className="govuk-visually-hidden">Error:</span> {reading.problem}
								</strong>
							),
					},
					{
						key: "kinds",
						header: "What kind",
						cell: ({ reading }) =>
							"incident" in reading ? (
								<>
									<KindsSeen incident={reading.incident} isShort />
									<Rest incident={{ ...reading.incident, crimeNumber: undefined }} />
								</>
							) : (
								""
							),
					},
					{
						key: "what",
						header: "What happened",
						cell: ({ reading, line }) => (
							<span className="pr-typed">{"incident" in reading ? reading.incident.what : line}</span>
						),
					},
					{
						key: "crime",
						header: "Crime number",
						cell: ({ reading }) => ("incident" in reading ? (reading.incident.crimeNumber ?? "") : ""),
					},
				]}
				rows={readings}
				rowKey={({ number }) => String(number)}
			/>
		</>
	);
}
