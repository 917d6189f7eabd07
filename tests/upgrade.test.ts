/** A database of an earlier release, with a meeting planned and one held in it, is brought up to date and loses nothing. */
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { dialect } from "#db/index.ts";
import { openPostgres } from "../db/engine.postgres.ts";
import { openSqlite } from "../db/engine.sqlite.ts";
import type { Engine } from "../db/engine.ts";
import { type RawSql, rawSql } from "./raw-sql.ts";
import { asAdministrator, databaseUrl } from "./setup/postgres.ts";

const migrations = fileURLToPath(new URL(`../db/migrations/${dialect}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "panelroom-upgrade-"));
let engine: Engine;
let raw: RawSql;

/** The migrations as they were when only the first `count` of them existed. */
function migrationsUntil(count: number): string {
	const until = join(folder, `first-${count}`);
	cpSync(migrations, until, { recursive: true });
	const file = join(until, "meta/_journal.json");
	const journal = JSON.parse(readFileSync(file, "utf8"));
	writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
	return until;
}

beforeAll(async () => {
	const template = inject("template");
	if (template.engine === "sqlite") {
		const file = join(folder, "old.db");
		engine = openSqlite(file);
		await engine.migrate(migrationsUntil(1));
		raw = await rawSql(`file:${file}`);
	} else {
		const database = `${template.database}_old_${randomBytes(4).toString("hex")}`;
		await asAdministrator(template.serverUrl, `create database ${database}`);
		const url = databaseUrl(template.serverUrl, database);
		engine = openPostgres(url);
		await engine.migrate(migrationsUntil(1));
		raw = await rawSql(url);
	}
	const instant = (iso: string) => (dialect === "sqlite" ? String(Date.parse(iso)) : `'${iso}'`);
	const at = instant("2026-11-20T10:00:00.000Z");
	const no = dialect === "sqlite" ? "0" : "false";
	await raw.run(
		"insert into panels (id, name, name_key, area, reference_prefix, version) values ('p', 'North', 'north', 'North', 'NOR', 1)",
		`insert into cases (id, panel_id, reference, relationship, risk, opened_at, version) values ('c', 'p', 'NOR-1', 'stranger', 'high', ${at}, 2)`,
		`insert into actions (id, case_id, what, status, author_id, author_name, at, version) values ('a', 'c', 'Call her', 'open', 'u', 'U', ${at}, 3)`,
		`insert into entries (id, case_id, kind, body, author_id, author_name, agency_name, at, version) values ('e', 'c', 'advice', 'Seize the phone', 'u', 'U', 'EP', ${at}, 3)`,
		`insert into meetings (id, panel_id, starts_at, place, state, version) values ('planned', 'p', ${at}, 'Room 2', 'planned', 4)`,
		`insert into meetings (id, panel_id, starts_at, place, state, started_at, closed_at, version) values ('held', 'p', ${at}, 'Room 2', 'closed', ${at}, ${at}, 5)`,
		`insert into agenda_items (id, meeting_id, case_id, position, is_current, version) values ('i1', 'planned', 'c', 7, ${no}, 6)`,
		`insert into agenda_items (id, meeting_id, case_id, position, is_current, opened_at, left_at, version) values ('i2', 'held', 'c', 9, ${no}, ${at}, ${at}, 7)`,
	);
	await engine.migrate(migrations);
});

afterAll(async () => {
	await raw.close();
	await engine.close();
	rmSync(folder, { recursive: true, force: true });
});

describe("after the upgrade", () => {
	it("a planned meeting is published, and a closed one stays closed", async () => {
		expect(await raw.column("select state from meetings order by id")).toEqual(["closed", "published"]);
		expect(await raw.column("select publications from meetings where id = 'planned'")).toEqual([1]);
	});

	it("every item is there, about its case, with its place, and what was heard is heard", async () => {
		expect(await raw.column("select kind from agenda_items order by id")).toEqual(["case", "case"]);
		expect(await raw.column("select case_id from agenda_items order by id")).toEqual(["c", "c"]);
		expect(await raw.column("select position from agenda_items order by id")).toEqual([7, 9]);
		expect(await raw.column("select outcome from agenda_items order by id")).toEqual([null, "heard"]);
	});

	it("an open action is open, and the panel has the usual quorum", async () => {
		expect(await raw.column("select status from actions")).toEqual(["open"]);
		expect(await raw.column("select priority from actions")).toEqual(["routine"]);
		expect(await raw.column("select quorum from panels")).toEqual([3]);
	});

	it("a case that was heard has its hearing and its referral, and its next step; its actions know their panel", async () => {
		expect(await raw.column("select state from cases")).toEqual(["open"]);
		expect(await raw.column("select next_step from cases")).toEqual(["hearing"]);
		expect(await raw.column("select heard_on from hearings")).toEqual(["2026-11-20"]);
		expect(await raw.column("select first_heard_on from referrals")).toEqual(["2026-11-20"]);
		expect(await raw.column("select panel_id from actions")).toEqual(["p"]);
	});

	it("advice given before waits for its answer", async () => {
		expect(await raw.column("select state from advice")).toEqual(["unanswered"]);
	});

	it("asked for again, it changes nothing", async () => {
		await engine.migrate(migrations);
		expect(await raw.column("select count(*) from agenda_items")).toEqual([dialect === "sqlite" ? 2 : "2"]);
	});
});
