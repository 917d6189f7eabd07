/** What the documents are made from, all of it, so many rows at a time: for building the index anew. */
import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Reader } from "../engine.ts";
import { actions, cases, entries, incidents, people, summarySections } from "../schema/index.ts";
import {
	actionDocument,
	caseDocument,
	type Document,
	entryDocument,
	incidentDocument,
	type Person,
	type TextDocument,
	textDocument,
} from "./document.ts";

export const CASE = {
	id: cases.id,
	panelId: cases.panelId,
	reference: cases.reference,
	crimeReference: cases.crimeReference,
	officerName: cases.officerName,
};
export const ACTION = {
	id: actions.id,
	caseId: actions.caseId,
	panelId: actions.panelId,
	what: actions.what,
	ownerDetail: actions.ownerDetail,
	outcome: actions.outcome,
};
export const INCIDENT = {
	id: incidents.id,
	caseId: incidents.caseId,
	panelId: incidents.panelId,
	what: incidents.what,
	location: incidents.location,
	source: incidents.source,
	evidence: incidents.evidence,
	crimeNumber: incidents.crimeNumber,
};
/** One that was removed is in its revisions and nowhere else. */
export const isStanding = isNull(incidents.removedAt);

const AT_ONCE = 1_000;

/** Goes through a table in the order of its ids. */
async function* inTurn<Row extends { id: string }>(
	read: (after: string) => PromiseLike<Row[]>,
): AsyncGenerator<Row[]> {
	for (let after = ""; ; ) {
		const some = await read(after);
		const last = some.at(-1);
		if (!last) return;
		yield some;
		after = last.id;
	}
}

/** How many documents there will be. */
export async function countDocuments(reader: Reader): Promise<number> {
	let sum = 0;
	for (const rows of [cases, entries, actions]) sum += await reader.$count(rows);
	sum += await reader.$count(incidents, isStanding);
	return sum + (await reader.$count(summarySections, gt(summarySections.seq, 0)));
}

/**
 * What the sections of summaries say, so many at a time. They are kept as Yjs documents, which the server alone can read:
 * so it is the server that hands this in.
 */
export type SummaryTexts = (reader: Reader) => AsyncIterable<TextDocument[]>;

/** Every document: the cases, then the entries, the actions, the incidents and the summaries, each from the oldest. */
export async function* allDocuments(reader: Reader, summaries: SummaryTexts): AsyncGenerator<Document[]> {
	const cases$ = inTurn((after) =>
		reader.select(CASE).from(cases).where(sql`${cases.id} > ${after}`).orderBy(cases.id).limit(AT_ONCE),
	);
	for await (const some of cases$) {
		const named = await peopleOf(
			reader,
			some.map((file) => file.id),
		);
		yield some.map((file) => caseDocument(file, named.get(file.id) ?? []));
	}
	const entries$ = inTurn((after) =>
		reader
			.select({ id: entries.id, caseId: entries.caseId, panelId: cases.panelId, body: entries.body })
			.from(entries)
			.innerJoin(cases, eq(cases.id, entries.caseId))
			.where(sql`${entries.id} > ${after}`)
			.orderBy(entries.id)
			.limit(AT_ONCE),
	);
	for await (const some of entries$) yield some.map(entryDocument);
	const actions$ = inTurn((after) =>
		reader
			.select(ACTION)
			.from(actions)
			.where(sql`${actions.id} > ${after}`)
			.orderBy(actions.id)
			.limit(AT_ONCE),
	);
	for await (const some of actions$) yield some.map(actionDocument);
	const incidents$ = inTurn((after) =>
		reader
			.select(INCIDENT)
			.from(incidents)
			.where(and(isStanding, sql`${incidents.id} > ${after}`))
			.orderBy(incidents.id)
			.limit(AT_ONCE),
	);
	for await (const some of incidents$) yield some.map(incidentDocument);
	for await (const some of summaries(reader)) yield some.map(textDocument);
}

/** The names of the people in cases. */
export async function peopleOf(reader: Reader, caseIds: string[]): Promise<Map<string, Person[]>> {
	const named = new Map<string, Person[]>();
	const found = await reader
		.select({ caseId: people.caseId, name: people.name, aliases: people.aliases })
		.from(people)
		.where(inArray(people.caseId, caseIds));
	for (const { caseId, ...person } of found) named.set(caseId, [...(named.get(caseId) ?? []), person]);
	return named;
}
