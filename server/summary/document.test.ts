/** What a text remembers: every state that it had, with who wrote what of it, also once its updates are merged into one. */
import { expect, it } from "vitest";
import * as Y from "yjs";
import { SharedText } from "#app/summary/shared-text.ts";
import { runsOf } from "./authorship.ts";
import { apply, applyMerged, merged, momentOf, newDocument, snapshotOf, textOf } from "./document.ts";

/** Lets a pen's page change a text. */
function write(doc: Y.Doc, pen: number, work: (page: SharedText) => void): void {
	const page = new SharedText(pen);
	page.opened(Y.encodeStateAsUpdate(doc), 1);
	work(page);
	for (let batch = page.next(); batch; batch = page.next()) {
		apply(doc, batch.update);
		page.acknowledged();
	}
	page.destroy();
}

it("has the words that were there, as Yjs itself would have them", () => {
	const doc = newDocument();
	write(doc, 1, (page) => page.edit(0, 0, "He waits outside 😀 her work.\n- every day"));
	write(doc, 2, (page) => page.edit(2, 0, " often 🙂"));
	const moments: [Uint8Array, string][] = [];
	for (let n = 0; n < 30; n++) {
		write(doc, 1 + (n % 3), (page) => {
			const at = (n * 7) % (page.text.length - 4);
			const isInside = (place: number) => /[\udc00-\udfff]/.test(page.text[place] ?? "");
			if (isInside(at) || isInside(at + 3)) page.edit(0, 0, "😀");
			else page.edit(at, n % 2 ? 3 : 0, `${n} word`);
		});
		moments.push([snapshotOf(doc), textOf(doc)]);
	}
	const again = newDocument();
	applyMerged(again, merged(doc));
	for (const [snapshot, text] of moments) {
		expect(textOf(again, momentOf(snapshot))).toBe(text);
		const runs = runsOf(again, [], momentOf(snapshot));
		expect(runs.map((run) => run.text).join("")).toBe(text);
		const byYjs = Y.createDocFromSnapshot(doc, Y.decodeSnapshotV2(snapshot), newDocument());
		expect(textOf(byYjs)).toBe(text);
		expect(runsOf(byYjs)).toEqual(runs);
	}
});
