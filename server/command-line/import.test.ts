/** `npm run import`, as an operator runs it: a process of its own, on a file that nobody else writes to. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import SQLite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { rawSql } from "#tests/raw-sql.ts";
import { copyTemplate } from "#tests/setup/template.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const TRACKER = join(project, "db/seed/esip-tracker-2026.xlsx");

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "panelroom-import-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
	code: number | null;
	out: string[];
	problems: string[];
}

async function runImport(...args: string[]): Promise<Outcome> {
	const program = join(project, "server/command-line/import.ts");
	// The test's own database is another, and must not be met by accident.
	const { DATABASE_URL: _, ...env } = process.env;
	const child = spawn(process.execPath, ["--import", "tsx", program, ...args], {
		cwd: project,
		env,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const said = { out: "", problems: "" };
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		said.out += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		said.problems += text;
	});
	const [code] = await once(child, "close");
	const lines = (text: string) => text.split("\n").filter(Boolean);
	return { code, out: lines(said.out), problems: lines(said.problems) };
}

const countOf = async (url: string, table: string) => {
	const raw = await rawSql(url);
	const [n] = await raw.column(`select count(*) from ${table}`);
	await raw.close();
	return Number(n);
};

describe("the import of the command line", () => {
	test("makes panels and agencies that are missing, tells what became of every row, and again changes nothing", async () => {
		// On SQLite a file that is not there yet: the command makes and migrates it.
		const { engine } = inject("template");
		const url =
			engine === "sqlite"
				? `file:${join(folder, "new/panelroom.db")}`
				: await copyTemplate(inject("template"));
		const first = await runImport(TRACKER, "--database", url);
		expect(first.problems).toEqual([]);
		expect(first.code).toBe(0);
		expect(first.out.slice(-2)).toEqual([
			"211 rows: 177 created, 0 unchanged, 34 not imported.",
			"54 cases and 177 actions created.",
		]);
		expect(first.out.slice(0, -2)).toHaveLength(34);
		for (const line of first.out.slice(0, -2)) expect(line).toMatch(/^[\w ]+, row \d+: not imported\. \S/);
		expect([
			await countOf(url, "cases"),
			await countOf(url, "actions"),
			await countOf(url, "panels"),
		]).toEqual([54, 177, 3]);
		const raw = await rawSql(url);
		const references = await raw.column("select reference from cases order by reference");
		const ownerless = await raw.column(
			"select count(*) from actions where owner_agency_id is null and owner_agency_name is not null",
		);
		await raw.close();
		expect(new Set(references.map((reference) => String(reference).slice(0, 4)))).toEqual(
			new Set(["NOR-", "SOU-", "WES-"]),
		);
		// Only what nobody can tell ("tbc") is left without an agency.
		expect(Number(ownerless[0])).toBeLessThan(177 / 10);

		const before = await countOf(url, "events");
		const second = await runImport(TRACKER, "--database", url);
		expect(second.code).toBe(0);
		expect(second.out.slice(-2)).toEqual([
			"211 rows: 0 created, 177 unchanged, 34 not imported.",
			"0 cases and 0 actions created.",
		]);
		expect(await countOf(url, "events")).toBe(before);
		// Two programs are started and compiled, on a machine that may be busy.
	}, 60_000);

	test("is refused in a plain sentence while another process writes to the file", async () => {
		const file = join(folder, "busy.db");
		const lock = new SQLite(`${file}.lock`);
		lock.exec("begin exclusive");
		const { code, out, problems } = await runImport(TRACKER, "--database", `file:${file}`);
		lock.close();
		expect({ code, out }).toEqual({ code: 1, out: [] });
		expect(problems).toEqual([
			`Another process is writing to ${file}. Stop it first, or ask it to do this work.`,
		]);
		expect(existsSync(file)).toBe(false);
	});

	test("is refused in a plain sentence for a file that is not there or is no tracker, making no database", async () => {
		const database = `file:${join(folder, "never.db")}`;
		const letter = join(folder, "letter.xlsx");
		writeFileSync(letter, "Dear panel,");
		const absent = join(folder, "tracker.xlsx");
		const outcomes = await Promise.all([
			runImport(absent, "--database", database),
			runImport(letter, "--database", database),
			runImport(),
		]);
		expect(outcomes.map(({ code, problems }) => [code, ...problems])).toEqual([
			[1, `The file ${absent} cannot be read. Is that its name?`],
			[1, "This file is not an Excel workbook (.xlsx)."],
			[2, "Say which file: npm run import -- FILE [--database URL]"],
		]);
		expect(existsSync(join(folder, "never.db"))).toBe(false);
	});
});
