/** What the system never forgets: the order of all change, who changed and who looked. */
import { boolean, index, instant, integer, json, primaryKey, table, text } from "../columns.ts";

/** One ordered line of change: a panel, an area's referral inbox, the organisation, or the access log. */
export const streams = table("streams", {
	id: text().primaryKey(),
	kind: text({ enum: ["panel", "inbox", "organisation", "access"] }).notNull(),
	/** How many changes; each command that writes the stream adds one. */
	version: integer().notNull(),
	/** Hash of the newest row of the chain. */
	headHash: text().notNull(),
});

export const events = table(
	"events",
	{
		streamId: text()
			.notNull()
			.references(() => streams.id),
		version: integer().notNull(),
		/** Order within one version, from 0: a command may record several events. */
		position: integer().notNull(),
		opId: text().notNull(),
		actorId: text().notNull(),
		at: instant().notNull(),
		type: text().notNull(),
		/** The case it is about, if any, for the case's timeline. */
		caseId: text(),
		/** Ids, kinds and enumerated values only; texts are in revisions. */
		data: json<Record<string, unknown>>().notNull(),
		/** The rows that changed, as "kind:id". */
		touched: json<string[]>().notNull(),
		prevHash: text().notNull(),
		hash: text().notNull(),
	},
	(t) => [primaryKey({ columns: [t.streamId, t.version, t.position] }), index("events_case").on(t.caseId)],
);

/** Every state that a text ever had. Erasing one leaves its event's commitment, so the chain stays whole. */
export const revisions = table(
	"revisions",
	{
		id: text().primaryKey(),
		streamId: text().notNull(),
		version: integer().notNull(),
		subjectKind: text().notNull(),
		subjectId: text().notNull(),
		authorId: text().notNull(),
		at: instant().notNull(),
		/** Together with body gives the commitment that the event holds; erased with it. */
		salt: text(),
		/** Canonical JSON of the fields, sealed where the fields are protected; null once erased. */
		body: text(),
		isSealed: boolean().notNull(),
		erasedAt: instant(),
	},
	(t) => [index("revisions_subject").on(t.subjectKind, t.subjectId)],
);

/** The answer that a command gave, so that the same click sent twice changes nothing the second time. */
export const operations = table(
	"operations",
	{
		actorId: text().notNull(),
		opId: text().notNull(),
		command: text().notNull(),
		inputHash: text().notNull(),
		result: json<unknown>(),
		at: instant().notNull(),
	},
	(t) => [primaryKey({ columns: [t.actorId, t.opId] })],
);

/** Who looked at which record: one row a person, record and visit. A hash chain of its own. */
export const accesses = table(
	"accesses",
	{
		number: integer().primaryKey(),
		at: instant().notNull(),
		actorId: text().notNull(),
		sessionId: text().notNull(),
		recordKind: text().notNull(),
		recordId: text().notNull(),
		prevHash: text().notNull(),
		hash: text().notNull(),
	},
	(t) => [index("accesses_record").on(t.recordKind, t.recordId), index("accesses_actor").on(t.actorId)],
);
