import { expect, it } from "vitest";
import { spreadOf } from "./spread.ts";

const each = (...days: number[]) => spreadOf(days.map((day) => ({ days: day, n: 1 })));

it("tells the median and the 90th centile as the smallest days that half, and nine in ten, did not exceed", () => {
	expect(each()).toEqual({ n: 0, median: null, ninetieth: null });
	expect(each(7)).toEqual({ n: 1, median: 7, ninetieth: 7 });
	expect(each(3, 1)).toEqual({ n: 2, median: 1, ninetieth: 3 });
	expect(each(5, 1, 9)).toEqual({ n: 3, median: 5, ninetieth: 9 });
	expect(each(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).toEqual({ n: 10, median: 5, ninetieth: 9 });
	expect(each(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)).toEqual({ n: 11, median: 6, ninetieth: 10 });
});

it("counts how often, whatever the order, and the same days of several panels together", () => {
	const counted = [
		{ days: 30, n: 1 },
		{ days: 2, n: 50 },
		{ days: 10, n: 30 },
		{ days: 2, n: 10 },
		{ days: 20, n: 9 },
	];
	expect(spreadOf(counted)).toEqual({ n: 100, median: 2, ninetieth: 10 });
});

it("takes days below none, of dates in the wrong order, for none", () => {
	expect(each(-400, -3, 4)).toEqual({ n: 3, median: 0, ninetieth: 4 });
});
