import { describe, expect, it } from "vitest";
import { nameOf, quickLine, quickLines } from "./quick-line.ts";

/** A Thursday. */
const TODAY = "2026-11-26";
const read = (line: string) => {
	const reading = quickLine(line, TODAY);
	if ("problem" in reading) throw new Error(`${line}: ${reading.problem}`);
	return reading.incident;
};
const problem = (line: string) => {
	const reading = quickLine(line, TODAY);
	return "problem" in reading ? reading.problem : undefined;
};

describe("a line", () => {
	it("is read as it is typed in a hurry", () => {
		expect(read("3/11 21:40 followed her home from work, CR 42/1234/26 #following")).toEqual({
			precision: "exact",
			startsOn: "2026-11-03",
			startsAt: "21:40",
			kinds: ["following"],
			isGuess: false,
			what: "followed her home from work",
			crimeNumber: "42/1234/26",
		});
	});

	it.each([
		["3/11 rang", "2026-11-03"],
		["3.11 rang", "2026-11-03"],
		["03/11/26 rang", "2026-11-03"],
		["3.11.2025 rang", "2025-11-03"],
		["3-11-2025 rang", "2025-11-03"],
		["2026-11-03 rang", "2026-11-03"],
		["3 Nov rang", "2026-11-03"],
		["3rd of November, rang", "2026-11-03"],
		["3 Nov 2024 rang", "2024-11-03"],
		["3 Nov '24 rang", "2024-11-03"],
		["3 Nov 24: rang", "2024-11-03"],
		["Nov 3 rang", "2026-11-03"],
		["Tue 3 Nov rang", "2026-11-03"],
		["Tuesday 3/11 rang", "2026-11-03"],
		["on 3 Nov rang", "2026-11-03"],
		["- 3 Nov rang", "2026-11-03"],
		["today rang", "2026-11-26"],
		["yesterday rang", "2026-11-25"],
		["3 days ago rang", "2026-11-23"],
		["last Tuesday rang", "2026-11-24"],
		["Thursday rang", "2026-11-19"],
		["3 Dec rang", "2025-12-03"],
		["26/11 rang", "2026-11-26"],
		["29/2 rang", "2024-02-29"],
	])("has its date: %s", (line, startsOn) => {
		expect(read(line)).toMatchObject({ precision: "exact", startsOn, what: "rang", kinds: ["contacting"] });
	});

	it.each([
		["about 3 Nov rang", "2026-11-03"],
		["c. 3/11 rang", "2026-11-03"],
		["~3 Nov rang", "2026-11-03"],
		["on or about 3 Nov, rang", "2026-11-03"],
	])("may be about a date: %s", (line, startsOn) => {
		expect(read(line)).toMatchObject({ precision: "about", startsOn, what: "rang" });
	});

	it.each([
		["3-9 Nov rang", "2026-11-03", "2026-11-09"],
		["3–9 November rang", "2026-11-03", "2026-11-09"],
		["from 3 to 9 Nov rang", "2026-11-03", "2026-11-09"],
		["28 Oct to 2 Nov rang", "2026-10-28", "2026-11-02"],
		["1/10 - 14/10 rang", "2026-10-01", "2026-10-14"],
		["1/10/25-14/10/25, rang", "2025-10-01", "2025-10-14"],
	])("may be a period: %s", (line, startsOn, endsOn) => {
		expect(read(line)).toMatchObject({ precision: "period", startsOn, endsOn, what: "rang" });
	});

	it.each([
		["3/11 at 9.40pm rang", "21:40"],
		["3/11 9pm rang", "21:00"],
		["3/11 - 9.40pm - rang", "21:40"],
		["3 Nov 21:40 rang", "21:40"],
		["3 Nov 2140 hrs rang", "21:40"],
		["3/11, 07.05, rang", "07:05"],
		["3/11 around 12am rang", "00:00"],
		["3/11 noon rang", "12:00"],
	])("has its time: %s", (line, startsAt) => {
		expect(read(line)).toMatchObject({ startsOn: "2026-11-03", startsAt, what: "rang" });
	});

	it("leaves numbers that are no time or year in the words", () => {
		expect(read("3 Nov 26 missed calls")).toMatchObject({ startsOn: "2026-11-03", what: "26 missed calls" });
		expect(read("3/11 - followed her")).toMatchObject({ precision: "exact", what: "followed her" });
	});

	it.each([
		["3/11 rang, 42/1234/26", "42/1234/26", "rang"],
		["3/11 rang (crime number 42/123456/26).", "42/123456/26", "rang ."],
		["3/11 CR: 42/1234/26 rang", "42/1234/26", "rang"],
		["3/11 rang, crime ref ABC-12345", "ABC-12345", "rang"],
	])("has its crime number: %s", (line, crimeNumber) => {
		expect(read(line)).toMatchObject({ crimeNumber });
	});

	it.each([
		["3/11 followed her to her car", ["following"]],
		["3/11 parked outside her work", ["loitering"]],
		["3/11 40 silent calls and a threat to kill her", ["threat", "contacting"]],
		["3/11 found a GPS tracker under the car", ["tracking"]],
		["3/11 smashed her wing mirror", ["damage"]],
		["3/11 watching through her window", ["watching"]],
		["3/11 rang her manager", ["proxy", "contacting"]],
		["3/11 something odd", ["other"]],
	])("has its kinds guessed: %s", (line, kinds) => {
		expect(read(line)).toMatchObject({ isGuess: true, kinds });
	});

	it("takes the kinds that are named, and no others", () => {
		expect(read("3/11 rang her #watching #threat")).toMatchObject({
			isGuess: false,
			kinds: ["watching", "threat"],
		});
	});

	it("knows what was breached, what the police did and what was recorded", () => {
		expect(read("3/11 in breach of the SPO waited outside her house")).toMatchObject({
			orderBreached: "spo",
			kinds: ["loitering"],
		});
		expect(read("3/11 breach of bail, called twice")).toMatchObject({ orderBreached: "bail" });
		expect(read("3/11 came to the door #breach")).toMatchObject({ orderBreached: "other" });
		expect(read("3/11 breach of the peace in the street").orderBreached).toBeUndefined();
		expect(read("3/11 arrested at home")).toMatchObject({ policeAction: "arrest", kinds: [] });
		expect(read("4/11 SPO served")).toMatchObject({ policeAction: "order-served", kinds: [] });
		expect(read("3/11 rang, recorded as harassment")).toMatchObject({ recordedAs: "harassment" });
		expect(read("3/11 rang, crimed as malcomms")).toMatchObject({ recordedAs: "malicious-communications" });
	});

	it.each([
		"no breach of bail, rang her",
		"not a breach",
		"it is not a breach of the NMO",
		"rang, did not breach the SPO",
		"this wasn't in breach of his bail",
		"no evidence of any breach",
		"without breaching the order he rang",
		"her employer had a data breach",
		"breach of confidence by her solicitor",
		"breach of the peace in the street",
		"he was not arrested",
		"has not yet been arrested",
		"hasn’t been arrested or bailed",
		"never charged with anything",
		"rang, not recorded as stalking",
		"asked for it to be recorded as stalking",
		"rang, no crime number yet",
	])("takes nothing for said that is denied, or only looks like it: %s", (words) => {
		const { orderBreached, policeAction, recordedAs, kinds, guessed } = read(`3/11 ${words}`);
		expect({ orderBreached, policeAction, recordedAs, guessed }).toEqual({});
		expect(kinds).not.toEqual([]);
	});

	it.each([
		["no breach of bail, but breached the SPO", { orderBreached: "spo" }],
		["not only a breach of bail", { orderBreached: "bail" }],
		["did not stop and was arrested", { policeAction: "arrest" }],
		["not arrested and in breach of the restraining order", { orderBreached: "restraining" }],
		["rang, not crimed", { recordedAs: "not-recorded" }],
		["rang, not recorded as a crime", { recordedAs: "not-recorded" }],
	])("takes for said what stands beside a denial: %s", (words, said) => {
		expect(read(`3/11 ${words}`)).toMatchObject(said);
	});

	it("says what it guessed, and what it guessed can be denied", () => {
		expect(read("3/11 her brother was arrested, breach of bail, recorded as harassment")).toMatchObject({
			orderBreached: "bail",
			policeAction: "arrest",
			recordedAs: "harassment",
			guessed: ["orderBreached", "recordedAs", "policeAction"],
		});
		expect(read("3/11 came to the door #breach #arrest").guessed).toBeUndefined();
		expect(read("3/11 broke his bail #breach")).toMatchObject({
			orderBreached: "bail",
			guessed: ["orderBreached"],
		});
		const denied = read(
			"3/11 her brother was arrested, breach of bail, recorded as harassment #no-breach #no-arrest #no-recording",
		);
		expect(denied).toEqual({
			precision: "exact",
			startsOn: "2026-11-03",
			kinds: ["other"],
			isGuess: true,
			what: "her brother was arrested, breach of bail, recorded as harassment",
		});
	});

	it.each([
		["", /beginning with the date/],
		["followed her home", /Begin with the date/],
		["31/11 rang", /There is no 31 November/],
		["11/26 rang", /no month 26. Enter the day first, like 26\/11/],
		["3/11/2027 rang", /has not been yet/],
		["3/11 25:10 rang", /There is no time 25:10/],
		["3/11", /Enter what happened/],
		["Mon 3 Nov rang", /3 November 2026 is a Tuesday/],
		["9-3 Nov rang", /end of the period must be after/],
		["3/11 rang #nonsense", /There is no kind #nonsense/],
	])("says what is wrong with: %s", (line, message) => {
		expect(problem(line)).toMatch(message);
	});
});

it("reads several lines, counted as they stand in the box", () => {
	const readings = quickLines("3/11 rang\n\nnonsense\r\n4/11 rang again", TODAY);
	expect(readings.map(({ number, reading }) => [number, "incident" in reading])).toEqual([
		[1, true],
		[3, false],
		[4, true],
	]);
});

it("answers whatever is typed, in no time", () => {
	const pieces = [
		"3/11",
		"-",
		"–",
		",",
		" ",
		"about",
		"CR",
		"#",
		"21:40",
		"(",
		")",
		"to",
		"Nov",
		"42/1/26",
		"é",
		"👩‍👧",
		"\u202e",
	];
	let seed = 7;
	const next = (below: number) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return seed % below;
	};
	for (let go = 0; go < 2_000; go++) {
		const line = Array.from({ length: next(30) }, () => pieces[next(pieces.length)]).join(next(2) ? " " : "");
		const reading = quickLine(line, TODAY);
		expect("incident" in reading ? reading.incident.what.length : reading.problem.length).toBeGreaterThan(0);
	}
	const begun = performance.now();
	for (const long of ["-", ",", ", ", "( ", "CR ", "a", "outside "])
		quickLine(`3/11 x ${long.repeat(4_000)}x`, TODAY);
	expect(quickLine(`3/11 ${"x".repeat(200_000)}`, TODAY)).toHaveProperty("problem");
	expect(performance.now() - begun).toBeLessThan(2_000);
});

it("names lines by what they say, and others otherwise", () => {
	expect(nameOf("3/11 rang\n4/11 rang")).toBe(nameOf(" 3/11 rang\n4/11 rang\n"));
	expect(nameOf("3/11 rang\n4/11 rang")).not.toBe(nameOf("3/11 rang\n5/11 rang"));
});
