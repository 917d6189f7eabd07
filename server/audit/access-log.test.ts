/** Who looked at what is written soon, once a visit, in one chain; or nothing is shown. */
import { setTimeout as wait } from "node:timers/promises";
import { asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databaseUrl, db, transaction } from "#db/index.ts";
import { accesses, streams } from "#db/schema/index.ts";
import { anOrganisation } from "#tests/factories.ts";
import { type RawSql, rawSql } from "#tests/raw-sql.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { setClock } from "../clock.ts";
import { newId } from "../ids.ts";
import { ACCESS_STREAM, AccessLogDown, flushAccessLog, noteReads, verify } from "./index.ts";

/** Somebody in a session of their own, so that tests do not share visits. */
const aVisitor = (userId = newId()): Actor => ({ ...SYSTEM, userId, role: "none", sessionId: newId() });
const rowsOf = (visitor: Actor) =>
	db.select().from(accesses).where(eq(accesses.sessionId, visitor.sessionId)).orderBy(asc(accesses.number));
const minutes = (n: number) => n * 60_000;

let raw: RawSql;
let visitor: Actor;
beforeAll(async () => {
	await anOrganisation();
	raw = await rawSql(databaseUrl);
});
beforeEach(() => {
	visitor = aVisitor();
});
afterEach(async () => {
	setClock();
	await flushAccessLog();
	expect((await verify(db)).problem).toBeUndefined();
});
afterAll(() => raw.close());

describe("a visit", () => {
	it("is one row: who, when, in which session, what", async () => {
		setClock(() => new Date("2026-07-01T09:00:00.123Z"));
		noteReads(visitor, "case", ["c1"]);
		await flushAccessLog();
		expect(await rowsOf(visitor)).toMatchObject([
			{
				at: new Date("2026-07-01T09:00:00.123Z"),
				actorId: visitor.userId,
				sessionId: visitor.sessionId,
				recordKind: "case",
				recordId: "c1",
			},
		]);
	});

	it("stays one row while the person looks again within half an hour of the last look", async () => {
		const start = new Date("2026-07-01T09:00:00Z").getTime();
		for (const minute of [0, 1, 29, 58, 87]) {
			setClock(() => new Date(start + minutes(minute)));
			noteReads(visitor, "case", ["c1"]);
			await flushAccessLog();
		}
		expect(await rowsOf(visitor)).toHaveLength(1);
		setClock(() => new Date(start + minutes(87 + 30)));
		noteReads(visitor, "case", ["c1"]);
		await flushAccessLog();
		expect((await rowsOf(visitor)).map((row) => row.at.getTime())).toEqual([start, start + minutes(117)]);
	});

	it("is one for each record, kind, person and session", async () => {
		const elsewhere = { ...visitor, sessionId: newId() };
		noteReads(visitor, "case", ["c1", "c2", "c1"]);
		noteReads(visitor, "protected-details", ["c1"]);
		noteReads(elsewhere, "case", ["c1"]);
		await flushAccessLog();
		const told = (rows: { recordKind: string; recordId: string }[]) =>
			rows.map((row) => `${row.recordKind} ${row.recordId}`);
		expect(told(await rowsOf(visitor))).toEqual(["case c1", "case c2", "protected-details c1"]);
		expect(told(await rowsOf(elsewhere))).toEqual(["case c1"]);
	});

	it("of nothing is no row", async () => {
		noteReads(visitor, "case", []);
		await flushAccessLog();
		expect(await rowsOf(visitor)).toEqual([]);
	});
});

describe("writing", () => {
	it("happens by itself within a second, in one batch", async () => {
		const before = await db.$count(accesses);
		for (const id of ["c1", "c2", "c3"]) noteReads(visitor, "case", [id]);
		expect(await db.$count(accesses)).toBe(before);
		for (const deadline = Date.now() + 1_000; Date.now() < deadline; await wait(20)) {
			if ((await rowsOf(visitor)).length > 0) break;
		}
		expect(await rowsOf(visitor)).toHaveLength(3);
	});

	it("happens by itself also for what was noted inside a transaction", async () => {
		await transaction(async () => noteReads(visitor, "case", ["c1"]));
		await wait(1_000);
		expect(await rowsOf(visitor)).toHaveLength(1);
	});

	it("is done when a flush resolves, however much there was, as at shutdown", async () => {
		const ids = Array.from({ length: 1_730 }, (_, index) => `c${index}`);
		noteReads(visitor, "case", ids);
		await flushAccessLog();
		const rows = await rowsOf(visitor);
		expect(rows.map((row) => row.recordId)).toEqual(ids);
		const first = rows[0]?.number ?? 0;
		expect(rows.map((row) => row.number)).toEqual(ids.map((_, index) => first + index));
	});

	it("loses and doubles nothing when many note and flush at once", async () => {
		const visitors = Array.from({ length: 12 }, () => aVisitor());
		await Promise.all(
			visitors.map(async (one, index) => {
				for (let n = 0; n < 20; n++) {
					noteReads(one, "case", [`c${n}`]);
					if (n % 5 === index % 5) await flushAccessLog();
					else await wait(1);
				}
			}),
		);
		await flushAccessLog();
		for (const one of visitors) {
			expect((await rowsOf(one)).map((row) => row.recordId)).toEqual(
				Array.from({ length: 20 }, (_, n) => `c${n}`),
			);
		}
		const [stream] = await db.select().from(streams).where(eq(streams.id, ACCESS_STREAM));
		expect(stream?.version).toBe(await db.$count(accesses));
	});
});

describe("when the log cannot be written", () => {
	beforeEach(() =>
		raw.run(
			"drop table if exists kept_stream",
			"create table kept_stream as select * from streams where id = 'access'",
			"delete from streams where id = 'access'",
		),
	);
	/** Whatever stood in the way is gone. */
	const mend = () =>
		raw.run("insert into streams select * from kept_stream where id not in (select id from streams)");
	afterEach(mend);

	it("content is shown for half a minute, then withheld, and shown again once it is written", async () => {
		const start = new Date("2026-07-01T09:00:00Z").getTime();
		setClock(() => new Date(start));
		noteReads(visitor, "case", ["c1"]);
		await expect(flushAccessLog()).rejects.toThrow("The access log's stream is missing");
		setClock(() => new Date(start + 30_000));
		noteReads(visitor, "case", ["c2"]);
		setClock(() => new Date(start + 30_001));
		expect(() => noteReads(visitor, "case", ["c3"])).toThrow(AccessLogDown);
		expect(() => noteReads(aVisitor(), "session", ["s"])).toThrow("nothing can be shown just now");

		await mend();
		await flushAccessLog();
		noteReads(visitor, "case", ["c3"]);
		await flushAccessLog();
		expect((await rowsOf(visitor)).map((row) => row.recordId)).toEqual(["c1", "c2", "c3"]);
	});

	it("no more than some thousands of rows wait", async () => {
		const ids = (from: number, to: number) =>
			Array.from({ length: to - from }, (_, index) => `c${from + index}`);
		noteReads(visitor, "case", ids(0, 5_000));
		noteReads(visitor, "case", ids(5_000, 5_001));
		expect(() => noteReads(visitor, "case", ids(5_001, 5_002))).toThrow(AccessLogDown);
		await mend();
		await flushAccessLog();
		expect(await rowsOf(visitor)).toHaveLength(5_001);
	});

	it("it tries again by itself", async () => {
		noteReads(visitor, "case", ["c1"]);
		await expect(flushAccessLog()).rejects.toThrow();
		await mend();
		for (const deadline = Date.now() + 3_000; Date.now() < deadline; await wait(50)) {
			if ((await rowsOf(visitor)).length > 0) break;
		}
		expect(await rowsOf(visitor)).toHaveLength(1);
	});
});
