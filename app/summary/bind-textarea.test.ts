/** Where a caret or a selection is after others changed the text around it. */
import { expect, it } from "vitest";
import { moved } from "./bind-textarea.ts";

/** A selection of "her" in "He followed her home", after a change. */
function selected(splice: { at: number; removed: number; inserted: string }): string {
	const text = "He followed her home";
	const after = text.slice(0, splice.at) + splice.inserted + text.slice(splice.at + splice.removed);
	return after.slice(moved(12, splice, true), moved(15, splice));
}

it("a selection holds what was selected and nothing that others put beside it", () => {
	expect(selected({ at: 0, removed: 0, inserted: "On Tuesday " })).toBe("her");
	expect(selected({ at: 12, removed: 0, inserted: "often " })).toBe("her");
	expect(selected({ at: 15, removed: 0, inserted: " quickly" })).toBe("her");
	expect(selected({ at: 3, removed: 9, inserted: "" })).toBe("her");
	expect(selected({ at: 12, removed: 1, inserted: "" })).toBe("er");
	expect(selected({ at: 14, removed: 3, inserted: "" })).toBe("he");
});

it("a caret stays before what others put in where it stands", () => {
	const splice = { at: 5, removed: 0, inserted: "xx" };
	expect([4, 5, 6].map((place) => moved(place, splice))).toEqual([4, 5, 8]);
});
