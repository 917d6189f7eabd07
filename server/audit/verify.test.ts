/** Whoever has the database and not the record's rules is found out, row by row. */
import { asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { databaseUrl, db, dialect } from "#db/index.ts";
import { accesses, events, revisions, streams } from "#db/schema/index.ts";
import { aCase, anEntry } from "#tests/case-factories.ts";
import { aMember, anOpId, aPanel } from "#tests/factories.ts";
import { type RawSql, rawSql } from "#tests/raw-sql.ts";
import { editEntry } from "../cases/index.ts";
import { eventHash } from "../events/record.ts";
import { accessHash } from "./access-log.ts";
import { ACCESS_STREAM, flushAccessLog, type LoggedHead, noteReads, verify } from "./index.ts";

const TABLES = ["streams", "events", "revisions", "accesses"];

let raw: RawSql;
/** The panel's stream, and another beside it. */
let panelId = "";
let otherId = "";
let rows: (typeof events.$inferSelect)[] = [];
let texts: (typeof revisions.$inferSelect)[] = [];
let heads: LoggedHead[] = [];

beforeAll(async () => {
	const file = await aCase({ victimAddress: "14 Elm Row" });
	const entry = await anEntry({ file });
	await editEntry(entry.author, anOpId(), {
		entryId: entry.id,
		kind: "risk",
		body: "Said better",
		version: entry.version,
	});
	await anEntry({ file });
	await aMember({ panel: file.panel, role: "chair" });
	await anEntry({ file });
	await anEntry({ file: await aCase() });
	await aPanel();
	for (let index = 0; index < 7; index++) noteReads(file.coordinator, "case", [`case-${index}`]);
	await flushAccessLog();
	panelId = file.panel.id;

	rows = await db
		.select()
		.from(events)
		.where(eq(events.streamId, panelId))
		.orderBy(asc(events.version), asc(events.position));
	texts = await db.select().from(revisions).where(eq(revisions.streamId, panelId)).orderBy(asc(revisions.id));
	const all = await db.select().from(streams).orderBy(asc(streams.id));
	otherId = all.find((stream) => stream.kind === "panel" && stream.id !== panelId)?.id ?? "";
	heads = all.map(({ id, version, headHash }) => ({ streamId: id, version, hash: headHash }));

	raw = await rawSql(databaseUrl);
	for (const table of TABLES) await raw.run(`create table untouched_${table} as select * from ${table}`);
});
afterEach(async () => {
	for (const table of [...TABLES].reverse()) await raw.run(`delete from ${table}`);
	for (const table of TABLES) await raw.run(`insert into ${table} select * from untouched_${table}`);
});
afterAll(() => raw.close());

const problemAfter = async (...statements: string[]): Promise<string | undefined> => {
	await raw.run(...statements);
	return (await verify(db)).problem;
};

const at = <T>(list: readonly T[], index: number): T => {
	const found = list.at(index);
	if (found === undefined) throw new Error(`There is nothing at ${index}`);
	return found;
};
/** A version in the middle that holds one event only, so that a whole version can go. */
const middle = () =>
	at(
		rows.filter((row) => rows.filter((other) => other.version === row.version).length === 1),
		2,
	);
/** An event without a text: a text's commitment would give away what its hashes do not. */
const plain = () =>
	at(
		rows.filter((row) => !("text" in row.data)),
		0,
	);
const whereEvent = (row: { streamId: string; version: number; position: number }) =>
	`where stream_id = '${row.streamId}' and version = ${row.version} and position = ${row.position}`;
const nameOf = (row: { streamId: string; version: number; position: number; type: string }) =>
	`events: ${row.streamId} version ${row.version} position ${row.position} (${row.type})`;
const next = (row: typeof events.$inferSelect) => at(rows, rows.indexOf(row) + 1);

const aMomentLater = (column: string) =>
	dialect === "sqlite" ? `${column} = ${column} + 1` : `${column} = ${column} + interval '1 millisecond'`;

describe("a record that nobody touched", () => {
	it("is whole, and says what was checked", async () => {
		const found = await verify(db, heads);
		expect(found.problem).toBeUndefined();
		expect(found).toMatchObject({
			streams: await db.$count(streams),
			events: await db.$count(events),
			revisions: await db.$count(revisions),
			accesses: 7,
		});
		expect(found.events).toBeGreaterThan(rows.length);
		expect(found.heads).toEqual(
			Object.fromEntries(heads.map(({ streamId, version, hash }) => [streamId, { version, hash }])),
		);
	});

	it("holds versions of several events, sealed texts and plain ones", () => {
		expect(rows.some((row) => row.position > 1)).toBe(true);
		expect(texts.some((text) => text.isSealed)).toBe(true);
		expect(JSON.stringify(texts)).toContain("Said better");
		expect(JSON.stringify(texts)).not.toContain("Elm Row");
	});

	it("is whole when a text is erased, and stays so when more is written", async () => {
		const statement = `update revisions set salt = null, body = null, erased_at = at where id = '${at(texts, 0).id}'`;
		expect(await problemAfter(statement)).toBeUndefined();
		await raw.run(`update revisions set salt = null, body = null, erased_at = at`);
		expect((await verify(db, heads)).problem).toBeUndefined();
	});

	it("is whole while others go on writing it", async () => {
		const file = await aCase();
		let isOver = false;
		const writing = (async () => {
			while (!isOver) {
				await Promise.all([anEntry({ file }), aPanel()]);
				noteReads(file.coordinator, "case", [anOpId()]);
				await flushAccessLog();
			}
		})();
		for (let round = 0; round < 12; round++) expect((await verify(db, heads)).problem).toBeUndefined();
		isOver = true;
		await writing;
	});
});

describe("an event", () => {
	it.each([
		["op_id", "op_id = 'other'"],
		["actor_id", "actor_id = 'other'"],
		["at", aMomentLater("at")],
		["type", "type = 'case.changed'"],
		["case_id", "case_id = 'other'"],
		["data", `data = '{"caseId":"other"}'`],
		["touched", `touched = '["entry:other"]'`],
		["prev_hash", "prev_hash = 'other'"],
		["hash", "hash = 'other'"],
	])("whose %s was edited is named, be it first, in the middle or last", async (_, change) => {
		for (const row of [at(rows, 0), middle(), at(rows, -1)]) {
			const expected = `${nameOf({ ...row, type: change.startsWith("type") ? "case.changed" : row.type })}: edited`;
			expect(await problemAfter(`update events set ${change} ${whereEvent(row)}`)).toContain(expected);
			await raw.run(`delete from events`, `insert into events select * from untouched_events`);
		}
	});

	it("that was moved to another stream is missed, or found there", async () => {
		const statement = `update events set stream_id = '${otherId}', version = 1000 ${whereEvent(middle())}`;
		const names = [`events: ${otherId} version 1000`, nameOf(next(middle()))];
		const problem = await problemAfter(statement);
		expect(names.some((name) => problem?.startsWith(name))).toBe(true);
	});

	it("that was deleted first or in the middle is missed at the next", async () => {
		for (const row of [at(rows, 0), middle()]) {
			expect(await problemAfter(`delete from events ${whereEvent(row)}`)).toBe(
				`${nameOf(next(row))}: inserted, or a row before it was deleted`,
			);
			await raw.run(`delete from events`, `insert into events select * from untouched_events`);
		}
	});

	it("that was the last of its version and deleted is missed at the next", async () => {
		const row = at(
			rows.filter((one) => one.position > 0 && next(one).position === 0),
			0,
		);
		expect(await problemAfter(`delete from events ${whereEvent(row)}`)).toContain(
			`${nameOf(next(row))}: does not follow the row before it: a row between them was deleted`,
		);
	});

	it("that was the last of all and deleted is missed by its stream", async () => {
		const problem = await problemAfter(`delete from events ${whereEvent(at(rows, -1))}`);
		expect(problem).toContain(`${nameOf(at(rows, -2))} is the last row`);
		expect(problem).toContain("rows after it were deleted");
	});

	it("is missed with all the others of its stream", async () => {
		expect(await problemAfter(`delete from events where stream_id = '${panelId}'`)).toContain(
			`events: ${panelId} has no row, but the stream stands at`,
		);
	});

	const inserted = (version: number, position: number, hashes = "'x', 'y'") =>
		`insert into events select stream_id, ${version}, ${position}, op_id, actor_id, at, type, case_id, data, touched, ${hashes}
		 from untouched_events ${whereEvent(plain())}`;

	it.each([
		["before the first", () => [0, 0] as const],
		["in the middle", () => [middle().version, 1] as const],
		["after the last", () => [at(rows, -1).version + 1, 0] as const],
		["far after the last", () => [at(rows, -1).version + 9, 0] as const],
	])("that was inserted %s is named", async (_, place) => {
		const [version, position] = place();
		expect(await problemAfter(inserted(version, position))).toContain(
			`events: ${panelId} version ${version} position ${position}`,
		);
	});

	it("that was inserted with hashes that fit is found at the next", async () => {
		const row = { ...middle(), position: 1, opId: "theirs", prevHash: middle().hash };
		await raw.run(inserted(row.version, 1, `'${row.prevHash}', 'y'`));
		await raw.run(`update events set op_id = 'theirs' ${whereEvent(row)}`);
		const [stored] = await db.select().from(events).where(eq(events.opId, "theirs"));
		if (!stored) throw new Error("It was not inserted");
		expect(
			await problemAfter(`update events set hash = '${eventHash(stored)}' ${whereEvent(row)}`),
		).toContain(`${nameOf(next(middle()))}: does not follow the row before it`);
	});

	it("that was inserted after the last with hashes that fit is found by its stream", async () => {
		const last = at(rows, -1);
		const row = { ...last, version: last.version + 1, position: 0 };
		await raw.run(inserted(row.version, 0, `'${last.hash}', 'y'`));
		const stored = at(
			(await db.select().from(events).where(eq(events.streamId, panelId))).filter(
				(one) => one.version === row.version,
			),
			0,
		);
		const problem = await problemAfter(`update events set hash = '${eventHash(stored)}' ${whereEvent(row)}`);
		expect(problem).toContain(`events: ${panelId} version ${row.version} position 0`);
		expect(problem).toContain("rows were inserted");
	});

	it("that was swapped with another is named, the first of the two", async () => {
		const [one, other] = [middle(), at(rows, -1)];
		const put = (from: { version: number; position: number }, to: number) =>
			`update events set version = ${to} ${whereEvent({ ...from, streamId: panelId })}`;
		const parked = { version: -1, position: one.position };
		expect(await problemAfter(put(one, -1), put(other, one.version), put(parked, other.version))).toBe(
			`${nameOf({ ...one, type: other.type })}: edited or swapped`,
		);
	});

	it("that no stream owns is named by its stream", async () => {
		expect(
			await problemAfter(`update events set stream_id = 'nowhere' where stream_id = '${panelId}'`),
		).toContain(panelId);
	});
});

describe("an events chain recomputed by an intruder", () => {
	/** Edits a row and makes every hash after it fit, the stream's included. */
	async function recomputeFrom(row: typeof events.$inferSelect): Promise<void> {
		await raw.run(`update events set actor_id = 'somebody-else' ${whereEvent(row)}`);
		let prevHash = row.prevHash;
		for (const one of rows.slice(rows.indexOf(row))) {
			const changed = { ...one, prevHash, actorId: one === row ? "somebody-else" : one.actorId };
			const hash = eventHash(changed);
			await raw.run(`update events set prev_hash = '${prevHash}', hash = '${hash}' ${whereEvent(one)}`);
			prevHash = hash;
		}
		await raw.run(`update streams set head_hash = '${prevHash}' where id = '${panelId}'`);
		await raw.run(
			`update revisions set author_id = 'somebody-else' where version = ${row.version} and stream_id = '${panelId}'`,
		);
	}

	it("passes for whole by itself", async () => {
		await recomputeFrom(plain());
		expect((await verify(db)).problem).toBeUndefined();
	});

	it("differs from the heads that were logged, the last or an earlier one", async () => {
		await recomputeFrom(plain());
		const last = at(rows, -1);
		expect((await verify(db, heads)).problem).toBe(
			`${nameOf(last)}: differs from the head that was logged; the chain was recomputed`,
		);
		const early = at(
			rows.filter((row) => row.version >= plain().version && row.position === 0),
			1,
		);
		const before = at(rows, rows.indexOf(early) - 1);
		const logged = [{ streamId: panelId, version: before.version, hash: before.hash }];
		expect((await verify(db, [...heads, ...logged])).problem).toContain(nameOf(before));
	});

	it("agrees with a head that was logged before the edited row", async () => {
		await recomputeFrom(plain());
		const before = at(
			rows.filter((row) => row.version < plain().version),
			-1,
		);
		const logged = [{ streamId: panelId, version: before.version, hash: before.hash }];
		expect((await verify(db, logged)).problem).toBeUndefined();
	});

	it("is missed when it was cut short to an earlier state", async () => {
		const end = at(
			rows.filter((row) => row.version < at(rows, -1).version),
			-1,
		);
		await raw.run(
			`delete from events where stream_id = '${panelId}' and version > ${end.version}`,
			`delete from revisions where stream_id = '${panelId}' and version > ${end.version}`,
			`update streams set version = ${end.version}, head_hash = '${end.hash}' where id = '${panelId}'`,
		);
		expect((await verify(db)).problem).toBeUndefined();
		expect((await verify(db, heads)).problem).toBe(
			`${nameOf(end)} is the last row, but version ${at(rows, -1).version} was logged: rows after it were deleted`,
		);
	});

	it("is missed when it was deleted with everything that it ordered", async () => {
		await raw.run(
			`delete from events where stream_id = '${panelId}'`,
			`delete from revisions where stream_id = '${panelId}'`,
			`delete from streams where id = '${panelId}'`,
		);
		expect((await verify(db)).problem).toBeUndefined();
		expect((await verify(db, heads)).problem).toBe(`streams: ${panelId}: was logged and is missing`);
	});
});

describe("a text", () => {
	const where = (row: { id: string }) => `where id = '${row.id}'`;
	const named = (row: { id: string; version: number }, what: string) =>
		`revisions: ${row.id} (${panelId} version ${row.version}): ${what}`;

	it.each([
		["stream_id", () => `stream_id = '${otherId}'`],
		["version", () => "version = version + 1"],
		["subject_kind", () => "subject_kind = 'action'"],
		["subject_id", () => "subject_id = 'other'"],
		["author_id", () => "author_id = 'other'"],
		["at", () => aMomentLater("at")],
		["salt", () => "salt = 'other'"],
		["body", () => `body = '{"body":"never said"}'`],
		["is_sealed", () => `is_sealed = ${dialect === "sqlite" ? "1 - is_sealed" : "not is_sealed"}`],
		["erased_at, its body still there", () => `erased_at = at, body = '{"body":"never said"}'`],
		["body, emptied without a word", () => "body = null"],
	])("whose %s was edited is named", async (_, change) => {
		for (const row of [at(texts, 0), at(texts, 3), at(texts, -1)]) {
			const problem = await problemAfter(`update revisions set ${change()} ${where(row)}`);
			expect(problem).toContain(`revisions: ${row.id} (`);
			expect(problem).toContain("edited or swapped");
			await raw.run(`delete from revisions`, `insert into revisions select * from untouched_revisions`);
		}
	});

	it("that was deleted is named, be it the first, one in the middle or the last", async () => {
		for (const row of [at(texts, 0), at(texts, 3), at(texts, -1)]) {
			expect(await problemAfter(`delete from revisions ${where(row)}`)).toBe(named(row, "deleted"));
			await raw.run(`delete from revisions`, `insert into revisions select * from untouched_revisions`);
		}
	});

	it.each([
		["in its stream", () => `'${panelId}', 2`, () => `(${panelId} version 2): inserted`],
		[
			"in its stream, later than all",
			() => `'${panelId}', 9999`,
			() => `(${panelId} version 9999): inserted`,
		],
		["in no stream", () => "'nowhere', 1", () => "inserted, or moved to nowhere"],
	])("that was inserted %s is named", async (_, place, what) => {
		const problem = await problemAfter(
			`insert into revisions select 'theirs', ${place()}, subject_kind, subject_id, author_id, at, salt, body, is_sealed, erased_at
			 from untouched_revisions ${where(at(texts, 0))}`,
		);
		expect(problem).toContain("revisions: theirs");
		expect(problem).toContain(what());
	});

	it("that was swapped with another is named, the first of the two", async () => {
		const [one, other] = [at(texts, 2), at(texts, 4)];
		expect(
			await problemAfter(
				`update revisions set id = 'parked' ${where(one)}`,
				`update revisions set id = '${one.id}' ${where(other)}`,
				`update revisions set id = '${other.id}' where id = 'parked'`,
			),
		).toBe(named(one, "edited or swapped"));
	});

	it("whose words alone were swapped with another's is named", async () => {
		const [one, other] = [at(texts, 2), at(texts, 4)];
		const words = (from: { id: string }) =>
			`body = (select body from untouched_revisions ${where(from)}), salt = (select salt from untouched_revisions ${where(from)})`;
		expect(
			await problemAfter(
				`update revisions set ${words(other)} ${where(one)}`,
				`update revisions set ${words(one)} ${where(other)}`,
			),
		).toBe(named(one, "edited or swapped"));
	});
});

describe("an access", () => {
	const named = (number: number, what: string) => `accesses: number ${number}: ${what}`;
	const restored = () =>
		raw.run("delete from accesses", "insert into accesses select * from untouched_accesses");

	it.each([
		["at", aMomentLater("at")],
		["actor_id", "actor_id = 'other'"],
		["session_id", "session_id = 'other'"],
		["record_kind", "record_kind = 'session'"],
		["record_id", "record_id = 'other'"],
		["prev_hash", "prev_hash = 'other'"],
		["hash", "hash = 'other'"],
	])("whose %s was edited is named, be it first, in the middle or last", async (_, change) => {
		for (const number of [1, 4, 7]) {
			expect(await problemAfter(`update accesses set ${change} where number = ${number}`)).toBe(
				named(number, "edited or swapped"),
			);
			await restored();
		}
	});

	it("that was deleted first or in the middle is missed at the next, the last by the log", async () => {
		for (const number of [1, 4]) {
			expect(await problemAfter(`delete from accesses where number = ${number}`)).toBe(
				named(number + 1, "inserted, or a row before it was deleted"),
			);
			await restored();
		}
		expect(await problemAfter("delete from accesses where number = 7")).toContain(
			"accesses: number 6 is the last row, but the stream stands at 7",
		);
	});

	it.each([-3, 0, 8, 20])("that was inserted as number %i is named", async (number) => {
		expect(
			await problemAfter(
				`insert into accesses select ${number}, at, actor_id, session_id, record_kind, record_id, prev_hash, hash
				 from untouched_accesses where number = 1`,
			),
		).toContain(`accesses: number ${number}`);
	});

	it("that was swapped with another is named, the first of the two", async () => {
		const put = (from: number, to: number) => `update accesses set number = ${to} where number = ${from}`;
		expect(await problemAfter(put(2, -1), put(5, 2), put(-1, 5))).toBe(named(2, "edited or swapped"));
	});

	it("chain recomputed by an intruder differs from the head that was logged", async () => {
		const all = await db.select().from(accesses).orderBy(asc(accesses.number));
		let prevHash = at(all, 2).prevHash;
		for (const row of all.slice(2)) {
			const recordId = row.number === 3 ? "another case" : row.recordId;
			const hash = accessHash({ ...row, recordId, prevHash });
			await raw.run(
				`update accesses set record_id = '${recordId}', prev_hash = '${prevHash}', hash = '${hash}' where number = ${row.number}`,
			);
			prevHash = hash;
		}
		await raw.run(`update streams set head_hash = '${prevHash}' where id = '${ACCESS_STREAM}'`);
		expect((await verify(db)).problem).toBeUndefined();
		expect((await verify(db, heads)).problem).toBe(
			named(7, "differs from the head that was logged; the chain was recomputed"),
		);
		const logged = [{ streamId: ACCESS_STREAM, version: 4, hash: at(all, 3).hash }];
		expect((await verify(db, logged)).problem).toContain("accesses: number 4");
	});
});

describe("a stream", () => {
	it.each([
		["version, made less", "version = version - 1"],
		["version, made more", "version = version + 1"],
		["head_hash", "head_hash = 'other'"],
		["kind", "kind = 'inbox'"],
	])("whose %s was edited is named", async (_, change) => {
		for (const { streamId } of heads) {
			const problem = await problemAfter(`update streams set ${change} where id = '${streamId}'`);
			expect(problem).toContain(
				streamId === ACCESS_STREAM && !change.startsWith("kind") ? "accesses" : streamId,
			);
			expect(problem).toMatch(/stream’s own row was edited|its kind was edited/);
			await raw.run(`delete from streams`, `insert into streams select * from untouched_streams`);
		}
	});

	it("that was deleted is named, whichever it is", async () => {
		for (const { streamId } of heads) {
			expect(await problemAfter(`delete from streams where id = '${streamId}'`)).toContain(
				`streams: ${streamId}: deleted`,
			);
			await raw.run(`delete from streams`, `insert into streams select * from untouched_streams`);
		}
	});

	it.each([
		["with nothing in it", "0, 'genesis of panel'"],
		["as if it held something", "5, 'x'"],
	])("that was inserted %s is named", async (_, standing) => {
		expect(
			await problemAfter(
				`insert into streams (id, kind, version, head_hash) values ('theirs', 'panel', ${standing})`,
			),
		).toContain("theirs");
	});

	it("that was swapped with another is named, the first of the two", async () => {
		const [first, second] = [panelId, otherId].sort();
		const standing = (id: string | undefined) =>
			`version = (select version from untouched_streams where id = '${id}'), head_hash = (select head_hash from untouched_streams where id = '${id}')`;
		const problem = await problemAfter(
			`update streams set ${standing(second)} where id = '${first}'`,
			`update streams set ${standing(first)} where id = '${second}'`,
		);
		expect(problem).toContain(`events: ${first} `);
	});
});
