import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Invalid } from "./errors.ts";
import {
	check,
	civilDate,
	dateFrom,
	formOf,
	optionalCivilDate,
	readForm,
	Unreadable,
	valuesOf,
} from "./form.ts";

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
	new Request("http://localhost:3000/cases/1/entries/new", { method: "POST", body, headers });

const opId = "0193a1b2-0000-7000-8000-000000000000";

function errorsOf(work: () => unknown): Record<string, string> {
	try {
		work();
	} catch (error) {
		if (error instanceof Invalid) return error.fields;
		throw error;
	}
	throw new Error("It was accepted");
}

describe("reading a form", () => {
	test("urlencoded: what was typed is apart from what the form carries beside it", async () => {
		const form = await readForm(
			post(
				new URLSearchParams([
					["token", "t"],
					["opId", opId],
					["enhanced", "1"],
					["returnTo", "/meetings/1?case=2"],
					["draft", "entry:1"],
					["kept", "k"],
					["agency", "a"],
					["agency", "b"],
					["body", "one\r\ntwo\0"],
				]),
			),
		);
		expect(form).toMatchObject({
			opId,
			token: "t",
			isEnhanced: true,
			returnTo: "/meetings/1?case=2",
			draftKey: "entry:1",
			keptId: "k",
			fields: { agency: "b", body: "one\ntwo" },
			files: {},
		});
		expect(Object.keys(form.fields)).toEqual(["agency", "body"]);
		expect(form.all("agency")).toEqual(["a", "b"]);
		expect(form.all("nothing")).toEqual([]);
	});

	test("multipart: with the file that was chosen, without the box that was left empty", async () => {
		// As a browser writes it: an empty box is a file without a name.
		const parts = [
			'Content-Disposition: form-data; name="note"\r\n\r\nSiân',
			'Content-Disposition: form-data; name="tracker"; filename="tracker.xlsx"\r\nContent-Type: text/plain\r\n\r\nx',
			'Content-Disposition: form-data; name="other"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n',
		];
		const body = `${parts.map((part) => `--line\r\n${part}\r\n`).join("")}--line--\r\n`;
		const form = await readForm(post(body, { "Content-Type": "multipart/form-data; boundary=line" }));
		expect(form.fields).toEqual({ note: "Siân" });
		expect(Object.keys(form.files)).toEqual(["tracker"]);
		expect(await form.files.tracker?.text()).toBe("x");
	});

	test("a plain form has no script behind it, and an id of its own when it carries none that could be one", () => {
		const data = new FormData();
		data.set("returnTo", "//evil.example");
		const form = formOf(data);
		expect(form).toMatchObject({
			isEnhanced: false,
			returnTo: null,
			token: "",
			draftKey: null,
			keptId: null,
		});
		expect(form.opId).toMatch(/^[0-9a-f-]{36}$/);
		data.set("opId", "x y");
		expect(formOf(data).opId).not.toBe("x y");
		data.set("opId", `${opId}:R1:`);
		expect(formOf(data).opId).toBe(`${opId}:R1:`);
	});

	test("a field may be called anything without harm", () => {
		const data = new FormData();
		data.set("__proto__", "polluted");
		data.set("constructor", "x");
		const { fields } = formOf(data);
		expect(Object.keys(fields)).toEqual(["__proto__", "constructor"]);
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});

	test.each([
		["JSON", () => post("{}", { "Content-Type": "application/json" })],
		["text", () => post("a=b")],
		["no body", () => new Request("http://localhost:3000/", { method: "POST" })],
		[
			"half a multipart",
			() => post("--x\r\nnonsense", { "Content-Type": "multipart/form-data; boundary=x" }),
		],
		["too many fields", () => post(new URLSearchParams(Array.from({ length: 2001 }, () => ["a", ""])))],
		["an endless name", () => post(new URLSearchParams([["a".repeat(101), ""]]))],
	])("refused: %s", async (_, request) => {
		await expect(readForm(request())).rejects.toThrow(Unreadable);
	});

	test("is shown again with all that was typed, but never a password", () => {
		const data = new FormData();
		for (const [name, value] of [
			["email", "a@example.org"],
			["password", "secret"],
			["newPassword", "secret"],
			["agency", "a"],
			["agency", "b"],
			["token", "t"],
			["returnTo", "/cases/1"],
		] as const) {
			data.append(name, value);
		}
		expect(valuesOf(formOf(data))).toEqual({
			values: { email: "a@example.org", agency: "b", returnTo: "/cases/1" },
			lists: { agency: ["a", "b"] },
		});
	});
});

describe("checking", () => {
	const Action = z.object({
		what: z.string().trim().min(1, "Enter what is to be done"),
		owner: z.string("Select an agency"),
		due: civilDate("the due date"),
	});

	test("tells everything that is wrong at once, in the user's words", () => {
		const fields = { what: " ", "due-day": "31", "due-month": "2", "due-year": "2026" };
		expect(errorsOf(() => check(Action, { ...fields, due: dateFrom(fields, "due") }))).toEqual({
			what: "Enter what is to be done",
			owner: "Select an agency",
			due: "The due date must be a real date, like 27 3 2026",
		});
	});

	test("answers what was typed as it is meant", () => {
		const fields = { what: " Locks ", owner: "a", "due-day": " 7", "due-month": "March", "due-year": "2026" };
		expect(check(Action, { ...fields, due: dateFrom(fields, "due") })).toEqual({
			what: "Locks",
			owner: "a",
			due: "2026-03-07",
		});
	});
});

describe("a date", () => {
	const boxes = (day: string, month: string, year: string) => ({ day, month, year });
	const read = (typed: unknown) => check(z.object({ due: civilDate("the due date") }), { due: typed }).due;

	test("comes from three boxes or from one text", () => {
		expect(dateFrom({ "due-day": "1", "due-month": "2" }, "due")).toEqual(boxes("1", "2", ""));
		expect(dateFrom({ due: "2026-02-01" }, "due")).toBe("2026-02-01");
		expect(dateFrom({}, "due")).toBe("");
	});

	test.each([
		[boxes("1", "2", "2026"), "2026-02-01"],
		[boxes("29", "02", "2028"), "2028-02-29"],
		[boxes("1", "sept", "2026"), "2026-09-01"],
		[boxes("1", "JUN", "2026"), "2026-06-01"],
		["2026-02-01", "2026-02-01"],
		[" 2026-2-1 ", "2026-02-01"],
	])("%o is read", (typed, date) => {
		expect(read(typed)).toBe(date);
	});

	test.each([
		["", "Enter the due date"],
		[undefined, "Enter the due date"],
		[null, "Enter the due date"],
		[boxes("", " ", ""), "Enter the due date"],
		[boxes("", "2", "2026"), "The due date must include a day"],
		[boxes("", "2", ""), "The due date must include a day and a year"],
		[boxes("1", "2", "26"), "Year must include 4 numbers"],
		[boxes("29", "2", "2027"), "The due date must be a real date, like 27 3 2026"],
		[boxes("1", "13", "2026"), "The due date must be a real date, like 27 3 2026"],
		[boxes("1", "m", "2026"), "The due date must be a real date, like 27 3 2026"],
		[boxes("0", "1", "2026"), "The due date must be a real date, like 27 3 2026"],
		["next panel", "The due date must be a real date, like 27 3 2026"],
		["2026-02-30", "The due date must be a real date, like 27 3 2026"],
		[boxes("1", "2", "1066"), "The due date must be between 1900 and 2200"],
	])("%o is refused with its reason", (typed, message) => {
		expect(errorsOf(() => read(typed))).toEqual({ due: message });
	});

	test("that may be left out is null when nothing was typed", () => {
		const schema = z.object({ due: optionalCivilDate("the due date") });
		expect(check(schema, {})).toEqual({ due: null });
		expect(check(schema, { due: boxes("", "", "") })).toEqual({ due: null });
		expect(check(schema, { due: "2026-02-01" })).toEqual({ due: "2026-02-01" });
		expect(errorsOf(() => check(schema, { due: boxes("1", "", "2026") }))).toEqual({
			due: "The due date must include a month",
		});
	});
});
