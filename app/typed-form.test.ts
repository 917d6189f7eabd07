import { expect, test } from "vitest";
import { AddPerson } from "#server/cases/index.ts";
import { formOf, type SentForm } from "#server/http/form.ts";
import { byIntent, pageIn, withDates } from "./typed-form.ts";

const BORN = { dateOfBirth: "the date of birth" };
const person = (fields: Record<string, string>) => ({
	caseId: "a case",
	part: "victim",
	name: "Siân O’Brien",
	aliases: "",
	...fields,
});
const boxes = (day: string, month: string, year: string) => ({
	"dateOfBirth-day": day,
	"dateOfBirth-month": month,
	"dateOfBirth-year": year,
});

test("three boxes become a civil date, and empty ones none", () => {
	expect(withDates(AddPerson, person(boxes("6", "1", "1989")), BORN).dateOfBirth).toBe("1989-01-06");
	expect(withDates(AddPerson, person(boxes("", "", "")), BORN).dateOfBirth).toBe("");
});

test("a wrong date is told together with all else that is wrong, in the order of the form", () => {
	const fields = person({ ...boxes("31", "2", "1989"), name: " ", part: "" });
	expect(() => withDates(AddPerson, fields, BORN)).toThrow(
		expect.objectContaining({
			fields: {
				part: "Select who this is",
				name: "Enter a name",
				dateOfBirth: "The date of birth must be a real date, like 27 3 2026",
			},
		}),
	);
});

function sent(fields: Record<string, string>): { form: SentForm } {
	const data = new FormData();
	for (const [name, value] of Object.entries(fields)) data.set(name, value);
	return { form: formOf(data) };
}

test("the button that was pressed runs its command, and an unknown one nothing", async () => {
	const commands = { up: async () => "moved up", down: async () => "moved down" };
	expect(await byIntent(sent({ intent: "down" }), commands)).toBe("moved down");
	for (const intent of ["sideways", "toString", ""]) {
		await expect(byIntent(sent({ intent }), commands)).rejects.toMatchObject({ name: "Invalid" });
	}
});

test("a page is asked for by a whole number from 1, and anything else is the first", () => {
	const page = (query: string) => pageIn(new URL(`http://localhost/find?${query}`));
	expect(["page=3", "page=2.9", "page=0", "page=-4", "page=x", ""].map(page)).toEqual([3, 2, 1, 1, 1, 1]);
	expect(pageIn(new URL("http://localhost/?page=3&records=2"), "records")).toBe(2);
});
