/** Takes an import back while nobody has built on it. */
import { and, eq, exists, gt, inArray, isNull, like, ne, not, notInArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, unindexText } from "#db/index.ts";
import {
	actions,
	cases,
	contacts,
	entries,
	events,
	hearings,
	imports,
	notices,
	people,
	protectedDetails,
	referrals,
	summarySections,
} from "#db/schema/index.ts";
import { type Actor, accessOf, casesSeenBy } from "../audiences/index.ts";
import { blindIndexOf } from "../cases/index.ts";
import { now } from "../clock.ts";
import { claim, command, record, type Stream } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { applyChange, settleAsked } from "./apply-change.ts";
import { chunks } from "./chunks.ts";
import { indexedBy, indexWritten } from "./index-written.ts";
import { handIn, undoneIn, untouchedIn, versionIn } from "./known.ts";
import type { PlannedChange } from "./planned.ts";
import { coordinates } from "./policy.ts";
import { type Written, writtenBy } from "./written.ts";

export const UndoImport = z.object({ importId: z.string() });

/**
 * Takes back an accepted import: its cases are hidden at once and then removed, what it changed is as it was before.
 * For whoever imported it, as long as they coordinate its panels.
 * @throws NotFound; NotAllowed; Invalid, saying what stands in the way: somebody has worked with it since.
 */
export const undoImport = command("import.undo", UndoImport, async ({ tx, actor, opId }, { importId }) => {
	const [found] = await tx.select().from(imports).where(eq(imports.id, importId));
	if (!found || found.uploadedById !== actor.userId) throw new NotFound();
	if (found.state !== "accepted")
		throw new Invalid({ form: "This import has not been accepted, or is undone already." });
	const streams = await claim(tx, opId, found.panelIds);
	const access = await accessOf(tx, actor);
	for (const { id } of streams) {
		if (!coordinates(actor, access, id)) {
			throw new NotAllowed("Only the panel’s coordinator can undo an import.");
		}
	}
	const written = await writtenBy(tx, importId);
	const standing = (panelId: string) => found.counts?.[versionIn(panelId)] ?? 0;
	const known = await knownCasesOf(tx, written);
	// What it would put back, and whether anybody has worked with it since, is nothing for whoever stands outside.
	if ([...written.caseIds, ...known.keys()].some((id) => access.recusedFrom.has(id))) {
		throw new Invalid({
			form: "You are recused from a case to which this import wrote, so you cannot undo it.",
		});
	}
	const touchedCases = await touchedSince(tx, importId, written, known, found.panelIds, standing);
	if (touchedCases.length > 0) throw new Invalid({ form: await inTheWay(tx, actor, touchedCases) });
	const counts: Record<string, number> = {};
	for (const stream of streams) {
		const byHand = await undoPanel(tx, actor, stream, { importId, written, version: standing(stream.id) });
		counts[undoneIn(stream.id)] = stream.version;
		for (const id of byHand) counts[handIn(id)] = stream.version;
	}
	await tx
		.update(imports)
		.set({
			state: "undoing",
			undoneAt: now(),
			counts: { ...found.counts, ...counts },
			version: sql`${imports.version} + 1`,
		})
		.where(eq(imports.id, importId));
	return {};
});

/** The cases that were there before and to which the import wrote, each with its panel. */
async function knownCasesOf(
	tx: Tx,
	{ changes, actionIds, entryIds, referralIds }: Written,
): Promise<Map<string, string>> {
	const ids = new Set(changes.map(({ caseId }) => caseId));
	for (const [table, rows] of [
		[actions, actionIds],
		[entries, entryIds],
		[referrals, referralIds],
	] as const) {
		for (const some of chunks(rows)) {
			const found = await tx.select({ caseId: table.caseId }).from(table).where(inArray(table.id, some));
			for (const { caseId } of found) ids.add(caseId);
		}
	}
	const panelOf = new Map<string, string>();
	for (const some of chunks([...ids], 200)) {
		const found = await tx
			.select({ id: cases.id, panelId: cases.panelId })
			.from(cases)
			.where(inArray(cases.id, some));
		for (const { id, panelId } of found) panelOf.set(id, panelId);
	}
	return panelOf;
}

/** Of these cases those to which other imports have written since. What they write stands in streams of their own. */
async function importedSince(
	tx: Tx,
	importId: string,
	caseIds: string[],
	isSince: (caseId: string, other: (typeof imports)["$inferSelect"]) => boolean,
): Promise<string[]> {
	const touched: string[] = [];
	for (const some of chunks(caseIds, 200)) {
		const found = await tx
			.selectDistinct({ caseId: events.caseId, otherId: events.streamId })
			.from(events)
			.innerJoin(imports, eq(imports.id, events.streamId))
			.where(
				and(
					inArray(events.caseId, some),
					ne(events.streamId, importId),
					// One that is just being written has compared with what this one brought.
					inArray(imports.state, ["writing", "accepted"]),
				),
			);
		const otherIds = [...new Set(found.map(({ otherId }) => otherId))];
		if (otherIds.length === 0) continue;
		const others = new Map(
			(await tx.select().from(imports).where(inArray(imports.id, otherIds))).map((one) => [one.id, one]),
		);
		for (const { caseId, otherId } of found) {
			const other = others.get(otherId);
			if (caseId && other && isSince(caseId, other)) touched.push(caseId);
		}
	}
	return touched;
}

/** The detail that a change wrote, as long as it stands; the change is of the version at which the import stands. */
async function detailOf(tx: Tx, { caseId, after }: PlannedChange, version: number) {
	const kind = after.kind as "address";
	const [detail] = await tx
		.select({ id: protectedDetails.id })
		.from(protectedDetails)
		.where(
			and(
				eq(protectedDetails.caseId, caseId),
				eq(protectedDetails.personId, after.personId ?? ""),
				eq(protectedDetails.kind, kind),
				eq(protectedDetails.version, version),
				eq(protectedDetails.blindIndex, blindIndexOf(kind, after.value ?? "")),
				isNull(protectedDetails.removedAt),
			),
		);
	return detail;
}

/** Ids of cases in which anything has happened since that this import brought or changed. */
async function touchedSince(
	tx: Tx,
	importId: string,
	written: Written,
	known: Map<string, string>,
	panelIds: string[],
	standing: (panelId: string) => number,
): Promise<string[]> {
	const touched = new Set<string>();
	for (const panelId of panelIds) {
		const version = standing(panelId);
		for (const some of chunks(written.caseIds, 200)) {
			const since = await tx
				.selectDistinct({ caseId: events.caseId })
				.from(events)
				.where(
					and(
						inArray(events.caseId, some),
						eq(events.streamId, panelId),
						gt(events.version, version),
						// Nobody has worked with it yet who was only reminded of it, or took its list with them.
						notInArray(events.type, ["action.reminded", "export.made"]),
					),
				);
			for (const { caseId } of since) if (caseId) touched.add(caseId);
			const other = await tx
				.select({ id: cases.id })
				.from(cases)
				.where(and(inArray(cases.id, some), eq(cases.panelId, panelId), not(eq(cases.version, version))));
			for (const { id } of other) touched.add(id);
			// A contact that was claimed gave somebody its actions.
			const given = await tx
				.select({ caseId: actions.caseId })
				.from(actions)
				.where(
					and(inArray(actions.caseId, some), eq(actions.panelId, panelId), gt(actions.version, version)),
				);
			for (const { caseId } of given) touched.add(caseId);
			// Of writing in its summary the record is told only when it stops.
			const begun = await tx
				.selectDistinct({ caseId: summarySections.caseId })
				.from(summarySections)
				.where(and(inArray(summarySections.caseId, some), gt(summarySections.seq, 0)));
			for (const { caseId } of begun) touched.add(caseId);
		}
	}
	// What another import wrote to a case that this one brought, it can only have written since.
	for (const caseId of await importedSince(tx, importId, written.caseIds, () => true)) touched.add(caseId);
	const standingOf = (caseId: string) => standing(known.get(caseId) ?? "");
	const later = await importedSince(tx, importId, [...known.keys()], (caseId, { state, counts }) => {
		const version = counts?.[versionIn(known.get(caseId) ?? "")] ?? 0;
		return state === "writing" || version > standingOf(caseId);
	});
	for (const caseId of later) touched.add(caseId);
	// Whatever was kept by hand of its people, their details and in its entries stands for itself: in a case that was there
	// before no version of a row tells of what came beside it, or went.
	for (const panelId of new Set(known.values())) {
		const ofPanel = [...known.keys()].filter((caseId) => known.get(caseId) === panelId);
		for (const some of chunks(ofPanel, 200)) {
			const since = await tx
				.selectDistinct({ caseId: events.caseId })
				.from(events)
				.where(
					and(
						inArray(events.caseId, some),
						eq(events.streamId, panelId),
						gt(events.version, standing(panelId)),
						or(...BY_HAND.map((kind) => like(events.type, `${kind}.%`))),
					),
				);
			for (const { caseId } of since) if (caseId) touched.add(caseId);
		}
	}
	for (const change of written.changes) {
		if (change.subject !== "protected-detail" || touched.has(change.caseId)) continue;
		if (!(await detailOf(tx, change, standingOf(change.caseId)))) touched.add(change.caseId);
	}
	const isMoved = (row: { caseId: string; version: number; panelId?: string }) =>
		row.version !== standing(row.panelId ?? known.get(row.caseId) ?? "");
	const idsOf = (subject: PlannedChange["subject"]) =>
		written.changes.filter((change) => change.subject === subject).map(({ id }) => id);
	for (const some of chunks([...written.actionIds, ...idsOf("action")])) {
		for (const row of await tx.select().from(actions).where(inArray(actions.id, some))) {
			if (isMoved(row)) touched.add(row.caseId);
		}
	}
	for (const some of chunks([...written.referralIds, ...idsOf("referral")])) {
		for (const row of await tx.select().from(referrals).where(inArray(referrals.id, some))) {
			if (isMoved(row)) touched.add(row.caseId);
		}
	}
	for (const some of chunks(idsOf("person"))) {
		for (const row of await tx.select().from(people).where(inArray(people.id, some))) {
			if (isMoved(row)) touched.add(row.caseId);
		}
	}
	for (const some of chunks(idsOf("case"))) {
		for (const row of await tx.select().from(cases).where(inArray(cases.id, some))) {
			if (isMoved({ ...row, caseId: row.id })) touched.add(row.id);
		}
	}
	for (const some of chunks(written.entryIds)) {
		const rows = await tx
			.select({ caseId: entries.caseId, version: entries.version, panelId: cases.panelId })
			.from(entries)
			.innerJoin(cases, eq(cases.id, entries.caseId))
			.where(inArray(entries.id, some));
		for (const row of rows) if (isMoved(row)) touched.add(row.caseId);
	}
	return [...touched];
}

/** What the events are called of what people keep of a case beside the rows that an import changes. */
const BY_HAND = ["person", "protected-detail", "entry"] as const;

const MOST_NAMED = 5;

/** Names the cases that the actor may know of; of the others only that there are some. */
async function inTheWay(tx: Tx, actor: Actor, caseIds: string[]): Promise<string> {
	const access = await accessOf(tx, actor);
	const seen: string[] = [];
	for (const some of chunks(caseIds, 200)) {
		const rows = await tx
			.select({ reference: cases.reference })
			.from(cases)
			.where(and(inArray(cases.id, some), actor.role === "system" ? undefined : casesSeenBy(access)));
		seen.push(...rows.map(({ reference }) => reference));
	}
	const named = seen.sort().slice(0, MOST_NAMED);
	const more = caseIds.length - named.length;
	const list = [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
	return `This import cannot be undone: people have worked with it since, in ${list}.`;
}

/** @returns the rows that stand again as somebody had left them, not an import. */
async function undoPanel(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	{ importId, written, version }: { importId: string; written: Written; version: number },
): Promise<string[]> {
	const untouched = await untouchedIn(tx, stream.id);
	const byHand: string[] = [];
	const officers = new Set<string>();
	let casesRemoved = 0;
	let actionsRemoved = 0;
	for (const some of chunks(written.caseIds, 200)) {
		const ofPanel = and(inArray(cases.id, some), eq(cases.panelId, stream.id));
		const found = await tx.select().from(cases).where(ofPanel);
		for (const { officerUserId } of found) if (officerUserId) officers.add(officerUserId);
		const ids = found.map(({ id }) => id);
		casesRemoved += ids.length;
		if (ids.length > 0) actionsRemoved += await tx.$count(actions, inArray(actions.caseId, ids));
		await tx
			.update(cases)
			.set({ stagedIn: importId, importKey: null, version: stream.version })
			.where(ofPanel);
	}
	for (const some of chunks(written.actionIds)) {
		const gone = await tx
			.delete(actions)
			.where(and(inArray(actions.id, some), eq(actions.panelId, stream.id)))
			.returning({ id: actions.id });
		actionsRemoved += gone.length;
		const ids = gone.map(({ id }) => id);
		await unindexText(tx, ids);
		await tx.delete(notices).where(inArray(notices.subjectId, ids));
	}
	const ofPanel = exists(
		tx
			.select({ id: cases.id })
			.from(cases)
			.where(and(eq(cases.id, entries.caseId), eq(cases.panelId, stream.id))),
	);
	for (const some of chunks(written.entryIds)) {
		const gone = await tx
			.delete(entries)
			.where(and(inArray(entries.id, some), ofPanel))
			.returning({ id: entries.id });
		await unindexText(
			tx,
			gone.map(({ id }) => id),
		);
	}
	for (const some of chunks(written.referralIds)) {
		const gone = await tx
			.delete(referrals)
			.where(and(inArray(referrals.id, some), eq(referrals.panelId, stream.id)))
			.returning({ caseId: referrals.caseId, heardOn: referrals.firstHeardOn });
		for (const { caseId, heardOn } of gone) {
			const told = and(
				eq(hearings.caseId, caseId),
				isNull(hearings.meetingId),
				eq(hearings.version, version),
			);
			await tx.delete(hearings).where(and(told, eq(hearings.heardOn, heardOn ?? "")));
		}
	}
	for (const change of written.changes) {
		const [file] = await tx.select().from(cases).where(eq(cases.id, change.caseId));
		if (file?.panelId !== stream.id) continue;
		if (file.officerUserId) officers.add(file.officerUserId);
		const restored = await restore(tx, stream, change, version);
		if (!untouched(change)) byHand.push(...restored);
	}
	await record(
		tx,
		actor,
		stream,
		"import.undone",
		{
			importId,
			casesRemoved,
			actionsRemoved,
			...(officers.size > 0 ? { officerUserIds: [...officers] } : {}),
		},
		[],
	);
	return byHand;
}

/** A link may have been taken back since: what was theirs by it is not given to them again. */
async function isAccountOf(tx: Tx, contactId: string | null, userId: string): Promise<boolean> {
	if (contactId === null) return true;
	const linked = and(eq(contacts.id, contactId), eq(contacts.claimedByUserId, userId));
	return (await tx.$count(contacts, linked)) > 0;
}

/** Puts back what a change replaced. @param version the panel's that the import made. @returns the ids of its rows */
async function restore(tx: Tx, stream: Stream, change: PlannedChange, version: number): Promise<string[]> {
	const back = { ...change, before: change.after, after: change.before };
	if (change.subject !== "protected-detail") {
		const { officerContactId = null, officerUserId = null } = change.before;
		const isStill = officerUserId !== null && (await isAccountOf(tx, officerContactId, officerUserId));
		await applyChange(tx, stream, back, {
			officerContactId,
			officerUserId: isStill ? officerUserId : null,
		});
		for (const one of indexedBy(change)) await indexWritten(tx, one);
		await settleAsked(tx, [back]);
		return [change.id];
	}
	// Only what this import wrote goes: anything else of the kind was kept by somebody, and they know better.
	const detail = await detailOf(tx, change, version);
	const touched = detail ? await applyChange(tx, stream, { ...back, id: detail.id }, NOBODY) : [];
	return touched.map((one) => one.slice(one.indexOf(":") + 1));
}
const NOBODY = { officerContactId: null, officerUserId: null };
