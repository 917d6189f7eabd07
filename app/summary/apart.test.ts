import { expect, test } from "vitest";
import { apart, mineAmongTheirs } from "./apart.ts";

test("two texts are taken apart into what they share and what only one says", () => {
	expect(apart("One\nTwo\nThree\n", "One\nZwei\nThree\nFour")).toEqual({
		stored: [
			{ isOnlyHere: false, text: "One" },
			{ isOnlyHere: true, text: "Two" },
			{ isOnlyHere: false, text: "Three" },
		],
		mine: [
			{ isOnlyHere: false, text: "One" },
			{ isOnlyHere: true, text: "Zwei" },
			{ isOnlyHere: false, text: "Three" },
			{ isOnlyHere: true, text: "Four" },
		],
	});
	expect(apart("One\nTwo", "One").mine).toEqual([{ isOnlyHere: false, text: "One" }]);
	expect(apart("", "a")).toEqual({ stored: [], mine: [{ isOnlyHere: true, text: "a" }] });
});

test("what was typed takes in what others changed elsewhere, and stands where both changed a line", () => {
	const base = "One\nTwo\nThree\nFour";
	const stored = "One, changed\nTwo, by another\nThree\nFour\nFive";
	const mine = "One\nTwo, by me\nThree\nFour";
	expect(mineAmongTheirs(base, mine, stored)).toBe("One\nTwo, by me\nThree\nFour\nFive");
	expect(mineAmongTheirs("a\nb\nc", "a\nb\nC", "A\nb\nc")).toBe("A\nb\nC");
	expect(mineAmongTheirs("", "mine", "theirs")).toBe("theirs\nmine");
	expect(mineAmongTheirs("a", "mine\n", "theirs")).toBe("mine\n");
	const long = "x\n".repeat(3_000);
	expect(mineAmongTheirs(long, `${long}mine`, `y\n${long}`)).toBe(`${long}mine`);
});
