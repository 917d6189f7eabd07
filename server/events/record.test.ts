/** The record: one order for all change, a chain of hashes, and texts that can be erased from beside it. */
import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db, type Tx, transaction } from "#db/index.ts";
import { events, revisions, streams } from "#db/schema/index.ts";
import { anOpId } from "#tests/factories.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { newId } from "../ids.ts";
import { unseal } from "../sealing.ts";
import { canonical } from "./canonical.ts";
import {
	beginStream,
	type Commit,
	claim,
	keepRevision,
	onCommit,
	record,
	type Stream,
	touch,
} from "./index.ts";
import { commitmentTo, eventHash, genesis, revisionPlace } from "./record.ts";

const priya: Actor = { ...SYSTEM, userId: "priya", name: "Priya Shah", role: "none" };
/** Records something small. */
const start = (tx: Tx, stream: Stream, meetingId: string) =>
	record(tx, priya, stream, "meeting.started", { meetingId }, [touch("meeting", meetingId)]);

let streamId = "";
beforeEach(async () => {
	streamId = newId();
	await transaction((tx) => beginStream(tx, streamId, "inbox"));
});

/** One command's worth of work on one stream. */
const change = (work: (tx: Tx, stream: Stream) => Promise<unknown>) =>
	transaction(async (tx) => {
		const [stream] = (await claim(tx, anOpId(), [streamId])) as [Stream];
		await work(tx, stream);
		return stream.version;
	});
const recorded = (id = streamId) =>
	db.select().from(events).where(eq(events.streamId, id)).orderBy(asc(events.version), asc(events.position));
const standing = async (id = streamId) => (await db.select().from(streams).where(eq(streams.id, id)))[0];

describe("record", () => {
	it("writes who, what, in which operation, about which case and what it touched", async () => {
		await change((tx, stream) =>
			record(tx, priya, stream, "victim-agency.removed", { caseId: "c1", agencyId: "a1" }, [
				touch("victimAgency", "v1"),
			]),
		);
		expect(await recorded()).toMatchObject([
			{
				streamId,
				version: 1,
				position: 0,
				opId: expect.any(String),
				actorId: "priya",
				at: expect.any(Date),
				type: "victim-agency.removed",
				caseId: "c1",
				data: { caseId: "c1", agencyId: "a1" },
				touched: ["victimAgency:v1"],
			},
		]);
	});

	it("chains each event to the one before, and the stream to the last", async () => {
		for (const names of [["a"], ["b", "c", "d"], ["e"]]) {
			await change(async (tx, stream) => {
				for (const name of names) await start(tx, stream, name);
			});
		}
		const rows = await recorded();
		expect(rows.map((row) => [row.version, row.position])).toEqual([
			[1, 0],
			[2, 0],
			[2, 1],
			[2, 2],
			[3, 0],
		]);
		expect(rows.map((row) => row.prevHash)).toEqual([
			genesis("inbox"),
			...rows.slice(0, -1).map((row) => row.hash),
		]);
		expect(await standing()).toMatchObject({ version: 3, headHash: rows.at(-1)?.hash });
	});

	it("hashes every column, the same when it is read back", async () => {
		await change((tx, stream) => start(tx, stream, "m"));
		const [row] = await recorded();
		if (!row) throw new Error("Nothing was recorded");
		expect(eventHash(row)).toBe(row.hash);
		const { hash: _, ...columns } = row;
		for (const [column, value] of Object.entries(columns)) {
			const other =
				value instanceof Date ? new Date(value.getTime() + 1) : `${JSON.stringify(value)} altered`;
			expect(eventHash({ ...row, [column]: other }), column).not.toBe(row.hash);
		}
	});

	it.each([
		["a member that the type does not have", { meetingId: "m", note: "Elm Row" }],
		["a member that is missing", {}],
		["a member of another kind", { meetingId: 7 }],
	])("refuses %s, and nothing is written", async (_, data) => {
		const wrong = change((tx, stream) => record(tx, priya, stream, "meeting.started", data as never, []));
		await expect(wrong).rejects.toThrow();
		expect(await recorded()).toEqual([]);
		expect(await standing()).toMatchObject({ version: 0, headHash: genesis("inbox") });
	});

	it("refuses a value outside its enumeration", async () => {
		const wrong = change((tx, stream) =>
			record(tx, priya, stream, "risk.set", { caseId: "c", from: "high", to: "very high" as never }, []),
		);
		await expect(wrong).rejects.toThrow();
	});

	it("leaves no gap and no trace of a change that was undone", async () => {
		await change((tx, stream) => start(tx, stream, "a"));
		const undone = change(async (tx, stream) => {
			await start(tx, stream, "b");
			throw new Error("undone");
		});
		await expect(undone).rejects.toThrow("undone");
		expect(await change((tx, stream) => start(tx, stream, "c"))).toBe(2);
		expect((await recorded()).map((row) => row.data)).toEqual([{ meetingId: "a" }, { meetingId: "c" }]);
		expect((await verify(db)).problem).toBeUndefined();
	});
});

describe("claim", () => {
	it("orders changes that come at once: versions without a gap, one chain", async () => {
		const versions = await Promise.all(
			Array.from({ length: 30 }, (_, index) => change((tx, stream) => start(tx, stream, `m${index}`))),
		);
		expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
		expect((await verify(db)).problem).toBeUndefined();
	});

	it("answers in the order asked, and two that claim the same two never wait in a circle", async () => {
		const other = newId();
		await transaction((tx) => beginStream(tx, other, "inbox"));
		await Promise.all(
			Array.from({ length: 20 }, (_, index) =>
				transaction(async (tx) => {
					const ids = index % 2 ? [streamId, other] : [other, streamId];
					const claimed = await claim(tx, anOpId(), ids);
					expect(claimed.map((stream) => stream.id)).toEqual(ids);
					for (const stream of claimed) await start(tx, stream, "m");
				}),
			),
		);
		expect(await standing()).toMatchObject({ version: 20 });
		expect(await standing(other)).toMatchObject({ version: 20 });
		expect((await verify(db)).problem).toBeUndefined();
	});

	it("of a stream that is not there is a bug, and says so", async () => {
		await expect(transaction((tx) => claim(tx, anOpId(), ["nowhere"]))).rejects.toThrow("no stream nowhere");
	});
});

describe("what is committed", () => {
	let stop = () => {};
	let heard: Commit[] = [];
	beforeEach(() => {
		heard = [];
		stop = onCommit((commit) => heard.push(commit));
	});
	afterEach(() => stop());

	it("is told to this process once, with its events, after the commit", async () => {
		await change(async (tx, stream) => {
			await start(tx, stream, "a");
			await start(tx, stream, "b");
			expect(heard).toEqual([]);
		});
		const told = (meetingId: string) => ({
			type: "meeting.started",
			data: { meetingId },
			touched: [`meeting:${meetingId}`],
		});
		expect(heard).toEqual([{ streamId, version: 1, events: [told("a"), told("b")] }]);
	});

	it("is not told when it was undone", async () => {
		const undone = change(async (tx, stream) => {
			await start(tx, stream, "a");
			throw new Error("undone");
		});
		await expect(undone).rejects.toThrow();
		expect(heard).toEqual([]);
	});

	it("is told to every listener although one of them fails, and stays committed", async () => {
		stop();
		const stops = [
			onCommit(() => {
				throw new Error("a listener's bug");
			}),
			onCommit((commit) => heard.push(commit)),
		];
		expect(await change((tx, stream) => start(tx, stream, "a"))).toBe(1);
		for (const one of stops) one();
		expect(heard).toHaveLength(1);
	});

	it("is no longer told to whoever has stopped listening", async () => {
		stop();
		await change((tx, stream) => start(tx, stream, "a"));
		expect(heard).toEqual([]);
	});
});

describe("a revision", () => {
	const subject = { kind: "entry", id: "e1" };
	const keep = (fields: Record<string, unknown>, isSealed = false) =>
		change(async (tx, stream) => {
			const text = await keepRevision(tx, priya, stream, subject, fields, { isSealed });
			const data = { caseId: "c1", entryId: "e1", kind: "advice", text } as const;
			await record(tx, priya, stream, "entry.edited", data, []);
		});
	const kept = async () => {
		const [row] = await db.select().from(revisions).where(eq(revisions.streamId, streamId));
		const [event] = await recorded();
		if (!row || !event) throw new Error("Nothing was kept");
		return { row, event };
	};

	it("keeps the text beside the record, which only commits to it", async () => {
		await keep({ kind: "advice", body: "Change the locks" });
		const { row, event } = await kept();
		expect(JSON.parse(row.body ?? "")).toEqual({ kind: "advice", body: "Change the locks" });
		expect(row).toMatchObject({
			streamId,
			version: 1,
			subjectKind: "entry",
			subjectId: "e1",
			authorId: "priya",
			isSealed: false,
			erasedAt: null,
		});
		expect(event.data.text).toEqual({ id: row.id, commitment: commitmentTo(row) });
		expect(JSON.stringify(event)).not.toContain("locks");
	});

	it("of equal texts commits differently: the record does not tell that somebody wrote the same", async () => {
		const commitments = await transaction(async (tx) => {
			const [stream] = (await claim(tx, anOpId(), [streamId])) as [Stream];
			const one = await keepRevision(tx, priya, stream, subject, { body: "the same" });
			const other = await keepRevision(tx, priya, stream, subject, { body: "the same" });
			for (const text of [one, other]) {
				const data = { caseId: "c1", entryId: "e1", kind: "advice", text } as const;
				await record(tx, priya, stream, "entry.edited", data, []);
			}
			return [one.commitment, other.commitment];
		});
		expect(commitments[0]).not.toBe(commitments[1]);
	});

	it("that is sealed shows nothing, and opens in its own place", async () => {
		await keep({ value: "14 Elm Row" }, true);
		const { row } = await kept();
		expect(row.isSealed).toBe(true);
		expect(row.body).not.toContain("Elm");
		expect(unseal(row.body ?? "", revisionPlace(row.id))).toBe(canonical({ value: "14 Elm Row" }));
	});

	it.each([false, true])("can be erased, and the record stays whole (sealed: %s)", async (isSealed) => {
		await keep({ body: "Change the locks" }, isSealed);
		const { row } = await kept();
		await transaction(async (tx) => {
			await tx
				.update(revisions)
				.set({ body: null, salt: null, erasedAt: new Date() })
				.where(eq(revisions.id, row.id));
		});
		expect((await verify(db)).problem).toBeUndefined();
	});

	it("cannot lose its text without being erased", async () => {
		await keep({ body: "Change the locks" });
		const { row } = await kept();
		await transaction(async (tx) => {
			await tx.update(revisions).set({ body: null }).where(eq(revisions.id, row.id));
		});
		expect((await verify(db)).problem).toContain(`revisions: ${row.id}`);
		await transaction(async (tx) => {
			await tx.update(revisions).set({ body: row.body }).where(eq(revisions.id, row.id));
		});
		expect((await verify(db)).problem).toBeUndefined();
	});
});

describe("canonical", () => {
	it("is one text for equal data", () => {
		expect(canonical({ b: 1, a: [{ d: null, c: "x" }], e: undefined })).toBe(
			'{"a":[{"c":"x","d":null}],"b":1}',
		);
		expect(canonical(new Date("2026-07-01T09:00:00.1Z"))).toBe('"2026-07-01T09:00:00.100Z"');
		expect(canonical(["2026", 1, true, null, undefined])).toBe('["2026",1,true,null,null]');
	});

	it("tells apart what differs", () => {
		const texts = [{ a: "1" }, { a: 1 }, { a: [1] }, { a: null }, { b: 1 }, {}, { a: "1,b" }, [], "", null];
		expect(new Set(texts.map(canonical)).size).toBe(texts.length);
	});
});
