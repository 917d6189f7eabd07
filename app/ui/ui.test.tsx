import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter } from "react-router-dom";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { announcementQueue } from "./announcement-queue.ts";
import {
	Button,
	Checkboxes,
	CivilDate,
	DateInput,
	ErrorSummary,
	FileInput,
	HiddenFields,
	IdentityBar,
	Pagination,
	PasswordInput,
	Radios,
	RiskTag,
	Select,
	StatusTag,
	Table,
	Textarea,
	TextInput,
	Time,
} from "./index.ts";

const markup = (element: ReactElement) => renderToStaticMarkup(element);
const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map((match) => match[1] ?? "");

describe("fields", () => {
	const options = [
		{ value: "a", label: "A" },
		{ value: "b", label: "B" },
	];
	const fields = [
		<TextInput key="1" name="full-name" label="Full name" error="Enter the full name" />,
		<Textarea key="2" name="what" label="What will be done" error="Say what will be done" />,
		<Select key="3" name="agency" label="Agency" options={options} error="Choose an agency" />,
		<Radios key="4" name="safe" label="Safe to call?" options={options} error="Say whether it is safe" />,
		<Checkboxes key="5" name="methods" label="Methods" options={options} error="Choose a method" />,
		<DateInput key="6" name="due" label="Due" error="Enter a date" />,
		<PasswordInput key="7" name="password" label="Password" error="Enter your password" />,
		<FileInput key="8" name="file" label="Document" error="Choose a document" />,
	];

	test("every link of the error summary leads to its field", () => {
		const errors = fields.map(({ props }) => ({ field: props.name, message: props.error }));
		const links = all(markup(<ErrorSummary errors={errors} />), /href="#([^"]+)"/g);
		const ids = all(markup(<form>{fields}</form>), / id="([^"]+)"/g);
		expect(links).toHaveLength(fields.length);
		expect(ids).toEqual(expect.arrayContaining(links));
		expect(new Set(ids).size).toBe(ids.length);
	});

	test("a single wrong box of a date can be linked to as well", () => {
		const html = markup(
			<DateInput name="due" label="Due" error="Year must have 4 numbers" errorParts={["year"]} />,
		);
		expect(html).toContain('id="field-due-year"');
		expect(all(html, /<input[^>]*govuk-input--error[^>]*name="([^"]+)"/g)).toEqual(["due-year"]);
	});

	test("a problem of no one field is said, without a link", () => {
		const html = markup(<ErrorSummary errors={[{ message: "Somebody else changed this case" }]} />);
		expect(html).toContain("<li>Somebody else changed this case</li>");
		expect(markup(<ErrorSummary errors={[]} />)).toBe("");
	});

	test("hint and error describe each kind of field, hint first", () => {
		for (const { type: Field, props } of fields) {
			const html = markup(<Field {...props} hint="As it is in the record" />);
			const id = `field-${props.name}`;
			expect(html, id).toContain(`aria-describedby="${id}-hint ${id}-error"`);
			expect(html, id).toContain(`id="${id}-hint"`);
			expect(html, id).toContain(`id="${id}-error"`);
			expect(html, id).toContain('<span class="govuk-visually-hidden">Error:</span>');
		}
	});

	test("what else describes a field comes after them", () => {
		const also = "beside-it";
		for (const Field of [TextInput, Textarea, PasswordInput, FileInput]) {
			const html = markup(<Field name="x" label="X" hint="As it is" aria-describedby={also} />);
			expect(html).toContain('aria-describedby="field-x-hint beside-it"');
		}
		const select = <Select name="x" label="X" options={options} aria-describedby={also} />;
		expect(markup(select)).toContain('aria-describedby="beside-it"');
	});

	test("a field with neither is described by nothing", () => {
		expect(markup(<TextInput name="name" label="Name" />)).not.toContain("aria-describedby");
	});

	test("a label or legend names each control", () => {
		const html = markup(<form>{fields}</form>);
		const labelled = all(html, /<label[^>]* for="([^"]+)"/g);
		const controls = all(html, /<(?:input|select|textarea)[^>]* id="([^"]+)"/g);
		expect(labelled.sort()).toEqual(controls.sort());
	});

	test("a date shows a stored day, and a wrong answer as it was typed", () => {
		const values = (html: string) => all(html, / value="([^"]*)"/g);
		expect(values(markup(<DateInput name="due" label="Due" defaultValue="2027-03-07" />))).toEqual([
			"7",
			"3",
			"2027",
		]);
		expect(
			values(
				markup(<DateInput name="due" label="Due" defaultValue={{ day: "31", month: "feb", year: "" }} />),
			),
		).toEqual(["31", "feb", ""]);
	});

	test("hidden fields keep false and zero, and leave out what is absent", () => {
		const html = markup(
			<HiddenFields values={{ opId: "x", version: 0, urgent: false, note: null, by: undefined }} />,
		);
		expect(all(html, /name="([^"]+)"/g)).toEqual(["opId", "version", "urgent"]);
	});

	test("a button posts its name and value, and is never disabled against double clicks", () => {
		const html = markup(
			<Button name="intent" value="save" preventDoubleClick>
				Save
			</Button>,
		);
		expect(html).toContain('name="intent" value="save"');
		expect(html).toContain('type="submit"');
		expect(html).not.toContain("disabled");
	});
});

describe("times", () => {
	const shown = (at: string) => markup(<Time at={at} />).replace(/<[^>]+>/g, "");

	test("are London's, across both changes of the clock", () => {
		expect(shown("2026-11-21T14:05:00Z")).toBe("Sat 21 Nov 2026, 14:05");
		expect(shown("2026-03-29T00:59:59Z")).toBe("Sun 29 Mar 2026, 00:59");
		expect(shown("2026-03-29T01:00:00Z")).toBe("Sun 29 Mar 2026, 02:00");
		expect(shown("2026-10-25T00:59:00Z")).toBe("Sun 25 Oct 2026, 01:59");
		expect(shown("2026-10-25T01:00:00Z")).toBe("Sun 25 Oct 2026, 01:00");
	});

	test("are on London's day, when UTC is still on the day before", () => {
		expect(shown("2026-06-30T23:30:00Z")).toBe("Wed 1 Jul 2026, 00:30");
		expect(shown("2026-12-31T23:30:00Z")).toBe("Thu 31 Dec 2026, 23:30");
	});

	test("name September as no version of Intl can change", () => {
		expect(shown("2026-09-01T08:00:00Z")).toBe("Tue 1 Sep 2026, 09:00");
	});

	test("carry the instant for machines, and can be the day or the time alone", () => {
		expect(markup(<Time at="2026-11-21T14:05:00Z" format="time" />)).toBe(
			'<time dateTime="2026-11-21T14:05:00Z">14:05</time>',
		);
		expect(markup(<Time at="2026-11-21T14:05:00Z" format="date" />)).toContain(">Sat 21 Nov 2026<");
	});

	test("civil dates have no time zone", () => {
		expect(markup(<CivilDate date="2026-11-21" />)).toBe('<time dateTime="2026-11-21">21 Nov 2026</time>');
		expect(markup(<CivilDate date="2026-03-01" />)).toContain(">1 Mar 2026<");
	});
});

describe("states", () => {
	test("are said in words and drawn, never by colour alone", () => {
		for (const level of ["standard", "medium", "high", null] as const) {
			expect(markup(<RiskTag level={level} />)).toMatch(
				/<svg.*<\/svg>[A-Z][a-z ]+ ?(risk|assessed)<\/strong>/,
			);
		}
		for (const status of ["open", "overdue", "done", "not-possible"] as const) {
			expect(markup(<StatusTag status={status} />)).toMatch(/<svg.*<\/svg>[A-Z][a-z ]+<\/strong>/);
		}
	});

	test("the identity bar says what is not known", () => {
		const html = markup(
			<IdentityBar
				reference="ST-2026-0417"
				victim="Maria Silva"
				personCausingHarm={null}
				risk={null}
				officer={null}
				panel={null}
			/>,
		);
		for (const words of ["ST-2026-0417", "Maria Silva", "Not known", "Not allocated", "Risk not assessed"]) {
			expect(html).toContain(words);
		}
	});
});

describe("lists", () => {
	test("a stacked table still says what it is", () => {
		const html = markup(
			<Table
				caption="Actions"
				rows={[{ id: "1", what: "Fit a doorbell" }]}
				rowKey={(row) => row.id}
				columns={[{ key: "what", header: "Action", cell: (row) => row.what, rowHeader: true }]}
			/>,
		);
		for (const role of ["table", "row", "columnheader", "rowheader"])
			expect(html).toContain(`role="${role}"`);
	});

	test("a table that scrolls can be reached by keyboard and has a name", () => {
		const html = markup(
			<Table
				caption="Access"
				onNarrowScreens="scroll"
				rows={["a"]}
				rowKey={String}
				columns={[{ key: "x", header: "X", cell: String }]}
			/>,
		);
		const [name] = all(html, /<section[^>]*aria-labelledby="([^"]+)"/g);
		expect(html).toContain('tabindex="0"');
		expect(html).toContain(`<caption id="${name}"`);
	});

	test("pagination shows the ends, the neighbours and a gap for the rest", () => {
		vi.spyOn(console, "error").mockImplementation(() => {}); // a router in memory warns on a server
		const html = markup(
			<MemoryRouter future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
				<Pagination page={6} pages={42} href={(page) => `?page=${page}`} />
			</MemoryRouter>,
		);
		vi.restoreAllMocks();
		expect(all(html, /aria-label="Page (\d+)"/g)).toEqual(["1", "5", "6", "7", "42"]);
		expect(html.match(/ellipsis/g)).toHaveLength(2);
		expect(all(html, /aria-label="Page (\d+)" aria-current="page"/g)).toEqual(["6"]);
	});
});

describe("announcements", () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	test("are at most one in five seconds, and none is lost", () => {
		const said: Array<{ at: number; text: string }> = [];
		const start = Date.now();
		const queue = announcementQueue((text) => said.push({ at: Date.now() - start, text }));
		queue.add("Housing added an action");
		vi.advanceTimersByTime(1000);
		queue.add("Probation added an entry");
		queue.add("Probation added an entry");
		vi.advanceTimersByTime(2000);
		queue.add("The panel is on item 3.");
		vi.advanceTimersByTime(20_000);
		for (let change = 1; change <= 9; change++) queue.add(`Change ${change}`);
		vi.advanceTimersByTime(20_000);

		expect(said.map(({ text }) => text)).toEqual([
			"Housing added an action.",
			"Probation added an entry. The panel is on item 3.",
			"9 changes. The latest: Change 9.",
		]);
		for (const [index, { at }] of said.entries()) {
			expect(at - (said[index - 1]?.at ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(5000);
		}
	});

	test("that wait are dropped when the page is left", () => {
		const say = vi.fn();
		const queue = announcementQueue(say);
		queue.add("Housing added an action");
		queue.stop();
		vi.advanceTimersByTime(20_000);
		expect(say).not.toHaveBeenCalled();
	});
});
