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

/** Twice: a year, a time or a weekday must not be taken for something else because an "h" follows it. */
describe.each(["rang", "he rang"])("a date before “%s”", (words) => {
	const behind = (line: string) => line.replace(/rang$/, words);

	it.each([
		["3/11 rang", "2026-11-03"],
		["3.11 rang", "2026-11-03"],
		["3.11. rang", "2026-11-03"],
		["3 Nov 2025. rang", "2025-11-03"],
		["03/11/26 rang", "2026-11-03"],
		["3.11.2025 rang", "2025-11-03"],
		["3-11-2025 rang", "2025-11-03"],
		["2026-11-03 rang", "2026-11-03"],
		["03-Nov-26 rang", "2026-11-03"],
		["03-Nov-2025 rang", "2025-11-03"],
		["3 Nov rang", "2026-11-03"],
		["3rd of November, rang", "2026-11-03"],
		["the 3rd of November rang", "2026-11-03"],
		["3 Nov 2024 rang", "2024-11-03"],
		["3 Nov 2024: rang", "2024-11-03"],
		["3 Nov 2025 rang", "2025-11-03"],
		["Mon 3 Nov 2025 rang", "2025-11-03"],
		["3 Nov '24 rang", "2024-11-03"],
		["3 Nov 24: rang", "2024-11-03"],
		["Nov 3 rang", "2026-11-03"],
		["Nov 3, 2025 rang", "2025-11-03"],
		["Wed Nov 25 rang", "2026-11-25"],
		["Nov 25th rang", "2026-11-25"],
		["Tue 3 Nov rang", "2026-11-03"],
		["Tue. 3 Nov rang", "2026-11-03"],
		["Tuesday (3 Nov) rang", "2026-11-03"],
		["Tuesday 3/11 rang", "2026-11-03"],
		["last Tuesday 3 Nov rang", "2026-11-03"],
		["Friday the 6th of November rang", "2026-11-06"],
		["on Friday the 6th November rang", "2026-11-06"],
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
		const incident = read(behind(line));
		expect(incident).toMatchObject({ precision: "exact", startsOn, what: words, kinds: ["contacting"] });
		expect(incident).not.toHaveProperty("startsAt");
	});

	it.each([
		["Friday night 6 Nov rang", "2026-11-06", "night"],
		["Sunday morning, 1st November, rang", "2026-11-01", "morning"],
		["Friday pm, the 6th of Nov, rang", "2026-11-06", "pm"],
		["night of 3 Nov rang", "2026-11-03", "night"],
		["overnight on 3 Nov rang", "2026-11-03", "overnight"],
	])("leaves the part of the day in the words: %s", (line, startsOn, part) => {
		expect(read(behind(line))).toMatchObject({ precision: "exact", startsOn, what: `${part}, ${words}` });
	});

	it.each([
		["about 3 Nov rang", "2026-11-03"],
		["c. 3/11 rang", "2026-11-03"],
		["~3 Nov rang", "2026-11-03"],
		["on or about 3 Nov, rang", "2026-11-03"],
	])("may be about a date: %s", (line, startsOn) => {
		expect(read(behind(line))).toMatchObject({ precision: "about", startsOn, what: words });
	});

	it.each([
		["3-9 Nov rang", "2026-11-03", "2026-11-09"],
		["3–9 November rang", "2026-11-03", "2026-11-09"],
		["3-9/11 rang", "2026-11-03", "2026-11-09"],
		["3.11. - 9.11. rang", "2026-11-03", "2026-11-09"],
		["3rd to the 9th of Nov, rang", "2026-11-03", "2026-11-09"],
		["from 3 to 9 Nov rang", "2026-11-03", "2026-11-09"],
		["3/4 Nov rang", "2026-11-03", "2026-11-04"],
		["3rd/4th Nov rang", "2026-11-03", "2026-11-04"],
		["Tuesday 3/4 Nov rang", "2026-11-03", "2026-11-04"],
		["Tue/Wed 3/4 Nov rang", "2026-11-03", "2026-11-04"],
		["31 Oct/1 Nov rang", "2026-10-31", "2026-11-01"],
		["Sat/Sun 31 Oct - 1 Nov rang", "2026-10-31", "2026-11-01"],
		["Sat/Sun rang", "2026-11-21", "2026-11-22"],
		["28 Oct to 2 Nov rang", "2026-10-28", "2026-11-02"],
		["28 Oct 2025 to 2 Nov 2025 rang", "2025-10-28", "2025-11-02"],
		["28 Oct to 2 Nov 2025 rang", "2025-10-28", "2025-11-02"],
		["28 Dec 2024 - 2 Jan rang", "2024-12-28", "2025-01-02"],
		["28 Dec - 2 Jan rang", "2025-12-28", "2026-01-02"],
		["1/10 - 14/10 rang", "2026-10-01", "2026-10-14"],
		["1/10/25-14/10/25, rang", "2025-10-01", "2025-10-14"],
		["3/11/25 - 9/11 rang", "2025-11-03", "2025-11-09"],
		["3 Nov 25 to 9 Nov 25, rang", "2025-11-03", "2025-11-09"],
		["between 3 and 5 Nov rang", "2026-11-03", "2026-11-05"],
		["between 3 Nov and 5 Nov rang", "2026-11-03", "2026-11-05"],
		["3 Nov to today rang", "2026-11-03", "2026-11-26"],
		["3 Nov to now rang", "2026-11-03", "2026-11-26"],
		["w/c 2 Nov rang", "2026-11-02", "2026-11-08"],
		["week commencing Monday 23 Nov rang", "2026-11-23", "2026-11-26"],
	])("may be a period: %s", (line, startsOn, endsOn) => {
		expect(read(behind(line))).toMatchObject({ precision: "period", startsOn, endsOn, what: words });
	});

	it.each([
		["3/4 Nov overnight, rang", "overnight, "],
		["overnight 3/4 Nov rang", "overnight, "],
		["about 3-4 Nov rang", "about 3-4 Nov "],
	])("leaves in the words what a period cannot say: %s", (line, said) => {
		expect(read(behind(line))).toMatchObject({
			precision: "period",
			startsOn: "2026-11-03",
			endsOn: "2026-11-04",
			what: `${said}${words}`,
		});
	});

	it.each([
		["3/11 at 9.40pm rang", "21:40"],
		["3/11 9pm rang", "21:00"],
		["3/11 9 p.m. rang", "21:00"],
		["3/11 - 9.40pm - rang", "21:40"],
		["3 Nov 21:40 rang", "21:40"],
		["3 Nov 2140 hrs rang", "21:40"],
		["3 Nov 2025 hours rang", "20:25"],
		["3/11 21:40 hrs rang", "21:40"],
		["03/11/2026 21:40:33 rang", "21:40"],
		["2026-11-03T21:40:00 rang", "21:40"],
		["3/11, 07.05, rang", "07:05"],
		["3/11 noon rang", "12:00"],
		["3 Nov 12 noon rang", "12:00"],
		["3/11 7.30 in the evening rang", "19:30"],
		["3/11 9:30 at night rang", "21:30"],
		["3/11 9 at night rang", "21:00"],
		["3/11 2.15 in the afternoon rang", "14:15"],
		["3/11 7.30 in the morning rang", "07:30"],
		["3/11 in the evening at 7.30 rang", "19:30"],
		["3/11 pm 9.40 rang", "21:40"],
		["3/11 at 2140 rang", "21:40"],
		["on the evening of 3 Nov 9.30 rang", "21:30"],
		["Tuesday night 3 Nov 9.30 rang", "21:30"],
		["Nov 3 21:40 rang", "21:40"],
	])("has its time: %s", (line, startsAt) => {
		expect(read(behind(line))).toMatchObject({
			precision: "exact",
			startsOn: "2026-11-03",
			startsAt,
			what: words,
		});
	});

	it.each([
		["3/11 around 12am rang", "00:00"],
		["3/11 approx 2130hrs rang", "21:30"],
		["3/11 about 9pm rang", "21:00"],
		["3/11 at about 9pm rang", "21:00"],
		["3/11 9pm approx, rang", "21:00"],
		["3/11 9pm-ish rang", "21:00"],
	])("is not exact where its time is not: %s", (line, startsAt) => {
		expect(read(behind(line))).toMatchObject({
			precision: "about",
			startsOn: "2026-11-03",
			startsAt,
			what: words,
		});
	});

	it.each([
		["03 Nov 25 21:40 rang", "21:40"],
		["3 Nov 25 2130hrs rang", "21:30"],
		["3 Nov 25 9pm rang", "21:00"],
		["03-Nov-25 21:40 rang", "21:40"],
	])("takes two numbers before a time for the year: %s", (line, startsAt) => {
		expect(read(behind(line))).toMatchObject({ startsOn: "2025-11-03", startsAt, what: words });
	});

	it.each([
		["3/11 21:00-22:00 rang", "21:00", "21:00-22:00"],
		["3/11 from 21:00 to 22:00 rang", "21:00", "from 21:00 to 22:00"],
		["3/11 9.30-10.30pm rang", "21:30", "9.30-10.30pm"],
		["3/11 11.30-1.30pm rang", "11:30", "11.30-1.30pm"],
		["3/11 9.30-10.30 in the evening rang", "21:30", "9.30-10.30 in the evening"],
		["3/11 2100-2200hrs rang", "21:00", "2100-2200hrs"],
		["3/11 21:00 - 4/11 02:00 rang", "21:00", "21:00 - 4/11 02:00"],
	])(
		"has the start of a stretch of time, and the whole of it in the words: %s",
		(line, startsAt, stretch) => {
			expect(read(behind(line))).toMatchObject({
				precision: "exact",
				startsOn: "2026-11-03",
				startsAt,
				what: `${stretch} ${words}`,
			});
		},
	);

	it.each([
		["3 Nov 25 rang", /Is 25 the year\? Then write 3 Nov 2025; if it is a number, a colon before it/],
		["3 Nov 25 - rang", /Is 25 the year/],
		["3 Nov 10-11pm rang", /Is 10 the year/],
		["3 Nov 1945 rang", /Is 1945 the time\? Write a time as 19:45, a year as 3\/11\/1945/],
		["3 Nov 0930 rang", /Write a time as 09:30/],
		["3 Nov 2130 rang", /Write a time as 21:30$/],
		["3 Nov 2010-2030 rang", /Write a time as 20:10/],
		["3/11 2025 rang", /Is 2025 the year\? Write 3\/11\/2025; if it is a time, 20:25/],
		["Nov 25 rang", /Is 25 the day or the year\? Write the day first, like 25 Nov/],
		["Nov 3-9 rang", /Write the day first/],
		["3 and 5 Nov rang", /each date on a line of its own/],
		["3 Nov and 5 Nov rang", /each date on a line of its own/],
		["3/11, 4/11 rang", /each date on a line of its own/],
		["yesterday 3 Nov rang", /each date on a line of its own/],
		["Monday and Tuesday rang", /each day on a line of its own/],
		["Monday last week rang", /Which Monday is not clear. Write its date, like Monday 23 November/],
		["Tuesday in October rang", /Which Tuesday is not clear/],
		["Friday 6th rang", /Which Friday is not clear/],
		["Tue 3 rang", /Which Tue is not clear/],
		["Tue 9pm 3 Nov rang", /Which Tue is not clear/],
		["Sat on the wall and rang", /Is “Sat” a day/],
		["w/c 3 Nov rang", /3 November 2026 is a Tuesday, and a week begins on Monday/],
		["from 3 Nov rang", /Until when/],
		["3 Nov onwards rang", /Until when/],
		["3/11 March rang", /Is 3\/11 one day or two/],
		["3 Nov to Friday rang", /end of a period with its date/],
		["3 Nov - today rang", /end of a period with its date/],
		["3rd Nov to 9th rang", /month of the end too/],
		["3 Nov to 5 rang", /month of the end too/],
		["20-30 Nov rang", /end of the period must be after/],
		["3/11 1.30 at night rang", /a time of that day/],
		["2/3 times he rang", /Is 2\/3 a date/],
	])("is refused where it can be read in two ways: %s", (line, message) => {
		expect(problem(behind(line))).toMatch(message);
	});
});

it("never reads another date than the one that is written, whatever stands behind it", () => {
	const ways = [
		["3/11/2025", "2025-11-03"],
		["03/11/25", "2025-11-03"],
		["3.11.25", "2025-11-03"],
		["2025-11-03", "2025-11-03"],
		["03-Nov-25", "2025-11-03"],
		["3 Nov 2025", "2025-11-03"],
		["3 Nov 25", "2025-11-03"],
		["3 Nov '25", "2025-11-03"],
		["3rd of November 2025", "2025-11-03"],
		["Nov 3, 2025", "2025-11-03"],
		["Mon 3 Nov 2025", "2025-11-03"],
		["Mon. (3 Nov 2025)", "2025-11-03"],
		["Monday night, the 3rd of November 25", "2025-11-03"],
		["3/11", "2026-11-03"],
		["3 Nov", "2026-11-03"],
		["Nov 3", "2026-11-03"],
		["Nov 3rd", "2026-11-03"],
		["Tuesday the 3rd of November", "2026-11-03"],
		["Tue 3/11", "2026-11-03"],
		["24 Nov", "2026-11-24"],
		["Nov 24", "2026-11-24"],
		["24/11", "2026-11-24"],
	];
	const times =
		"| 21:40| 9pm| 2140hrs| at 9.40pm| 21:40:33|, 21:40,| - 21:40 -| 21:00-22:00| 9-10pm| in the evening| 7.30 at night| about 9pm| night| overnight| 2140| 9.30| noon| (21:40)|T21:40| between 9 and 10pm".split(
			"|",
		);
	const words =
		" rang| he rang| his car|: hung up 3 times| - hit her| 40 messages| sat outside| may have rung| march past| to her work| to 42 High Street| until she left| and left| and on 5 Nov again| - 9 calls| 2 men| 1000 texts| 3/4 times| 24/7 calls| 42/1234/26 rang| from 10 to 11 he rang| Monday he said| am told he rang| pm shift| the second time| of all days| x3| 7 o’clock| 15 mins outside| 21 St John’s Road|, 12 roses| + 3 calls| & again| sent 25 emails| A. Smith| - 3".split(
			"|",
		);
	const wrong: string[] = [];
	let read = 0;
	for (const [way = "", date = ""] of ways)
		for (const time of times)
			for (const word of words) {
				const reading = quickLine(`${way}${time}${word}`, TODAY);
				if ("problem" in reading) continue;
				read++;
				const { startsOn, precision, startsAt } = reading.incident;
				const isSure = startsOn === date && precision !== "period";
				if (!isSure || (startsAt && !/^(?:21:[034]0|19:30|12:00|09:30|07:00|10:00|22:00)$/.test(startsAt)))
					wrong.push(`${way}${time}${word}: ${startsOn} ${startsAt}`);
			}
	expect(wrong).toEqual([]);
	expect(read).toBeGreaterThan(12_000);
});

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

	it("leaves numbers that are no time or year in the words", () => {
		for (const words of ["midnight he rang", "at 0121 496 0000 he rang", "2130 he rang", "9-10pm parked"])
			expect(quickLine(`3/11 ${words}`, TODAY)).toEqual({
				incident: expect.objectContaining({ precision: "exact", startsOn: "2026-11-03", what: words }),
			});
		expect(read("3/11 at 0121 496 0000 he rang")).not.toHaveProperty("startsAt");
		expect(read("3/11 midnight he rang")).not.toHaveProperty("startsAt");
		expect(read("3 Nov 26 missed calls")).toMatchObject({ startsOn: "2026-11-03", what: "26 missed calls" });
		expect(read("3 Nov 25 calls")).toMatchObject({ startsOn: "2026-11-03", what: "25 calls" });
		expect(read("3 Nov: 12 roses")).toMatchObject({ startsOn: "2026-11-03", what: "12 roses" });
		expect(read("Tue 3 calls")).toMatchObject({ startsOn: "2026-11-24", what: "3 calls" });
		expect(read("3/11 - followed her")).toMatchObject({ precision: "exact", what: "followed her" });
		expect(read("3/11 24/7 calls")).toMatchObject({ startsOn: "2026-11-03", what: "24/7 calls" });
		expect(read("3/4 may have been him")).toMatchObject({
			startsOn: "2026-04-03",
			what: "may have been him",
		});
		expect(read("3 Nov - sat in his car outside her house")).toMatchObject({
			precision: "exact",
			what: "sat in his car outside her house",
		});
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
		["3/11 smashed her wing mirror", ["interfering", "damage"]],
		["3/11 slashed her tyres", ["interfering", "damage"]],
		["3/11 slashed two of her tyres", ["interfering", "damage"]],
		["3/11 her car was scratched", ["interfering", "damage"]],
		["3/11 damage to the victim’s front door", ["interfering", "damage"]],
		["3/11 smashed a bottle in the street", ["damage"]],
		["3/11 slashed her face", ["damage"]],
		["3/11 came to her home and smashed a bottle", ["damage"]],
		["3/11 broke her window", ["interfering", "damage"]],
		["3/11 broke her heart", ["other"]],
		["3/11 stood outside, police were called", ["loitering"]],
		["3/11 victim called police, he had parked outside", ["loitering"]],
		["3/11 she rang 999 and he ran off", ["other"]],
		["3/11 101 call by her, he was watching", ["watching"]],
		["3/11 he rang her, she called the police", ["contacting"]],
		["3/11 officer followed up with victim", ["other"]],
		["3/11 silent call followed by 12 texts", ["contacting"]],
		["3/11 she was followed by him", ["following"]],
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
		["breach of restraining order; SPO hearing listed", { orderBreached: "restraining" }],
		["SPO hearing listed, breach of the restraining order", { orderBreached: "restraining" }],
		["he is on bail for burglary and breached the non-mol", { orderBreached: "non-molestation" }],
		["interim SPO breached, bail refused", { orderBreached: "interim-spo" }],
		["breach of interim SPO", { orderBreached: "interim-spo" }],
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
		expect(read("3/11 SPO hearing; in breach of bail #breach")).toMatchObject({ orderBreached: "bail" });
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
		["Sat in his car outside her new address", /Is “Sat” a day\? Begin with the date, like 21 November/],
		["24/7. Calls since October", /Is 24\/7 the 24th of July/],
		["24/7 calls since October", /Is 24\/7 the 24th of July/],
		["1/2 hour outside her house", /Is 1\/2 a date/],
		["Oct 25: moved out", /Write the day first/],
		["Nov 25 began to text", /Write the day first/],
		["Nov 3 calls", /Write the day first/],
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
	const begun = process.cpuUsage();
	for (const long of "- | , |, |( |CR |a|outside |breach |SPO |her a |damage |calls |may |3/11 |to 3 |21:40 - ".split(
		"|",
	))
		quickLine(`3/11 x ${long.repeat(4_000)}x`, TODAY);
	expect(quickLine(`3/11 ${"x".repeat(200_000)}`, TODAY)).toHaveProperty("problem");
	// Of the processor: what else the machine does is no matter.
	expect(process.cpuUsage(begun).user).toBeLessThan(2_000_000);
});

it("names lines by what they say, and others otherwise", () => {
	expect(nameOf("3/11 rang\n4/11 rang")).toBe(nameOf(" 3/11 rang\n4/11 rang\n"));
	expect(nameOf("3/11 rang\n4/11 rang")).not.toBe(nameOf("3/11 rang\n5/11 rang"));
});
