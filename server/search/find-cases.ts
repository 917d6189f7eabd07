/**
 * Finds cases by anything that is known of them: names in any spelling, references, crime numbers, telephones, and
 * the words of entries, actions, incidents and summaries. Only what the actor may see is found or counted.
 */
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { db, type SearchHit, type SearchQuestion, searchCases, searchText } from "#db/index.ts";
import { actions, cases, entries, incidents, panels, people, protectedDetails } from "#db/schema/index.ts";
import { type Access, type Actor, accessOf, casesSeenBy, holds, searchedBy } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { blindIndexesOfTelephone } from "../cases/index.ts";
import { sectionsNow } from "../summary/index.ts";
import { isReference, type Reason, reasonsInCase, snippetOf } from "./reasons.ts";

/** A case that was found, and why. */
export interface FoundCase {
	id: string;
	panelId: string;
	panelName: string;
	reference: string;
	/** Names, joined; empty when nobody has been named. */
	victim: string;
	suspects: string;
	risk: (typeof cases.$inferSelect)["risk"];
	state: (typeof cases.$inferSelect)["state"];
	officerName: string | null;
	reasons: Reason[];
	/** Entries, actions, incidents and sections of the summary that fit as well and are not shown. */
	moreReasons: number | "many";
}

export interface Found {
	lines: FoundCase[];
	/** How many cases are shown. */
	total: number;
	/** More cases fit than are shown. */
	isMore: boolean;
}

const LONGEST_QUESTION = 200;
/** Nobody reads on: another word of the name is the quicker way. */
const MOST_CASES = 50;
const MOST_TEXTS = 100;
/** A chronology may hold a word two thousand times: beyond as many of one case the others are asked for without it. */
const MOST_OF_A_CASE = 20;
/** What is staged or gone takes places among what the index answers; after so many goes it is passed over at once. */
const MOST_GOES = 5;
const MOST_REASONS = 3;
/** A section's text takes a millisecond to put together; of more the heading is shown alone. */
const MOST_SECTIONS_READ = 15;
/** Two imports of the longest file that is taken, and those that are shown. */
const MOST_STAGED = 10_100;
/** Of a staged case some entry and actions hold a word that stands in all of them. */
const MOST_STAGED_TEXTS = 3 * MOST_STAGED;

type Case = typeof cases.$inferSelect;

/** Cases that fit what was typed, those whose names or numbers do first; of each sort the newest first. */
export async function findCases(actor: Actor, typed: string): Promise<Found> {
	const words = typed.trim().slice(0, LONGEST_QUESTION);
	if (words === "") return { lines: [], total: 0, isMore: false };
	noteReads(actor, "search", ["cases"]);
	const access = await accessOf(db, actor, []);
	const question = { words, ...searchedBy(access) };
	const called = await byTelephone(actor, words);
	const named = await namedBy(access, question);
	const told = await seenOf(access, (before, limit, crowding) => {
		const exceptCaseIds = [...(question.exceptCaseIds ?? []), ...crowding];
		return searchText(db, { ...question, exceptCaseIds, before, limit });
	});
	const files = new Map([...called, ...named, ...told.files].map((file) => [file.id, file]));
	const shown = [...files.values()].slice(0, MOST_CASES);
	const lines = await linesOf(words, shown, {
		telephones: new Set(called.map((file) => file.id)),
		hits: told.hits,
	});
	noteReads(
		actor,
		"case",
		shown.map((file) => file.id),
	);
	noteReads(
		actor,
		"protected-details",
		called.map((file) => file.id),
	);
	return {
		lines,
		total: lines.length,
		isMore: files.size > shown.length || told.hits.length >= MOST_TEXTS || told.wasCut,
	};
}

/**
 * The cases that fit by their names or numbers, in the order in which they were found. Those that fit as typed come
 * first, whatever their number, so there is no reading on from them: where what is staged crowds them out, more of them
 * are asked for at once.
 */
async function namedBy(access: Access, question: Omit<SearchQuestion, "limit">): Promise<Case[]> {
	for (const limit of [MOST_CASES * 2, MOST_STAGED]) {
		const hits = await searchCases(db, { ...question, limit });
		const seen = new Map((await seenAmong(access, hits)).map((file) => [file.id, file]));
		if (hits.length === limit && seen.size < MOST_CASES && limit < MOST_STAGED) continue;
		return [...new Set(hits.map((hit) => seen.get(hit.caseId)))].filter((file) => file !== undefined);
	}
	return [];
}

/**
 * The hits whose case the actor may open, and these cases in the order in which they were found. Where what is staged
 * crowds them out, the last go asks for more than any imports stage at once; where a single case does, the next goes leave
 * it out. `wasCut` when even that was not enough.
 */
async function seenOf(
	access: Access,
	ask: (before: number | undefined, limit: number, crowding: string[]) => Promise<SearchHit[]>,
): Promise<{ files: Case[]; hits: SearchHit[]; wasCut: boolean }> {
	const files = new Map<string, Case>();
	const hits: SearchHit[] = [];
	const ofCase = new Map<string, number>();
	let before: number | undefined;
	let wasCut = false;
	let isStaged = false;
	for (let go = 1; go <= MOST_GOES && hits.length < MOST_TEXTS; go++) {
		const limit = go === MOST_GOES && isStaged ? MOST_STAGED_TEXTS : MOST_TEXTS;
		const crowding = [...ofCase].flatMap(([id, count]) => (count >= MOST_OF_A_CASE ? [id] : []));
		const found = await ask(before, limit, crowding);
		const seen = new Map((await seenAmong(access, found)).map((file) => [file.id, file]));
		for (const hit of found) {
			const file = seen.get(hit.caseId);
			if (!file) isStaged = true;
			const count = ofCase.get(hit.caseId) ?? 0;
			if (!file || hits.length >= MOST_TEXTS || count >= MOST_OF_A_CASE) continue;
			ofCase.set(file.id, count + 1);
			files.set(file.id, file);
			hits.push(hit);
		}
		if (found.length < limit) break;
		wasCut = go === MOST_GOES && hits.length < MOST_TEXTS;
		before = found.at(-1)?.no;
	}
	return { files: [...files.values()], hits, wasCut };
}

const seenAmong = (access: Access, hits: SearchHit[]): Promise<Case[]> =>
	db
		.select()
		.from(cases)
		.where(and(inArray(cases.id, [...new Set(hits.map((hit) => hit.caseId))]), casesSeenBy(access)));

/** Cases whose victim has this telephone, for whoever may see it there. It is compared whole, and never opened. */
async function byTelephone(actor: Actor, typed: string): Promise<Case[]> {
	const blindIndexes = blindIndexesOfTelephone(typed);
	if (blindIndexes.length === 0) return [];
	// With whose victims their agency works, too: that opens the number.
	const access = await accessOf(db, actor);
	const found = await db
		.selectDistinct({ file: cases })
		.from(protectedDetails)
		.innerJoin(cases, eq(cases.id, protectedDetails.caseId))
		.where(
			and(
				inArray(protectedDetails.blindIndex, blindIndexes),
				isNull(protectedDetails.removedAt),
				casesSeenBy(access),
			),
		)
		.limit(MOST_CASES);
	return found
		.map(({ file }) => file)
		.filter(({ id, panelId }) => holds(access, { kind: "protected", panelId, caseId: id }));
}

/** What of these cases is shown, each with the reasons why. */
async function linesOf(
	typed: string,
	files: Case[],
	{ telephones, hits }: { telephones: Set<string>; hits: SearchHit[] },
): Promise<FoundCase[]> {
	if (files.length === 0) return [];
	const ids = files.map((file) => file.id);
	const persons = await db.select().from(people).where(inArray(people.caseId, ids)).orderBy(asc(people.id));
	const panelNames = new Map(
		(
			await db
				.select({ id: panels.id, name: panels.name })
				.from(panels)
				.where(
					inArray(
						panels.id,
						files.map((file) => file.panelId),
					),
				)
		).map((panel) => [panel.id, panel.name]),
	);
	const shownHits = new Map(ids.map((id) => [id, hits.filter((hit) => hit.caseId === id)]));
	const told = await reasonsTold(
		typed,
		[...shownHits.values()].flatMap((some) => some.slice(0, MOST_REASONS)),
	);
	return files.map((file) => {
		const named = persons.filter((person) => person.caseId === file.id);
		const namesOf = (part: string) =>
			named
				.filter((person) => person.part === part)
				.map((person) => person.name)
				.join(", ");
		const here = shownHits.get(file.id) ?? [];
		const reasons: Reason[] = [
			...(telephones.has(file.id) ? [{ kind: "safe-telephone" } as const] : []),
			...reasonsInCase(typed, { file, people: named }),
			...here.slice(0, MOST_REASONS).flatMap(({ subjectId }) => told.get(subjectId) ?? []),
		];
		return {
			id: file.id,
			panelId: file.panelId,
			panelName: panelNames.get(file.panelId) ?? "",
			reference: file.reference,
			victim: namesOf("victim"),
			suspects: namesOf("person-causing-harm"),
			risk: file.risk,
			state: file.state,
			officerName: file.officerName,
			reasons,
			moreReasons: here.length < MOST_OF_A_CASE ? Math.max(0, here.length - MOST_REASONS) : "many",
		};
	});
}

/** What was found, in the words that are there now, by its id. */
async function reasonsTold(typed: string, hits: SearchHit[]): Promise<Map<string, Reason>> {
	const idsOf = (kind: SearchHit["kind"]) =>
		hits.filter((hit) => hit.kind === kind).map((hit) => hit.subjectId);
	const reasons = new Map<string, Reason>();
	const tell = (kind: "entry" | "action", id: string, ...texts: (string | null)[]) => {
		const snippet = snippetOf(typed, texts.filter(Boolean).join(" – "));
		if (snippet) reasons.set(id, { kind, id, snippet });
	};
	const said = await db
		.select({ id: entries.id, text: entries.body })
		.from(entries)
		.where(inArray(entries.id, idsOf("entry")));
	for (const { id, text } of said) tell("entry", id, text);
	const agreed = await db
		.select({
			id: actions.id,
			what: actions.what,
			ownerDetail: actions.ownerDetail,
			outcome: actions.outcome,
		})
		.from(actions)
		.where(inArray(actions.id, idsOf("action")));
	for (const { id, what, ownerDetail, outcome } of agreed) tell("action", id, what, ownerDetail, outcome);
	const happened = await db
		.select()
		.from(incidents)
		.where(and(inArray(incidents.id, idsOf("incident")), isNull(incidents.removedAt)));
	for (const incident of happened) {
		const { id, what, location, source, evidence, crimeNumber } = incident;
		const isByNumber = crimeNumber !== null && isReference(typed, crimeNumber);
		const text = [what, location, source, evidence, crimeNumber].filter(Boolean).join(" – ");
		reasons.set(id, {
			kind: "incident",
			id,
			precision: incident.precision,
			startsOn: incident.startsOn,
			endsOn: incident.endsOn,
			startsAt: incident.startsAt,
			kinds: incident.kinds,
			policeAction: incident.policeAction,
			crimeNumber: isByNumber ? crimeNumber : null,
			snippet: (isByNumber ? null : snippetOf(typed, text)) ?? [],
		});
	}
	const sectionIds = idsOf("summary");
	const read = new Set(sectionIds.slice(0, MOST_SECTIONS_READ));
	for (const { text, ...section } of await sectionsNow(db, sectionIds, read)) {
		reasons.set(section.id, { kind: "summary", ...section, snippet: snippetOf(typed, text) ?? [] });
	}
	return reasons;
}
