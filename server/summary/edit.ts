/** Writing that comes whole: a section posted as a form, and an earlier state that is restored. It makes new words. */
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/index.ts";
import { summarySections, summaryStates } from "#db/schema/index.ts";
import type { Actor } from "../audiences/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { type Copy, edited, LONGEST_SECTION, momentOf, placesOf, textOf } from "./document.ts";
import { changesBetween, editsBetween, mergedTexts, normalised } from "./merge.ts";
import { readText } from "./open-texts.ts";
import { recordVisit } from "./visits.ts";
import { takePen, type Written, write } from "./write.ts";

export const PostSection = z.object({
	caseId: z.string(),
	key: z.string(),
	/** The text that the form began with. */
	base: z.string(),
	text: z.string(),
});

const TOO_LONG = `A section can hold ${LONGEST_SECTION.toLocaleString("en-GB")} characters. Shorten it, or put part of it into an entry`;

/**
 * Merges what somebody made of a section, in a form that began with `base`, into what it is now. Sent twice it changes
 * nothing the second time, since its changes are there.
 * @throws Conflict with both texts when others changed the same lines meanwhile; Invalid when it is too long;
 *   NotFound and NotAllowed as the live way refuses.
 */
export async function postSection(actor: Actor, input: z.input<typeof PostSection>): Promise<void> {
	const { caseId, key, base, text } = PostSection.parse(input);
	const mine = normalised(text);
	if (mine.length > LONGEST_SECTION) throw new Invalid({ text: TOO_LONG });
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
		return merged.text === current ? undefined : edited(doc, pen, editsBetween(current, merged.text));
	});
	if (update) await store(actor, caseId, key, pen, update, []);
}

export const RestoreState = z.object({ caseId: z.string(), key: z.string(), stateId: z.string() });

/**
 * Makes a section say again what it said in an earlier state. Nothing is taken out of its history, and words that come
 * back are still those of whoever wrote them. @throws NotFound, NotAllowed and Invalid, as above
 */
export async function restoreState(actor: Actor, input: z.input<typeof RestoreState>): Promise<void> {
	const { caseId, key, stateId } = RestoreState.parse(input);
	const pen = await takePen(actor, caseId);
	const [state] = await db
		.select({ snapshot: summaryStates.snapshot })
		.from(summaryStates)
		.innerJoin(summarySections, eq(summarySections.id, summaryStates.sectionId))
		.where(
			and(eq(summaryStates.id, stateId), eq(summarySections.caseId, caseId), eq(summarySections.key, key)),
		);
	if (!state) throw new NotFound();
	const made = await readText(caseId, key, ({ doc }) => {
		const then = momentOf(state.snapshot);
		const changes = changesBetween(textOf(doc), textOf(doc, then));
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
		return changes.some(({ kind }) => kind !== "kept")
			? { update: edited(doc, pen, changes), copies }
			: undefined;
	});
	if (made) await store(actor, caseId, key, pen, made.update, made.copies);
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

async function store(
	actor: Actor,
	caseId: string,
	key: string,
	pen: number,
	update: Uint8Array,
	copies: Copy[],
): Promise<void> {
	requireSaved(await write(actor, caseId, key, { pen, update, copies, isOurs: true }));
	// It came whole: there is nothing to wait for.
	await recordVisit({ caseId, key, pen });
}

/** @throws in the words of a form what the live way answers */
function requireSaved(written: Written): void {
	if (written.status === "saved") return;
	if (written.why === "no-access") throw new NotFound();
	if (written.why === "read-only") throw new NotAllowed("You can read this section, and not write in it.");
	if (written.why === "too-long") throw new Invalid({ text: TOO_LONG });
	throw new Error(`What a form made of a text was refused: ${written.why}`);
}
