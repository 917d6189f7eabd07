import { describe, expect, test } from "vitest";
import { beginnings, lengthInWords, minutesAfter, minutesIn, movedTo } from "./agenda-time.ts";

describe("the plan of a meeting", () => {
	test("an item begins when those before it are over, across an hour and a change of the clocks", () => {
		expect(beginnings("2026-12-03T09:50:00.000Z", [5, 15, 10])).toEqual([
			"2026-12-03T09:50:00.000Z",
			"2026-12-03T09:55:00.000Z",
			"2026-12-03T10:10:00.000Z",
		]);
		expect(minutesAfter("2026-10-25T00:30:00.000Z", 60)).toBe("2026-10-25T01:30:00.000Z");
		expect(beginnings("2026-12-03T09:50:00.000Z", [])).toEqual([]);
	});

	test.each([
		[0, "0 minutes"],
		[1, "1 minute"],
		[45, "45 minutes"],
		[60, "1 hour"],
		[125, "2 hours 5 minutes"],
	])("%i minutes are %s", (minutes, words) => expect(lengthInWords(minutes)).toBe(words));

	test("what is typed counts once it is a number", () => {
		expect(minutesIn(" 20 ", 15)).toBe(20);
		for (const typed of ["", "x", "1.5", "-3", "1000"]) expect(minutesIn(typed, 15)).toBe(15);
	});
});

test("an item is moved past its neighbours, and no further than the ends", () => {
	const ids = ["a", "b", "c"];
	expect(movedTo(ids, "a", 1)).toEqual(["b", "a", "c"]);
	expect(movedTo(ids, "c", 0)).toEqual(["c", "a", "b"]);
	expect(movedTo(ids, "b", 9)).toEqual(["a", "c", "b"]);
});
