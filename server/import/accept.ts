/** Makes what an import has staged visible, and changes what it found: one short transaction for all its panels. */
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import {
	actions,
	cases,
	contacts,
	entries,
	imports,
	people,
	protectedDetails,
	referrals,
} from "#db/schema/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { nextNumber } from "../cases/index.ts";
import { now } from "../clock.ts";
import { claim, command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Conflict, NotAllowed } from "../http/errors.ts";
import { applyChange, settleAsked } from "./apply-change.ts";
import { chunks } from "./chunks.ts";
import type { Import, Prepared, PreparedCase } from "./content.ts";
import { versionIn } from "./known.ts";
import type { PlannedChange } from "./planned.ts";
import { coordinates } from "./policy.ts";
import { actionsOf, insertReferrals, LONGEST_ID, officerOf } from "./rows.ts";

/** Rows that are sent to open screens one by one; more, and the screens load anew. */
const MOST_SENT = 100;

/** Something that the file is about is another now than when the import was looked at. */
export class ChangedMeanwhile extends Conflict {
	constructor(
		why = "Somebody changed something in between that this file is about. Look at the import again.",
	) {
		super(why, { current: {}, submitted: {} });
	}
}
const GONE =
	"Cases or names that this file adds to are gone: the import that brought them has been undone. Look at the rows again.";

const Accept = z.object({ importId: z.string() });

/**
 * Makes an import visible, all of it or nothing. For the coordinator of each of its panels.
 * @throws NotAllowed; ChangedMeanwhile when what it changes is another by now, or an import of the same rows was quicker.
 */
export async function accept(actor: Actor, importId: string, prepared: Prepared): Promise<void> {
	const run = command("import.accept", Accept, async ({ tx, opId }) => {
		const panelIds = prepared.panels.map(({ panelId }) => panelId);
		const streams = await claim(tx, opId, panelIds);
		const access = await accessOf(tx, actor);
		for (const { id } of streams) {
			if (!coordinates(actor, access, id)) {
				throw new NotAllowed("Only the panel’s coordinator can import cases.");
			}
		}
		const known = prepared.cases.filter(({ isNew }) => !isNew);
		if (known.some(({ id }) => access.recusedFrom.has(id))) throw new ChangedMeanwhile();
		await requireThere(tx, prepared);
		await requireUnchanged(tx, known);
		await requireNew(tx, prepared);
		const [found] = await tx.select().from(imports).where(eq(imports.id, importId));
		if (found?.state !== "writing") throw new ChangedMeanwhile();
		const counts: Record<string, number> = {};
		for (const [at, stream] of streams.entries()) {
			await acceptPanel(tx, actor, stream, found, prepared, at);
			counts[versionIn(stream.id)] = stream.version;
		}
		await tx
			.update(imports)
			.set({
				state: "accepted",
				acceptedAt: now(),
				problem: null,
				sealedContent: null,
				counts: { ...found.counts, ...counts },
				version: sql`${imports.version} + 1`,
			})
			.where(and(eq(imports.id, importId), eq(imports.state, "writing")));
		return {};
	});
	try {
		await run(actor, `${prepared.attempt}:accept`, { importId });
	} catch (error) {
		// Somebody added the very case of a row between the look and the write.
		if (/cases_import|UNIQUE constraint failed: cases/i.test(String((error as Error)?.cause ?? error))) {
			throw new ChangedMeanwhile();
		}
		throw error;
	}
}

/**
 * @throws ChangedMeanwhile when a case that it adds to, or a contact who was known, is gone: whoever undoes the import
 *   that brought them does so while this one is not seen, and what is only added compares nothing with them.
 */
async function requireThere(tx: Tx, { panels, cases: prepared }: Prepared): Promise<void> {
	for (const { panelId, contacts: added } of panels) {
		const ofPanel = prepared.filter((one) => one.panelId === panelId);
		const caseIds = ofPanel.filter(({ isNew }) => !isNew).map(({ id }) => id);
		for (const some of chunks(caseIds, 500)) {
			const there = and(inArray(cases.id, some), eq(cases.panelId, panelId), isNull(cases.stagedIn));
			if ((await tx.$count(cases, there)) < some.length) throw new ChangedMeanwhile(GONE);
		}
		const named = ofPanel.flatMap(({ officerContactId, actions: planned, changes }) => [
			officerContactId,
			...planned.map(({ ownerContactId }) => ownerContactId),
			...changes.map(({ after }) => after.ownerContactId ?? null),
		]);
		const known = new Set(named.filter((id) => id !== null));
		for (const { id } of added) known.delete(id);
		for (const some of chunks([...known], 500)) {
			if ((await tx.$count(contacts, inArray(contacts.id, some))) < some.length)
				throw new ChangedMeanwhile(GONE);
		}
	}
}

/** @throws ChangedMeanwhile when a row that is to change carries another version than the one that was compared. */
async function requireUnchanged(tx: Tx, known: PreparedCase[]): Promise<void> {
	const changes = known.flatMap((one) => one.changes);
	for (const [subject, table] of Object.entries(TABLES)) {
		const wanted = new Map(
			changes
				.filter((change) => change.subject === subject && !isNewDetail(change))
				.map((one) => [one.id, one.version]),
		);
		for (const ids of chunks([...wanted.keys()])) {
			const rows = await tx
				.select({ id: table.id, version: table.version })
				.from(table)
				.where(inArray(table.id, ids));
			if (rows.length !== ids.length || rows.some((row) => row.version !== wanted.get(row.id))) {
				throw new ChangedMeanwhile();
			}
		}
	}
}

/** @throws ChangedMeanwhile when another import has brought one of its new cases meanwhile. */
async function requireNew(tx: Tx, prepared: Prepared): Promise<void> {
	for (const { panelId } of prepared.panels) {
		const keys = prepared.cases
			.filter((one) => one.isNew && one.panelId === panelId)
			.map((one) => one.importKey);
		for (const some of chunks(keys, 500)) {
			const found = await tx.$count(cases, and(eq(cases.panelId, panelId), inArray(cases.importKey, some)));
			if (found > 0) throw new ChangedMeanwhile();
		}
	}
}

const TABLES = {
	case: cases,
	person: people,
	"protected-detail": protectedDetails,
	action: actions,
	referral: referrals,
} as const;

/** A detail that the case did not have. */
const isNewDetail = (change: Pick<PlannedChange, "subject" | "before">) =>
	change.subject === "protected-detail" && change.before.value === null;

async function acceptPanel(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	{ id: importId, fileName }: Import,
	prepared: Prepared,
	at: number,
): Promise<void> {
	const panel = prepared.panels[at] as Prepared["panels"][number];
	const ofPanel = prepared.cases.filter(({ panelId }) => panelId === stream.id);
	const isNew = ofPanel.filter((one) => one.isNew);
	const known = ofPanel.filter((one) => !one.isNew);
	if (isNew.length > 0) {
		// Those of one panel stand one after the other, so their numbers follow on each other.
		const first = prepared.cases.findIndex((one) => one.isNew && one.panelId === stream.id);
		const { start, number } = await nextNumber(tx, stream.id);
		await showCases(tx, stream, importId, { start, ahead: number - first });
	}
	for (const some of chunks(panel.contacts)) {
		await tx
			.insert(contacts)
			.values(some.map((contact) => ({ ...contact, panelId: stream.id, version: stream.version })));
	}
	const touched: string[] = [];
	const added = known.flatMap((one) => actionsOf(actor, stream, one));
	for (const some of chunks(added)) await tx.insert(actions).values(some);
	touched.push(...added.map(({ id }) => touch("action", id)));
	const said = known.flatMap((one) => one.entries.map(({ id, body }) => ({ id, body, caseId: one.id })));
	for (const some of chunks(said)) {
		await tx.insert(entries).values(
			some.map((entry) => ({
				...entry,
				kind: "information" as const,
				authorId: actor.userId,
				authorName: actor.name,
				agencyName: actor.agencyName,
				at: now(),
				version: stream.version,
			})),
		);
	}
	touched.push(...said.map(({ id }) => touch("entry", id)));
	const again = known.flatMap((one) =>
		one.again.map((referral) => ({ ...referral, caseId: one.id, panelId: one.panelId })),
	);
	await insertReferrals(tx, actor, again, stream.version);
	touched.push(...again.map(({ id }) => touch("referral", id)));
	for (const one of known) {
		for (const change of one.changes)
			touched.push(...(await applyChange(tx, stream, change, officerOf(one))));
	}
	await settleAsked(
		tx,
		known.flatMap((one) => one.changes),
	);
	const text = await keepRevision(tx, actor, stream, { kind: "import", id: importId }, { fileName });
	const officers = new Set(
		ofPanel.flatMap(({ formerOfficerId }) => (formerOfficerId === null ? [] : [formerOfficerId])),
	);
	await record(
		tx,
		actor,
		stream,
		"import.accepted",
		{
			importId,
			casesCreated: isNew.length,
			actionsCreated: ofPanel.reduce((sum, one) => sum + one.actions.length, 0),
			rowsRead: panel.rowsRead,
			rowsChanged: known.reduce((sum, one) => sum + one.changes.length, 0),
			...(touched.length > MOST_SENT ? { isLarge: true as const } : {}),
			...(officers.size > 0 ? { officerUserIds: [...officers] } : {}),
			text,
		},
		touched.length > MOST_SENT ? [] : [...new Set(touched)],
	);
}

/** Gives a panel's staged cases their references, and shows them: one statement, however many they are. */
async function showCases(
	tx: Tx,
	stream: Stream,
	importId: string,
	{ start, ahead }: { start: string; ahead: number },
): Promise<void> {
	const number = sql`(cast(substr(${cases.reference}, ${sql.raw(String(LONGEST_ID + 2))}) as integer) + ${sql.raw(String(ahead))})`;
	const padded = sql`case when ${number} < 10 then '00' when ${number} < 100 then '0' else '' end || ${number}`;
	await tx
		.update(cases)
		.set({
			reference: sql`${start} || ${padded}`,
			importKey: sql`substr(${cases.importKey}, ${sql.raw(String(LONGEST_ID + 2))})`,
			stagedIn: null,
			version: stream.version,
		})
		.where(and(eq(cases.stagedIn, importId), eq(cases.panelId, stream.id)));
}
