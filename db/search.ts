/**
 * The search index: SQLite's FTS5, or PostgreSQL's full text, behind the same few questions. What differs between
 * the engines is in this file.
 *
 * Everything that is searched for is a document: a case with the names in it, an entry, an action. A document is kept
 * as words of which the first letter says what they are; among them the panel and the case it belongs to, so that
 * whoever asks is held to what is theirs inside the index, and never by leaving out of what it answered.
 */
import { and, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { integer, table, text } from "./columns.ts";
import { dialect } from "./dialect.ts";
import type { Reader, Writer } from "./engine.ts";
import type { preparing } from "./prepared.ts";
import { actions, cases, entries, people } from "./schema/index.ts";
import {
	isEmptyWord,
	isLike,
	LONGEST_BEGINNING,
	numbersOf,
	slipsOf,
	soundOf,
	stem,
	termsOf,
	wordsOf,
} from "./search-words.ts";

/** Raise it when the words of a document change: every index is then built anew at the next start. */
const FORM = 1;

export type SearchKind = "case" | "entry" | "action";
export type TextKind = Exclude<SearchKind, "case">;

/** An entry or an action, as its words. */
export interface TextDocument {
	kind: TextKind;
	/** The id of the entry or the action. */
	subjectId: string;
	caseId: string;
	panelId: string;
	texts: readonly (string | null | undefined)[];
}

/** What somebody may be shown: decided by server/audiences, applied inside the index. */
export interface SearchScope {
	panelIds: readonly string[] | "all";
	/** Cases beside those of the panels, such as an officer's own. */
	caseIds?: readonly string[];
	/** Cases of these panels that are not theirs to see. */
	exceptCaseIds?: readonly string[];
}

export interface SearchQuestion extends SearchScope {
	/** As somebody typed them; every one of them must be there. */
	words: string;
	limit: number;
	/** Only what came before this hit, to read on. */
	before?: number;
}

/** A document that fits. It may belong to a case that is staged or gone: read on through `casesSeenBy`. */
export interface SearchHit {
	no: number;
	kind: SearchKind;
	subjectId: string;
	caseId: string;
	panelId: string;
}

/** What the words of each kind begin with; a name's beginnings, panels and cases have letters of their own. */
const LETTER: Record<SearchKind, string> = { case: "n", entry: "e", action: "a" };
const BEGINNING = "q";
const inWord = (letter: string) => (id: string) => letter + id.replace(/[^a-z0-9]/gi, "").toLowerCase();
const panelWord = inWord("p");
const caseWord = inWord("c");

const isPostgres = dialect === "postgres";

// Not of the schema: see the migration.
const documents = table("search_documents", {
	no: integer().primaryKey(),
	kind: text({ enum: ["case", "entry", "action"] }).notNull(),
	subjectId: text().notNull(),
	caseId: text().notNull(),
	panelId: text().notNull(),
	/** On PostgreSQL here; on SQLite in a table of its own. */
	...((isPostgres ? { words: text().notNull() } : {}) as { words: ReturnType<typeof text> }),
});
const indexed = table("search_words", { rowid: integer().primaryKey(), words: text().notNull() });
const names = table("search_names", { word: text().primaryKey() });
const slips = table("search_slips", { slip: text().notNull(), word: text().notNull() });
const forms = table("search_form", { form: integer().notNull() });

// --- what a document comes to -----------------------------------------------------------------------------

interface Document {
	kind: SearchKind;
	subjectId: string;
	caseId: string;
	panelId: string;
	words: string;
	/** Of a case: what a name in it may be meant by. */
	names: string[];
}

function textDocument({ kind, subjectId, caseId, panelId, texts }: TextDocument): Document {
	const words = new Set([panelWord(panelId), caseWord(caseId)]);
	const letter = LETTER[kind];
	for (const text of texts) {
		if (!text) continue;
		for (const word of wordsOf(text)) if (!isEmptyWord(word)) words.add(letter + stem(word));
		for (const number of numbersOf(text)) words.add(letter + number);
	}
	return { kind, subjectId, caseId, panelId, words: [...words].join(" "), names: [] };
}

type Case = Pick<
	typeof cases.$inferSelect,
	"id" | "panelId" | "reference" | "crimeReference" | "officerName"
>;
type Person = Pick<typeof people.$inferSelect, "name" | "aliases">;

function caseDocument(file: Case, persons: readonly Person[]): Document {
	const named = [...persons.flatMap(({ name, aliases }) => [name, ...aliases]), file.officerName ?? ""];
	const references = [file.reference, file.crimeReference ?? ""];
	const words = new Set<string>();
	for (const text of [...named, ...references]) {
		const parts = wordsOf(text);
		for (const part of parts) words.add(part);
		// "Mary-Jane" is typed as one word too, and "O Brien".
		for (const [at, part] of parts.slice(1).entries()) words.add(parts[at] + part);
		for (const number of numbersOf(text)) words.add(number);
	}
	for (const reference of references) {
		const parts = wordsOf(reference);
		words.add(parts.join(""));
		for (const part of parts) words.add(part.replace(/^0+(?=\d)/, ""));
	}
	words.delete("");
	const beginnings = new Set<string>();
	for (const word of words) {
		for (let length = 1; length <= LONGEST_BEGINNING; length++) beginnings.add(word.slice(0, length));
	}
	return {
		kind: "case",
		subjectId: file.id,
		caseId: file.id,
		panelId: file.panelId,
		words: [
			panelWord(file.panelId),
			caseWord(file.id),
			...[...words].map((word) => LETTER.case + word),
			...[...beginnings].map((beginning) => BEGINNING + beginning),
		].join(" "),
		names: [...new Set(named.flatMap(wordsOf))].filter((word) => word.length > 1).sort(),
	};
}

const slipsAndSound = (word: string): string[] => {
	const sound = soundOf(word);
	return [...slipsOf(word), ...(sound ? [`~${sound}`] : [])];
};

// --- what is asked ----------------------------------------------------------------------------------------

/** What must be in a document. */
type Asked = string | { all: Asked[] } | { any: Asked[] };

const SYNTAX = isPostgres
	? { and: " & ", or: " | ", quote: (word: string) => `'${word}'` }
	: { and: " AND ", or: " OR ", quote: (word: string) => `"${word}"` };

function written(asked: Asked): string {
	if (typeof asked === "string") return SYNTAX.quote(asked);
	const [parts, between] = "all" in asked ? [asked.all, SYNTAX.and] : [asked.any, SYNTAX.or];
	return parts.length === 1 && parts[0] ? written(parts[0]) : `(${parts.map(written).join(between)})`;
}

/** What somebody asks, held to what is theirs to see. Null when that is nothing. */
function within(asked: Asked, { panelIds, caseIds = [], exceptCaseIds = [] }: SearchScope): string | null {
	const theirs: Asked[] = [
		...(panelIds === "all" ? [] : panelIds.map(panelWord)),
		...(panelIds === "all" ? [] : caseIds.map(caseWord)),
	];
	if (panelIds !== "all" && theirs.length === 0) return null;
	const held = written(panelIds === "all" ? asked : { all: [asked, { any: theirs }] });
	if (exceptCaseIds.length === 0) return held;
	const hidden = written({ any: exceptCaseIds.map(caseWord) });
	return isPostgres ? `${held} & !${hidden}` : `(${held}) NOT ${hidden}`;
}

/** Each word is a list of its own to go through; nobody types more. */
const MOST_TERMS = 12;
/** What a name may be meant by, and what a beginning may be the beginning of. */
const MOST_LIKE = 60;

function textAsked(typed: string, kinds: readonly TextKind[]): Asked | null {
	const all = termsOf(typed).slice(0, MOST_TERMS);
	const telling = all.filter(({ words }) => !words.every(isEmptyWord));
	if (telling.length === 0) return null;
	const ofKind = (kind: TextKind): Asked => ({
		all: telling.map(({ words, number }) => {
			const separately = { all: words.map((word) => LETTER[kind] + stem(word)) };
			return number === null ? separately : { any: [LETTER[kind] + number, separately] };
		}),
	});
	return { any: kinds.map(ofKind) };
}

// --- how PostgreSQL is asked ------------------------------------------------------------------------------

/**
 * How often words stand in documents, as PostgreSQL's own statistics have it. GIN answers with all that fits at once,
 * unsorted; of a common word it is quicker to look through the newest documents, which hold enough of it.
 */
interface Statistics {
	documents: number;
	/** The share of documents that hold a word; of one that is not here, less than `rare`. */
	words: ReadonlyMap<string, number>;
	rare: number;
	kinds: ReadonlyMap<string, number>;
}

const STATISTICS_LAST_MS = 10 * 60_000;
/** What it costs to look at a document among the newest, and to fetch one that the index has named. */
const COST = { look: 2, fetch: 3 };

/** The share of documents that may be expected to hold what is asked. */
function shareOf(asked: Asked, statistics: Statistics): number {
	if (typeof asked === "string") return statistics.words.get(asked) ?? statistics.rare;
	if ("all" in asked) return asked.all.reduce((share, part) => share * shareOf(part, statistics), 1);
	return Math.min(
		1,
		asked.any.reduce((share, part) => share + shareOf(part, statistics), 0),
	);
}

/** How many of the newest documents to look through; null where it is quicker to ask the index. */
function worthLooking(
	asked: Asked,
	kind: SearchKind,
	panelIds: SearchScope["panelIds"],
	limit: number,
	statistics: Statistics,
): number | null {
	const { documents, kinds } = statistics;
	if (documents === 0 || panelIds.length === 0) return null;
	const ofKind = kinds.get(kind) ?? 0.01;
	const theirs = panelIds === "all" ? 1 : shareOf({ any: panelIds.map(panelWord) }, statistics);
	const share = Math.min(1, shareOf(asked, statistics) / ofKind);
	const within = documents * ofKind * theirs;
	const look = Math.min(within, (2 * limit) / share);
	return look * COST.look < within * share * COST.fetch ? Math.ceil(look) : null;
}

type Prepared = ReturnType<typeof preparing>;
type Run = (tx: Writer, statement: SQL) => Promise<void>;

/** Makes the functions of the index; only db/index.ts knows connections. */
export function searching({ prepared }: Pick<Prepared, "prepared">, run: Run) {
	const numberOf = prepared("search: a document", (on: Reader) =>
		on
			.select({ no: documents.no })
			.from(documents)
			.where(
				and(
					eq(documents.subjectId, sql.placeholder("subjectId")),
					eq(documents.kind, sql`${sql.placeholder("kind")}`),
				),
			),
	);
	const places = (...columns: string[]) =>
		Object.fromEntries(columns.map((column) => [column, sql`${sql.placeholder(column)}`]));
	const insertDocument = prepared("search: insert a document", (tx: Writer) =>
		tx
			.insert(documents)
			.values(places("kind", "subjectId", "caseId", "panelId") as never)
			.returning({ no: documents.no }),
	);
	const insertWords = prepared("search: insert words", (tx: Writer) =>
		tx.insert(indexed).values(places("rowid", "words") as never),
	);
	const updateWords = prepared("search: change words", (tx: Writer) =>
		isPostgres
			? tx
					.update(documents)
					.set({ words: asVector(sql`${sql.placeholder("words")}`) } as never)
					.where(eq(documents.no, sql.placeholder("no")))
			: tx
					.update(indexed)
					.set(places("words") as never)
					.where(eq(indexed.rowid, sql.placeholder("no"))),
	);
	const insertWhole = prepared("search: insert a document with its words", (tx: Writer) =>
		tx.insert(documents).values({
			...places("kind", "subjectId", "caseId", "panelId"),
			words: asVector(sql`${sql.placeholder("words")}`),
		} as never),
	);

	async function put(tx: Writer, document: Document): Promise<void> {
		const { kind, subjectId, caseId, panelId, words } = document;
		const [known] = await numberOf(tx, { kind, subjectId });
		if (known) await updateWords(tx, { no: known.no, words });
		else if (isPostgres) await insertWhole(tx, { kind, subjectId, caseId, panelId, words });
		else {
			const [made] = await insertDocument(tx, { kind, subjectId, caseId, panelId });
			await insertWords(tx, { rowid: made?.no ?? 0, words });
		}
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

	/** Puts entries and actions into the index, or puts right what is there. Call it where their words are written. */
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
		if (action) await put(tx, textDocument(textOfAction(action)));
	}

	/** Puts a case into the index with its references, its officer and the names of its people, or puts it right. */
	async function indexCase(tx: Writer, caseId: string): Promise<void> {
		const [file] = await tx.select(CASE).from(cases).where(eq(cases.id, caseId));
		if (!file) return;
		const persons = await tx
			.select({ name: people.name, aliases: people.aliases })
			.from(people)
			.where(eq(people.caseId, caseId));
		await put(tx, caseDocument(file, persons));
	}

	/** Takes entries and actions out of the index that are gone. */
	async function unindexText(tx: Writer, subjectIds: readonly string[]): Promise<void> {
		await take(tx, inArray(documents.subjectId, [...subjectIds]));
	}

	/** Takes cases out of the index with all that was in them. */
	async function unindexCases(tx: Writer, caseIds: readonly string[]): Promise<void> {
		await take(tx, inArray(documents.caseId, [...caseIds]));
	}

	async function take(tx: Writer, which: SQL): Promise<void> {
		const gone = await tx.delete(documents).where(which).returning({ no: documents.no });
		if (isPostgres) return;
		for (const { no } of gone) await tx.delete(indexed).where(eq(indexed.rowid, no));
	}

	/**
	 * Entries and actions that hold every word, the newest first. Of a word that stands everywhere the newest
	 * `limit` are read and no more.
	 */
	async function searchText(
		reader: Reader,
		{ words, kinds = ["entry", "action"], ...question }: SearchQuestion & { kinds?: readonly TextKind[] },
	): Promise<SearchHit[]> {
		const found: SearchHit[] = [];
		// On PostgreSQL a kind at a time, since a word may be common in one and rare in the other.
		for (const some of isPostgres ? kinds.map((kind) => [kind]) : [kinds]) {
			const asked = textAsked(words, some);
			if (asked) found.push(...(await answer(reader, asked, some[0] ?? "entry", question)));
		}
		return newestFirst(found).slice(0, question.limit);
	}

	/**
	 * Cases by the names, the references and the officer in them: those that hold what was typed first, then those
	 * that hold what it may have been meant for; of each the newest first. The last word may be unfinished.
	 */
	async function searchCases(reader: Reader, { words, ...question }: SearchQuestion): Promise<SearchHit[]> {
		const terms = termsOf(words).slice(0, MOST_TERMS);
		if (terms.length === 0) return [];
		const exact = await answer(reader, await namesAsked(reader, terms, false), "case", question);
		if (exact.length >= question.limit) return exact;
		const tolerant = await answer(reader, await namesAsked(reader, terms, true), "case", question);
		const known = new Set(exact.map(({ no }) => no));
		return [...exact, ...tolerant.filter(({ no }) => !known.has(no))].slice(0, question.limit);
	}

	type Terms = ReturnType<typeof termsOf>;

	async function namesAsked(reader: Reader, terms: Terms, isTolerant: boolean): Promise<Asked> {
		const last = terms.at(-1);
		const oneWord = async (word: string, isLast: boolean): Promise<Asked> => {
			const any = new Set([LETTER.case + word]);
			if (word.length === 1) any.add(BEGINNING + word);
			if (isLast) for (const begun of await begunBy(reader, word)) any.add(begun);
			if (isTolerant) for (const like of await likeWord(reader, word)) any.add(LETTER.case + like);
			return { any: [...any] };
		};
		const oneTerm = async ({ words, number }: Terms[number], isLast: boolean): Promise<Asked> => {
			const each: Asked[] = [];
			for (const [at, word] of words.entries()) {
				each.push(await oneWord(word, isLast && at === words.length - 1));
			}
			const separately = { all: each };
			return number === null ? separately : { any: [LETTER.case + number, separately] };
		};
		const asTyped: Asked[] = [];
		for (const term of terms) asTyped.push(await oneTerm(term, term === last));
		const ways: Asked[] = [{ all: asTyped }];
		// "o brien" is "obrien" too, and "mary jane" is "maryjane".
		for (const [at, term] of terms.slice(1, 5).entries()) {
			const joined = `${terms[at]?.words.join("")}${term.words.join("")}`;
			const way = await oneWord(joined, term === last);
			ways.push({ all: [...asTyped.slice(0, at), way, ...asTyped.slice(at + 2)] });
		}
		return { any: ways };
	}

	/** What a word may be the beginning of. */
	async function begunBy(reader: Reader, word: string): Promise<string[]> {
		if (word.length <= LONGEST_BEGINNING) return [BEGINNING + word];
		const begun = await reader
			.select()
			.from(names)
			.where(and(gte(names.word, word), lt(names.word, `${word}\u{10ffff}`)))
			.limit(MOST_LIKE);
		return begun.map((row) => LETTER.case + row.word);
	}

	/** Names that may be meant by what was typed. */
	async function likeWord(reader: Reader, word: string): Promise<string[]> {
		if (/\d/.test(word)) return [];
		const near = await reader
			.selectDistinct({ word: slips.word })
			.from(slips)
			.where(inArray(slips.slip, slipsAndSound(word)))
			.limit(MOST_LIKE * 10);
		return near
			.map((row) => row.word)
			.filter((name) => isLike(word, name))
			.slice(0, MOST_LIKE);
	}

	const HIT = {
		no: sql<number>`d.no`,
		kind: sql<SearchKind>`d.kind`,
		subjectId: sql<string>`d.subject_id`,
		caseId: sql<string>`d.case_id`,
		panelId: sql<string>`d.panel_id`,
	};
	const NONE_AFTER = 2_147_483_647;

	async function answer(
		reader: Reader,
		asked: Asked,
		kind: SearchKind,
		{ limit, before = NONE_AFTER, ...scope }: Omit<SearchQuestion, "words">,
	): Promise<SearchHit[]> {
		const match = within(asked, scope);
		if (match === null) return [];
		if (!isPostgres) {
			// FTS5 goes through its lists from the newest, and stops at the limit by itself.
			return reader
				.select(HIT)
				.from(
					sql`(select rowid as r from search_words where search_words match ${match} and rowid < ${before} order by rowid desc limit ${limit}) w cross join search_documents d on d.no = w.r`,
				)
				.orderBy(sql`d.no desc`);
		}
		const newest = worthLooking(asked, kind, scope.panelIds, limit, await statisticsOf(reader));
		if (newest !== null) {
			const found = await reader
				.select(HIT)
				.from(newestOf(scope.panelIds, kind, newest, match, before, limit));
			if (found.length >= limit) {
				const theirCases = scope.caseIds?.length
					? await gathered(reader, within(asked, { ...scope, panelIds: [] }), before, limit)
					: [];
				return newestFirst([...found, ...theirCases]).slice(0, limit);
			}
		}
		return gathered(reader, match, before, limit);
	}

	let statistics: { at: number; known: Statistics } | undefined;

	async function statisticsOf(reader: Reader): Promise<Statistics> {
		if (statistics && performance.now() - statistics.at < STATISTICS_LAST_MS) return statistics.known;
		const rows = await reader
			.select({
				column: sql<string>`attname`,
				values: sql<string[] | null>`coalesce(most_common_elems, most_common_vals)::text::text[]`,
				shares: sql<number[] | null>`coalesce(most_common_elem_freqs, most_common_freqs)::float8[]`,
			})
			.from(sql`pg_stats`)
			.where(sql`schemaname = current_schema() and tablename = 'search_documents'`);
		const [table] = await reader
			.select({ documents: sql<number>`greatest(reltuples, 0)::integer` })
			.from(sql`pg_class`)
			.where(sql`oid = 'search_documents'::regclass`);
		const sharesIn = (column: string) => {
			const { values, shares } = rows.find((row) => row.column === column) ?? {};
			return new Map((values ?? []).map((value, at) => [value, shares?.[at] ?? 0]));
		};
		const words = sharesIn("words");
		const known = {
			documents: words.size > 0 ? (table?.documents ?? 0) : 0,
			words,
			rare: Math.min(1, ...words.values()) / 2,
			kinds: sharesIn("kind"),
		};
		statistics = { at: performance.now(), known };
		return known;
	}

	const newestFirst = (hits: SearchHit[]) => [
		...new Map(hits.sort((a, b) => b.no - a.no).map((hit) => [hit.no, hit])).values(),
	];

	const gathered = async (reader: Reader, match: string | null, before: number, limit: number) =>
		match === null
			? []
			: reader
					.select(HIT)
					.from(
						sql`(with found as materialized (select no, kind, subject_id, case_id, panel_id from search_documents where words @@ ${match}::tsquery) select * from found where no < ${before} order by no desc limit ${limit}) d`,
					);

	/** What fits among the newest documents of a kind, looked through one by one. */
	function newestOf(
		panelIds: SearchScope["panelIds"],
		kind: SearchKind,
		most: number,
		match: string,
		before: number,
		limit: number,
	): SQL {
		const newest = (where: SQL, many: number) =>
			// Not kind = …: the planner would then go through the documents of every kind, from the newest.
			sql`(select * from search_documents where ${where} kind >= ${kind} and (kind, no) < (${kind}, ${before}) order by kind desc, no desc limit ${many}) n`;
		const each = Math.ceil((1.5 * most) / Math.max(1, panelIds.length));
		const from =
			panelIds === "all"
				? newest(sql``, most)
				: sql`unnest(string_to_array(${panelIds.join(",")}, ',')) p cross join lateral ${newest(sql`panel_id = p and`, each)}`;
		return sql`(select n.no, n.kind, n.subject_id, n.case_id, n.panel_id from ${from} where n.words @@ ${match}::tsquery order by n.no desc limit ${limit}) d`;
	}

	// --- built anew -----------------------------------------------------------------------------------------

	/** Builds the index anew when it was built by earlier code, or never. For migrate(). */
	async function refreshSearch(tx: Writer): Promise<void> {
		const [changed] = await tx.update(forms).set({ form: FORM }).where(sql`form <> ${FORM}`).returning();
		if (changed) await rebuildSearch(tx);
	}

	/** Builds the index anew from what is there: after rows were written in bulk. */
	async function rebuildSearch(tx: Writer): Promise<void> {
		if (isPostgres) {
			await run(tx, sql`truncate search_documents, search_names, search_slips restart identity`);
			await run(tx, sql`drop index search_documents_words`);
		} else {
			await run(tx, sql`delete from search_documents`);
			await run(tx, sql`delete from search_names`);
			await run(tx, sql`delete from search_slips`);
			await run(tx, sql`insert into search_words (search_words) values ('delete-all')`);
		}
		const fill = filler(tx);
		for await (const some of casesInTurn(tx)) await fill(some);
		for await (const some of textsInTurn(tx)) await fill(some);
		if (isPostgres) {
			await run(
				tx,
				sql`create index search_documents_words on search_documents using gin (words) with (fastupdate = off)`,
			);
			await run(tx, sql`analyze search_documents, search_names, search_slips`);
		} else {
			await run(tx, sql`insert into search_words (search_words) values ('optimize')`);
		}
	}

	/** Writes documents many at a time, numbering them from 1. */
	function filler(tx: Writer) {
		let filled = 0;
		const learned = new Set<string>();
		return async (some: Document[]): Promise<void> => {
			const rows = some.map(({ kind, subjectId, caseId, panelId, words }, index) => [
				filled + index + 1,
				kind,
				subjectId,
				caseId,
				panelId,
				words,
			]);
			filled += rows.length;
			const json = JSON.stringify(rows);
			if (isPostgres) {
				await run(
					tx,
					sql`insert into search_documents (kind, subject_id, case_id, panel_id, words) select r->>1, r->>2, r->>3, r->>4, array_to_tsvector(string_to_array(r->>5, ' ')) from jsonb_array_elements(${json}::jsonb) with ordinality as t (r, place) order by place`,
				);
			} else {
				await run(
					tx,
					sql`insert into search_documents (no, kind, subject_id, case_id, panel_id) select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(${json})`,
				);
				await run(
					tx,
					sql`insert into search_words (rowid, words) select value->>0, value->>5 from json_each(${json})`,
				);
			}
			const fresh = new Set(some.flatMap((document) => document.names).filter((word) => !learned.has(word)));
			for (const word of fresh) learned.add(word);
			if (fresh.size > 0) await learn(tx, [...fresh].sort());
		};
	}

	return {
		indexText,
		indexAction,
		indexCase,
		unindexText,
		unindexCases,
		searchText,
		searchCases,
		rebuildSearch,
		refreshSearch,
	};
}

const asVector = (words: SQL): SQL => sql`array_to_tsvector(string_to_array(${words}::text, ' '))`;

// --- what is read to build it anew ------------------------------------------------------------------------

const CASE = {
	id: cases.id,
	panelId: cases.panelId,
	reference: cases.reference,
	crimeReference: cases.crimeReference,
	officerName: cases.officerName,
};
const ACTION = {
	subjectId: actions.id,
	caseId: actions.caseId,
	panelId: actions.panelId,
	what: actions.what,
	ownerDetail: actions.ownerDetail,
	outcome: actions.outcome,
};
const textOfAction = ({
	what,
	ownerDetail,
	outcome,
	...of
}: Record<"subjectId" | "caseId" | "panelId" | "what", string> &
	Record<"ownerDetail" | "outcome", string | null>): TextDocument => ({
	kind: "action",
	...of,
	texts: [what, ownerDetail, outcome],
});

const AT_ONCE = 1_000;

async function* casesInTurn(reader: Reader): AsyncGenerator<Document[]> {
	for (let after = ""; ; ) {
		const some = await reader
			.select(CASE)
			.from(cases)
			.where(sql`${cases.id} > ${after}`)
			.orderBy(cases.id)
			.limit(AT_ONCE);
		const last = some.at(-1);
		if (!last) return;
		const named = new Map<string, Person[]>();
		const ids = some.map((file) => file.id);
		const persons = await reader
			.select({ caseId: people.caseId, name: people.name, aliases: people.aliases })
			.from(people)
			.where(inArray(people.caseId, ids));
		for (const person of persons) named.set(person.caseId, [...(named.get(person.caseId) ?? []), person]);
		yield some.map((file) => caseDocument(file, named.get(file.id) ?? []));
		after = last.id;
	}
}

async function* textsInTurn(reader: Reader): AsyncGenerator<Document[]> {
	for (let after = ""; ; ) {
		const some = await reader
			.select({ subjectId: entries.id, caseId: entries.caseId, panelId: cases.panelId, body: entries.body })
			.from(entries)
			.innerJoin(cases, eq(cases.id, entries.caseId))
			.where(sql`${entries.id} > ${after}`)
			.orderBy(entries.id)
			.limit(AT_ONCE);
		const last = some.at(-1);
		if (!last) break;
		yield some.map(({ body, ...of }) => textDocument({ kind: "entry", ...of, texts: [body] }));
		after = last.subjectId;
	}
	for (let after = ""; ; ) {
		const some = await reader
			.select(ACTION)
			.from(actions)
			.where(sql`${actions.id} > ${after}`)
			.orderBy(actions.id)
			.limit(AT_ONCE);
		const last = some.at(-1);
		if (!last) return;
		yield some.map((action) => textDocument(textOfAction(action)));
		after = last.subjectId;
	}
}
