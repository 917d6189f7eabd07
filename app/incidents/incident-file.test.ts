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
