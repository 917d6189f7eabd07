/** SQLite's FTS5. The words of a document are in a table of its own, under the document's number. */
import { and, eq, sql } from "drizzle-orm";
import { integer, table, text } from "../columns.ts";
import type { Reader, Writer } from "../engine.ts";
import { LETTER } from "./document.ts";
import { HIT, NONE_AFTER, type Prepared, places, type Run, type SearchEngine } from "./engine.ts";
import { type Syntax, within } from "./question.ts";
import { documents } from "./tables.ts";

const indexed = table("search_words", { rowid: integer().primaryKey(), words: text().notNull() });

const SYNTAX: Syntax = {
	and: " AND ",
	or: " OR ",
	quote: (word) => `"${word}"`,
	but: (held, hidden) => `(${held}) NOT ${hidden}`,
};

/** How FTS5 is set unless it is told otherwise. */
const USUAL = { automerge: 4, hashsize: 1024 * 1024 };

export function searchInSqlite(prepared: Prepared, run: Run): SearchEngine {
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
	const insertDocument = prepared("search: insert a document", (tx: Writer) =>
		tx
			.insert(documents)
			.values(places("kind", "subjectId", "caseId", "panelId"))
			.returning({ no: documents.no }),
	);
	const insertWords = prepared("search: insert words", (tx: Writer) =>
		tx.insert(indexed).values(places("rowid", "words")),
	);
	const updateWords = prepared("search: change words", (tx: Writer) =>
		tx
			.update(indexed)
			.set(places("words"))
			.where(eq(indexed.rowid, sql.placeholder("no"))),
	);

	async function configured(tx: Writer, settings: typeof USUAL): Promise<void> {
		for (const [name, value] of Object.entries(settings)) {
			// Written out, since a number that is given is a real to SQLite, and FTS5 takes whole ones only.
			await run(
				tx,
				sql`insert into search_words (search_words, rank) values (${name}, ${sql.raw(String(value))})`,
			);
		}
	}

	return {
		put: async (tx, { kind, subjectId, caseId, panelId, words }) => {
			const [known] = await numberOf(tx, { kind, subjectId });
			if (known) return void (await updateWords(tx, { no: known.no, words }));
			const [made] = await insertDocument(tx, { kind, subjectId, caseId, panelId });
			await insertWords(tx, { rowid: made?.no ?? 0, words });
		},

		take: async (tx, which) => {
			const gone = await tx.delete(documents).where(which).returning({ no: documents.no });
			for (const { no } of gone) await tx.delete(indexed).where(eq(indexed.rowid, no));
		},

		// FTS5 goes through its lists from the newest, and stops at the limit by itself.
		answer: async (reader, asked, { limit, before = NONE_AFTER, ...scope }) => {
			const match = within({ any: asked.map((one) => one.asked) }, scope, SYNTAX);
			if (match === null) return [];
			return reader
				.select(HIT)
				.from(
					sql`(select rowid as r from search_words where search_words match ${match} and rowid < ${before} order by rowid desc limit ${limit}) w cross join search_documents d on d.no = w.r`,
				)
				.orderBy(sql`d.no desc`);
		},

		isHeld: async (reader, word) => {
			const found = await reader
				.select({ no: sql<number>`w.r` })
				.from(
					sql`(select rowid as r from search_words where search_words match ${SYNTAX.quote(LETTER.case + word)} limit 1) w`,
				);
			return found.length > 0;
		},

		// One writes at a time.
		keepNamesStill: async () => {},

		begin: async (tx) => {
			await run(tx, sql`delete from search_documents`);
			await run(tx, sql`insert into search_words (search_words) values ('delete-all')`);
			// Long lists are written from memory, and put together once at the end instead of again and again.
			await configured(tx, { automerge: 0, hashsize: 64 * 1024 * 1024 });
		},

		fill: async (tx, some) => {
			// One writes at a time, so these numbers are nobody else's.
			const [last] = await tx.select({ no: sql<number>`coalesce(max(no), 0)` }).from(documents);
			const from = (last?.no ?? 0) + 1;
			const json = JSON.stringify(
				some.map(({ kind, subjectId, caseId, panelId, words }, index) => [
					from + index,
					kind,
					subjectId,
					caseId,
					panelId,
					words,
				]),
			);
			await run(
				tx,
				sql`insert into search_documents (no, kind, subject_id, case_id, panel_id) select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(${json})`,
			);
			await run(
				tx,
				sql`insert into search_words (rowid, words) select value->>0, value->>5 from json_each(${json})`,
			);
		},

		end: async (tx) => {
			await run(tx, sql`insert into search_words (search_words) values ('optimize')`);
			await configured(tx, USUAL);
		},
	};
}
