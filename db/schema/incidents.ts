/** The pattern of behaviour: incidents over all crimes and reports of a case, and what they come to. */
import { index, instant, integer, json, table, text, uniqueIndex } from "../columns.ts";
import { cases } from "./cases.ts";

/** One thing that happened, or that the police did about it. */
export const incidents = table(
	"incidents",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		panelId: text().notNull(),
		/** Exactly then, about then, or from then until `endsOn`. */
		precision: text({ enum: ["exact", "about", "period"] }).notNull(),
		/** Civil dates and a time of the day, on the London calendar and clock. */
		startsOn: text().notNull(),
		endsOn: text(),
		startsAt: text(),
		/** Its place in the order of the chronology: date and time as one text; of a day those without a time come first. */
		sortKey: text().notNull(),
		kinds: json<string[]>().notNull(),
		what: text().notNull(),
		/** Where it happened, and who reported it. */
		location: text(),
		source: text(),
		crimeNumber: text(),
		/** As what the police recorded it. */
		recordedAs: text({
			enum: [
				"stalking",
				"harassment",
				"malicious-communications",
				"breach-of-order",
				"other",
				"not-recorded",
			],
		}),
		/** The order or conditions that it breached. */
		orderBreached: text({
			enum: [
				"spo",
				"interim-spo",
				"restraining",
				"non-molestation",
				"occupation",
				"domestic-violence",
				"bail",
				"licence",
				"injunction",
				"other",
			],
		}),
		/** What the police did. */
		policeAction: text({
			enum: ["arrest", "interview", "order-applied", "order-served", "charge", "bail", "search", "other"],
		}),
		evidence: text(),
		/** Until when the evidence must be secured, or it is gone; a civil date. */
		preserveBy: text(),
		authorId: text().notNull(),
		authorName: text().notNull(),
		agencyName: text().notNull(),
		/** Several that were added together share what was first said of them; see revisions. */
		batchId: text(),
		at: instant().notNull(),
		editedAt: instant(),
		removedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("incidents_case").on(t.caseId, t.removedAt, t.sortKey, t.id)],
);

/** What the incidents of a case come to. Kept with every write, so that nobody need read thousands to see it. */
export const chronologies = table("chronologies", {
	/** The case. */
	id: text()
		.primaryKey()
		.references(() => cases.id),
	panelId: text().notNull(),
	/** Incidents, without entries that are of police action alone. */
	incidents: integer().notNull(),
	policeActions: integer().notNull(),
	breaches: integer().notNull(),
	/** Civil dates: when the first incident began, and the last day of any; null as long as there is none. */
	firstOn: text(),
	lastOn: text(),
	/** Weeks in which the pace changed; see server/incidents/pace.ts. */
	paceChanges: json<{ week: string; count: number; before: number }[]>().notNull(),
	/** The last few incidents by date, the newest first. */
	newestIds: json<string[]>().notNull(),
	openQueries: integer().notNull(),
	version: integer().notNull(),
});

/** A question to the lead's list: whether an incident is recorded as what it is. */
export const recordingQueries = table(
	"recording_queries",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		panelId: text().notNull(),
		incidentId: text()
			.notNull()
			.references(() => incidents.id),
		/** The features of stalking are there and it is recorded as something else; or an order was breached. */
		kind: text({ enum: ["features", "breach"] }).notNull(),
		/** Withdrawn when what raised it is there no longer. */
		state: text({ enum: ["open", "as-stalking", "stays", "withdrawn"] }).notNull(),
		/** Why it stays as it is. */
		reason: text(),
		answeredById: text(),
		answeredByName: text(),
		answeredAt: instant(),
		raisedAt: instant().notNull(),
		version: integer().notNull(),
	},
	(t) => [
		uniqueIndex("recording_queries_incident").on(t.incidentId, t.kind),
		index("recording_queries_case").on(t.caseId),
		index("recording_queries_open").on(t.state, t.raisedAt, t.id),
		index("recording_queries_panel").on(t.panelId, t.state, t.raisedAt, t.id),
	],
);
