import { describe, expect, it } from "vitest";
import { fitPage } from "./fit-page.ts";

const lengths = (sections: { text: string; isCut: boolean }[]) =>
	sections.map(({ text, isCut }) => [text.length, isCut]);

describe("sections on one page", () => {
	it("stay whole while they fit", () => {
		expect(fitPage([{ text: "Short." }, { text: "Also short." }])).toEqual([
			{ text: "Short.", isCut: false },
			{ text: "Also short.", isCut: false },
		]);
	});

	it("share what the short ones leave, and end with a word", () => {
		const long = "word ".repeat(5_000).trim();
		const fitted = fitPage([{ text: "Short." }, { text: long }, { text: long }]);
		expect(fitted[0]).toEqual({ text: "Short.", isCut: false });
		for (const { text, isCut } of fitted.slice(1)) {
			expect(isCut).toBe(true);
			expect(text.length).toBeGreaterThan(2_300);
			expect(text.length).toBeLessThan(2_400);
			expect(text.endsWith("word")).toBe(true);
		}
	});

	it("count the ends of lines, and do without a space to end at", () => {
		const [list] = fitPage([{ text: "- a\n".repeat(2_000) }]);
		expect(list?.text.split("\n").length).toBeLessThan(180);
		expect(lengths(fitPage([{ text: "x".repeat(9_000) }]))).toEqual([[4_800, true]]);
		expect(fitPage([])).toEqual([]);
	});
});
