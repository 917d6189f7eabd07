/** Writing that comes whole: a section posted as a form, and an earlier state that is restored. It makes new words. */
import { and, eq } from "drizzle-orm";
import type * as Y from "yjs";
import { z } from "zod";
import { db } from "#db/index.ts";
import { summarySections, summaryStates } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { answered, type Operation, operation } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { Copies, type Copy } from "./authorship.ts";
import { HEAVIEST_UPDATE } from "./check.ts";
import { edited, LONGEST_SECTION, type Moment, momentOf, placesOf, textOf } from "./document.ts";
import { changesBetween, editsBetween, mergedTexts, normalised } from "./merge.ts";
import { readText } from "./open-texts.ts";
import { openVisits, recordSection, recordVisit } from "./visits.ts";
import { takePen, type Writing, type Written, write } from "./write.ts";

export const PostSection = z.object({
	caseId: z.string(),
	key: z.string(),
	/** The text that the form began with. */
	base: z.string(),
	text: z.string(),
	/** What a live page had not sent when its session ended, as it would have sent it; see `Unsent`. */
	unsent: z.string().optional(),
});

const TOO_LONG = `A section can hold ${LONGEST_SECTION.toLocaleString("en-GB")} characters. Shorten it, or put part of it into an entry`;

/**
 * Merges what somebody made of a section, in a form that began with `base`, into what it is now. What a live page had not
 * sent is not merged but stored as it would have been: some of it may be there, and its writer never heard of it. The same
 * again changes nothing, whatever others did to it meanwhile.
 * @throws Conflict with both texts when others changed the same lines meanwhile, or when other words came under the
 *   same `opId`; Invalid when it is too long; NotFound and NotAllowed as the live way refuses.
 */
export async function postSection(
	actor: Actor,
	opId: string,
	input: z.input<typeof PostSection>,
): Promise<void> {
	const parsed = PostSection.parse(input);
	const { caseId, key, base, text } = parsed;
	const mine = normalised(text);
	if (mine.length > LONGEST_SECTION) throw new Invalid({ text: TOO_LONG });
	await once(operation(actor, opId, "post-section", parsed), async (sent) => {
		if (await storeUnsent(actor, parsed, sent)) return;
		const pen = await takePen(actor, caseId);
		const update = await readText(caseId, key, ({ doc }) => {
			const current = textOf(doc);
			const merged = mergedTexts(normalised(base), mine, current);
			if (merged.isConflict) {
				throw new Conflict("Somebody else changed the same lines after you opened this section.", {
					current: { text: current },
					submitted: { text: mine },
				});
			}
			return merged.text === current ? NOTHING : edited(doc, pen, editsBetween(current, merged.text));
		});
		await store(actor, caseId, key, { pen, update, copies: [], operation: sent });
	});
}

/** What a page had not sent of a section, batch by batch, under the pen that it held. */
const Unsent = z.strictObject({
	pen: z.number().int().nonnegative(),
	batches: z
		.array(
			z.strictObject({
				update: z
					.base64()
					.transform((text) => Uint8Array.from(Buffer.from(text, "base64")))
					.refine(({ byteLength }) => byteLength <= HEAVIEST_UPDATE),
				copies: Copies,
			}),
		)
		.min(1),
});

/** Answers whether it was stored; not when there is none, or none that this person's page has made. */
async function storeUnsent(
	actor: Actor,
	{ caseId, key, unsent }: z.output<typeof PostSection>,
	operation: Operation,
): Promise<boolean> {
	const parsed = Unsent.safeParse(jsonIn(unsent));
	if (!parsed.success) return false;
	const { pen, batches } = parsed.data;
	for (const [index, batch] of batches.entries()) {
		const isLast = index === batches.length - 1;
		const written = await write(actor, caseId, key, { pen, ...batch, ...(isLast ? { operation } : {}) });
		const isNone =
			written.status === "refused" && !["no-access", "read-only", "too-long"].includes(written.why);
		if (index === 0 && isNone) return false;
		requireSaved(written);
	}
	await recordVisit({ caseId, key, pen });
	return true;
}

function jsonIn(text: string | undefined): unknown {
	try {
		return JSON.parse(text ?? "");
	} catch {
		return undefined;
	}
}

export const RestoreState = z.object({ caseId: z.string(), key: z.string(), stateId: z.string() });

/**
 * Makes a section say again what it said in an earlier state. Nothing is taken out of its history, and words that come
 * back are still those of whoever wrote them. @throws NotFound, NotAllowed and Invalid, as above
 */
export async function restoreState(
	actor: Actor,
	opId: string,
	input: z.input<typeof RestoreState>,
): Promise<void> {
	const parsed = RestoreState.parse(input);
	const { caseId, key, stateId } = parsed;
	await once(operation(actor, opId, "restore-state", parsed), async (sent) => {
		const pen = await takePen(actor, caseId);
		const [state] = await db
			.select({ snapshot: summaryStates.snapshot })
			.from(summaryStates)
			.innerJoin(summarySections, eq(summarySections.id, summaryStates.sectionId))
			.where(
				and(eq(summaryStates.id, stateId), eq(summarySections.caseId, caseId), eq(summarySections.key, key)),
			);
		if (!state) throw new NotFound();
		const made = await onceRecorded(caseId, key, (doc) => restoring(doc, momentOf(state.snapshot), pen));
		await store(actor, caseId, key, { pen, ...made, operation: sent }, "restored");
	});
}

/** Somebody who types on all the time is as often recorded before the other is asked to try again. */
const MOST_TRIES = 20;

/**
 * Works on a text of which every word is in a state that is kept: what is taken out of it can be found again.
 * @throws Conflict when somebody goes on writing all the while
 */
async function onceRecorded<T>(caseId: string, key: string, work: (doc: Y.Doc) => T): Promise<T> {
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		await recordSection(caseId, key);
		// In the text's turn: nobody writes in it meanwhile.
		const done = await readText(caseId, key, async ({ doc }) =>
			(await openVisits(db, caseId, key)).length > 0 ? undefined : { made: work(doc) },
		);
		if (done) return done.made;
	}
	throw new Conflict("Somebody is writing in this section just now. Wait until they pause, and try again.", {
		current: {},
		submitted: {},
	});
}

/** What makes a text say again what it said at a moment. */
function restoring(doc: Y.Doc, then: Moment, pen: number): { update: Uint8Array; copies: Copy[] } {
	const changes = changesBetween(textOf(doc), textOf(doc, then));
	if (changes.every(({ kind }) => kind === "kept")) return { update: NOTHING, copies: [] };
	const copies: Copy[] = [];
	const places = placesOf(doc, then);
	let at = 0;
	let clock = 0;
	for (const { kind, text } of changes) {
		if (kind === "gone") continue;
		if (kind === "new") {
			copies.push(...copiesOf(places, at, text.length, clock));
			clock += text.length;
		}
		at += text.length;
	}
	return { update: edited(doc, pen, changes), copies };
}

/** Whose the characters are that stand in `places` from `at` on, and that a pen now writes again from `clock` on. */
function copiesOf(places: ReturnType<typeof placesOf>, at: number, length: number, clock: number): Copy[] {
	return places.flatMap((place) => {
		const from = Math.max(at, place.at);
		const to = Math.min(at + length, place.at + place.length);
		if (from >= to) return [];
		const ofClock = place.clock + (from - place.at);
		return [{ clock: clock + (from - at), length: to - from, ofPen: place.pen, ofClock }];
	});
}

/** An update that changes nothing: what was sent is noted as done all the same. */
const NOTHING = Uint8Array.of(0, 0);

/**
 * Does what was sent, unless it is done. The edit itself cannot tell: others may have taken its words out again, or put
 * more beside them. So the operation is stored in the transaction that stores the words: a crash leaves both or neither,
 * and of two side by side the second finds it there. A pen that was taken and not used harms nobody.
 */
async function once(sent: Operation, work: (sent: Operation) => Promise<void>): Promise<void> {
	if (await answered(db, sent)) return;
	try {
		await work(sent);
	} catch (error) {
		// The one that came first may have left this one nothing that goes together.
		if (await answered(db, sent)) return;
		throw error;
	}
	// Other words may have come under the same id just before these, which then were not stored.
	await answered(db, sent);
}

async function store(
	actor: Actor,
	caseId: string,
	key: string,
	writing: Writing,
	why: "written" | "restored" = "written",
): Promise<void> {
	requireSaved(await write(actor, caseId, key, { ...writing, isOurs: true }));
	// It came whole: there is nothing to wait for.
	await recordVisit({ caseId, key, pen: writing.pen }, why);
}

/** @throws in the words of a form what the live way answers */
function requireSaved(written: Written): void {
	if (written.status === "saved") return;
	if (written.why === "no-access") throw new NotFound();
	if (written.why === "read-only") throw new NotAllowed("You can read this section, and not write in it.");
	if (written.why === "too-long") throw new Invalid({ text: TOO_LONG });
	throw new Error(`What a form made of a text was refused: ${written.why}`);
}
