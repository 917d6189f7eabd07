/** What an engine's full text must offer to index.ts; what differs between the two is in engine.*.ts. */
import { type SQL, sql } from "drizzle-orm";
import type { Reader, Writer } from "../engine.ts";
import type { preparing } from "../prepared.ts";
import type { Document } from "./document.ts";
import type { AskedOf, SearchHit, SearchQuestion } from "./question.ts";
import type { SearchKind } from "./tables.ts";

export type Prepared = ReturnType<typeof preparing>["prepared"];
/** Runs a statement that no builder makes. */
export type Run = (tx: Writer, statement: SQL) => Promise<void>;

export interface SearchEngine {
	/** Keeps a document, or puts right what is kept of it. */
	put(tx: Writer, document: Document): Promise<void>;
	/** Takes documents out. */
	take(tx: Writer, which: SQL): Promise<void>;
	/** Whether any document of a case holds one of its words, a name or a number. */
	isHeld(reader: Reader, word: string): Promise<boolean>;
	/** Waits until nobody is keeping names, and lets nobody begin before the transaction in hand has ended. */
	keepNamesStill(tx: Writer): Promise<void>;
	/** Documents that fit any of what is asked, the newest first. */
	answer(
		reader: Reader,
		asked: readonly AskedOf[],
		question: Omit<SearchQuestion, "words">,
	): Promise<SearchHit[]>;
	/** Keeps documents of which nothing is kept yet, many by one statement. */
	fill(tx: Writer, documents: readonly Document[]): Promise<void>;
	/** What comes before and after all are kept anew. */
	begin(tx: Writer): Promise<void>;
	end(tx: Writer): Promise<void>;
}

/** A hit as it is read from whatever is called `d`. */
export const HIT = {
	no: sql<number>`d.no`,
	kind: sql<SearchKind>`d.kind`,
	subjectId: sql<string>`d.subject_id`,
	caseId: sql<string>`d.case_id`,
	panelId: sql<string>`d.panel_id`,
};
export const NONE_AFTER = 2_147_483_647;

/** Columns of a row to insert, each with its place in a prepared query. */
export const places = (...columns: string[]) =>
	Object.fromEntries(columns.map((column) => [column, sql`${sql.placeholder(column)}`])) as never;
