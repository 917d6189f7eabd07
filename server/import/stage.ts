/**
 * Writes an import unseen, in small steps. Whatever stops it in between leaves nothing that anybody sees; the acceptance
 * shows all of it at once.
 */
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { indexAction, type Tx } from "#db/index.ts";
import { actions, cases } from "#db/schema/index.ts";
import { recordAction } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { writeCase, writeEntry } from "../cases/index.ts";
import { claim, command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import type { Prepared, PreparedCase } from "./content.ts";
import { pauseAfter, STEP_MS } from "./pace.ts";
import { type Again, actionsOf, insertReferrals, officerOf, temporary } from "./rows.ts";

const MOST_CASES_A_STEP = 25;

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
