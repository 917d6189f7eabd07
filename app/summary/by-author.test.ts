import { expect, test } from "vitest";
import { byAuthor, countInWords, writerInWords } from "./by-author.ts";

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
		{ writers: [1], pieces: [[{ number: 1, text: "One by me.\n\nTwo by me." }]] },
		{
			writers: [1, 2],
			pieces: [
				[{ number: 1, text: "He" }],
				[{ number: 2, text: " often" }],
				[{ number: 1, text: " followed her." }],
			],
		},
		{ writers: [2], pieces: [[{ number: 2, text: "Three." }]] },
	]);
	expect(byAuthor([])).toEqual({ writers: [], passages: [] });
});

test("a word of which several have typed letters is parted, and nobody’s alone", () => {
	const { writers, passages } = byAuthor([
		{ ...shah, text: "He is " },
		{ ...okoro, text: "un" },
		{ ...shah, text: "safe " },
		{ ...okoro, text: "at home" },
	]);
	expect(writers.map((writer) => [writer.name, countInWords(writer)])).toEqual([
		["PC Shah", "2 words, and letters in 1 more"],
		["R Okoro", "2 words, and letters in 1 more"],
	]);
	expect(passages).toEqual([
		{
			writers: [1, 2],
			pieces: [
				[{ number: 1, text: "He is " }],
				[
					{ number: 2, text: "un" },
					{ number: 1, text: "safe " },
				],
				[{ number: 2, text: "at home" }],
			],
		},
	]);
});

test.each([
	["can", "’t"],
	["3", "1"],
	["un", "safe"],
])("“%s” and “%s” by another are told apart, also where it is all that one of them wrote", (one, other) => {
	const { writers, passages } = byAuthor([
		{ ...shah, text: `She ${one}` },
		{ ...okoro, text: other },
		{ ...shah, text: "\nHe" },
	]);
	expect(writers.map((writer) => countInWords(writer))).toEqual([
		"2 words, and letters in 1 more",
		"letters in 1 word",
	]);
	expect(passages[0]?.pieces.at(-1)).toEqual([
		{ number: 1, text: one },
		{ number: 2, text: other },
	]);
	expect(passages[1]).toEqual({ writers: [1], pieces: [[{ number: 1, text: "He" }]] });
});

test("what stands beside a word is of whoever typed it, and parts no word", () => {
	const { writers, passages } = byAuthor([
		{ ...shah, text: "He “shouts" },
		{ ...okoro, text: "”, and rings" },
		{ ...shah, text: "." },
	]);
	expect(writers.map((writer) => countInWords(writer))).toEqual(["2 words", "2 words"]);
	expect(passages[0]?.pieces).toEqual([
		[{ number: 1, text: "He “shouts" }],
		[{ number: 2, text: "”, and rings" }],
		[{ number: 1, text: "." }],
	]);
});

test("whoever typed a question mark alone is named, too", () => {
	const { writers, passages } = byAuthor([
		{ ...shah, text: "He stopped" },
		{ ...okoro, text: "?" },
	]);
	expect(writers.map((writer) => [writer.name, countInWords(writer)])).toEqual([
		["PC Shah", "2 words"],
		["R Okoro", "no word, but signs"],
	]);
	expect(passages[0]?.pieces).toEqual([[{ number: 1, text: "He stopped" }], [{ number: 2, text: "?" }]]);
});

test("letters that one person typed at several times are one part of a word", () => {
	const { passages } = byAuthor([
		{ ...shah, text: "fo" },
		{ ...okoro, text: "ll" },
		{ ...okoro, text: "o" },
		{ ...shah, text: "wed" },
		{ ...shah, text: " her" },
	]);
	expect(passages[0]?.pieces).toEqual([
		[
			{ number: 1, text: "fo" },
			{ number: 2, text: "llo" },
			{ number: 1, text: "wed" },
		],
		[{ number: 1, text: " her" }],
	]);
});
