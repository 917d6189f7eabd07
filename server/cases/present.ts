/** How the rows of a case are shown, everywhere the same. */
import { desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { prepared, type Reader } from "#db/index.ts";
import { cases, entries, people, protectedDetails, recusals, victimAgencies } from "#db/schema/index.ts";
import { presentActionsOf } from "../actions/present.ts";
import { presentAdviceOf } from "../advice/present.ts";
import type { Audience } from "../audiences/index.ts";
import { type Presented, presents, type Row } from "../events/index.ts";
import { presentFollowUpOf } from "../follow-up/present.ts";
import { presentChronologiesOf } from "../incidents/present.ts";
import { unseal } from "../sealing.ts";
import { presentSectionsOf } from "../summary/present.ts";
import { DECIDING_KINDS, riskRank } from "./fields.ts";

export interface CaseRow extends Row {
	kind: "case";
	panelId: string;
	reference: string;
	crimeReference: string | null;
	relationship: (typeof cases.$inferSelect)["relationship"];
	risk: (typeof cases.$inferSelect)["risk"];
	/** Its place by risk; 0 is the most dangerous. */
	riskRank: number;
	officerName: string | null;
	/** Civil date. */
	heardOn: string | null;
	state: (typeof cases.$inferSelect)["state"];
	nextStep: (typeof cases.$inferSelect)["nextStep"];
	/** Civil dates. */
	nextDate: string | null;
	closedOn: string | null;
	closeReason: (typeof cases.$inferSelect)["closeReason"];
	closeCriteria: string[];
	closeNote: string | null;
	/** The last referral, a civil date, and whether that was a repeat. */
	referredOn: string | null;
	isRepeat: boolean;
}
export interface PersonRow extends Row {
	kind: "person";
	caseId: string;
	part: "victim" | "person-causing-harm";
	name: string;
	aliases: string[];
	/** Civil date. */
	dateOfBirth: string | null;
}
export interface ProtectedDetailRow extends Row {
	kind: "protectedDetail";
	caseId: string;
	personId: string;
	detail: (typeof protectedDetails.$inferSelect)["kind"];
	value: string;
}
export interface VictimAgencyRow extends Row {
	kind: "victimAgency";
	caseId: string;
	agencyId: string;
	agencyName: string;
}
export interface RecusalRow extends Row {
	kind: "recusal";
	caseId: string;
	userId: string;
	userName: string;
	/** ISO instant. */
	declaredAt: string;
}
export interface EntryRow extends Row {
	kind: "entry";
	caseId: string;
	meetingId: string | null;
	entryKind: (typeof entries.$inferSelect)["kind"];
	/** It counts as something decided on the case. */
	isDeciding: boolean;
	body: string;
	authorId: string;
	authorName: string;
	agencyName: string;
	/** The agency for which the author recorded it, and who there has confirmed it. */
	forAgencyId: string | null;
	forAgencyName: string | null;
	confirmedByName: string | null;
	/** ISO instants. */
	at: string;
	editedAt: string | null;
}

const ofCase = (panelId: string, caseId: string): Audience => ({ kind: "case", panelId, caseId });

/** The place to which a protected detail is sealed. */
export const detailPlace = (id: string): string => `protected_details|sealed|${id}`;

export const presentCases = presents<CaseRow>("case", async (reader, ids) => {
	const rows = await reader.select().from(cases).where(inArray(cases.id, ids));
	return rows.map((row) => ({
		row: {
			kind: "case",
			id: row.id,
			version: row.version,
			panelId: row.panelId,
			reference: row.reference,
			crimeReference: row.crimeReference,
			relationship: row.relationship,
			risk: row.risk,
			riskRank: riskRank(row.risk),
			officerName: row.officerName,
			heardOn: row.heardOn,
			state: row.state,
			nextStep: row.nextStep,
			nextDate: row.nextDate,
			closedOn: row.closedOn,
			closeReason: row.closeReason,
			closeCriteria: row.closeCriteria ?? [],
			closeNote: row.closeNote,
			referredOn: row.referredOn,
			isRepeat: row.isRepeat,
		},
		audience: ofCase(row.panelId, row.id),
		caseId: row.id,
	}));
});

/** Each of the tables of a case is read by its own ids or, for a whole file, by the case's id. */
type Column = "id" | "caseId";

async function presentPeople(reader: Reader, by: Column, ids: string[]): Promise<Presented<PersonRow>[]> {
	const rows = await reader
		.select({ row: people, panelId: cases.panelId })
		.from(people)
		.innerJoin(cases, eq(cases.id, people.caseId))
		.where(inArray(people[by], ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "person",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			part: row.part,
			name: row.name,
			aliases: row.aliases,
			dateOfBirth: row.dateOfBirth,
		},
		audience: ofCase(panelId, row.caseId),
		caseId: row.caseId,
	}));
}

async function presentDetails(
	reader: Reader,
	by: Column,
	ids: string[],
): Promise<Presented<ProtectedDetailRow>[]> {
	const rows = await reader
		.select({ row: protectedDetails, panelId: cases.panelId })
		.from(protectedDetails)
		.innerJoin(cases, eq(cases.id, protectedDetails.caseId))
		.where(inArray(protectedDetails[by], ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "protectedDetail",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			personId: row.personId,
			detail: row.kind,
			value: row.removedAt ? "" : unseal(row.sealed, detailPlace(row.id)),
		},
		audience: { kind: "protected", panelId, caseId: row.caseId },
		caseId: row.caseId,
		isGone: row.removedAt !== null,
	}));
}

async function presentVictimAgencies(
	reader: Reader,
	by: Column,
	ids: string[],
): Promise<Presented<VictimAgencyRow>[]> {
	const rows = await reader
		.select({ row: victimAgencies, panelId: cases.panelId })
		.from(victimAgencies)
		.innerJoin(cases, eq(cases.id, victimAgencies.caseId))
		.where(inArray(victimAgencies[by], ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "victimAgency",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			agencyId: row.agencyId,
			agencyName: row.agencyName,
		},
		audience: ofCase(panelId, row.caseId),
		caseId: row.caseId,
		isGone: row.removedAt !== null,
	}));
}

async function presentRecusals(reader: Reader, by: Column, ids: string[]): Promise<Presented<RecusalRow>[]> {
	const rows = await reader
		.select({ row: recusals, panelId: cases.panelId })
		.from(recusals)
		.innerJoin(cases, eq(cases.id, recusals.caseId))
		.where(inArray(recusals[by], ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "recusal",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			userId: row.userId,
			userName: row.userName,
			declaredAt: row.declaredAt.toISOString(),
		},
		audience: ofCase(panelId, row.caseId),
		caseId: row.caseId,
		isGone: row.liftedAt !== null,
	}));
}

const selectEntries = (on: Reader, which: SQL) =>
	on
		.select({ row: entries, panelId: cases.panelId })
		.from(entries)
		.innerJoin(cases, eq(cases.id, entries.caseId))
		.where(which);
const entryById = prepared("entry by id", (on: Reader) =>
	selectEntries(on, eq(entries.id, sql.placeholder("id"))),
);

async function presentEntries(reader: Reader, by: Column, ids: string[]): Promise<Presented<EntryRow>[]> {
	const [id] = ids;
	// What is written in a meeting is mostly one entry, and every screen waits for this.
	const isOne = by === "id" && ids.length === 1 && id !== undefined;
	const rows = isOne
		? await entryById(reader, { id })
		: await selectEntries(reader, inArray(entries[by], ids));
	return rows.map(({ row, panelId }) => ({
		row: {
			kind: "entry",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			meetingId: row.meetingId,
			entryKind: row.kind,
			isDeciding: DECIDING_KINDS.includes(row.kind),
			body: row.body,
			authorId: row.authorId,
			authorName: row.authorName,
			agencyName: row.agencyName,
			forAgencyId: row.forAgencyId,
			forAgencyName: row.forAgencyName,
			confirmedByName: row.confirmedByName,
			at: row.at.toISOString(),
			editedAt: row.editedAt?.toISOString() ?? null,
		},
		audience: ofCase(panelId, row.caseId),
		caseId: row.caseId,
	}));
}

presents<PersonRow>("person", (reader, ids) => presentPeople(reader, "id", ids));
presents<ProtectedDetailRow>("protectedDetail", (reader, ids) => presentDetails(reader, "id", ids));
presents<VictimAgencyRow>("victimAgency", (reader, ids) => presentVictimAgencies(reader, "id", ids));
presents<RecusalRow>("recusal", (reader, ids) => presentRecusals(reader, "id", ids));
presents<EntryRow>("entry", (reader, ids) => presentEntries(reader, "id", ids));

/** The newest entries of a case, in their order. */
async function presentNewestEntries(
	reader: Reader,
	caseId: string,
	most: number,
): Promise<Presented<EntryRow>[]> {
	const newest = await reader
		.select({ id: entries.id })
		.from(entries)
		.where(eq(entries.caseId, caseId))
		.orderBy(desc(entries.at), desc(entries.id))
		.limit(most);
	return presentEntries(
		reader,
		"id",
		newest.map(({ id }) => id),
	);
}

/**
 * Everything that the files of these cases hold; who may see which row is for the caller to filter.
 * @param mostEntries of each case only so many entries, the newest; an older one comes once it is changed
 */
export async function presentCaseFiles(
	reader: Reader,
	caseIds: string[],
	mostEntries?: number,
): Promise<Presented[]> {
	if (caseIds.length === 0) return [];
	return [
		...(await presentCases(reader, caseIds)),
		...(await presentPeople(reader, "caseId", caseIds)),
		...(await presentDetails(reader, "caseId", caseIds)),
		...(await presentVictimAgencies(reader, "caseId", caseIds)),
		...(await presentRecusals(reader, "caseId", caseIds)),
		...(mostEntries === undefined
			? await presentEntries(reader, "caseId", caseIds)
			: await Promise.all(caseIds.map((id) => presentNewestEntries(reader, id, mostEntries))).then((all) =>
					all.flat(),
				)),
		...(await presentActionsOf(reader, caseIds)),
		...(await presentAdviceOf(reader, caseIds)),
		...(await presentFollowUpOf(reader, caseIds)),
		...(await presentChronologiesOf(reader, caseIds)),
		...(await presentSectionsOf(reader, caseIds)),
	];
}
