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
		expect(
			incidents(`Date,What happened,Recorded as,Breach\n3/11/26,Rang,${title},No`)[0],
		).not.toHaveProperty("orderBreached");
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
		const begun = performance.now();
		for (const piece of ["a", "not ", "send a ", "breach of ", "s2 ", "put x ", "not arrested or x "]) {
			const cell = piece.repeat(Math.floor(190_000 / piece.length));
			read(`Date,What happened,Recorded as,Breach,Police action\n3/11/26,Rang,${cell},${cell},${cell}`);
		}
		expect(performance.now() - begun).toBeLessThan(4_000);
	});

	it("keeps a time beside a period, which has none", () => {
		expect(incidents("Date,To,Time,What happened\n3/11/26,5/11/26,21:40,Rang")).toMatchObject([
			{ precision: "period", what: "Rang\nTime: 21:40" },
		]);
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
