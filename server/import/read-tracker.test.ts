import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Part, zip } from "#tests/workbooks.ts";
import { birthDate, plannedDate } from "./dates.ts";
import { AGENCIES, agencyFor, unitFor } from "./nicknames.ts";
import { unshout } from "./read-row.ts";
import { readTracker } from "./read-tracker.ts";
import { TrackerUnreadable } from "./sheet.ts";
import type { TrackerCase } from "./tracker.ts";
import { openWorkbook } from "./workbook.ts";

const TODAY = "2026-11-22";
const FILE = new Uint8Array(readFileSync(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url)));

describe("the ESIP tracker of 2026", async () => {
	const tracker = await readTracker(FILE, TODAY);
	const cases = tracker.sheets.flatMap((sheet) => sheet.cases);
	const actions = cases.flatMap((one) => one.actions);
	const caseAt = (sheet: string, row: number) => cases.find((one) => one.sheet === sheet && one.row === row);

	test("holds 54 cases and 177 actions", () => {
		expect(tracker.counts).toEqual({ rows: 211, cases: 54, actions: 177, notImported: 34 });
		expect(cases).toHaveLength(54);
		expect(actions).toHaveLength(177);
	});

	test("agrees with the running totals that its keeper wrote below each sheet", async () => {
		const perSheet = tracker.sheets.slice(1).map((sheet) => sheet.cases.flatMap((one) => one.actions).length);
		expect(perSheet).toEqual([73, 64, 40]);
		const written = (await openWorkbook(FILE))
			.slice(1)
			.map((sheet) => sheet.cell({ row: sheet.lastRow, column: 2 }));
		expect(written).toEqual([73, 73 + 64, 73 + 64 + 40]);
	});

	test("gives every row from 1 to the last exactly one outcome", async () => {
		for (const [index, sheet] of (await openWorkbook(FILE)).entries()) {
			const rows = tracker.sheets[index]?.rows ?? [];
			expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: sheet.lastRow }, (_, at) => at + 1));
			expect(rows.every((row) => row.sheet === sheet.name)).toBe(true);
		}
		const outcomes = tracker.sheets.flatMap((sheet) => sheet.rows);
		const rowsOf = (outcome: string) => outcomes.filter((row) => row.outcome === outcome);
		expect(rowsOf("case-and-action").map(({ sheet, row }) => `${sheet} ${row}`)).toEqual(
			cases.map(({ sheet, row }) => `${sheet} ${row}`),
		);
		expect(rowsOf("case-and-action").length + rowsOf("action").length).toBe(177);
		expect(rowsOf("case")).toEqual([]);
	});

	test("says of each row that is no case or action what it is", () => {
		const told = tracker.sheets
			.flatMap((sheet) => sheet.rows)
			.filter(({ outcome, reason }) => outcome === "not-imported" || reason)
			.map(({ sheet, row, reason }) => `${sheet} ${row}: ${reason}`);
		expect(told.join("\n")).toMatchInlineSnapshot(`
			"READ ME 1: Notes for readers, not a list of cases
			READ ME 2: Notes for readers, not a list of cases
			READ ME 3: Notes for readers, not a list of cases
			North LPA 1: Title of the sheet
			North LPA 2: Blank row
			North LPA 3: Column headings
			North LPA 24: A comment, not an action: “** CHAIR: check this one – duplicate of above? **”
			North LPA 52: Blank row
			North LPA 59: Blank row
			North LPA 64: Blank row
			North LPA 77: Blank row
			North LPA 82: Blank row
			North LPA 83: Blank row
			North LPA 84: Total row
			South LPA 1: Title of the sheet
			South LPA 2: Blank row
			South LPA 3: Column headings
			South LPA 7: A comment, not an action: “** CHAIR: check this one – duplicate of above? **”
			South LPA 10: Blank row
			South LPA 15: Blank row
			South LPA 36: Blank row
			South LPA 61: Blank row
			South LPA 66: A comment, not an action: “** CHAIR: check this one – duplicate of above? **”
			South LPA 71: Blank row
			South LPA 75: Blank row
			South LPA 76: Blank row
			South LPA 77: Total row
			West LPA 1: Title of the sheet
			West LPA 2: Blank row
			West LPA 3: Column headings
			West LPA 28: A comment, not an action: “** CHAIR: check this one – duplicate of above? **”
			West LPA 32: Blank row
			West LPA 46: Blank row
			West LPA 47: Total row"
		`);
	});

	test("takes the cells of a case from what is merged", () => {
		expect(caseAt("North LPA", 32)).toMatchObject({
			panelDate: "2026-05-09",
			panelDateAsWritten: null,
			crimeReference: "42/78725/26",
			officerInCase: "DS Evans 77733",
			area: "North",
			victim: {
				name: "Callum O'Brien",
				dateOfBirth: "1974-09-16",
				dateOfBirthAsWritten: null,
				details: [
					{ kind: "address", value: "105 Flat 2 High Street, CM99 6XY", heading: null },
					{ kind: "safe-telephone", value: "07700-900404", heading: null },
				],
			},
			suspect: {
				name: "Aoife Patel",
				isIdentified: true,
				dateOfBirth: null,
				dateOfBirthAsWritten: null,
			},
			relationship: { kind: "ex-partner", asWritten: "ex partner" },
			risk: "high",
			isacSupport: "Yes",
			spoConsidered: "N",
		} satisfies Partial<TrackerCase>);
		expect(caseAt("North LPA", 32)?.actions.map(({ row }) => row)).toEqual([32, 33, 34]);
		expect(caseAt("North LPA", 58)?.actions.map(({ row }) => row)).toEqual([58]);
		expect(caseAt("North LPA", 10)?.actions[2]).toEqual({
			row: 12,
			key: expect.stringMatching(/^[0-9a-f]{32}$/),
			number: "3.3",
			text: "Seize suspect devices; DMI to triage within 5 days",
			owner: {
				agency: "Colchester Housing",
				part: "Housing",
				unit: null,
				person: null,
				asWritten: "Housing",
			},
			due: "2026-12-02",
			dueAsWritten: null,
			status: "done",
			statusAsWritten: "Done",
			update: null,
		});
	});

	test("keeps cases apart that share a crime reference or a victim's name", () => {
		const sharing = (of: (one: TrackerCase) => string | null, value: string) =>
			cases.filter((one) => of(one) === value).map(({ sheet, row }) => `${sheet} ${row}`);
		expect(sharing((one) => one.crimeReference, "42/41406/26")).toEqual(["North LPA 13", "South LPA 6"]);
		expect(sharing((one) => one.victim.name, "Mei Hughes")).toEqual(["North LPA 47", "South LPA 44"]);
	});

	test("understands every date that is one", () => {
		const notDates = actions.flatMap(({ dueAsWritten }) => dueAsWritten ?? []);
		expect(new Set(notDates)).toEqual(new Set(["tbc", "next panel"]));
		expect(actions.every(({ due }) => due === null || /^202[67]-\d\d-\d\d$/.test(due))).toBe(true);
		expect(cases.every(({ panelDate }) => panelDate?.startsWith("2026-"))).toBe(true);
		expect(cases.every(({ victim }) => /^(19[67]|19[89]|200)\d-/.test(victim.dateOfBirth ?? ""))).toBe(true);
		expect(caseAt("North LPA", 78)?.victim.dateOfBirth).toBe("2003-08-04");
		expect(caseAt("North LPA", 55)?.victim.dateOfBirth).toBe("1972-03-26");
		expect(caseAt("North LPA", 4)?.actions.map(({ due }) => due)).toEqual([
			"2026-10-20",
			"2026-10-01",
			"2026-10-12",
			"2026-10-28",
		]);
	});

	test("finds an agency for every owner, and nobody in “tbc”", () => {
		expect(actions.filter(({ owner }) => owner.agency === null)).toEqual([]);
		const names = new Set(AGENCIES.map(({ name }) => name));
		expect(new Set(actions.map(({ owner }) => owner.agency))).toEqual(names);
		expect(new Set(actions.map(({ owner }) => owner.person))).toEqual(
			new Set([null, "S. Begum", "DC Wright", "JH"]),
		);
		expect(new Set(actions.map(({ owner }) => owner.unit))).toEqual(new Set([null, "DMI", "CCU", "DAIT"]));
	});

	test("reads the statuses as their writers meant them", () => {
		const read = new Map(actions.map(({ statusAsWritten, status }) => [statusAsWritten ?? "", status]));
		expect(Object.fromEntries(read)).toEqual({
			"": "open",
			open: "open",
			Open: "open",
			Ongoing: "in-progress",
			"In progress": "in-progress",
			"Not done": "open",
			"Carried fwd": "open",
			COMPLETE: "done",
			Complete: "done",
			"Completed 12/3": "done",
			Done: "done",
			"N/A – circumstances changed": "not-possible",
		});
	});

	test("keeps what looks like a formula as text", () => {
		const formulas = actions.filter(({ text }) => text.startsWith("="));
		expect(formulas).toHaveLength(5);
		expect(new Set(formulas.map(({ text }) => text))).toEqual(
			new Set(['=HYPERLINK("http://example.invalid","click")']),
		);
	});

	test("calms shouted names, and knows a suspect whom nobody has identified", () => {
		expect(caseAt("North LPA", 55)?.victim.name).toBe("Olu Ahmed");
		expect(caseAt("South LPA", 57)?.victim.name).toBe("Amelia O'Brien");
		expect(caseAt("North LPA", 13)?.suspect).toMatchObject({
			name: "UNKNOWN (online only)",
			isIdentified: false,
		});
		expect(cases.filter(({ suspect }) => !suspect.isIdentified)).toHaveLength(13);
	});

	test("gives the same keys again, each once", async () => {
		const keysOf = (from: typeof tracker) =>
			from.sheets.flatMap((sheet) =>
				sheet.cases.flatMap((one) => [one.key, ...one.actions.map(({ key }) => key)]),
			);
		const keys = keysOf(tracker);
		expect(new Set(keys).size).toBe(54 + 177);
		expect(keysOf(await readTracker(FILE, "2031-01-01"))).toEqual(keys);
		// Fixed: what has been imported is found again by these.
		expect(keys[0]).toBe("84e0be2f52db3c1fd0a6e3dd7c6698f9");
		expect(keys[1]).toBe("c4b3083a5761321f1d2de3f1282aa703");
	});

	test("holds no blank text anywhere", () => {
		expect(JSON.stringify(tracker)).not.toMatch(/"\s*"[,}]/);
	});
});

describe("dates", () => {
	afterEach(() => vi.unstubAllEnvs());

	const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];
	const fullMonths = ["January", "February", "March", "April", "May", "June", "July", "August", "September"];
	const aDay = (from: string, to: string) =>
		fc
			.date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
			.map((date) => date.toISOString().slice(0, 10));
	const styles = (date: string): string[] => {
		const [year = "", month = "", day = ""] = date.split("-");
		const [y, m, d] = [year.slice(2), Number(month), Number(day)];
		return [
			`${d} ${months[m - 1]} ${y}`,
			`${day}/${month}/${year}`,
			date,
			`${d}.${m}.${y}`,
			`${d} ${months[m - 1]} ${year}`,
			` ${d}/${m}/${y} `,
			...(m <= 9 ? [`${d} ${fullMonths[m - 1]} ${year}`] : []),
		];
	};

	test("come back from every style they are written in", () => {
		fc.assert(
			fc.property(aDay("2000-01-01", "2099-12-31"), (date) => {
				for (const written of styles(date)) expect([written, plannedDate(written)]).toEqual([written, date]);
			}),
		);
	});

	test("of birth come back from every style, in the latest century that is past", () => {
		fc.assert(
			fc.property(aDay("1926-11-22", "2026-11-21"), (date) => {
				for (const written of styles(date)) {
					expect([written, birthDate(written, TODAY)]).toEqual([written, date]);
				}
			}),
		);
		expect(birthDate("21.11.26", TODAY)).toBe("2026-11-21");
		expect(birthDate("22.11.26", TODAY)).toBe("1926-11-22");
		expect(birthDate("29.2.24", "2024-02-29")).toBe("1924-02-29");
		expect(birthDate("01/01/2027", TODAY)).toBeNull();
		expect(birthDate(new Date("2027-01-01T00:00:00Z"), TODAY)).toBeNull();
	});

	test("that are none stay what they are", () => {
		for (const written of [
			"",
			"tbc",
			"next panel",
			"31/02/2026",
			"29.2.26",
			"12/13/2026",
			"0.1.26",
			"3 Foo 26",
		]) {
			expect([written, plannedDate(written)]).toEqual([written, null]);
		}
		expect(plannedDate(new Date(Number.NaN))).toBeNull();
	});

	test("held as Excel serials are the same day in every time zone", async () => {
		const serials = fc.sample(fc.integer({ min: 20_000, max: 60_000 }), 200);
		const expected = serials.map((serial) =>
			new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10),
		);
		const file = workbook([
			{ name: "P", rows: [HEADINGS, ...serials.map((serial) => ["R", "V", "S", "Do", { serial }])] },
		]);
		for (const zone of ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/London"]) {
			vi.stubEnv("TZ", zone);
			const { sheets } = await readTracker(file, TODAY);
			expect(sheets[0]?.cases.flatMap((one) => one.actions.map(({ due }) => due))).toEqual(expected);
		}
	});
});

describe("nicknames", () => {
	test("belong to one agency each", () => {
		const all = AGENCIES.flatMap(({ name, nicknames }) =>
			[name, ...nicknames].map((written) => ({ name, written })),
		);
		for (const { name, written } of all) {
			expect([written, agencyFor(written)]).toEqual([written, name]);
			expect(agencyFor(`  ${written.toUpperCase()} `)).toBe(name);
		}
	});

	test("tell a unit from its force, and an unknown agency from a known one", () => {
		expect(unitFor("Police (DAIT)")).toBe("DAIT");
		expect(unitFor("dmi")).toBe("DMI");
		expect(unitFor("ISAC (CP)")).toBeNull();
		expect(agencyFor("Fire")).toBeNull();
		expect(agencyFor("constructor")).toBeNull();
		expect(agencyFor("L & D")).toBe("Liaison and Diversion");
		expect(agencyFor("Children’s Social Care")).toBe("Children's Social Care");
	});
});

test("names lose their shouting and nothing else", () => {
	const shouted = {
		"AMELIA O'BRIEN": "Amelia O'Brien",
		"AOIFE TAYLOR-REID": "Aoife Taylor-Reid",
		"DS MCALLISTER 79903": "DS McAllister 79903",
		"GRACE ŁUKASIK": "Grace Łukasik",
		"SIÂN O’NEILL (AKA SHAN)": "Siân O’Neill (Aka Shan)",
		"DI SMITH": "Di Smith",
		JH: "JH",
		"PC 76580": "PC 76580",
		"van der Berg": "van der Berg",
		"Zuzanna DE Vries": "Zuzanna DE Vries",
	};
	for (const [written, kept] of Object.entries(shouted)) expect(unshout(written)).toBe(kept);
});

describe("a table", () => {
	const read = async (rows: Row[], merges: string[] = []) => {
		const tracker = await readTracker(workbook([{ name: "P", rows: [HEADINGS, ...rows], merges }]), TODAY);
		const sheet = tracker.sheets[0];
		return { cases: sheet?.cases ?? [], told: sheet?.rows.slice(1).map((row) => row.reason ?? row.outcome) };
	};

	test("never guesses a case from blank cells that are not merged", async () => {
		const { cases, told } = await read([
			["42/1/26", "Ann", "Bob", "Call"],
			[null, null, null, "Visit"],
		]);
		expect(cases[0]?.actions).toHaveLength(1);
		expect(told).toEqual([
			"case-and-action",
			"An action without a case: its case cells are neither filled in nor merged",
		]);
	});

	test("without merges takes rows that name the same case for one, wherever they stand", async () => {
		const { cases, told } = await read([
			["42/1/26", "Ann", "Bob", "Call"],
			["42/1/26", "ANN", "Bob ", "Visit"],
			["42/2/26", "Eve", "Cid", "Wait"],
			["42/1/26", "Ann", "Bob", "Write"],
			["42/2/26", "Eve", "Dan", "Other"],
		]);
		expect(cases.map((one) => [one.victim.name, one.actions.map(({ text }) => text)])).toEqual([
			["Ann", ["Call", "Visit", "Write"]],
			["Eve", ["Wait"]],
			["Eve", ["Other"]],
		]);
		expect(told).toEqual(["case-and-action", "action", "case-and-action", "action", "case-and-action"]);
	});

	test("starts a case at each crime reference under a victim merged over both", async () => {
		const { cases } = await read(
			[
				["42/1/26", "Ann", "Bob", "Call"],
				[null, null, null, "Visit"],
				["42/2/26", null, "Cid", "Write"],
				[null, null, null, "Wait"],
			],
			["A2:A3", "A4:A5", "B2:B5", "C2:C3", "C4:C5"],
		);
		expect(
			cases.map((one) => [one.crimeReference, one.victim.name, one.suspect.name, one.actions.length]),
		).toEqual([
			["42/1/26", "Ann", "Bob", 2],
			["42/2/26", "Ann", "Cid", 2],
		]);
	});

	test("tells what it leaves out of an imported row", async () => {
		const { cases, told } = await read(
			[
				["42/1/26", "Ann", "Bob", "Call", null, "ask Jo"],
				[null, null, "Cid", "Visit"],
			],
			["A2:A3", "B2:B3"],
		);
		expect(cases[0]?.actions).toHaveLength(2);
		expect(told).toEqual([
			"Left out, under no known heading: “ask Jo”",
			"Left out, not merged with the case above: “Cid”",
		]);
	});

	test("takes a case that has no action yet, and none that names no victim", async () => {
		const { cases, told } = await read(
			[
				["42/1/26", "Ann", "Bob", null],
				["42/2/26", null, "Bob", "Call"],
				[null, null, null, "Visit"],
				[null, null, null, null, "tbc"],
				["Total actions"],
				["** CHAIR: merge these? **"],
				["speak to Jo"],
				[null, "moved to West"],
				HEADINGS,
			],
			["A3:A4", "B3:B4", "C3:C4"],
		);
		expect(cases.map(({ row, actions }) => [row, actions.length])).toEqual([[2, 0]]);
		expect(told).toEqual([
			"case",
			"No victim is named in this row",
			"Belongs to row 3, which was not imported",
			"A comment, not an action: “tbc”",
			"Total row",
			"A comment, not an action: “** CHAIR: merge these? **”",
			"A comment, not an action: “speak to Jo”",
			"A comment, not an action: “moved to West”",
			"Column headings",
		]);
	});

	test("gives the same case and the same action twice two keys each, whatever their spelling", async () => {
		const twice: Row[] = [
			["42/1/26", "Ann O'Hara", "Bob", "Call her"],
			["42/1/26", "ANN O’HARA", " bob", "call  her."],
		];
		const other: Row[] = [
			["42/2/26", "Eve", "Cid", "Wait"],
			[null, null, null, "Write"],
		];
		// Where something is merged, what is not stands for itself.
		const { cases } = await read([...twice, ...other], ["A4:A5", "B4:B5", "C4:C5"]);
		const again = await read(twice.slice(1));
		expect(cases[0]?.key).not.toBe(cases[1]?.key);
		expect(cases[0]?.actions[0]?.key).not.toBe(cases[1]?.actions[0]?.key);
		expect(again.cases[0]?.key).toBe(cases[0]?.key);
	});

	test("may have its columns in any order, and names those that it does not know", async () => {
		const file = workbook([
			{ name: "Notes", rows: [["Hello"], [], ["Bye"]] },
			{
				name: "P",
				rows: [
					["T"],
					["Draft 2"],
					["Action", "Mood", "Suspect", "Risk", "Victim"],
					["Call", "grim", null, "Very high", "Ann"],
				],
			},
		]);
		const { sheets } = await readTracker(file, TODAY);
		expect(sheets.map((sheet) => sheet.rows.map((row) => row.reason))).toEqual([
			["Notes for readers, not a list of cases", "Blank row", "Notes for readers, not a list of cases"],
			[
				"Title of the sheet",
				"Above the column headings: “Draft 2”",
				"Column headings. Not recognised, so these columns were left out: “Mood”",
				"Risk “Very high” counts as not assessed, and is kept as written. Left out, under no known heading: “grim”",
			],
		]);
		expect(sheets[1]?.cases[0]).toMatchObject({
			victim: { name: "Ann", dateOfBirth: null },
			suspect: { name: "Unknown", isIdentified: false },
			relationship: { kind: "not-known", asWritten: null },
			risk: "not-assessed",
			riskAsWritten: "Very high",
			panelDate: null,
		});
	});
});

describe("a CSV file", () => {
	const CSV = [
		"Stalking panel tracker;;;;;;",
		"What was agreed;By when;Perp;Officer in case;Name of victim;Whose;Where it stands",
		'"Call her, today";03/04/2026;BOB DAY;DC Who 1;Siân O’Hara;ISAC / J. Roe;done',
		"=1+1;ASAP;;;;EP;",
		";;;;;;",
		"Visit;5 May 26;Cid;DC Who 1;Eve;Housing;ongoing",
	].join("\r\n");
	const encodings: [string, (text: string) => Uint8Array][] = [
		["UTF-8", (text) => Buffer.from(text)],
		["UTF-8 with a mark", (text) => Buffer.from(`\ufeff${text}`)],
		["UTF-16", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
		["UTF-16 without a mark", (text) => Buffer.from(text, "utf16le")],
		["UTF-16, big end first", (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
		["Windows-1252", (text) => Buffer.from(text.replace("’", "\x92"), "latin1")],
	];

	test.each(encodings)("in %s is read with its columns in any order and wording", async (_, encode) => {
		const { sheets, counts } = await readTracker(encode(CSV), TODAY, "North.csv");
		expect(counts).toEqual({ rows: 6, cases: 2, actions: 3, notImported: 3 });
		expect(sheets[0]?.name).toBe("North");
		const [first, second] = sheets[0]?.cases ?? [];
		expect(first).toMatchObject({
			row: 3,
			victim: { name: "Siân O’Hara" },
			suspect: { name: "Bob Day" },
			officerInCase: "DC Who 1",
		});
		expect(first?.actions).toMatchObject([
			{
				text: "Call her, today",
				due: "2026-04-03",
				status: "done",
				owner: { part: "ISAC", person: "J. Roe" },
			},
			{ text: "=1+1", due: null, dueAsWritten: "ASAP", status: "open" },
		]);
		expect(second?.actions).toMatchObject([{ text: "Visit", due: "2026-05-05", status: "in-progress" }]);
	});

	test.each([",", "\t", "|"])("may be parted by %j", async (delimiter) => {
		const text = CSV.replaceAll(",", "").replaceAll(";", delimiter);
		expect((await readTracker(Buffer.from(text), TODAY, "a.csv")).counts.actions).toBe(3);
	});

	test("is refused in a sentence when a quotation mark never closes, when it is empty and when it is no text", async () => {
		const why = async (data: Uint8Array) =>
			((await readTracker(data, TODAY, "a.csv").catch((cause: unknown) => cause)) as TrackerUnreadable).why;
		expect(await why(Buffer.from('Victim,Suspect,Action\nAnn,"Bob,Call\n'))).toBe("damaged");
		expect(await why(Buffer.from("\n \n"))).toBe("empty");
		expect(await why(Buffer.from([1, 2, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]))).toBe(
			"not-a-workbook",
		);
		expect(await why(Buffer.from("Dear panel,\nbest wishes\n"))).toBe("no-table");
	});
});

describe("a file is refused", () => {
	const refusal = async (data: Uint8Array): Promise<TrackerUnreadable> => {
		const refused = await readTracker(data, TODAY).catch((cause: unknown) => cause);
		if (!(refused instanceof TrackerUnreadable)) throw refused;
		expect(refused.message).toMatch(/^[A-Z].*\.$/);
		return refused;
	};
	const why = async (data: Uint8Array) => (await refusal(data)).why;
	const oneSheet = [{ name: "P", rows: [HEADINGS, ["42/1/26", "Ann", "Bob", "Call"]] }];

	test("when it is no workbook", async () => {
		expect(await why(new Uint8Array())).toBe("empty");
		expect(await why(new TextEncoder().encode("Victim,Suspect,Action\n"))).toBe("not-a-workbook");
		expect(await why(zip([{ path: "a.txt", content: "hello" }]))).toBe("not-a-workbook");
		const locked = await refusal(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]));
		expect(locked.why).toBe("not-a-workbook");
		expect(locked.message).toContain("password");
	});

	test("when no sheet has a tracker's headings", async () => {
		expect(
			await why(
				workbook([
					{
						name: "P",
						rows: [
							["Victim", "Owner"],
							["Ann", "EP"],
						],
					},
				]),
			),
		).toBe("no-table");
		expect(await why(workbook([{ name: "P", rows: [] }]))).toBe("no-table");
	});

	test("when it is larger than 50 MB", async () => {
		expect(await why(new Uint8Array(50 * 1024 * 1024 + 1))).toBe("too-large");
	});

	test("when it has macros, whatever it is called", async () => {
		const withMacros = zip([...partsOf(oneSheet), { path: "xl/vbaProject.bin", content: "Sub" }]);
		expect(await why(withMacros)).toBe("macros");
		expect((await refusal(withMacros)).message).toContain("without macros (.xlsx)");
		const named = await readTracker(workbook(oneSheet), TODAY, "tracker.XLSM").catch(
			(cause: unknown) => cause,
		);
		expect(named).toMatchObject({ why: "macros" });
	});

	test("when it has more than 5,000 rows", async () => {
		const rows = Array.from({ length: 5001 }, (_, at): Row => [`42/${at}/26`, `Ann ${at}`, "Bob", "Call"]);
		const refused = await refusal(workbook([{ name: "P", rows: [HEADINGS, ...rows] }]));
		expect(refused).toMatchObject({ why: "too-large", message: expect.stringContaining("5,000 rows") });
		const most = workbook([{ name: "P", rows: [["Title"], [], HEADINGS, ...rows.slice(1)] }]);
		expect((await readTracker(most, TODAY)).counts.actions).toBe(5000);
	});

	test("when it says that it unpacks to more than 100 MB", async () => {
		const parts = partsOf(oneSheet);
		expect(
			await why(zip([...parts, { path: "xl/media/a.xml", content: "", declared: 101 * 1024 * 1024 }])),
		).toBe("too-large");
		const sixtyMegabytes = " ".repeat(60 * 1024 * 1024);
		const bomb = zip([...parts, ...["a", "b"].map((path) => ({ path, content: sixtyMegabytes }))]);
		expect(bomb.byteLength).toBeLessThan(1024 * 1024);
		expect(await why(bomb)).toBe("too-large");
	});

	test("when it unpacks to more than it says", async () => {
		const content = " ".repeat(60 * 1024 * 1024);
		expect(await why(zip([...partsOf(oneSheet), { path: "xl/a.xml", content, declared: 10 }]))).toBe(
			"too-large",
		);
	});

	test("when a row or a column lies absurdly far out", async () => {
		const far = (cell: string) =>
			zip(partsOf(oneSheet, (xml) => xml.replace("</sheetData>", `${cell}</sheetData>`)));
		const text = (place: string) => `<c r="${place}" t="inlineStr"><is><t>x</t></is></c>`;
		expect(await why(far('<row r="1048576"/>'))).toBe("too-large");
		expect(await why(far(`<row>${text("A999999")}</row>`))).toBe("too-large");
		expect(await why(far(`<row r="9">${text("XFD9")}</row>`))).toBe("too-large");
		expect(await why(far('<row a="<" r="99999999"/>'))).toBe("damaged");
		expect(await why(far('<row x:r="9999999" r="9"/>'))).toBe("damaged");
		expect(await why(far('<row r="&#57;9999999"/>'))).toBe("damaged");
		const styledOnly = await readTracker(far('<row r="9"><c r="XFD9" s="1"/></row>'), TODAY);
		expect(styledOnly.counts.rows).toBe(2);
	});

	test("when it is broken", async () => {
		const whole = workbook(oneSheet);
		expect((await readTracker(whole, TODAY)).counts.actions).toBe(1);
		expect(await why(whole.slice(0, whole.length - 30))).toBe("damaged");
		const flipped = whole.slice();
		flipped[60] = (flipped[60] ?? 0) ^ 0xff;
		expect(await why(flipped)).toBe("damaged");
		const overlapping = ["A2:A3", "A3:A4"];
		const rows = [...oneSheet[0]!.rows, ["42/2/26"], ["42/3/26"]];
		expect(await why(workbook([{ name: "P", rows, merges: overlapping }]))).toBe("damaged");
		expect(await why(workbook([{ name: "P", rows, merges: ["A2-A3"] }]))).toBe("damaged");
		expect(await why(zip(partsOf(oneSheet, (xml) => xml.slice(0, -20))))).toBe("damaged");
	});

	test("rather than with any other error, whatever its XML says", async () => {
		const breakage = fc.tuple(
			fc.nat(5000),
			fc.nat(40),
			fc.oneof(
				fc.string({ maxLength: 6 }),
				fc.constantFrom(
					"<",
					">",
					"/>",
					'"',
					"9999999",
					"<row>",
					"</c>",
					"<!--",
					"<![CDATA[",
					"&#57;",
					' r="ZZ9"',
				),
			),
		);
		await fc.assert(
			fc.asyncProperty(breakage, fc.boolean(), async ([at, length, inserted], isEverywhere) => {
				const broken = (xml: string) =>
					xml.slice(0, at % xml.length) + inserted + xml.slice((at % xml.length) + length);
				const parts = partsOf(oneSheet, broken);
				const file = zip(
					isEverywhere ? parts.map((part) => ({ ...part, content: broken(part.content) })) : parts,
				);
				const result = await readTracker(file, TODAY).catch((cause: unknown) => cause);
				if (result instanceof Error) expect(result).toBeInstanceOf(TrackerUnreadable);
			}),
			{ numRuns: 500 },
		);
	});

	test("rather than with any other error, whatever byte of it is wrong", async () => {
		const whole = workbook(oneSheet);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
				fc.nat(whole.length),
				fc.boolean(),
				async (changes, length, isCut) => {
					const broken = whole.slice(0, isCut ? length : whole.length);
					for (const [at, byte] of changes) if (at < broken.length) broken[at] = byte;
					const result = await readTracker(broken, TODAY).catch((cause: unknown) => cause);
					if (result instanceof Error) expect(result).toBeInstanceOf(TrackerUnreadable);
				},
			),
			{ numRuns: 300 },
		);
	});
});

/** The smallest workbook that Excel would open, to try what the real file does not hold. */

type Row = (string | null | { serial: number })[];
type SheetGiven = { name: string; rows: Row[]; merges?: string[] };

const HEADINGS: Row = ["Crime ref", "Victim", "Suspect", "Action", "Due"];

function workbook(sheets: SheetGiven[]): Uint8Array {
	return zip(partsOf(sheets));
}

function partsOf(sheets: SheetGiven[], change: (xml: string) => string = (xml) => xml): Part[] {
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
	const escaped = (text: string) =>
		text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
	const cell = (value: Row[number], column: number, row: number) => {
		const place = `${String.fromCharCode(65 + column)}${row + 1}`;
		if (value === null) return `<c r="${place}"/>`;
		if (typeof value === "object") return `<c r="${place}" s="1"><v>${value.serial}</v></c>`;
		return `<c r="${place}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
	};
	const sheetXml = ({ rows, merges = [] }: SheetGiven) => {
		const data = rows.map(
			(row, at) => `<row r="${at + 1}">${row.map((value, column) => cell(value, column, at)).join("")}</row>`,
		);
		const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join("");
		return `<worksheet xmlns="${main}"><sheetData>${data.join("")}</sheetData><mergeCells>${merged}</mergeCells></worksheet>`;
	};
	const list = (of: (sheet: SheetGiven, number: number) => string) =>
		sheets.map((sheet, index) => of(sheet, index + 1)).join("");
	return [
		{
			path: "xl/workbook.xml",
			content: `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${list(({ name }, number) => `<sheet name="${escaped(name)}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets></workbook>`,
		},
		{
			path: "xl/_rels/workbook.xml.rels",
			content: `<Relationships xmlns="x">${list((_, number) => `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}<Relationship Id="s" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
		},
		{
			path: "xl/styles.xml",
			content: `<styleSheet xmlns="${main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		},
		...sheets.map((sheet, index) => ({
			path: `xl/worksheets/sheet${index + 1}.xml`,
			content: change(sheetXml(sheet)),
		})),
	];
}
