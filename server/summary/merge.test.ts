/** How what two people made of one text goes together: as the form that is posted finds it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { mineAmongTheirs } from "#app/summary/apart.ts";
import { cleaned } from "#app/summary/shared-text.ts";
import { FORBIDDEN } from "./document.ts";
import { editsBetween, mergedTexts, normalised } from "./merge.ts";

const together = (base: string, mine: string, current: string) => {
	const merged = mergedTexts(base, mine, current);
	return merged.isConflict ? "conflict" : merged.text;
};

test.each<[name: string, base: string, mine: string, current: string, both: string]>([
	["what is stored of it already", "A", "A\nHe waits outside", "A\nHe wai", "A\nHe waits outside"],
	["the same, sent twice", "A", "A\nHe waits", "A\nHe waits", "A\nHe waits"],
	["less than is stored of it", "A", "A\nHe wai", "A\nHe waits outside", "A\nHe waits outside"],
	["all of the text", "", "He waits outside", "He wai", "He waits outside"],
	["several lines", "A\nZ", "A\nOne\nTwo\nThree\nZ", "A\nOne\nTw\nZ", "A\nOne\nTwo\nThree\nZ"],
	["a line between its neighbours", "A\nZ", "A\nHe waits\nZ", "A\nHe wai\nZ", "A\nHe waits\nZ"],
	[
		"above what others added",
		"A\nM\nZ",
		"A\nHe waits\nM\nZ",
		"New\nA\nHe wai\nM\nZ\nEnd",
		"New\nA\nHe waits\nM\nZ\nEnd",
	],
	[
		"beside what others took out",
		"A\nM\nN\nZ",
		"A\nHe waits\nM\nN\nZ",
		"A\nHe wai\nM\nN",
		"A\nHe waits\nM\nN",
	],
	["a line that is ended now", "A", "A\nHe waits\n", "A\nHe waits", "A\nHe waits\n"],
	["a blank line", "A\nZ", "A\nHe waits\nZ", "A\n\nZ", "A\nHe waits\nZ"],
])("what begins with the other at the same place is there once: %s", (_, base, mine, current, both) => {
	expect(together(base, mine, current)).toBe(both);
	expect(mineAmongTheirs(base, mine, current).trimEnd()).toBe(both.trimEnd());
});

test.each<[name: string, base: string, mine: string, current: string, both: string]>([
	["other words", "A", "A\nHe waits", "A\nShe left", "A\nShe left\nHe waits"],
	["words that begin alike", "A", "A\nHe waits", "A\nHe left", "A\nHe left\nHe waits"],
	["another's line above them", "A", "A\nHe waits", "A\nX\nHe wai", "A\nX\nHe wai\nHe waits"],
	["words that end alike", "A", "A\nHe waits", "A\nwaits", "A\nwaits\nHe waits"],
	["the same at two places", "A\nZ", "A\nHe waits\nZ", "A\nZ\nHe wai", "A\nHe waits\nZ\nHe wai"],
])("neither is taken for the other: %s", (_, base, mine, current, both) => {
	expect(together(base, mine, current)).toBe(both);
});

test("what both made of one line is a conflict", () => {
	expect(together("He", "He waits", "He left")).toBe("conflict");
	expect(together("A\nHe", "A\nHe waits", "A")).toBe("conflict");
});

test("a browser makes the same of what is typed as the server of what is posted", () => {
	for (let unit = 0; unit <= 0xffff; unit++) {
		const typed = `a${String.fromCharCode(unit)}b`;
		expect(cleaned(typed)).toBe(normalised(typed));
		expect(cleaned(typed)).not.toMatch(FORBIDDEN);
	}
	const unit = fc.oneof(
		fc.constantFrom(0x0d, 0x0a, 0x0b, 0x0c, 0x85, 0x2028, 0x2029, 0x00, 0x1b, 0x7f, 0x84, 0x86, 0x9f, 0x09),
		fc.integer({ min: 0xd7fe, max: 0xe001 }),
		fc.integer({ min: 0, max: 0xffff }),
	);
	fc.assert(
		fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
			const typed = String.fromCharCode(...units);
			expect(cleaned(typed)).toBe(normalised(typed));
		}),
		{ numRuns: 2_000 },
	);
});

test("a long text of which every line was written anew keeps nobody waiting", () => {
	const paragraphs = (letters: string) =>
		Array.from({ length: 35 }, (_, n) =>
			Array.from({ length: 1_300 }, (_, at) => letters[(n * 7 + at * at) % letters.length]).join(""),
		).join("\n\n");
	const [from, to] = [paragraphs("abcde fghij "), paragraphs("acegi bdfhj ")];
	const began = performance.now();
	const short = editsBetween(from.slice(0, 1_300), to.slice(0, 1_300));
	const one = performance.now() - began;
	const changes = editsBetween(from, to);
	const all = performance.now() - began - one;
	expect(short.length).toBeGreaterThan(1);
	expect(changes.flatMap(({ kind, text }) => (kind === "gone" ? [] : [text])).join("")).toBe(to);
	expect(changes.flatMap(({ kind, text }) => (kind === "new" ? [] : [text])).join("")).toBe(from);
	// Thirty-five times one paragraph took as long as that; a slow machine is slow in both.
	expect(all).toBeLessThan(100 + one * 12);
});
