import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { indexText, prepared, preparedInsert, type Reader, type Tx } from "#db/index.ts";
import { agencies, agendaItems, type cases, entries, meetings } from "#db/schema/index.ts";
import { followEdit, giveAdvice, isAnsweredAdvice } from "../advice/given.ts";
import { type Access, type Actor, holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import {
	command,
	type Hand,
	keepRevision,
	panelOf,
	record,
	type Stream,
	touch,
	versionOfRows,
} from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { ENTRY_KINDS, LONGEST_ENTRY, requiredText } from "./fields.ts";
import { requireOnCase, takeCase } from "./policy.ts";

const body = requiredText(LONGEST_ENTRY, "Enter what is to be recorded");

export const AddEntry = z.object({
	caseId: z.string(),
	kind: z.enum(ENTRY_KINDS, "Select information, risk, decision or advice"),
	body,
	/** The meeting in which it is said, if any. */
	meetingId: z.preprocess((value) => value || undefined, z.string().optional()),
	/** The agency that says it, when the actor records for them; they confirm it later. */
	forAgencyId: z.preprocess((value) => value || undefined, z.string().optional()),
});

/**
 * Adds an entry to a case: for its panel's people and its officer, and information for a guest. Whoever keeps the
 * minutes may record for an agency that cannot itself. @returns its id and the stream's version.
 */
export const addEntry = command("entry.add", AddEntry, async (hand, input) => {
	const { tx, actor } = hand;
	const { kind, body } = input;
	const { stream, file, access } = await takeCase(
		hand,
		input.caseId,
		kind === "information" ? "inform" : "contribute",
	);
	const meetingId = await meetingInProgress(hand, access, input.meetingId, file);
	const isForOthers = input.forAgencyId !== undefined && input.forAgencyId !== actor.agencyId;
	if (isForOthers) requireOnCase(access, file, "record-for-others");
	const forAgency = isForOthers ? await agencyNamed(tx, input.forAgencyId ?? "") : undefined;
	const entryId = await writeEntry(tx, actor, stream, { caseId: file.id, meetingId, kind, body, forAgency });
	return { entryId, version: stream.version };
});

/** An agency that is not closed. @throws Invalid */
async function agencyNamed(tx: Tx, agencyId: string): Promise<{ id: string; name: string }> {
	const [agency] = await tx
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.where(and(eq(agencies.id, agencyId), isNull(agencies.closedAt)));
	if (!agency) throw new Invalid({ forAgencyId: "Select the agency that says this" });
	return agency;
}

const insertEntry = preparedInsert("insert an entry", entries);

/** Writes an entry and records it; the caller has claimed the stream and decided that the actor may. */
export async function writeEntry(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	entry: {
		caseId: string;
		meetingId: string | null;
		kind: (typeof ENTRY_KINDS)[number];
		body: string;
		forAgency?: { id: string; name: string };
	},
): Promise<string> {
	const entryId = newId();
	const { caseId, meetingId, kind, body, forAgency } = entry;
	await insertEntry(tx, {
		id: entryId,
		caseId,
		meetingId,
		kind,
		body,
		forAgencyId: forAgency?.id,
		forAgencyName: forAgency?.name,
		authorId: actor.userId,
		authorName: actor.name,
		agencyName: actor.agencyName,
		at: now(),
		version: versionOfRows(stream),
	});
	await indexText(tx, [
		{ kind: "entry", subjectId: entryId, caseId, panelId: panelOf(stream), texts: [body] },
	]);
	const text = await keepRevision(tx, actor, stream, { kind: "entry", id: entryId }, { kind, body });
	const forAgencyId = forAgency?.id ?? null;
	const said = { entryId, caseId, meetingId };
	const beside = kind === "advice" ? await giveAdvice(tx, actor, stream, said) : [];
	await record(tx, actor, stream, "entry.added", { caseId, entryId, kind, meetingId, forAgencyId, text }, [
		touch("entry", entryId),
		...beside,
	]);
	return entryId;
}

const agendaItemsOf = prepared("agenda items of a case", (on: Reader) =>
	on
		.select({ state: meetings.state, removedAt: agendaItems.removedAt })
		.from(agendaItems)
		.innerJoin(meetings, eq(meetings.id, agendaItems.meetingId))
		.where(
			and(
				eq(agendaItems.meetingId, sql.placeholder("meetingId")),
				eq(agendaItems.caseId, sql.placeholder("caseId")),
				eq(meetings.panelId, sql.placeholder("panelId")),
				// Only those who build a draft may know of it, and nothing is said in it.
				isNotNull(meetings.publishedAt),
			),
		),
);

/**
 * The meeting during which something is recorded. One that has just been closed, or has just taken the case
 * off its agenda, is no reason to lose a sentence: it is then kept on the case alone. So is that of an officer who
 * sees none of the panel's meetings: whether there is such a meeting is not told to them.
 * @throws Invalid when the meeting is not one of this case's panel or the case never was on its agenda.
 */
export async function meetingInProgress(
	{ tx }: Hand,
	access: Access,
	meetingId: string | undefined,
	file: typeof cases.$inferSelect,
): Promise<string | null> {
	if (!meetingId || !holds(access, { kind: "meeting", panelId: file.panelId, meetingId })) return null;
	const items = await agendaItemsOf(tx, { meetingId, caseId: file.id, panelId: file.panelId });
	if (items.length === 0) throw new Invalid({ meetingId: "This case is not on that meeting’s agenda" });
	const isOn = items.some((item) => item.state === "in-progress" && item.removedAt === null);
	return isOn ? meetingId : null;
}

export const EditEntry = z.object({
	entryId: z.string(),
	kind: z.enum(ENTRY_KINDS, "Select information, risk, decision or advice"),
	body,
	/** The version that the author was looking at. */
	version: z.coerce.number().int(),
});

/**
 * Replaces the text of one's own entry; every earlier state stays in its history. Advice that the officer has
 * answered stays as it is.
 * @throws Conflict with both texts when it was edited elsewhere in between.
 */
export const editEntry = command("entry.edit", EditEntry, async (hand, input) => {
	const { tx, actor } = hand;
	const [found] = await tx
		.select({ caseId: entries.caseId })
		.from(entries)
		.where(eq(entries.id, input.entryId));
	if (!found) throw new NotFound();
	const { stream, file } = await takeCase(hand, found.caseId, "contribute");
	const [entry] = await tx.select().from(entries).where(eq(entries.id, input.entryId));
	if (!entry) throw new NotFound();
	if (entry.authorId !== actor.userId) throw new NotAllowed("Only its author can edit an entry.");
	if (entry.kind === "advice" && (await isAnsweredAdvice(tx, entry.id))) {
		throw new Invalid({
			body: "The officer in the case has answered these words, so they can no longer be changed. Record new advice instead",
		});
	}
	if (entry.version !== input.version) {
		throw new Conflict("You changed this entry somewhere else after you opened it here.", {
			current: { kind: entry.kind, body: entry.body },
			submitted: { kind: input.kind, body: input.body },
			version: entry.version,
		});
	}
	await tx
		.update(entries)
		.set({
			kind: input.kind,
			body: input.body,
			editedAt: now(),
			// An agency has confirmed what stood there, not what stands there now.
			confirmedAt: null,
			confirmedByName: null,
			version: stream.version,
		})
		.where(eq(entries.id, entry.id));
	await indexText(tx, [
		{
			kind: "entry",
			subjectId: entry.id,
			caseId: file.id,
			panelId: file.panelId,
			texts: [input.body],
		},
	]);
	const subject = { kind: "entry", id: entry.id };
	const text = await keepRevision(tx, actor, stream, subject, { kind: input.kind, body: input.body });
	const said = { entryId: entry.id, caseId: file.id, meetingId: entry.meetingId };
	const beside = await followEdit(tx, actor, stream, said, input.kind === "advice");
	await record(
		tx,
		actor,
		stream,
		"entry.edited",
		{ caseId: file.id, entryId: entry.id, kind: input.kind, text },
		[touch("entry", entry.id), ...beside],
	);
	return { caseId: file.id, version: stream.version };
});

export const ConfirmEntry = z.object({ entryId: z.string() });

/** Confirms what was recorded for one's agency while it could not itself. For anybody of that agency who sees it. */
export const confirmEntry = command("entry.confirm", ConfirmEntry, async (hand, input) => {
	const { tx, actor } = hand;
	const [found] = await tx
		.select({ caseId: entries.caseId })
		.from(entries)
		.where(eq(entries.id, input.entryId));
	if (!found) throw new NotFound();
	const { stream, file } = await takeCase(hand, found.caseId, "contribute");
	const [entry] = await tx.select().from(entries).where(eq(entries.id, input.entryId));
	if (!entry?.forAgencyId) throw new NotFound();
	if (entry.forAgencyId !== actor.agencyId) {
		throw new NotAllowed(`Only ${entry.forAgencyName} can confirm what was recorded for it.`);
	}
	if (entry.confirmedAt) throw new Invalid({ form: "It is confirmed already" });
	await tx
		.update(entries)
		.set({ confirmedAt: now(), confirmedByName: actor.name, version: stream.version })
		.where(eq(entries.id, entry.id));
	await record(
		tx,
		actor,
		stream,
		"entry.confirmed",
		{ caseId: file.id, entryId: entry.id, agencyId: entry.forAgencyId },
		[touch("entry", entry.id)],
	);
	return { caseId: file.id, version: stream.version };
});
