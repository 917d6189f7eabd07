/** What the room says about time is arithmetic, and is checked as such. */
import { describe, expect, it } from "vitest";
import { clockFace, minutesInWords, plannedEnd, projectedEnd, proposalToCarry, spentOn } from "./clock.ts";

const at = (time: string) => Date.parse(`2026-11-25T${time}:00.000Z`);
const iso = (time: string) => new Date(at(time)).toISOString();
const meeting = { startsAt: iso("10:00"), minutes: 60, extendedBy: 0 };
const item = (id: string, minutes: number, more = {}) => ({
	id,
	minutes,
	spentMs: 0,
	runningSince: null,
	openedAt: null,
	isCurrent: false,
	outcome: null,
	...more,
});

describe("time spent", () => {
	it("adds the run that is on to the runs before", () => {
		expect(spentOn({ spentMs: 60_000, runningSince: iso("10:05") }, at("10:07"))).toBe(180_000);
	});
	it("stands still while the clock does", () => {
		expect(spentOn({ spentMs: 60_000, runningSince: null }, at("10:07"))).toBe(60_000);
	});
	it("is never negative, should this browser's clock be behind", () => {
		expect(spentOn({ spentMs: 0, runningSince: iso("10:05") }, at("10:04"))).toBe(0);
	});
});

describe("the end", () => {
	it("is planned from the start and what the chair has added", () => {
		expect(plannedEnd({ ...meeting, extendedBy: 15 })).toBe(at("11:15"));
	});
	it("is projected from what is left of the current item and all that is to come", () => {
		const items = [
			item("heard", 10, { openedAt: iso("10:00"), outcome: "heard" }),
			item("now", 15, { isCurrent: true, openedAt: iso("10:10"), runningSince: iso("10:10") }),
			item("next", 20),
			item("deferred", 20, { outcome: "deferred" }),
		];
		expect(projectedEnd(items, at("10:15"))).toBe(at("10:45"));
	});
	it("does not come nearer because an item runs over", () => {
		const items = [item("now", 5, { isCurrent: true, openedAt: iso("10:00"), runningSince: iso("10:00") })];
		expect(projectedEnd(items, at("10:20"))).toBe(at("10:20"));
	});
});

describe("what to carry over", () => {
	const items = [item("a", 20), item("b", 20), item("c", 20), item("d", 20)];
	const claims = [
		{ id: "a", risk: 0, overdue: 0 },
		{ id: "b", risk: 2, overdue: 1 },
		{ id: "c", risk: 2, overdue: 0 },
		{ id: "d", risk: 1, overdue: 3 },
	];
	it("is nothing while all fits", () => {
		expect(proposalToCarry({ ...meeting, minutes: 80 }, items, claims, at("10:00"))).toEqual([]);
	});
	it("begins with the lowest risk and the fewest overdue actions, and no more than needed", () => {
		expect(proposalToCarry(meeting, items, claims, at("10:00"))).toEqual(["c"]);
		expect(proposalToCarry(meeting, items, claims, at("10:30"))).toEqual(["c", "b", "d"]);
	});
});

describe("words", () => {
	it.each([
		[0, "00:00"],
		[65_000, "01:05"],
		[3_725_000, "1:02:05"],
	])("%d ms reads %s", (ms, face) => expect(clockFace(ms)).toBe(face));
	it("says minutes", () => {
		expect(minutesInWords(60_000)).toBe("1 minute");
		expect(minutesInWords(-12 * 60_000)).toBe("12 minutes");
	});
});
