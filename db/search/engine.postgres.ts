/**
 * PostgreSQL's full text. GIN answers with all that fits at once, unsorted; of a common word it is quicker to look
 * through the newest documents, which hold enough of it. So how common a word is, is weighed first.
 */
import { and, eq, type SQL, sql } from "drizzle-orm";
import { integer, table, text } from "../columns.ts";
import type { Reader, Writer } from "../engine.ts";
import { LETTER, panelWord } from "./document.ts";
import { HIT, NONE_AFTER, type Prepared, places, type Run, type SearchEngine } from "./engine.ts";
import {
	type Asked,
	type AskedOf,
	type SearchHit,
	type SearchScope,
	type Syntax,
	within,
} from "./question.ts";
import { documents, type SearchKind } from "./tables.ts";

/** A document with its words. In full, since Drizzle works the names out once for each name of a table. */
const indexed = table("search_documents", {
	no: integer("no").primaryKey(),
	kind: text("kind").notNull(),
	subjectId: text("subject_id").notNull(),
	caseId: text("case_id").notNull(),
	panelId: text("panel_id").notNull(),
	words: text("words").notNull(),
});

const SYNTAX: Syntax = {
	and: " & ",
	or: " | ",
	quote: (word) => `'${word}'`,
	but: (held, hidden) => `${held} & !${hidden}`,
};

/** How often words stand in documents, as PostgreSQL's own statistics have it. */
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

/**
 * The share of documents that may be expected to hold what is asked: when its words have nothing to do with each
 * other, and when they always stand together, as "bail" and "conditions" do.
 */
function shareOf(asked: Asked, statistics: Statistics, areTogether = false): number {
	if (typeof asked === "string") return statistics.words.get(asked) ?? statistics.rare;
	const shares = ("all" in asked ? asked.all : asked.any).map((one) => shareOf(one, statistics, areTogether));
	if ("any" in asked) return Math.min(1, sumOf(shares));
	return areTogether ? Math.min(1, ...shares) : shares.reduce((product, share) => product * share, 1);
}

const sumOf = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** How many of the newest documents to look through; null where it is quicker to ask the index. */
function worthLooking(
	{ asked, kind }: AskedOf,
	panelIds: SearchScope["panelIds"],
	limit: number,
	statistics: Statistics,
): number | null {
	const { documents, kinds } = statistics;
	if (documents === 0 || panelIds.length === 0) return null;
	const ofKind = kinds.get(kind) ?? 0.01;
	const theirs = panelIds === "all" ? 1 : shareOf({ any: panelIds.map(panelWord) }, statistics);
	const within = documents * ofKind * theirs;
	for (const areTogether of [false, true]) {
		const share = Math.min(1, shareOf(asked, statistics, areTogether) / ofKind);
		const look = Math.min(within, (2 * limit) / share);
		if (look * COST.look < within * share * COST.fetch) return Math.ceil(look);
	}
	return null;
}

export function searchInPostgres(prepared: Prepared, run: Run): SearchEngine {
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
	const insertWhole = prepared("search: insert a document", (tx: Writer) =>
		tx.insert(indexed).values({
			...(places("kind", "subjectId", "caseId", "panelId") as object),
			words: asVector(sql`${sql.placeholder("words")}`),
		} as never),
	);
	const updateWords = prepared("search: change words", (tx: Writer) =>
		tx
			.update(indexed)
			.set({ words: asVector(sql`${sql.placeholder("words")}`) } as never)
			.where(eq(indexed.no, sql.placeholder("no"))),
	);

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
		const [counted] = await reader
			.select({ documents: sql<number>`greatest(reltuples, 0)::integer` })
			.from(sql`pg_class`)
			.where(sql`oid = 'search_documents'::regclass`);
		const sharesIn = (column: string) => {
			const { values, shares } = rows.find((row) => row.column === column) ?? {};
			return new Map((values ?? []).map((value, at) => [value, shares?.[at] ?? 0]));
		};
		const words = sharesIn("words");
		const known = {
			documents: words.size > 0 ? (counted?.documents ?? 0) : 0,
			words,
			rare: Math.min(1, ...words.values()) / 2,
			kinds: sharesIn("kind"),
		};
		statistics = { at: performance.now(), known };
		return known;
	}

	async function answerOne(
		reader: Reader,
		one: AskedOf,
		limit: number,
		before: number,
		scope: SearchScope,
	): Promise<SearchHit[]> {
		const match = within(one.asked, scope, SYNTAX);
		if (match === null) return [];
		const most = worthLooking(one, scope.panelIds, limit, await statisticsOf(reader));
		if (most !== null) {
			const found = await reader
				.select(HIT)
				.from(newestOf(scope.panelIds, one.kind, most, match, before, limit));
			if (found.length >= limit) {
				const ofCases = scope.caseIds?.length ? within(one.asked, { ...scope, panelIds: [] }, SYNTAX) : null;
				const theirCases = ofCases === null ? [] : await gathered(reader, ofCases, before, limit);
				return newestFirst([...found, ...theirCases]).slice(0, limit);
			}
		}
		return gathered(reader, match, before, limit);
	}

	return {
		put: async (tx, { kind, subjectId, caseId, panelId, words }) => {
			const [known] = await numberOf(tx, { kind, subjectId });
			if (known) await updateWords(tx, { no: known.no, words });
			else await insertWhole(tx, { kind, subjectId, caseId, panelId, words });
		},

		take: async (tx, which) => {
			await tx.delete(documents).where(which);
		},

		// A kind at a time, since a word may be common in one and rare in the other.
		answer: async (reader, asked, { limit, before = NONE_AFTER, ...scope }) => {
			const found: SearchHit[] = [];
			for (const one of asked) found.push(...(await answerOne(reader, one, limit, before, scope)));
			return newestFirst(found).slice(0, limit);
		},

		// By the index of words, which is quick also where nothing is found: the planner would rather look through it all.
		isHeld: async (reader, word) => {
			const found = await reader
				.select({ no: sql<number>`d.no` })
				.from(
					sql`(with found as materialized (select no from search_documents where words @@ ${SYNTAX.quote(LETTER.case + word)}::tsquery) select no from found limit 1) d`,
				);
			return found.length > 0;
		},

		keepNamesStill: (tx) => run(tx, sql`lock table search_names in share row exclusive mode`),

		begin: async (tx) => {
			await run(tx, sql`truncate search_documents restart identity`);
			await run(tx, sql`drop index search_documents_words`);
			// GIN is built from memory many times as fast as on disk; the transaction alone has as much.
			await run(tx, sql`set local maintenance_work_mem = '256MB'`);
		},

		fill: async (tx, some) => {
			const json = JSON.stringify(
				some.map(({ kind, subjectId, caseId, panelId, words }) => [kind, subjectId, caseId, panelId, words]),
			);
			await run(
				tx,
				sql`insert into search_documents (kind, subject_id, case_id, panel_id, words) select r->>0, r->>1, r->>2, r->>3, array_to_tsvector(string_to_array(r->>4, ' ')) from jsonb_array_elements(${json}::jsonb) with ordinality as t (r, place) order by place`,
			);
		},

		end: async (tx) => {
			await run(
				tx,
				sql`create index search_documents_words on search_documents using gin (words) with (fastupdate = off)`,
			);
			await run(tx, sql`analyze search_documents, search_names, search_slips`);
		},
	};
}

const asVector = (words: SQL): SQL => sql`array_to_tsvector(string_to_array(${words}::text, ' '))`;

const newestFirst = (hits: SearchHit[]) => [
	...new Map(hits.sort((a, b) => b.no - a.no).map((hit) => [hit.no, hit])).values(),
];

/** All that fits, by the index of words. */
const gathered = (reader: Reader, match: string, before: number, limit: number) =>
	reader
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
	// Of several panels one may have more of the newest than its part.
	const each = panelIds.length > 1 ? Math.ceil((1.5 * most) / panelIds.length) : most;
	const from =
		panelIds === "all"
			? newest(sql``, most)
			: sql`unnest(string_to_array(${panelIds.join(",")}, ',')) p cross join lateral ${newest(sql`panel_id = p and`, each)}`;
	return sql`(select n.no, n.kind, n.subject_id, n.case_id, n.panel_id from ${from} where n.words @@ ${match}::tsquery order by n.no desc limit ${limit}) d`;
}
