import { expect, test } from "vitest";
import { quorumGaps, type Stay, withAbsences } from "./quorum-held.ts";

const at = (time: string) => Date.parse(`2026-11-24T${time}:00Z`);
const meeting = { from: at("10:00"), to: at("12:00") };
const stay = (agencyId: string, arrived: string, left?: string, wishes: Partial<Stay> = {}): Stay => ({
	agencyId,
	capacity: "member",
	state: left ? "left" : "present",
	arrivedAt: new Date(at(arrived)).toISOString(),
	leftAt: left ? new Date(at(left)).toISOString() : null,
	...wishes,
});
const gaps = (...stays: Stay[]) =>
	quorumGaps(stays, 2, meeting).map(({ from, to }) =>
		[from, to].map((ms) => new Date(ms).toISOString().slice(11, 16)),
	);

test("enough agencies from before the start to the end leave no gap", () => {
	expect(gaps(stay("police", "09:50"), stay("housing", "09:58"), stay("health", "11:00"))).toEqual([]);
});

test("the same agency twice is one; observers, guests and apologies are none", () => {
	expect(
		gaps(
			stay("police", "09:50"),
			stay("police", "09:50"),
			stay("health", "09:50", undefined, { capacity: "observer" }),
			stay("probation", "09:50", undefined, { capacity: "guest" }),
			stay("housing", "09:50", undefined, { state: "apologies" }),
		),
	).toEqual([["10:00", "12:00"]]);
});

test("a gap lasts until another agency comes, or the end, and neighbours are one", () => {
	expect(
		gaps(
			stay("police", "09:50"),
			stay("housing", "10:10", "11:00"),
			stay("housing", "10:30", "11:20"),
			stay("health", "11:40", "11:50"),
		),
	).toEqual([
		["10:00", "10:10"],
		["11:20", "11:40"],
		["11:50", "12:00"],
	]);
});

test("less than a minute is no gap", () => {
	const late = new Date(at("10:00") + 40_000).toISOString();
	expect(gaps(stay("police", "09:50"), stay("housing", "10:00", undefined, { arrivedAt: late }))).toEqual([]);
});

test("who was away and came back was not there in between", () => {
	const housing = { id: "a", ...stay("housing", "09:50") };
	const police = { id: "b", ...stay("police", "09:50", "11:30") };
	const time = (of: string) => new Date(at(of)).toISOString();
	const away = { attendanceId: "a", from: time("10:10"), to: time("11:00") };
	expect(gaps(...withAbsences([housing, police], [away]))).toEqual([
		["10:10", "11:00"],
		["11:30", "12:00"],
	]);
});
