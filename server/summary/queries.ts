/** What screens about a summary read. Each answers only what its actor may see, and notes that they saw it. */
import { and, asc, desc, eq, gt, inArray, isNull, ne } from "drizzle-orm";
import type * as Y from "yjs";
import { db, type Reader } from "#db/index.ts";
import { agencies, cases, summaryPens, summarySections, summaryStates } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, holds } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { caseHeader } from "../cases/index.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { runsOf } from "./authorship.ts";
import { type Change, type Moment, missing, momentOf, textOf } from "./document.ts";
import { changesBetween } from "./merge.ts";
import { readText } from "./open-texts.ts";
import { agencyKey, mayWrite, SECTIONS, type Section, sectionOf } from "./sections.ts";

/** A section as it is shown. */
export interface SectionShown {
	key: string;
	section: Section;
	/** The agency whose part it is. */
	agencyId: string | null;
	agencyName: string | null;
	text: string;
	/** The section's sequence as of which `text` is. */
	seq: number;
	mayWrite: boolean;
}

/**
 * The sections of a case's summary, in their order: those of the panel, and the part of each agency that has written
 * one, and of the actor's own. The caller has decided that the actor sees the case. @param only the one of this key
 */
export async function sectionsOf(
	access: Access,
	file: { id: string; panelId: string },
	only?: string,
): Promise<SectionShown[]> {
	const begun = await db
		.select()
		.from(summarySections)
		.where(eq(summarySections.caseId, file.id))
		.orderBy(asc(summarySections.agencyName), asc(summarySections.key));
	const own = agencyKey(access.agencyId);
	const parts = begun
		.filter(({ agencyId }) => agencyId !== null)
		.map(({ key, agencyId, agencyName }) => ({ key, agencyId, agencyName }));
	if (mayWrite(access, file, own) && !parts.some(({ key }) => key === own)) {
		const [agency] = await db
			.select({ name: agencies.name })
			.from(agencies)
			.where(eq(agencies.id, access.agencyId));
		parts.push({ key: own, agencyId: access.agencyId, agencyName: agency?.name ?? "" });
	}
	const places = SECTIONS.flatMap((section): Omit<SectionShown, "text" | "seq" | "mayWrite">[] =>
		section === "agencies"
			? parts.map((part) => ({ section, ...part }))
			: [{ section, key: section, agencyId: null, agencyName: null }],
	);
	return Promise.all(
		places
			.filter(({ key }) => only === undefined || key === only)
			.map(async (place) => {
				const row = begun.find(({ key }) => key === place.key);
				const read = row
					? await readText(file.id, place.key, ({ doc, seq }) => ({ text: textOf(doc), seq }), row)
					: { text: "", seq: 0 };
				return { ...place, ...read, mayWrite: mayWrite(access, file, place.key) };
			}),
	);
}

/** A case's summary on its page. @throws NotFound when the actor may not open the case */
export async function caseSummary(actor: Actor, caseId: string) {
	const { panelId } = await caseHeader(actor, caseId);
	const version = await versionOf(db, panelId);
	// Read once more: what came in between would be missing at this version.
	const header = await caseHeader(actor, caseId);
	const access = await accessOf(db, actor, caseId);
	const sections = await sectionsOf(access, { id: caseId, panelId: header.panelId });
	/** `version`: of the panel's stream, from which a live page follows the case. */
	return { header, version, sections };
}

/** The same for a page that is made on the server: the summary of the case that the room is on. */
export const summaryInRoom = async (actor: Actor, caseId: string): Promise<SectionShown[]> =>
	(await summaryFor(actor, await accessOf(db, actor, caseId), caseId))?.sections ?? [];

/**
 * A case's summary for a live screen that shows it, also in the room to whom a meeting presents the case; nothing
 * when they may not see it.
 */
export async function summaryFor(actor: Actor, access: Access, caseId: string) {
	const [file] = await db
		.select({ id: cases.id, panelId: cases.panelId })
		.from(cases)
		.where(and(eq(cases.id, caseId), isNull(cases.stagedIn)));
	if (!file || !holds(access, { kind: "case", panelId: file.panelId, caseId })) return undefined;
	noteReads(actor, "case", [caseId]);
	return { panelId: file.panelId, sections: await sectionsOf(access, file) };
}

/** What a screen that edits a section has not, and as of which of its updates it then is. Nothing for an unknown key. */
export async function missingFrom(caseId: string, key: string, vector: Uint8Array) {
	if (!sectionOf(key)) return undefined;
	return readText(caseId, key, ({ doc, seq }) => ({ seq, update: missing(doc, vector) }));
}

/** A section's words for those who only read, as of which of its updates. */
export const plainText = (caseId: string, key: string) =>
	readText(caseId, key, ({ doc, seq }) => ({ seq, text: textOf(doc) }));

/** One section on a page of its own. @throws NotFound when there is none of this key, or the case is not to be seen */
export async function summarySection(actor: Actor, caseId: string, key: string) {
	const header = await caseHeader(actor, caseId);
	const access = await accessOf(db, actor, caseId);
	const [section] = await sectionsOf(access, { id: caseId, panelId: header.panelId }, key);
	if (!section) throw new NotFound();
	return { header, section };
}

/** Words with whose they are. */
export interface Authored {
	text: string;
	userId: string;
	userName: string;
	agencyName: string;
}

async function authorsOf(reader: Reader, caseId: string) {
	const pens = await reader.select().from(summaryPens).where(eq(summaryPens.caseId, caseId));
	return new Map(pens.map((pen) => [pen.pen, pen]));
}

function authored(
	doc: Y.Doc,
	copies: Parameters<typeof runsOf>[1],
	pens: Awaited<ReturnType<typeof authorsOf>>,
	moment?: Moment,
) {
	const words: Authored[] = [];
	for (const { pen, text } of runsOf(doc, copies, moment)) {
		const author = pens.get(pen);
		const last = words.at(-1);
		if (last && last.userId === author?.userId && last.agencyName === author.agencyName) last.text += text;
		else {
			words.push({
				text,
				userId: author?.userId ?? "",
				userName: author?.userName ?? "Not known",
				agencyName: author?.agencyName ?? "",
			});
		}
	}
	return words;
}

/** Who wrote what stands in a section now. @throws NotFound, as above */
export async function sectionAuthors(actor: Actor, caseId: string, key: string) {
	const { header, section } = await summarySection(actor, caseId, key);
	const pens = await authorsOf(db, caseId);
	const words = await readText(caseId, key, ({ doc, copies }) => authored(doc, copies, pens));
	return { header, section, words };
}

/** As many states as one page lists. */
const STATES_A_PAGE = 50;

/** Earlier states of a section, the newest first. @param page from 1. @throws NotFound, as above */
export async function sectionHistory(actor: Actor, caseId: string, key: string, page: number) {
	const { header, section } = await summarySection(actor, caseId, key);
	const found = await db
		.select({
			id: summaryStates.id,
			why: summaryStates.why,
			authorName: summaryStates.authorName,
			agencyName: summaryStates.agencyName,
			meetingId: summaryStates.meetingId,
			at: summaryStates.at,
		})
		.from(summaryStates)
		.innerJoin(summarySections, eq(summarySections.id, summaryStates.sectionId))
		.where(and(eq(summarySections.caseId, caseId), eq(summarySections.key, key)))
		.orderBy(desc(summaryStates.seq), desc(summaryStates.id))
		.limit(STATES_A_PAGE + 1)
		.offset((page - 1) * STATES_A_PAGE);
	return {
		header,
		section,
		states: found.slice(0, STATES_A_PAGE).map((state) => ({ ...state, at: state.at.toISOString() })),
		isMore: found.length > STATES_A_PAGE,
	};
}

/** One earlier state: its words with their authors, and what has changed since. @throws NotFound, as above */
export async function sectionState(actor: Actor, caseId: string, key: string, stateId: string) {
	const { header, section } = await summarySection(actor, caseId, key);
	const [state] = await db
		.select({ state: summaryStates })
		.from(summaryStates)
		.innerJoin(summarySections, eq(summarySections.id, summaryStates.sectionId))
		.where(
			and(eq(summaryStates.id, stateId), eq(summarySections.caseId, caseId), eq(summarySections.key, key)),
		);
	if (!state) throw new NotFound();
	const { id, why, authorName, agencyName, meetingId, at, snapshot } = state.state;
	const pens = await authorsOf(db, caseId);
	const read = await readText(caseId, key, ({ doc, copies }) => {
		const then = momentOf(snapshot);
		const text = textOf(doc, then);
		const since: Change[] = changesBetween(text, textOf(doc));
		return { words: authored(doc, copies, pens, then), text, since };
	});
	return {
		header,
		section,
		state: { id, why, authorName, agencyName, meetingId, at: at.toISOString() },
		...read,
	};
}

/** A section's words as a meeting left them. */
export type SectionThen = Pick<SectionShown, "key" | "section" | "agencyId" | "agencyName" | "text">;

/** The summaries of cases as a meeting had them before it when it came to its end; the caller says which may be seen. */
export async function summariesHeard(reader: Reader, meetingId: string, caseIds: readonly string[]) {
	const heard = new Map<string, SectionThen[]>();
	if (caseIds.length === 0) return heard;
	const rows = await reader
		.select({ state: summaryStates, row: summarySections })
		.from(summaryStates)
		.innerJoin(summarySections, eq(summarySections.id, summaryStates.sectionId))
		.where(and(eq(summaryStates.meetingId, meetingId), inArray(summarySections.caseId, [...caseIds])))
		.orderBy(asc(summaryStates.seq), asc(summaryStates.id));
	// A meeting that was opened again and closed once more leaves the later state.
	const latest = new Map(rows.map((one) => [one.row.id, one]));
	const read = await Promise.all(
		[...latest.values()].map(async ({ state, row }) => {
			const { key, agencyId, agencyName, caseId } = row;
			const section = sectionOf(key)?.section ?? ("why" as const);
			const text = await readText(
				caseId,
				key,
				// Nothing was written since: then it is as it is.
				({ doc, seq }) => (seq === state.seq ? textOf(doc) : textOf(doc, momentOf(state.snapshot))),
				row,
			);
			return { caseId, shown: { key, section, agencyId, agencyName, text } };
		}),
	);
	for (const { caseId, shown } of read) heard.set(caseId, [...(heard.get(caseId) ?? []), shown]);
	for (const [caseId, sections] of heard) heard.set(caseId, sections.sort(inOrder));
	return heard;
}

/** The summaries of cases as they stand, without what nobody has written; the caller says which may be seen. */
export async function summariesNow(reader: Reader, caseIds: readonly string[]) {
	const found = new Map<string, SectionThen[]>();
	if (caseIds.length === 0) return found;
	const begun = await reader
		.select()
		.from(summarySections)
		.where(and(inArray(summarySections.caseId, [...caseIds]), gt(summarySections.seq, 0)));
	const read = await Promise.all(
		begun.map(async (row) => {
			const { caseId, key, agencyId, agencyName } = row;
			const section = sectionOf(key)?.section ?? ("why" as const);
			const text = await readText(caseId, key, ({ doc }) => textOf(doc), row);
			return { caseId, shown: { key, section, agencyId, agencyName, text } };
		}),
	);
	for (const { caseId, shown } of read) found.set(caseId, [...(found.get(caseId) ?? []), shown]);
	for (const [caseId, sections] of found) found.set(caseId, sections.sort(inOrder));
	return found;
}

/**
 * Sections of any summaries by their ids, with the words of those of `read` as they stand; the caller says which may be
 * seen.
 */
export async function sectionsNow(reader: Reader, ids: readonly string[], read: ReadonlySet<string>) {
	if (ids.length === 0) return [];
	const begun = await reader
		.select()
		.from(summarySections)
		.where(inArray(summarySections.id, [...ids]));
	return Promise.all(
		begun.map(async (row) => {
			const { id, caseId, key, agencyName } = row;
			const section = sectionOf(key)?.section ?? ("why" as const);
			const text = read.has(id) ? await readText(caseId, key, ({ doc }) => textOf(doc), row) : "";
			return { id, caseId, key, section, agencyName, text };
		}),
	);
}

/** When somebody else last wrote in the summaries of these cases after `since`, ISO by case id. */
export async function writtenByOthers(
	reader: Reader,
	actor: Actor,
	caseIds: readonly string[],
	since: Date,
): Promise<Record<string, string>> {
	if (caseIds.length === 0) return {};
	const written = await reader
		.select({ caseId: summarySections.caseId, at: summaryStates.at })
		.from(summaryStates)
		.innerJoin(summarySections, eq(summarySections.id, summaryStates.sectionId))
		.where(
			and(
				inArray(summarySections.caseId, [...caseIds]),
				ne(summaryStates.why, "heard"),
				gt(summaryStates.at, since),
				ne(summaryStates.authorId, actor.userId),
			),
		)
		.orderBy(asc(summaryStates.at));
	return Object.fromEntries(written.map(({ caseId, at }) => [caseId, at.toISOString()]));
}

const inOrder = (a: SectionThen, b: SectionThen): number =>
	SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
	((a.agencyName ?? "") < (b.agencyName ?? "") ? -1 : 1);
