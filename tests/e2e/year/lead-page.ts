/** Every number on the lead's page, as its tables show them. */
import type { Page } from "playwright-core";
import type { Counts, Figures, Spread } from "./ledger.ts";

type Rows = Record<string, Counts>;

/** Its tables by caption: row by row, column by column; a 0 is left out. */
async function tablesOn(page: Page): Promise<Record<string, Rows>> {
	const read = await page.locator("main table").evaluateAll((tables) =>
		tables.map((table) => {
			const textOf = (cell: Element | null) =>
				(cell?.querySelector(".pr-table__value") ?? cell)?.textContent?.replace(/\s+/g, " ").trim() ?? "";
			const headers = [...table.querySelectorAll("thead th")].map(textOf);
			const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.children].map(textOf));
			return { caption: textOf(table.querySelector("caption")), headers, rows };
		}),
	);
	return Object.fromEntries(
		read.map(({ caption, headers, rows }) => [
			caption,
			Object.fromEntries(
				rows.map(([name = "", ...cells]) => [
					name,
					Object.fromEntries(
						cells.flatMap((cell, at) => {
							const header = headers[at + 1] ?? "";
							const n = /^[\d,]+(?![\d,%])/.exec(cell)?.[0].replaceAll(",", "");
							return n === undefined || n === "0" || /share/i.test(header) ? [] : [[header, Number(n)]];
						}),
					),
				]),
			),
		]),
	);
}

/** One column of a table. */
const column = (rows: Rows | undefined, header: string): Counts =>
	Object.fromEntries(
		Object.entries(rows ?? {}).flatMap(([name, cells]) => {
			const n = cells[header];
			return n === undefined ? [] : [[name, n]];
		}),
	);

const MONTHS = "January February March April May June July August September October November December".split(
	" ",
);

function byMonth(rows: Rows | undefined): Rows {
	return Object.fromEntries(
		Object.entries(rows ?? {}).map(([name, cells]) => {
			const [month = "", year = ""] = name.split(" ");
			const n = MONTHS.findIndex((full) => full.startsWith(month.slice(0, 3))) + 1;
			return [`${year}-${String(n).padStart(2, "0")}`, { All: 0, ...cells }];
		}),
	);
}

async function spreadOf(page: Page, id: string, rows: Rows | undefined): Promise<Spread> {
	const said = await page.locator(`#${id}`).innerText();
	const n = Number(/Half of ([\d,]+)/.exec(said)?.[1]?.replaceAll(",", "") ?? 0);
	if (n === 0) return { n };
	const days = column(rows, "Days");
	return { n, median: days.Median ?? 0, ninetieth: days["90th centile"] ?? 0 };
}

/** @param isOfOneAgency then the page says nothing of cases. */
export async function figuresOn(page: Page, { isOfOneAgency = false } = {}): Promise<Figures> {
	const tables = await tablesOn(page);
	const numbers = (title: string) => column(tables[`${title}: numbers`], "Number");
	const reviews = [
		"Has it stopped?",
		"Is the victim safer?",
		"What does the victim say?",
		"Investigation",
		"Protective order",
	].flatMap((title) => (tables[`${title}: numbers`] ? [[title, numbers(title)]] : []));
	return {
		...(isOfOneAgency
			? {}
			: {
					cases: {
						heard: numbers("Cases heard"),
						heardByMonth: byMonth(tables["Cases heard, month by month: numbers"]),
						referred: numbers("Referrals"),
						waited: await spreadOf(page, "waited", tables["From referral to first hearing: numbers"]),
						advice: numbers("Advice to officers"),
						reviews: Object.fromEntries(reviews),
					},
				}),
		due: tables["Actions due in the period, by agency: numbers"] ?? {},
		done: await spreadOf(page, "done", tables["From action agreed to done: numbers"]),
		attendance: tables["Attendance, by agency: numbers"] ?? {},
		overdue: column(tables["Overdue now: numbers and what they mean"], "Number"),
		overdueActions: column(tables["Actions overdue, by agency: numbers"], "Overdue"),
	};
}
