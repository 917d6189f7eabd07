import { describe, expect, it } from "vitest";
import { fitPage, shortened } from "./fit-page.ts";

const page = (texts: string[], tasks: string[] = []) =>
	fitPage({
		title: "NOR-2026-001 Amelia Nguyen",
		facts: ["Panel: North", "Next: A hearing", "Relationship: Former partner"],
		sections: texts.map((text, n) => ({ heading: `Section ${n}`, text })),
		actions: tasks.map((what) => ({ what, tail: " – Essex Police, due 1 Dec 2026" })),
		foot: "Printed by PC Shah",
	});
const long = "word ".repeat(10_000).trim();
/** No letter is parted in its middle. */
const isWhole = (text: string) => !/\p{Surrogate}/u.test(text);
const many = (n: number, text: string) => Array.from({ length: n }, () => text);

describe("a case on one page", () => {
	it("stays whole while it fits", () => {
		const { sections, actions, ...more } = page(["Short.", "Also short."], ["Ring her."]);
		expect(sections.map(({ text, isCut }) => [text, isCut])).toEqual([
			["Short.", false],
			["Also short.", false],
		]);
		expect(actions.map(({ what }) => what)).toEqual(["Ring her."]);
		expect(more).toEqual({ moreSections: 0, moreActions: 0 });
	});

	it("shares among its long texts what the short ones leave, and cuts them at the end of a word", () => {
		const { sections } = page(["Short.", long, long]);
		expect(sections[0]).toMatchObject({ text: "Short.", isCut: false });
		for (const { text, isCut } of sections.slice(1)) {
			expect(isCut).toBe(true);
			expect(text.length).toBeGreaterThan(1_500);
			expect(text.length).toBeLessThan(2_500);
			expect(text.endsWith("word")).toBe(true);
		}
	});

	it("counts headings and actions, and leaves each of them something to say", () => {
		const texts = (tasks: string[]) =>
			page(many(8, long), tasks).sections.reduce((sum, { text }) => sum + text.length, 0);
		expect(texts(many(8, long))).toBeLessThan(texts([]) - 800);
		const { sections, actions } = page(many(8, long), many(8, long));
		for (const { text } of sections) expect(text.length).toBeGreaterThan(100);
		expect(actions).toHaveLength(8);
		for (const { what } of actions) expect(what).toMatch(/^word.*word…$/);
		expect(page([], many(8, long)).actions[0]?.what.length).toBeGreaterThan(300);
	});

	it("counts what has no room for a heading of its own", () => {
		const { sections, moreSections } = page(many(40, long), many(8, long));
		expect(sections.length + moreSections).toBe(40);
		expect(moreSections).toBeGreaterThan(20);
	});

	it("counts ends of lines and wide letters, and does without a space to end at", () => {
		expect(page(["- a\n".repeat(2_000)]).sections[0]?.text.split("\n").length).toBeLessThan(100);
		const lengthOf = (text: string) => page([text]).sections[0]?.text.length ?? 0;
		expect(lengthOf("W".repeat(9_000))).toBeLessThan(lengthOf("x".repeat(9_000)) * 0.7);
		expect(lengthOf("他".repeat(9_000))).toBeLessThan(lengthOf("x".repeat(9_000)) * 0.7);
		const emoji = page(["😀".repeat(5_000)]).sections[0]?.text ?? "";
		expect(isWhole(emoji)).toBe(true);
		expect(emoji.length).toBeGreaterThan(100);
	});
});

it("shortens a name by whole letters", () => {
	expect(shortened("Amelia", 6)).toBe("Amelia");
	expect(shortened("Amelia Nguyen", 7)).toBe("Amelia…");
	expect(shortened("😀😀😀😀", 5)).toBe("😀😀😀😀");
	expect(shortened("😀😀😀😀", 3)).toBe("😀😀😀…");
});
