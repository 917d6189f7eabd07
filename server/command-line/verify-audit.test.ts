/** The operator's command, run as an operator runs it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, databaseUrl, db, dialect } from "#db/index.ts";
import { aCase, anEntry } from "#tests/case-factories.ts";
import { type RawSql, rawSql } from "#tests/raw-sql.ts";
import { flushAccessLog, noteReads, verify } from "../audit/index.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";
let raw: RawSql;
let panelId = "";
let heads: { streamId: string; version: number; hash: string }[] = [];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "panelroom-verify-"));
	const file = await aCase({ victimAddress: "14 Elm Row" });
	panelId = file.panel.id;
	await anEntry({ file });
	noteReads(file.coordinator, "case", [file.id, "another"]);
	await flushAccessLog();
	const found = await verify(db);
	heads = Object.entries(found.heads).map(([streamId, head]) => ({ streamId, ...head }));
	raw = await rawSql(databaseUrl);
}, 30_000);
afterAll(async () => {
	await raw.close();
	rmSync(folder, { recursive: true, force: true });
});

/** Runs the command. It gets no secret: it needs none. */
async function run(args: string[], env: Record<string, string> = {}) {
	const environment: NodeJS.ProcessEnv = { NODE_ENV: "production", PATH: process.env.PATH, ...env };
	const child = spawn(process.execPath, ["--import", "tsx", "server/command-line/verify-audit.ts", ...args], {
		cwd: project,
		env: environment,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let out = "";
	let error = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		out += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		error += text;
	});
	const [code] = await once(child, "close");
	return { code, out, error };
}
const here = ["--database", databaseUrl];
const aLog = (name: string, ...lines: string[]) => {
	const file = join(folder, name);
	writeFileSync(file, lines.join("\n"));
	return file;
};
const headLine = (list: unknown) =>
	JSON.stringify({ level: 30, time: "2026-07-01", heads: list, msg: "head hashes" });

describe("a record that is whole", () => {
	it("is said to be, with what was checked, and the command exits with 0", async () => {
		const { code, out, error } = await run(here);
		expect({ code, error }).toEqual({ code: 0, error: "" });
		const found = await verify(db);
		expect(out).toContain(
			`is whole: ${found.events} events, ${found.revisions} texts and 0 states of summaries in ${found.streams} streams, 2 accesses, in `,
		);
		expect(out).toMatch(/in \d+\.\d s\./);
		expect(out).toContain("--heads FILE");
		expect(out).not.toMatch(/Victim|Elm/);
	});

	it("is found by DATABASE_URL too", async () => {
		const { code, out } = await run([], { DATABASE_URL: databaseUrl });
		expect(code).toBe(0);
		expect(out).toContain("is whole");
	});

	it("is said to agree with the heads of the log", async () => {
		const noise = [`{"level":30,"msg":"started"}`, "not JSON", `{"msg":"head hashes","heads":[{"streamId":`];
		const log = aLog("good.log", ...noise, headLine(heads), headLine(heads.slice(0, 1)), "");
		const { code, out } = await run([...here, "--heads", log]);
		expect(code).toBe(0);
		expect(out).toContain(`agrees with ${heads.length + 1} logged heads of ${heads.length} streams`);
	});
});

describe("a record that is not", () => {
	it("is refused with the first bad row and 1, for the events, the access log and the log's heads", async () => {
		await raw.run(
			"create table kept as select * from events",
			"create table kept_accesses as select * from accesses",
		);

		await raw.run(`update events set actor_id = 'other' where stream_id = '${panelId}' and version = 3`);
		const events = await run(here);
		expect(events.code).toBe(1);
		expect(events.error).toMatch(
			new RegExp(`events: ${panelId} version 3 position 0 \\([a-z.-]+\\): edited or swapped`),
		);
		expect(events.out).toBe("");

		await raw.run(
			"delete from events",
			"insert into events select * from kept",
			"delete from accesses where number = 1",
		);
		const accesses = await run(here);
		expect(accesses.code).toBe(1);
		expect(accesses.error).toContain("accesses: number 2: inserted, or a row before it was deleted");

		await raw.run("delete from accesses", "insert into accesses select * from kept_accesses");
		const other = heads.map((head) => (head.streamId === panelId ? { ...head, hash: "another" } : head));
		const recomputed = await run([...here, "--heads", aLog("bad.log", headLine(other))]);
		expect(recomputed.code).toBe(1);
		expect(recomputed.error).toContain("differs from the head that was logged");

		expect((await run(here)).code).toBe(0);
	}, 60_000);
});

// These are the same whatever the engine: once is enough.
if (dialect === "sqlite") {
	describe("when there is nothing to check", () => {
		it("a missing file is said in a sentence, and not made", async () => {
			const missing = join(folder, "no", "such.db");
			expect(await run(["--database", `file:${missing}`])).toEqual({
				code: 2,
				out: "",
				error: `There is no database at ${missing}.\n`,
			});
			expect(existsSync(join(folder, "no"))).toBe(false);
		});

		it.each([
			[
				"a server that does not answer",
				["--database", "postgres://nobody:secret@127.0.0.1:1/none"],
				"127.0.0.1:1/none cannot be read",
			],
			[
				"a file that is no database",
				() => ["--database", `file:${aLog("letter.db", "x".repeat(5_000))}`],
				"not a database",
			],
			["a database without a record", () => ["--database", `file:${aLog("empty.db")}`], "no such table"],
			["an option that it does not know", ["--databse", "x"], "Use: npm run verify-audit"],
			["a word too many", ["x"], "Use: npm run verify-audit"],
			["a log that is not there", [...here, "--heads", "no-such.log"], "There is no file no-such.log."],
			[
				"a log without heads",
				() => [...here, "--heads", aLog("none.log", `{"msg":"started"}`)],
				"tells of head hashes",
			],
		])("%s exits with 2 and a reason", async (_, given, reason) => {
			const { code, out, error } = await run(typeof given === "function" ? given() : given);
			expect({ code, out }).toEqual({ code: 2, out: "" });
			expect(error).toContain(reason);
			expect(error).not.toContain("secret");
			expect(error).not.toMatch(/\n\s+at /);
		});
	});

	describe("beside a server", () => {
		it("works while this process holds the writer's lock, and after it let go", async () => {
			await anEntry();
			expect((await run(here)).code).toBe(0);
			await closeDatabase();
			expect((await run(here)).code).toBe(0);
		}, 30_000);
	});
}
