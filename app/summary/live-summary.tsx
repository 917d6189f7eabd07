/** A case's summary on a live page: its sections to read, and each to be written in where it stands. */
import { Link } from "@remix-run/react";
import { forwardRef, useEffect, useRef } from "react";
import type { SectionShown } from "#server/summary/index.ts";
import type { Line } from "../live/line.ts";
import { paths } from "../paths.ts";
import { Button, CommandForm, HiddenFields, useAnnounce } from "../ui/index.ts";
import { Prose } from "./prose.tsx";
import { SectionEditor } from "./section-editor.tsx";
import { headingOf, SECTION_HINTS } from "./section-words.ts";
import type { SharedText } from "./shared-text.ts";
import type { SummaryClient, Writer } from "./summary-client.ts";
import { summariesOf } from "./use-summary.ts";

interface LiveSummaryProps {
	client: SummaryClient;
	/** This person, who is not told that they are writing. */
	userId: string | undefined;
	headingLevel?: 2 | 3;
	/** Whether the reader may open a case's own pages: observers and guests have the room alone. */
	hasPages?: boolean;
	/** Sections in which nothing is written take one line together. */
	isShort?: boolean;
}

export function LiveSummary({
	client,
	userId,
	headingLevel = 2,
	hasPages = true,
	isShort,
}: LiveSummaryProps) {
	const { sections, status } = client;
	const others = client.writers.filter((writer) => writer.userId !== userId);
	useToldOfWriters(others);
	if (status === "gone") {
		return <p className="govuk-body">You can no longer see this summary.</p>;
	}
	const isEmpty = ({ key, text }: SectionShown) => text === "" && !client.editing.has(key);
	const shown = isShort ? sections.filter((section) => !isEmpty(section)) : sections;
	const toBegin = isShort ? sections.filter((section) => isEmpty(section) && section.mayWrite) : [];
	return (
		<div className="pr-summary">
			{status === "asking" ? <p className="govuk-body">The summary is being loaded.</p> : null}
			{shown.length === 0 && status === "shown" ? (
				<p className="govuk-body">Nothing has been written in the summary yet.</p>
			) : null}
			{shown.map((section) => (
				<LiveSection
					key={section.key}
					client={client}
					section={section}
					writers={others.filter(({ key }) => key === section.key)}
					headingLevel={headingLevel}
					hasLinks={hasPages && !isShort}
				/>
			))}
			{isShort && hasPages ? (
				<p className="pr-summary__links pr-no-print">
					<Link className="govuk-link" to={paths.summary(client.caseId)}>
						The whole summary, who wrote it and how it was before
					</Link>
				</p>
			) : null}
			{toBegin.length > 0 ? (
				<p className="pr-summary__begin">
					<span>Begin:</span>
					{toBegin.map((section) => (
						<WriteLink key={section.key} client={client} section={section} isBegun={false} />
					))}
				</p>
			) : null}
		</div>
	);
}

interface LiveSectionProps {
	client: SummaryClient;
	section: SectionShown;
	writers: readonly Writer[];
	headingLevel: 2 | 3;
	hasLinks: boolean;
}

function LiveSection({ client, section, writers, headingLevel, hasLinks }: LiveSectionProps) {
	const { key, text, mayWrite } = section;
	const editing = client.editing.get(key);
	const heading = headingOf(section.section, section.agencyName);
	const Heading = `h${headingLevel}` as const;
	const write = useRef<HTMLAnchorElement>(null);
	const wasEditing = useRef(false);
	useEffect(() => {
		// Whoever has finished goes on from where they began.
		if (wasEditing.current && !editing) write.current?.focus({ preventScroll: true });
		wasEditing.current = editing !== undefined;
	}, [editing]);
	return (
		<section className="pr-summary__section" aria-labelledby={`section-${key}`}>
			<div className="pr-summary__head">
				<Heading className="govuk-heading-s pr-summary__heading" id={`section-${key}`} tabIndex={-1}>
					{heading}
				</Heading>
				{mayWrite && !editing ? <WriteLink ref={write} client={client} section={section} isBegun /> : null}
			</div>
			<WritersHere writers={writers} />
			{editing ? (
				<SectionEditor
					client={client}
					editing={editing}
					heading={heading}
					hint={`${SECTION_HINTS[section.section]} Lines that begin with “- ” become a list.`}
				/>
			) : text === "" ? (
				<p className="govuk-body pr-summary__empty">Nothing written yet.</p>
			) : (
				<Prose text={text} />
			)}
			{hasLinks && (text !== "" || editing) ? (
				<p className="pr-summary__links pr-no-print">
					<Link className="govuk-link" to={paths.sectionAuthors(client.caseId, key)}>
						Who wrote this<span className="govuk-visually-hidden">: {heading}</span>
					</Link>
					<Link className="govuk-link" to={paths.sectionStates(client.caseId, key)}>
						Earlier states<span className="govuk-visually-hidden"> of {heading}</span>
					</Link>
				</p>
			) : null}
		</section>
	);
}

interface WriteLinkProps {
	client: SummaryClient;
	section: SectionShown;
	/** Its heading stands beside the link; else the link names the section. */
	isBegun: boolean;
}

/** Opens the section where it stands; without script, on a page of its own. */
const WriteLink = forwardRef<HTMLAnchorElement, WriteLinkProps>(function WriteLink(
	{ client, section, isBegun },
	ref,
) {
	const heading = headingOf(section.section, section.agencyName);
	return (
		<Link
			ref={ref}
			className="govuk-link pr-summary__write"
			to={paths.section(client.caseId, section.key)}
			onClick={(event) => {
				// A new tab is asked for in the browser's own ways.
				if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
				event.preventDefault();
				void client.write(section.key);
			}}
		>
			{isBegun ? (
				<>
					Write<span className="govuk-visually-hidden"> in {heading}</span>
				</>
			) : (
				heading
			)}
		</Link>
	);
});

/** Who else is in the middle of a sentence, in words: nothing moves in the text itself. */
function WritersHere({ writers }: { writers: readonly Writer[] }) {
	if (writers.length === 0) return null;
	const names = writers.map(({ name, agencyName }) => `${name}, ${agencyName}`);
	return (
		<p className="pr-summary__writers">
			{names.length === 1
				? `${names[0]}, is writing here`
				: `${names.slice(0, -1).join("; ")}; and ${names.at(-1)}, are writing here`}
		</p>
	);
}

/** Says once who begins to write; that they pause is not worth interrupting anybody for. */
function useToldOfWriters(writers: readonly Writer[]): void {
	const announce = useAnnounce();
	const told = useRef(new Set<string>());
	useEffect(() => {
		for (const { userId, name, key } of writers) {
			const who = `${userId}|${key}`;
			if (told.current.has(who)) continue;
			told.current.add(who);
			announce(`${name} is writing in the summary`);
		}
	}, [writers, announce]);
}

/**
 * Takes what is unsaved through a sign-in: posted with a session that has timed out, it is kept and offered again.
 * One form a section, since each is posted by itself.
 */
export function UnsavedThroughSignIn({ line }: { line: Line }) {
	const unsaved = summariesOf(line).flatMap(({ caseId, editing }) =>
		[...editing.values()].flatMap(({ key, text, place }) =>
			text?.unsavedSince === undefined
				? []
				: {
						caseId,
						key,
						heading: headingOf(place.section, place.agencyName),
						base: text.saved,
						text: text.text,
						unsent: unsentIn(text),
					},
		),
	);
	return unsaved.map(({ caseId, key, heading, base, text, unsent }) => (
		<CommandForm
			key={`${caseId} ${key}`}
			action={paths.section(caseId, key)}
			returnTo={paths.summary(caseId)}
			reloadDocument
			// In a window of its own: this one still holds the other sections.
			target="_blank"
		>
			<HiddenFields values={{ base, text, unsent }} />
			<Button>Sign in again and keep what I wrote in “{heading}”</Button>
		</CommandForm>
	));
}

/** Bytes; a form that is kept through a sign-in must stay small. What would make it larger is merged as text. */
const LARGEST_FORM = 280_000;

/** What a page has not sent, as bytes of which some may have arrived: so that no word of it is stored twice. */
function unsentIn({ pen, unsent, saved, text }: SharedText): string | undefined {
	const batches = unsent.map(({ update, copies }) => ({ update: inBase64(update), copies }));
	const all = JSON.stringify({ pen, batches });
	return new Blob([saved, text, all]).size <= LARGEST_FORM ? all : undefined;
}

const inBase64 = (bytes: Uint8Array): string =>
	btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
