/** What the columns of a tracker are taken to mean, and above all whose: a wrong guess shows one person's door to another. */
import { describe, expect, test } from "vitest";
import { headingsAt, withoutMeaning } from "./columns.ts";
import { sheetOf } from "./sheet.ts";

/** What is guessed of columns with these headings, in this order. */
function guesses(...headings: string[]): Record<string, string | null> {
	const sheet = sheetOf({ name: "P", rows: [headings], merged: [], fillsDown: false });
	const { columns, meanings } = headingsAt(sheet, 1);
	return Object.fromEntries(
		columns.map(({ column, heading }, at) => [
			headings.indexOf(heading) === at ? heading : `${heading} ${column}`,
			meanings.get(column) ?? null,
		]),
	);
}

const OF_VICTIM = ["victim", "dateOfBirth", "address", "safeTelephone", "school", "otherDetail"];

describe("a heading that names another person than the victim", () => {
	const whose = [
		"Suspect",
		"Suspect’s",
		"Perp",
		"Perpetrator",
		"Offender",
		"Accused",
		"Defendant",
		"Person causing harm",
		"PCH",
		"Stalker’s",
		"S",
		"His",
		"Children’s",
		"Child",
		"Son’s",
		"Officer",
		"OIC",
		"IDVA",
		"Social worker",
		"GP",
		"Mother’s",
		"Next of kin",
		"New partner’s",
		"Ex-partner",
		"Witness",
		"Referrer",
		"Victim’s mother’s",
		"Victim and suspect",
	];
	const what = [
		"address",
		"Address (current)",
		"home address",
		"DOB",
		"date of birth",
		"tel",
		"mobile",
		"phone no.",
		"contact number",
		"safe telephone",
		"email",
		"postcode",
		"school",
		"workplace",
	];

	test.each(whose)("gives no field of hers: “%s …”", (person) => {
		for (const fact of what) {
			const heading = `${person} ${fact}`;
			for (const order of [
				[heading, "Suspect", "Victim", "Action"],
				["Victim", heading, "Action", "Suspect"],
				["Action", "Suspect", "Victim", heading],
				["Action", heading, "Victim"],
			]) {
				const guess = guesses(...order)[heading] ?? "";
				const isHers = OF_VICTIM.includes(guess) && !(guess === "school" && /^(child|son)/i.test(person));
				expect([heading, isHers ? guess : null]).toEqual([heading, null]);
				// Nor does a telephone name anybody.
				expect(["suspect", "officerInCase", "owner"]).not.toContain(guess);
			}
		}
	});

	test("stands before hers without taking her place", () => {
		expect(
			guesses("Suspect address", "Victim’s address", "Perp tel", "Name of victim", "Victim’s tel", "Action"),
		).toEqual({
			"Suspect address": null,
			"Victim’s address": "address",
			"Perp tel": null,
			"Name of victim": "victim",
			"Victim’s tel": "safeTelephone",
			Action: "action",
		});
		expect(guesses("Suspect DOB", "Suspect", "Victim", "V DOB")).toMatchObject({
			"Suspect DOB": "suspectDateOfBirth",
			"V DOB": "dateOfBirth",
		});
	});

	test("is the suspect’s name only where it says no more", () => {
		for (const heading of [
			"Name of perp (if known)",
			"Suspect’s full name",
			"Offender / suspect",
			"Suspect 1",
		]) {
			expect(guesses(heading, "Victim", "Action")[heading]).toBe("suspect");
		}
		for (const heading of ["Suspect status", "Suspect’s vehicle", "Suspect risk", "Suspect update"]) {
			expect(guesses(heading, "Victim", "Action")[heading]).toBe(null);
		}
		expect(guesses("Suspect’s relationship to victim")).toEqual({
			"Suspect’s relationship to victim": "relationship",
		});
		expect(guesses("Victim’s wishes", "Victim’s name (initials only)")).toEqual({
			"Victim’s wishes": null,
			"Victim’s name (initials only)": "victim",
		});
	});
});

describe("a heading that names nobody", () => {
	test("is of whoever is named last before it", () => {
		expect(guesses("Victim", "DOB", "Address", "Tel", "Suspect", "DOB", "Address", "Tel")).toEqual({
			Victim: "victim",
			DOB: "dateOfBirth",
			Address: "address",
			Tel: "safeTelephone",
			Suspect: "suspect",
			"DOB 6": "suspectDateOfBirth",
			"Address 7": null,
			"Tel 8": null,
		});
		expect(guesses("Suspect", "DOB", "Address", "Victim", "DOB", "Address", "Mobile")).toEqual({
			Suspect: "suspect",
			DOB: "suspectDateOfBirth",
			Address: null,
			Victim: "victim",
			"DOB 5": "dateOfBirth",
			"Address 6": "address",
			Mobile: "safeTelephone",
		});
		expect(guesses("Victim", "OIC", "Contact number")).toMatchObject({ "Contact number": null });
		expect(guesses("Victim", "Child’s name", "DOB")).toMatchObject({ DOB: null });
		expect(guesses("Victim", "Action", "Owner", "Phone")).toMatchObject({ Phone: null });
		expect(guesses("Address", "Victim", "Suspect")).toMatchObject({ Address: "address" });
		expect(guesses("Address", "Suspect", "Victim")).toMatchObject({ Address: null });
	});

	test("is the victim’s where it says that it is safe", () => {
		expect(guesses("Victim", "Suspect", "Relationship", "Safe tel")).toMatchObject({
			"Safe tel": "safeTelephone",
		});
	});
});

describe("what may lead to somebody’s door", () => {
	test("is a protected detail where it is the victim’s, in as many columns as hold it", () => {
		expect(
			guesses(
				"Victim",
				"Victim’s address",
				"Temporary address / refuge",
				"Postcode",
				"Telephone",
				"Mobile",
				"E-mail",
				"Children’s school",
				"Nursery",
				"Workplace",
				"Contact details",
				"Suspect",
			),
		).toEqual({
			Victim: "victim",
			"Victim’s address": "address",
			"Temporary address / refuge": "address",
			Postcode: "address",
			Telephone: "safeTelephone",
			Mobile: "safeTelephone",
			"E-mail": "otherDetail",
			"Children’s school": "school",
			Nursery: "school",
			Workplace: "otherDetail",
			"Contact details": "otherDetail",
			Suspect: "suspect",
		});
	});

	test.each([
		"Perp address",
		"Suspect’s mobile",
		"Address of her mother",
		"OIC email",
		"New partner’s workplace",
		"Where the suspect lives",
		"Grandparents’ refuge",
		"Safe contact (friend)",
		"Child’s e-mail",
	])("is in the open only if somebody says so: “%s”", (heading) => {
		expect([guesses("Victim", "Suspect", "Action", heading)[heading], withoutMeaning(heading)]).toEqual([
			null,
			"none",
		]);
	});

	test.each(["Mood", "Offence", "Order in place", "Child’s DOB", "Referred by", "Social worker"])(
		"is not what every heading speaks of: “%s” is kept",
		(heading) => expect(withoutMeaning(heading)).toBe("note"),
	);
});
