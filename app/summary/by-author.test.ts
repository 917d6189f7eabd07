import { expect, test } from "vitest";
import { byAuthor, writerInWords } from "./by-author.ts";

const shah = { userId: "1", userName: "PC Shah", agencyName: "Essex Police" };
const okoro = { userId: "2", userName: "R Okoro", agencyName: "Health" };

test("writers are counted by person and agency, whoever wrote most first", () => {
	const { writers } = byAuthor([
		{ ...shah, text: "He" },
		{ ...okoro, text: " often" },
		{ ...shah, text: " followed her.\n" },
		{ ...shah, agencyName: "Probation", text: "Again." },
		{ userId: "3", userName: "Nobody", agencyName: "", text: " \n" },
	]);
	expect(writers.map(({ number, words, ...who }) => [number, writerInWords(who), words])).toEqual([
		[1, "PC Shah, Essex Police", 3],
		[2, "R Okoro, Health", 1],
		[3, "PC Shah, Probation", 1],
	]);
	expect(writerInWords({ name: "Not known", agencyName: "" })).toBe("Not known");
});

test("lines of the same writers are one passage, and a mixed line tells whose each word is", () => {
	const { passages } = byAuthor([
		{ ...shah, text: "One by me.\n\nTwo by me.\nHe" },
		{ ...okoro, text: " often" },
		{ ...shah, text: " followed her.\n" },
		{ ...okoro, text: "Three.\n" },
	]);
	expect(passages).toEqual([
		{ writers: [1], pieces: [{ number: 1, text: "One by me.\n\nTwo by me." }] },
		{
			writers: [1, 2],
			pieces: [
				{ number: 1, text: "He" },
				{ number: 2, text: " often" },
				{ number: 1, text: " followed her." },
			],
		},
		{ writers: [2], pieces: [{ number: 2, text: "Three." }] },
	]);
	expect(byAuthor([])).toEqual({ writers: [], passages: [] });
});

test("a word of which several have typed letters is that of whoever typed most of it", () => {
	const { writers, passages } = byAuthor([
		{ ...shah, text: "He fo" },
		{ ...okoro, text: "ll" },
		{ ...shah, text: "owed he" },
		{ ...okoro, text: "r home" },
	]);
	expect(writers.map(({ name, words }) => [name, words])).toEqual([
		["PC Shah", 3],
		["R Okoro", 1],
	]);
	expect(passages).toEqual([
		{
			writers: [1, 2],
			pieces: [
				{ number: 1, text: "He followed her" },
				{ number: 2, text: " home" },
			],
		},
	]);
});
