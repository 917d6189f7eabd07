/**
 * A case's shared summary: a text a section, written by several people at once, and who wrote which word of it.
 * Words are kept as Yjs updates in the order in which they were acknowledged; nothing that was written is ever taken out.
 */
import { boolean, bytes, index, instant, integer, primaryKey, table, text, uniqueIndex } from "../columns.ts";
import { cases } from "./cases.ts";

/** One section of a case's summary, from its first word on. */
export const summarySections = table(
	"summary_sections",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		/** Which of the sections, as in the address of its page; an agency's own part is "agency-" and the agency's id. */
		key: text().notNull(),
		/** The agency that alone writes it, with its name as written at the time. */
		agencyId: text(),
		agencyName: text(),
		/** How many updates it has taken: its own sequence, not that of the panel's stream. */
		seq: integer().notNull(),
		/** The updates up to this one are merged into one row. */
		mergedTo: integer().notNull(),
		/** The stream's version that last told of writing here. */
		version: integer().notNull(),
	},
	(t) => [uniqueIndex("summary_sections_case").on(t.caseId, t.key)],
);

/** How many have held a pen in a case's summary: the next one's number is one more. */
export const summaries = table("summaries", {
	caseId: text()
		.primaryKey()
		.references(() => cases.id),
	pens: integer().notNull(),
});

/**
 * Who held a pen: the number under which everything that they wrote while one page was open stands in the text, in
 * every section. The server gives it; nobody writes under another's.
 */
export const summaryPens = table(
	"summary_pens",
	{
		caseId: text()
			.notNull()
			.references(() => cases.id),
		/** Yjs calls it the client id. */
		pen: integer().notNull(),
		userId: text().notNull(),
		userName: text().notNull(),
		agencyId: text().notNull(),
		agencyName: text().notNull(),
		at: instant().notNull(),
	},
	(t) => [primaryKey({ columns: [t.caseId, t.pen] })],
);

/** What was written, in order. The row at `mergedTo` holds everything up to there, in Yjs's second, denser encoding. */
export const summaryUpdates = table(
	"summary_updates",
	{
		sectionId: text()
			.notNull()
			.references(() => summarySections.id),
		seq: integer().notNull(),
		isMerged: boolean().notNull(),
		/** Whose; nobody's once merged: then the pens stand in the update itself. */
		pen: integer(),
		at: instant().notNull(),
		update: bytes().notNull(),
	},
	(t) => [primaryKey({ columns: [t.sectionId, t.seq] })],
);

/**
 * Words that came back after somebody had deleted them, by undo or because an earlier state was restored: they are new
 * to Yjs, and whoever brings them back has not become their author.
 */
export const summaryCopies = table(
	"summary_copies",
	{
		sectionId: text()
			.notNull()
			.references(() => summarySections.id),
		pen: integer().notNull(),
		/** Yjs counts the characters that a pen has written in a section; this is the first of the copied ones. */
		clock: integer().notNull(),
		length: integer().notNull(),
		ofPen: integer().notNull(),
		ofClock: integer().notNull(),
	},
	(t) => [primaryKey({ columns: [t.sectionId, t.pen, t.clock] })],
);

/** Writing that the panel's record has not been told of yet: a row a pen and section while somebody writes. */
export const summaryVisits = table(
	"summary_visits",
	{
		sectionId: text()
			.notNull()
			.references(() => summarySections.id),
		pen: integer().notNull(),
		startedAt: instant().notNull(),
		lastAt: instant().notNull(),
		/** The last update of it. */
		seq: integer().notNull(),
	},
	(t) => [primaryKey({ columns: [t.sectionId, t.pen] }), index("summary_visits_last").on(t.lastAt)],
);

/** A state that a section once had, which can be seen, compared and restored. */
export const summaryStates = table(
	"summary_states",
	{
		id: text().primaryKey(),
		sectionId: text()
			.notNull()
			.references(() => summarySections.id),
		seq: integer().notNull(),
		/** Yjs's snapshot: which of all words ever written were there. */
		snapshot: bytes().notNull(),
		/** Somebody stopped writing; made it say again what it said before; a meeting in which it was before the panel came to its end. */
		why: text({ enum: ["written", "restored", "heard"] }).notNull(),
		/** Whoever wrote or restored, as they were called then; of "heard", whoever ended it. */
		authorId: text().notNull(),
		authorName: text().notNull(),
		agencyName: text().notNull(),
		meetingId: text(),
		at: instant().notNull(),
		/** With the text and its authors it gives the commitment that the event holds. */
		salt: text().notNull(),
	},
	(t) => [
		index("summary_states_section").on(t.sectionId, t.seq),
		index("summary_states_meeting").on(t.meetingId),
	],
);
