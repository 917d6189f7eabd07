/** What undo brings back stays whose it was, whatever was typed beside it and in whatever order all of it arrives. */
import { expect, it } from "vitest";
import { SharedText } from "#app/summary/shared-text.ts";
import { chanceOf, seedOfRun } from "#tests/random.ts";
import { type OwnedCopy, provenCopies, runsOf, writtenBy } from "./authorship.ts";
import { check } from "./check.ts";
import { apply, newDocument } from "./document.ts";

const SEQUENCES = 600;
const STEPS = 40;
/** Each pen writes letters that no other does. */
const ALPHABETS = ["abcdef", "αβγδεζ", "абвгде"];

it("in random sequences of three who write, delete, undo and redo", () => {
	const first = seedOfRun();
	for (let seed = first; seed < first + SEQUENCES; seed++) {
		const chance = chanceOf(seed);
		const doc = newDocument();
		const copies: OwnedCopy[] = [];
		const stored: Uint8Array[] = [];
		const pages = ALPHABETS.map((letters, index) => ({
			letters,
			pen: index + 1,
			text: new SharedText(index + 1),
			heard: 0,
		}));
		type Page = (typeof pages)[number];
		const send = ({ text, pen }: Page) => {
			const batch = text.next();
			if (!batch) return;
			const checked = check(doc, batch.update, pen);
			expect(checked.problem, `seed ${seed}`).toBeUndefined();
			const { fresh } = checked as { fresh?: Uint8Array };
			if (fresh) {
				const since = writtenBy(doc, pen);
				apply(doc, fresh);
				copies.push(...provenCopies(doc, pen, batch.copies, copies, since, false));
				stored.push(fresh);
			}
			text.acknowledged();
		};
		for (let step = 0; step < STEPS; step++) {
			const page = chance.pick(pages);
			const { text, letters } = page;
			const at = chance.below(text.text.length + 1);
			const removed = Math.min(chance.below(5), text.text.length - at);
			const what = chance.below(10);
			if (what < 3) text.edit(at, chance.isTrue(0.5) ? removed : 0, chance.pick([...letters]).repeat(2));
			else if (what < 5) text.edit(at, removed, "");
			else if (what < 7) text.undo();
			else if (what < 8) text.redo();
			else if (what < 9) send(page);
			else {
				for (; page.heard < stored.length; page.heard++) {
					text.receive(page.heard, page.heard + 1, [stored[page.heard] as Uint8Array]);
				}
			}
			// Whether two steps are undone together hangs on the clock; here, on chance.
			if (chance.isTrue(0.5)) text.endUndoStep();
		}
		for (const page of pages) {
			while (page.text.unsavedSince !== undefined) send(page);
			page.text.destroy();
		}
		for (const { pen, text } of runsOf(doc, copies)) {
			for (const letter of text)
				expect(ALPHABETS[pen - 1], `seed ${seed}: TEST_SEED=${seed}`).toContain(letter);
		}
	}
});
