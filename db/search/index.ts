/**
 * The search index: SQLite's FTS5, or PostgreSQL's full text, behind the same few questions. What a document is, is in
 * document.ts; what is asked, in question.ts; what the engines do differently, in engine.*.ts.
 */
import { and, eq, inArray, sql } from "drizzle-orm";
import { dialect } from "../dialect.ts";
import type { Reader, Writer } from "../engine.ts";
import { actions, cases, incidents } from "../schema/index.ts";
import {
	actionDocument,
	caseDocument,
	type Document,
	FORM,
	incidentDocument,
	slipsAndSound,
	type TextDocument,
	type TextKind,
	textDocument,
} from "./document.ts";
import { searchInPostgres } from "./engine.postgres.ts";
import { searchInSqlite } from "./engine.sqlite.ts";
import type { Prepared, Run } from "./engine.ts";
import { namesAsked, type SearchHit, type SearchQuestion, termsTyped, textAsked } from "./question.ts";
import {
	ACTION,
	allDocuments,
	CASE,
	countDocuments,
	INCIDENT,
	isStanding,
	peopleOf,
	type SummaryTexts,
} from "./rows.ts";
import { documents, forms, names, slips } from "./tables.ts";

export type { TextDocument, TextKind } from "./document.ts";
export type { SearchHit, SearchQuestion, SearchScope } from "./question.ts";
export type { SummaryTexts } from "./rows.ts";
export type { SearchKind } from "./tables.ts";

/** Told now and then while the index is built anew: so many documents of so many. */
export type TellProgress = (done: number, of: number) => void;

const TEXT_KINDS: readonly TextKind[] = ["entry", "action", "incident", "summary"];
/** So many rows go through one statement. */
const AT_ONCE = 500;

/** Makes the functions of the index; only db/index.ts knows connections. */
export function searching({ prepared }: { prepared: Prepared }, run: Run) {
	const engine = dialect === "postgres" ? searchInPostgres(prepared, run) : searchInSqlite(prepared, run);

	async function put(tx: Writer, document: Document): Promise<void> {
		await engine.put(tx, document);
		await learn(tx, document.names);
	}

	/** Keeps names so that they are found by what they may be meant by. In order, so that no two wait for each other. */
	async function learn(tx: Writer, words: string[]): Promise<void> {
		if (words.length === 0) return;
		const fresh = await tx
			.insert(names)
			.values(words.map((word) => ({ word })))
			.onConflictDoNothing()
			.returning();
		const rows = fresh.flatMap(({ word }) => slipsAndSound(word).map((slip) => ({ slip, word })));
		if (rows.length > 0) await tx.insert(slips).values(rows).onConflictDoNothing();
	}

	/** Puts entries, actions and sections of summaries into the index, or puts right what is there. Call it where their words are written. */
	async function indexText(tx: Writer, texts: readonly TextDocument[]): Promise<void> {
		for (const text of texts) await put(tx, textDocument(text));
	}

	const actionById = prepared("search: an action", (on: Reader) =>
		on
			.select(ACTION)
			.from(actions)
			.where(eq(actions.id, sql.placeholder("id"))),
	);

	/** The same for an action whose words have changed, whichever they are. */
	async function indexAction(tx: Writer, actionId: string): Promise<void> {
		const [action] = await actionById(tx, { id: actionId });
		if (action) await put(tx, actionDocument(action));
	}

	/**
	 * Puts incidents into the index as they stand, or puts right what is there. Those of a file are two thousand, so what
	 * is new is written many at once.
	 */
	async function indexIncidents(tx: Writer, incidentIds: readonly string[]): Promise<void> {
		for (let from = 0; from < incidentIds.length; from += AT_ONCE) {
			const ids = incidentIds.slice(from, from + AT_ONCE);
			const standing = await tx
				.select(INCIDENT)
				.from(incidents)
				.where(and(isStanding, inArray(incidents.id, ids)))
				.orderBy(incidents.id);
			const kept = await tx
				.select({ id: documents.subjectId })
				.from(documents)
				.where(and(eq(documents.kind, "incident"), inArray(documents.subjectId, ids)));
			const known = new Set(kept.map(({ id }) => id));
			for (const one of standing) if (known.has(one.id)) await put(tx, incidentDocument(one));
			const fresh = standing.filter(({ id }) => !known.has(id));
			if (fresh.length > 0) await engine.fill(tx, fresh.map(incidentDocument));
		}
	}

	/** Puts a case into the index with its references, its officer and the names of its people, or puts it right. */
	async function indexCase(tx: Writer, caseId: string): Promise<void> {
		const [file] = await tx.select(CASE).from(cases).where(eq(cases.id, caseId));
		if (file) await put(tx, caseDocument(file, (await peopleOf(tx, [caseId])).get(caseId) ?? []));
	}

	/** Takes entries, actions, incidents and sections out of the index that are gone. */
	async function unindexText(tx: Writer, subjectIds: readonly string[]): Promise<void> {
		await engine.take(tx, inArray(documents.subjectId, [...subjectIds]));
	}

	/**
	 * Takes cases out of the index with all that was in them, and with the names that no other case has. Call it while
	 * the cases and their people are still there: the index alone cannot tell what they are called.
	 */
	async function unindexCases(tx: Writer, caseIds: readonly string[]): Promise<void> {
		const files = await tx
			.select(CASE)
			.from(cases)
			.where(inArray(cases.id, [...caseIds]));
		const persons = await peopleOf(tx, [...caseIds]);
		const words = files.flatMap((file) => caseDocument(file, persons.get(file.id) ?? []).names);
		await engine.take(tx, inArray(documents.caseId, [...caseIds]));
		await forget(tx, [...new Set(words)].sort());
	}

	/** Lets go of names that stand in no case any more. */
	async function forget(tx: Writer, words: readonly string[]): Promise<void> {
		const unheld = async (some: readonly string[]) => {
			const left: string[] = [];
			for (const word of some) if (!(await engine.isHeld(tx, word))) left.push(word);
			return left;
		};
		const left = await unheld(words);
		if (left.length === 0) return;
		// A case with such a name may just be written, and finds the name kept already: it is waited for.
		await engine.keepNamesStill(tx);
		for (const word of await unheld(left)) {
			await tx.delete(slips).where(and(inArray(slips.slip, slipsAndSound(word)), eq(slips.word, word)));
			await tx.delete(names).where(eq(names.word, word));
		}
	}

	/**
	 * Entries, actions, incidents and sections that hold every word, what came last first. Of a word that stands everywhere the newest
	 * `limit` are read and no more.
	 */
	async function searchText(
		reader: Reader,
		{ words, kinds = TEXT_KINDS, ...question }: SearchQuestion & { kinds?: readonly TextKind[] },
	): Promise<SearchHit[]> {
		const terms = termsTyped(words);
		const asked = kinds.flatMap((kind) => {
			const ofKind = textAsked(terms, kind);
			return ofKind ? [{ kind, asked: ofKind }] : [];
		});
		return asked.length === 0 ? [] : engine.answer(reader, asked, question);
	}

	/**
	 * Cases by the names, the references and the officer in them: those that hold what was typed first, then those
	 * that hold what it may have been meant for; of each the newest first. The last word may be unfinished.
	 */
	async function searchCases(reader: Reader, { words, ...question }: SearchQuestion): Promise<SearchHit[]> {
		const terms = termsTyped(words);
		if (terms.length === 0) return [];
		const answer = async (isTolerant: boolean) => {
			const asked = await namesAsked(reader, terms, { isTolerant });
			return engine.answer(reader, [{ kind: "case", asked }], question);
		};
		const exact = await answer(false);
		if (exact.length >= question.limit) return exact;
		const tolerant = await answer(true);
		const known = new Set(exact.map(({ no }) => no));
		return [...exact, ...tolerant.filter(({ no }) => !known.has(no))].slice(0, question.limit);
	}

	/** Builds the index anew when it was built by earlier code, or never. For migrate(). */
	async function refreshSearch(tx: Writer, summaries: SummaryTexts, tell?: TellProgress): Promise<void> {
		const [changed] = await tx.update(forms).set({ form: FORM }).where(sql`form <> ${FORM}`).returning();
		if (changed) await rebuildSearch(tx, summaries, tell);
	}

	/** Builds the index anew from what is there: after rows were written in bulk. */
	async function rebuildSearch(
		tx: Writer,
		summaries: SummaryTexts,
		tell: TellProgress = () => {},
	): Promise<void> {
		const all = await countDocuments(tx);
		await engine.begin(tx);
		await tx.delete(names);
		await tx.delete(slips);
		let done = 0;
		const learned = new Set<string>();
		for await (const some of allDocuments(tx, summaries)) {
			await engine.fill(tx, some);
			const fresh = new Set(some.flatMap((document) => document.names).filter((word) => !learned.has(word)));
			for (const word of fresh) learned.add(word);
			await learn(tx, [...fresh].sort());
			done += some.length;
			tell(done, all);
		}
		await engine.end(tx);
	}

	return {
		indexText,
		indexAction,
		indexIncidents,
		indexCase,
		unindexText,
		unindexCases,
		searchText,
		searchCases,
		rebuildSearch,
		refreshSearch,
	};
}
