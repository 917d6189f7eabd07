/**
 * Writes an import: unseen and in small steps, then made visible by one short transaction for all its panels at once.
 * Whatever stops it in between leaves nothing that anybody sees.
 */
import { setTimeout as wait } from "node:timers/promises";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db, indexAction, indexCase, indexText, type Tx, transaction } from "#db/index.ts";
import {
	actions,
	cases,
	contacts,
	entries,
	events,
	hearings,
	imports,
	people,
	protectedDetails,
	referrals,
} from "#db/schema/index.ts";
import { newAction, recordAction } from "../actions/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { blindIndexOf, detailPlace, nextNumber, searchKey, writeCase, writeEntry } from "../cases/index.ts";
import { now } from "../clock.ts";
import { claim, command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { REFUSALS, REMINDERS, settleNotices } from "../inbox/index.ts";
import { seal } from "../sealing.ts";
import type { Import, Prepared, PreparedCase } from "./content.ts";
import { versionIn } from "./known.ts";
import type { PlannedChange } from "./planned.ts";
import { coordinates } from "./policy.ts";

/**
 * A step writes for so long, a case at least, then lets others have the database and the thread for many times as long as
 * it took: of those who are in a meeting so few meet a step that the meeting does not notice.
 */
const STEP_MS = 4;
const PAUSE_MS = 60;
const PAUSES_A_STEP = 20;
const LONGEST_PAUSE_MS = 400;

/** How long to leave the machine to others after so much work. */
const pauseAfter = (tookMs: number) => Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, tookMs * PAUSES_A_STEP));
const MOST_CASES_A_STEP = 25;
/** Rows that are sent to open screens one by one; more, and the screens load anew. */
const MOST_SENT = 100;
const CHUNK = 50;

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

const Step = z.object({ importId: z.string(), from: z.number().int() });

/**
 * Writes all of it unseen, from wherever it stood: a step that has been written is answered from the record of
 * operations, so this may begin anew after a crash.
 */
export async function stage(
	actor: Actor,
	importId: string,
	prepared: Prepared,
	{ isAlone, progress }: { isAlone: () => boolean; progress: (written: number) => void },
): Promise<void> {
	// Without what it waited for its turn.
	let took = 0;
	const step = command("import.stage", Step, async ({ tx, opId }, { from }) => {
		const begun = performance.now();
		const [claimed] = (await claim(tx, opId, [importId])) as [Stream];
		const panelId = prepared.cases[from]?.panelId ?? "";
		const stream: Stream = { ...claimed, stagesFor: panelId };
		let to = from;
		for (const one of prepared.cases.slice(from, from + MOST_CASES_A_STEP)) {
			if (one.panelId !== panelId) break;
			await stageCase(tx, actor, stream, importId, one, to);
			to++;
			if (performance.now() - begun > STEP_MS) break;
		}
		took = performance.now() - begun;
		return { to };
	});
	for (let from = 0; from < prepared.cases.length; ) {
		const { to } = await step(actor, `${prepared.attempt}:${from}`, { importId, from });
		from = to;
		progress(from);
		if (from < prepared.cases.length) await wait(isAlone() ? 0 : pauseAfter(took));
	}
}

const LONGEST_ID = 36;
/** Holds the place of a reference: the import's id and the case's number in it, which the acceptance counts on from. */
const temporary = (importId: string, number: number) => `${importId}|${String(number).padStart(6, "0")}`;

/** A new case becomes rows that nobody sees; of one that is there, only what is recorded is written yet. */
async function stageCase(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	importId: string,
	one: PreparedCase,
	number: number,
): Promise<void> {
	if (one.isNew) {
		await writeCase(tx, actor, stream, one.input, {
			caseId: one.id,
			importKey: `${importId}|${one.importKey}`,
			stagedIn: importId,
			reference: temporary(importId, number),
			...officerOf(one),
			details: one.details,
		});
		await stageAgain(tx, actor, stream, one);
		for (const { body } of one.entries) {
			await writeEntry(tx, actor, stream, { caseId: one.id, meetingId: null, kind: "information", body });
		}
		for (const action of actionsOf(actor, stream, one)) {
			await tx.insert(actions).values(action);
			await indexAction(tx, action.id);
			await recordAction(tx, actor, stream, action);
		}
		return;
	}
	for (const referral of one.again) await recordReferral(tx, actor, stream, one.id, referral);
	for (const { id, body } of one.entries) {
		const text = await keepRevision(tx, actor, stream, { kind: "entry", id }, { kind: "information", body });
		const data = { caseId: one.id, entryId: id, kind: "information" as const, meetingId: null, text };
		await record(tx, actor, stream, "entry.added", data, [touch("entry", id)]);
	}
	for (const action of actionsOf(actor, stream, one)) await recordAction(tx, actor, stream, action);
	for (const change of one.changes) {
		const { subject, id: subjectId, caseId } = change;
		const isSealed = subject === "protected-detail";
		const text = await keepRevision(
			tx,
			actor,
			stream,
			{ kind: "import", id: importId },
			{ ...change },
			{ isSealed },
		);
		await record(tx, actor, stream, "import.changes", { importId, caseId, subject, subjectId, text }, []);
	}
}

/** What further lines of the file say of a new case: when it was referred again. */
async function stageAgain(tx: Tx, actor: Actor, stream: Stream, one: PreparedCase): Promise<void> {
	for (const referral of one.again) {
		await insertReferrals(tx, actor, [{ ...referral, caseId: one.id, panelId: one.panelId }], 0);
		await recordReferral(tx, actor, stream, one.id, referral);
	}
	const last = one.again.at(-1);
	if (!last) return;
	const { referredOn, kind } = last;
	await tx
		.update(cases)
		.set({ referredOn, isRepeat: kind === "repeat" })
		.where(eq(cases.id, one.id));
}

type Again = PreparedCase["again"][number];

/** Referrals of a file, each heard on its day. */
async function insertReferrals(
	tx: Tx,
	actor: Actor,
	all: (Again & { caseId: string; panelId: string })[],
	version: number,
): Promise<void> {
	for (const some of chunks(all)) {
		await tx.insert(referrals).values(
			some.map((one) => ({
				...one,
				firstHeardOn: one.referredOn,
				note: null,
				authorId: actor.userId,
				authorName: actor.name,
				at: now(),
				version,
			})),
		);
		await tx.insert(hearings).values(
			some.map(({ caseId, panelId, referredOn, kind }) => ({
				id: newId(),
				caseId,
				panelId,
				heardOn: referredOn,
				listing: kind,
				version,
			})),
		);
	}
}

async function recordReferral(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	caseId: string,
	one: Again,
): Promise<void> {
	const { id: referralId, referredOn, kind } = one;
	const subject = { kind: "referral", id: referralId };
	const text = await keepRevision(tx, actor, stream, subject, { referredOn, note: null });
	const data = { caseId, referralId, referredOn, kind, text };
	await record(tx, actor, stream, "case.referred-again", data, [touch("referral", referralId)]);
}

const actionsOf = (actor: Actor, stream: Stream, one: PreparedCase) =>
	one.actions.map((action) => {
		const { id, contact: _, ownerUser, ...given } = action;
		return {
			...newAction(actor, stream, {
				...given,
				caseId: one.id,
				meetingId: null,
				ownerUserId: ownerUser?.id ?? null,
				ownerUserName: ownerUser?.name ?? null,
				doneOn: null,
			}),
			id,
		};
	});

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

/**
 * Puts into the search what the acceptance wrote: the references that it gave to the cases, what came to cases that were
 * there, and what it changed. In small steps, and it may be begun again at any time: whatever is there is put as it stands.
 */
export async function indexAccepted(importId: string, isAlone: () => boolean): Promise<void> {
	for (const some of chunks(await acceptedBy(importId), 5)) {
		const begun = performance.now();
		await transaction(async (tx) => {
			for (const one of some) await indexWritten(tx, one);
		});
		await wait(isAlone() ? 0 : pauseAfter(performance.now() - begun));
	}
	await transaction((tx) =>
		tx.update(imports).set({ progress: imports.outOf }).where(eq(imports.id, importId)),
	);
}

type Officer = Pick<typeof cases.$inferSelect, "officerContactId" | "officerUserId">;

/** Another of the same name may have claimed the contact, and an officer sees the whole case: no account is one by a file. */
const officerOf = ({ officerContactId }: PreparedCase): Officer => ({
	officerContactId,
	officerUserId: null,
});

interface Indexed {
	kind: "case" | "action" | "entry";
	id: string;
}

/** Everything of an import that is in the search only since it was accepted. */
async function acceptedBy(importId: string): Promise<Indexed[]> {
	const recorded = await db
		.select({ type: events.type, caseId: events.caseId, data: events.data })
		.from(events)
		.where(
			and(
				eq(events.streamId, importId),
				inArray(events.type, ["case.added", "action.added", "entry.added", "import.changes"]),
			),
		);
	const created = new Set(recorded.flatMap(({ type, caseId }) => (type === "case.added" ? caseId : [])));
	const all = recorded.flatMap(({ type, caseId, data }): Indexed[] => {
		if (type === "case.added") return [{ kind: "case", id: caseId ?? "" }];
		// What is in a new case was put there when it was staged.
		if (created.has(caseId)) return [];
		const { actionId, entryId, subject, subjectId } = data as Record<string, string>;
		if (type === "action.added") return [{ kind: "action", id: actionId ?? "" }];
		if (type === "entry.added") return [{ kind: "entry", id: entryId ?? "" }];
		return indexedBy({
			subject: subject as PlannedChange["subject"],
			id: subjectId ?? "",
			caseId: caseId ?? "",
		});
	});
	return [...new Map(all.map((one) => [`${one.kind} ${one.id}`, one])).values()];
}

/** What of the search a change concerns; protected details and referrals are not in it. */
export function indexedBy({
	subject,
	id,
	caseId,
}: Pick<PlannedChange, "subject" | "id" | "caseId">): Indexed[] {
	if (subject === "action") return [{ kind: "action", id }];
	return subject === "case" || subject === "person" ? [{ kind: "case", id: caseId }] : [];
}

/** Puts it as it stands into the search; what is gone by now is left. */
export async function indexWritten(tx: Tx, { kind, id }: Indexed): Promise<void> {
	if (kind === "case") return indexCase(tx, id);
	if (kind === "action") return indexAction(tx, id);
	const [entry] = await tx
		.select({ caseId: entries.caseId, body: entries.body, panelId: cases.panelId })
		.from(entries)
		.innerJoin(cases, eq(cases.id, entries.caseId))
		.where(eq(entries.id, id));
	if (!entry) return;
	const { caseId, panelId, body } = entry;
	await indexText(tx, [{ kind: "entry", subjectId: id, caseId, panelId, texts: [body] }]);
}

/** Columns of an action that a change holds as texts. */
const INSTANTS = ["statusAt", "signedOffAt", "escalatedAt", "offeredAt"] as const;

/** An action whose date or standing is another now is asked about anew. */
export async function settleAsked(tx: Tx, changes: readonly PlannedChange[]): Promise<void> {
	const asked = changes.filter(
		({ subject, after }) => subject === "action" && ("status" in after || "due" in after),
	);
	for (const some of chunks(asked, 500)) {
		await settleNotices(
			tx,
			some.map(({ id }) => id),
			[...REMINDERS, ...REFUSALS],
		);
	}
}

/** Changes a row that is there; who calls it sees to the search and to what was asked. @returns what it touched. */
export async function applyChange(
	tx: Tx,
	stream: Stream,
	{ subject, id, caseId, before, after }: PlannedChange,
	officer: Officer,
): Promise<string[]> {
	const version = stream.version;
	switch (subject) {
		case "case": {
			const withOfficer = "officerName" in after ? officer : {};
			const { isRepeat, ...texts } = after;
			await tx
				.update(cases)
				.set({
					...texts,
					...withOfficer,
					isRepeat: isRepeat === undefined ? undefined : isRepeat !== null,
					version,
				} as Partial<typeof cases.$inferInsert>)
				.where(eq(cases.id, id));
			return [touch("case", id)];
		}
		case "referral": {
			const { firstHeardOn, referredOn } = after;
			const [moved] = await tx
				.update(referrals)
				.set({ firstHeardOn, referredOn: referredOn ?? undefined, version })
				.where(eq(referrals.id, id))
				.returning({ panelId: referrals.panelId, kind: referrals.kind });
			if (moved) {
				await moveHearing(
					tx,
					{ ...moved, caseId, version },
					before.firstHeardOn ?? null,
					firstHeardOn ?? null,
				);
			}
			return [touch("referral", id)];
		}
		case "person": {
			const [person] = await tx.select().from(people).where(eq(people.id, id));
			if (!person) throw new NotFound();
			const next = { ...person, ...after, version };
			await tx
				.update(people)
				.set({ ...next, searchKey: searchKey(next) })
				.where(eq(people.id, id));
			return [touch("person", id)];
		}
		case "action": {
			const { isRefusedLater, reminded, ...texts } = after;
			const instants = Object.fromEntries(
				INSTANTS.flatMap((column) => {
					const at = after[column];
					return at === undefined ? [] : [[column, at === null ? null : new Date(at)]];
				}),
			);
			await tx
				.update(actions)
				.set({
					...texts,
					...instants,
					isRefusedLater: isRefusedLater === undefined ? undefined : isRefusedLater !== null,
					reminded: reminded == null ? undefined : Number(reminded),
					version,
				} as Partial<typeof actions.$inferInsert>)
				.where(eq(actions.id, id));
			return [touch("action", id)];
		}
		case "protected-detail": {
			const touched: string[] = [];
			if (before.value !== null) {
				await tx
					.update(protectedDetails)
					.set({ removedAt: now(), version })
					.where(eq(protectedDetails.id, id));
				touched.push(touch("protectedDetail", id));
			}
			if (after.value != null) {
				const nextId = newId();
				const kind = after.kind as "address";
				await tx.insert(protectedDetails).values({
					id: nextId,
					caseId,
					personId: after.personId ?? "",
					kind,
					sealed: seal(after.value, detailPlace(nextId)),
					blindIndex: blindIndexOf(kind, after.value),
					version,
				});
				touched.push(touch("protectedDetail", nextId));
			}
			return touched;
		}
		default:
			return subject satisfies never;
	}
}

/** The hearing that a file told of goes where its day goes; one that a meeting held stays. */
async function moveHearing(
	tx: Tx,
	{
		caseId,
		panelId,
		kind,
		version,
	}: { caseId: string; panelId: string; kind: "new" | "repeat"; version: number },
	from: string | null,
	to: string | null,
): Promise<void> {
	if (from === to) return;
	if (from === null && to !== null) {
		await tx.insert(hearings).values({ id: newId(), caseId, panelId, heardOn: to, listing: kind, version });
		return;
	}
	const told = and(eq(hearings.caseId, caseId), eq(hearings.heardOn, from ?? ""), isNull(hearings.meetingId));
	if (to === null) await tx.delete(hearings).where(told);
	else await tx.update(hearings).set({ heardOn: to, version }).where(told);
}

export function* chunks<T>(all: T[], size = CHUNK): Generator<T[]> {
	for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
