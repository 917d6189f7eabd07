import { describe, expect, it } from "vitest";
import { Invalid } from "#server/http/errors.ts";
import { cellsToSend, readIncidentFile, readRows } from "./incident-file.ts";

const TODAY = "2026-11-26";
const read = (text: string, name = "incidents.csv") =>
	readIncidentFile(new TextEncoder().encode(text), name, TODAY);
const incidents = (text: string) =>
	read(text).rows.map(({ reading }) => ("incident" in reading ? reading.incident : reading.problem));
const problem = (attempt: () => unknown) => {
	try {
		attempt();
	} catch (error) {
		if (error instanceof Invalid) return error.fields.file;
		throw error;
	}
	return undefined;
};

describe("a file of incidents", () => {
	it("is read by its headings, whatever their order", () => {
		const { columns, rows } = read(
			"What happened;Date;Time;Crime Number;Colour\r\nRang her;3/11/2026;21:40;42/1/26;red\r\n",
		);
		expect(columns).toEqual([
			{ heading: "What happened", meaning: "what" },
			{ heading: "Date", meaning: "when" },
			{ heading: "Time", meaning: "at" },
			{ heading: "Crime Number", meaning: "crimeNumber" },
			{ heading: "Colour", meaning: null },
		]);
		expect(rows).toMatchObject([
			{
				number: 2,
				reading: {
					incident: {
						startsOn: "2026-11-03",
						startsAt: "21:40",
						kinds: ["contacting"],
						isGuess: true,
						what: "Rang her",
						crimeNumber: "42/1/26",
					},
				},
			},
		]);
	});

	it("may say everything that a form may", () => {
		expect(
			incidents(
				[
					"Date,To,Details,Type,Where,Reported by,Recorded as,Breach,Police action,Evidence,Preserve by",
					'3 Nov 2026,9 Nov 2026,"Waited, and rang","Following, Loitering",Station Road,Her sister,Harassment,SPO,Arrest,CCTV,3/12/2026',
					"about 3/11/26,,Rang,,,,,none,,,",
				].join("\n"),
			),
		).toMatchObject([
			{
				precision: "period",
				startsOn: "2026-11-03",
				endsOn: "2026-11-09",
				kinds: ["following", "loitering"],
				isGuess: false,
				what: "Waited, and rang",
				location: "Station Road",
				source: "Her sister",
				recordedAs: "harassment",
				orderBreached: "spo",
				policeAction: "arrest",
				evidence: "CCTV",
				preserveBy: "2026-12-03",
			},
			{ precision: "about", startsOn: "2026-11-03", kinds: ["contacting"] },
		]);
		expect(incidents("Date,What happened\n3/11/26,Rang")[0]).not.toHaveProperty("orderBreached");
	});

	it.each(["No", "no", "None", "N/A", "-", "Nil", "No breach"])(
		"has no breach and no police action where its columns say “%s”, whatever the text suggests",
		(no) => {
			const police = no === "No breach" ? "No" : no;
			const [row] = read(
				`Date,What happened,Breach,Police action,Recorded as\n3/11/26,"Her brother was arrested, it is a breach of the NMO, recorded as stalking",${no},${police},${police}\n`,
			).rows;
			expect(row?.reading).toEqual({
				incident: expect.objectContaining({ kinds: ["other"], what: expect.stringContaining("brother") }),
			});
			const incident = row && "incident" in row.reading ? row.reading.incident : undefined;
			for (const field of ["orderBreached", "policeAction", "recordedAs", "guessed"])
				expect(incident).not.toHaveProperty(field);
		},
	);

	it("marks what is guessed from the text where no column says it, or it is left open", () => {
		const text = "He was arrested in breach of the SPO, crimed as harassment";
		const guessed = ["orderBreached", "recordedAs", "policeAction"];
		expect(incidents(`Date,What happened\n3/11/26,"${text}"`)).toMatchObject([
			{ guessed, orderBreached: "spo" },
		]);
		expect(
			incidents(
				`Date,What happened,Breach,Police action,Offence\n3/11/26,"${text}",,,\n3/11/26,"${text}",Bail,Unknown,Stalking`,
			),
		).toMatchObject([
			{ guessed, orderBreached: "spo", recordedAs: "harassment", policeAction: "arrest" },
			{ guessed: ["policeAction"], orderBreached: "bail", recordedAs: "stalking" },
		]);
	});

	it.each([
		["Harassment without violence", "harassment"],
		["Harassment - PFHA s2", "harassment"],
		["Harrassment", "harassment"],
		["8L Harassment (S2 PHA 1997)", "harassment"],
		["s2 Protection from Harassment Act 1997", "harassment"],
		["Harassment - put in fear of violence s4", "harassment"],
		["Putting people in fear of violence", "harassment"],
		["Racially/religiously aggravated harassment", "harassment"],
		["S2A stalking", "stalking"],
		["s2A", "stalking"],
		["s4A PHA", "stalking"],
		["Stalking involving fear of violence (s4A)", "stalking"],
		["Stalking involving serious alarm/distress", "stalking"],
		["Pursue a course of conduct in breach of section 1(1) which amounts to stalking", "stalking"],
		["Malicious Communications Act s1", "malicious-communications"],
		["Malicious comms", "malicious-communications"],
		["Sending letters etc with intent to cause distress or anxiety", "malicious-communications"],
		["Communications Act 2003 s127", "malicious-communications"],
		["Not crimed", "not-recorded"],
		["Non-crime", "not-recorded"],
	])("knows the title of an offence: %s", (title, recordedAs) => {
		const [row] = read(`Date,What happened,Recorded as\n3/11/26,Rang,${title}`).rows;
		expect(row?.reading).toEqual({ incident: expect.objectContaining({ recordedAs, what: "Rang" }) });
	});

	it.each([
		["Breach of NMO", "non-molestation"],
		["Breach SPO", "spo"],
		["Breach of Stalking Protection Order", "spo"],
		["Breach of restraining order", "restraining"],
		["Harassment - breach of a restraining order on conviction", "restraining"],
		["Breach RO", "restraining"],
		["Breach of non-molestation order s42A FLA 1996", "non-molestation"],
	])("knows the breach of an order by its title: %s", (title, orderBreached) => {
		const [row] = read(`Date,What happened,Recorded as\n3/11/26,Rang,${title}`).rows;
		expect(row?.reading).toEqual({
			incident: expect.objectContaining({ recordedAs: "breach-of-order", orderBreached, what: "Rang" }),
		});
		// Two columns that contradict each other: what is recorded as a breach was one, and the other's word is kept.
		expect(incidents(`Date,What happened,Recorded as,Breach\n3/11/26,Rang,${title},No`)[0]).toMatchObject({
			orderBreached,
			what: "Rang\nBreach: No",
		});
	});

	it.each([
		["Recorded as", "Public order s5", { recordedAs: "other" }],
		["Recorded as", "Intentional harassment alarm or distress s4A", { recordedAs: "other" }],
		["Recorded as", "Criminal damage", { recordedAs: "other" }],
		["Recorded as", "Data breach", {}],
		["Recorded as", "Zersetzung", {}],
		["Recorded as", "Harassment (not stalking)", { recordedAs: "harassment" }],
		["Recorded as", "Stalking and harassment", { recordedAs: "harassment" }],
		["Recorded as", "Harassment s2A", { recordedAs: "harassment" }],
		["Breach", "See notes", {}],
		["Breach", "No, the order had run out", {}],
		["Breach", "SPO, term 3", { orderBreached: "spo" }],
		["Breach", "Undertaking of 3 May", { orderBreached: "other" }],
		["Police action", "NFA", {}],
		["Police action", "Not arrested, words of advice", {}],
		["Police action", "Arrested and bailed", { policeAction: "arrest" }],
		["Kind", "Following, haunting", { kinds: ["following"], isGuess: false }],
		["Kind", "Nuisance calls", { kinds: ["contacting"], isGuess: true }],
	])("keeps the words of a cell that was not understood, or not wholly: %s, %s", (column, cell, said) => {
		const [row] = read(`Date,What happened,${column}\n3/11/26,Something odd,"${cell}"`).rows;
		const words = `${column}: ${cell}`;
		expect(row?.reading).toEqual({
			incident: expect.objectContaining({ what: `Something odd\n${words}`, ...said }),
			kept: [words],
		});
		const incident = row && "incident" in row.reading ? row.reading.incident : undefined;
		for (const field of ["recordedAs", "orderBreached", "policeAction"])
			if (!(field in said)) expect(incident).not.toHaveProperty(field);
	});

	it("takes what is recorded as the breach of an order for one, of the order that the text names", () => {
		const rows = incidents(
			"Date,What happened,Offence\n3/11/26,Rang in breach of the SPO,Breach of an order\n3/11/26,Rang,Breach of order",
		);
		expect(rows).toMatchObject([
			{ recordedAs: "breach-of-order", orderBreached: "spo", guessed: ["orderBreached"] },
			{ recordedAs: "breach-of-order", orderBreached: "other" },
		]);
	});

	it("reads cells as long as a file may be in no time", () => {
		const begun = process.cpuUsage();
		for (const piece of [
			"a",
			"not ",
			"send a ",
			"breach of ",
			"s2 ",
			"put x ",
			"not arrested or x ",
			"breach spo ",
		]) {
			const cell = piece.repeat(Math.floor(190_000 / piece.length));
			read(`Date,What happened,Recorded as,Breach,Police action\n3/11/26,Rang,${cell},${cell},${cell}`);
		}
		// Of the processor: what else the machine does is no matter.
		expect(process.cpuUsage(begun).user).toBeLessThan(4_000_000);
	});

	it("keeps a time beside a period, which has none", () => {
		expect(incidents("Date,To,Time,What happened\n3/11/26,5/11/26,21:40,Rang")).toMatchObject([
			{ precision: "period", what: "Rang\nTime: 21:40" },
		]);
	});

	it.each([
		["03-Nov-26", "", "2026-11-03", undefined],
		["03/11/2026", "", "2026-11-03", undefined],
		["03/11/2026 21:40:00", "", "2026-11-03", "21:40"],
		["2026-11-03 21:40:00", "", "2026-11-03", "21:40"],
		["2026-11-03T21:40:00", "", "2026-11-03", "21:40"],
		["03 November 2026 at 21:40", "", "2026-11-03", "21:40"],
		["03/11/2026", "21:40:00", "2026-11-03", "21:40"],
		["03/11/2026", "2140", "2026-11-03", "21:40"],
		["03/11/2026", "2140hrs", "2026-11-03", "21:40"],
		["03/11/2026", "9.40 PM", "2026-11-03", "21:40"],
		["03/11/2026", "9:40:00 PM", "2026-11-03", "21:40"],
		["03/11/2026 00:00:00", "21:40:00", "2026-11-03", "21:40"],
		["03/11/2026 21:40", "21:40", "2026-11-03", "21:40"],
		["3 Nov 25", "", "2025-11-03", undefined],
		["3 Nov 25", "21:40", "2025-11-03", "21:40"],
		["3 Nov 25", "2140", "2025-11-03", "21:40"],
		["3 Nov 25 21:40", "", "2025-11-03", "21:40"],
		["3 Nov 2025", "2140", "2025-11-03", "21:40"],
		["Mon 03/11/25", "Unknown", "2025-11-03", undefined],
		["3/11/2026", "-", "2026-11-03", undefined],
	])("has its date and time as systems write them: %s, %s", (date, time, startsOn, startsAt) => {
		for (const text of ["Rang", "He rang", "3/11/26 at 9pm he rang"]) {
			const [row] = incidents(`Date,Time,What happened\n${date},${time},${text}\n1/11/26,09:15,Rang`);
			expect(row).toMatchObject({ precision: "exact", startsOn, what: text });
			expect(typeof row === "string" ? row : row?.startsAt).toBe(startsAt);
		}
	});

	it("is about a time that is not certain", () => {
		expect(incidents("Date,Time,What happened\n3/11/26,approx 2130hrs,Rang")).toMatchObject([
			{ precision: "about", startsOn: "2026-11-03", startsAt: "21:30", what: "Rang" },
		]);
	});

	it("has no time where every row says midnight, and one where another row says more", () => {
		const startsAt = (text: string) =>
			incidents(text).map((row) => (typeof row === "string" ? row : row.startsAt));
		expect(startsAt("Date,Time,What happened\n3/11/26,00:00,Rang\n4/11/26,00:00:00,Rang")).toEqual([
			undefined,
			undefined,
		]);
		expect(startsAt("Date,Time,What happened\n3/11/26,00:00,Rang\n4/11/26,21:40,Rang")).toEqual([
			"00:00",
			"21:40",
		]);
		expect(startsAt("Date,What happened\n03/11/2026 00:00:00,Rang\n04/11/2026 00:00:00,Rang")).toEqual([
			undefined,
			undefined,
		]);
		expect(startsAt("Date,What happened\n03/11/2026 00:00:00,Rang\n04/11/2026 21:40:00,Rang")).toEqual([
			"00:00",
			"21:40",
		]);
	});

	it.each([
		["Date,Time", "3/11/26,Evening", { precision: "exact" }, "Time: Evening"],
		["Date,Time", "3/11/26,21:00-22:00", { startsAt: "21:00" }, "Time: 21:00-22:00"],
		["Date,Time", "3/11/26 21:00-22:00,", { startsAt: "21:00" }, "Date: 3/11/26 21:00-22:00"],
		["Date,Time", "Tuesday night 3/11/26,", { precision: "exact" }, "Date: Tuesday night 3/11/26"],
		["Date,Time", "about 3-4/11/26,", { precision: "period" }, "Date: about 3-4/11/26"],
		["From,To", "3/11/26 21:40,9/11/26", { endsOn: "2026-11-09" }, "Date: 3/11/26 21:40"],
		["From,To", "3/11/26 21:40,3/11/26 22:40", { startsAt: "21:40" }, "To: 3/11/26 22:40"],
		["From,To", "3/11/26 21:40,22:40", { startsAt: "21:40" }, "To: 22:40"],
	])("keeps the words of what a date cannot say: %s, %s", (headings, cells, said, words) => {
		expect(read(`${headings},What happened\n${cells},Rang`).rows[0]?.reading).toEqual({
			incident: expect.objectContaining({ startsOn: "2026-11-03", what: `Rang\n${words}`, ...said }),
			kept: [words],
		});
	});

	it.each([
		["03/11/2026 00:00:00", "09/11/2026 00:00:00", { precision: "period", endsOn: "2026-11-09" }],
		["03-Nov-26", "09-Nov-26", { precision: "period", endsOn: "2026-11-09" }],
		["3/11/2026", "9/11", { precision: "period", endsOn: "2026-11-09" }],
		["3/11/2026", "3/11/2026", { precision: "exact" }],
		["3/11/2026", "3/11", { precision: "exact" }],
		["3/11/2026", "N/K", { precision: "exact" }],
	])("may have an end: %s, %s", (from, to, said) => {
		const [row] = incidents(`From,To,What happened\n${from},${to},Rang`);
		expect(row).toMatchObject({ startsOn: "2026-11-03", what: "Rang", ...said });
		expect(row).not.toHaveProperty("startsAt");
	});

	it.each([
		["3/11/26", "half past 9", "“half past 9” is no time, like 21:40"],
		["3/11/26", "25:10", "There is no time 25:10. Enter one like 21:40"],
		["3/11/26 21:40", "22:40", "The date says 21:40 and the time says 22:40"],
		["3/11/26 21:40 or later", "", "“3/11/26 21:40 or later” is no date and time, like 3/11/2026 21:40"],
		["Nov 25", "", "Is 25 the day or the year? Write the day first, like 25 Nov"],
	])("is refused where date and time are not certain: %s, %s", (date, time, message) => {
		expect(incidents(`Date,Time,What happened\n${date},${time},Rang`)).toEqual([message]);
	});

	it("is asked which comes first, where a date has the month first and none the day", () => {
		const unclear = "Is the day first in 11/03/2026? It is not in 10/26/2026. Write dates like 3 Nov 2026";
		expect(incidents("Date,What happened\n11/03/2026,Rang\n10/26/2026,Rang\n11/11/2026,Rang")).toMatchObject([
			unclear,
			expect.stringContaining("no month 26"),
			{ startsOn: "2026-11-11" },
		]);
		expect(incidents("Date,What happened\n03/11/2026,Rang\n10/26/2026,Rang\n26/10/2026,Rang")).toMatchObject([
			{ startsOn: "2026-11-03" },
			expect.stringContaining("no month 26"),
			{ startsOn: "2026-10-26" },
		]);
	});

	it.each(["03-Dec-26", "3/12/2026", "3 Dec 26", "3 December 2026", "03/12/2026 00:00:00"])(
		"has the date by which to secure evidence: %s",
		(preserveBy) => {
			expect(incidents(`Date,What happened,Preserve by\n3/11/26,Rang,${preserveBy}`)).toMatchObject([
				{ preserveBy: "2026-12-03" },
			]);
		},
	);

	it("keeps what looks like a formula or a tag as the text that it is", () => {
		expect(
			incidents('Date,What happened\n3/11/26,"=HYPERLINK(""http://x"",""y"")"\n3/11/26,call #7 of #nonsense'),
		).toMatchObject([{ what: '=HYPERLINK("http://x","y")' }, { what: "call #7 of #nonsense" }]);
	});

	it("is sent once more by the columns that mean something, and is the same then", () => {
		const reading = read(
			"Colour,Date,What happened,Crime number\nred,3/11/26,Rang,\n\n,4/11/26,Rang again,42/1/26\n",
		);
		const again = readRows(cellsToSend(reading), TODAY);
		expect(cellsToSend(reading)).toEqual([
			["Date", "What happened", "Crime number"],
			["3/11/26", "Rang"],
			[],
			["4/11/26", "Rang again", "42/1/26"],
		]);
		expect(again.rows).toEqual(reading.rows);
	});

	it("says of each row what is wrong with it, counted as in a spreadsheet", () => {
		const { rows } = read(
			"Date,What happened\n\n31/11/2026,rang\n,rang\n3/11/2026,\nsoon,rang\n3/11/2026 and more,rang\n",
		);
		expect(
			rows.map(({ number, reading }) => [number, "problem" in reading ? reading.problem : null]),
		).toEqual([
			[3, "There is no 31 November 2026"],
			[4, "There is no date"],
			[5, "It does not say what happened"],
			[6, expect.stringContaining("Begin with the date")],
			[7, "“3/11/2026 and more” is no date and time, like 3/11/2026 21:40"],
		]);
	});

	it.each<[string, () => unknown, RegExp]>([
		["nothing", () => read(""), /empty/],
		["only its headings", () => read("Date,What happened\n"), /only its headings/],
		["no column for a date", () => read("What happened\nRang"), /no column for the date/],
		["no column for what happened", () => read("Date\n3/11/26"), /no column for what happened/],
		[
			"another kind of file",
			() => read("Date,What happened\n3/11/26,x", "incidents.xlsx"),
			/Select a CSV file/,
		],
		["quotes that do not close", () => read('Date,What happened\n3/11/26,"x'), /quotation mark/],
		["too much", () => read(`Date,What happened\n3/11/26,${"x".repeat(600_000)}`), /smaller than 600 kB/],
		[
			"too many rows",
			() => read(`Date,What happened\n${"3/11/26,rang\n".repeat(2_001)}`),
			/2,000 rows or fewer at a time. There are 2,001/,
		],
		[
			"blank lines without end",
			() => read(`Date,What happened${",".repeat(150)}\n${"\n".repeat(500_000)}3/11/26,x`),
			/2,000 rows or fewer/,
		],
		["what is no text", () => read("\0\0\0\0a\0\0\0"), /./],
	])("with %s is refused in words", (_, attempt, message) => {
		expect(problem(attempt)).toMatch(message);
	});
});
