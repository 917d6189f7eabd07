/** What every write promises: one transaction, and the same click sent twice changes nothing the second time. */
import { setTimeout as wait } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { db, transaction } from "#db/index.ts";
import { events, operations, streams } from "#db/schema/index.ts";
import { anOpId } from "#tests/factories.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { Conflict, Invalid, NotAllowed } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { beginStream, claim, command, record } from "./index.ts";

const somebody = (name: string): Actor => ({ ...SYSTEM, userId: name, name, role: "none" });
const priya = somebody("priya");

let streamId = "";
beforeEach(async () => {
	streamId = newId();
	await transaction((tx) => beginStream(tx, streamId, "panel"));
});

const recorded = () => db.select().from(events).where(eq(events.streamId, streamId));
const versionNow = async () => (await db.select().from(streams).where(eq(streams.id, streamId)))[0]?.version;

const Start = z.object({
	streamId: z.string(),
	meetingId: z.string("Select a meeting").min(1, "Select a meeting"),
	note: z.string().trim().max(5, "Use 5 characters or fewer").optional(),
});

/** Records one event; its answer tells the calls apart. */
const start = command("test.start", Start, async ({ tx, actor, opId }, input) => {
	const [stream] = await claim(tx, opId, [input.streamId]);
	if (!stream) throw new Error("There is no stream");
	await record(tx, actor, stream, "meeting.started", { meetingId: input.meetingId }, []);
	return { version: stream.version, token: newId() };
});

/** As start, but refused when it was done before, as many commands are. */
const startOnce = command("test.start-once", Start, async ({ tx, actor, opId }, input) => {
	const [stream] = await claim(tx, opId, [input.streamId]);
	if (!stream) throw new Error("There is no stream");
	const before = await tx.$count(events, eq(events.streamId, input.streamId));
	if (before > 0) throw new Invalid({ form: "It has started already" });
	await record(tx, actor, stream, "meeting.started", { meetingId: input.meetingId }, []);
	return { token: newId() };
});

const input = () => ({ streamId, meetingId: "m1" });

describe("a command", () => {
	it("answers what its work answers, and keeps the answer with its event", async () => {
		const opId = anOpId();
		const answer = await start(priya, opId, input());
		expect(answer.version).toBe(1);
		expect(await recorded()).toMatchObject([{ opId, actorId: "priya", version: 1, type: "meeting.started" }]);
		const [kept] = await db.select().from(operations).where(eq(operations.opId, opId));
		expect(kept).toMatchObject({ actorId: "priya", command: "test.start", result: answer });
	});

	it("keeps no word of its input: the hash of it is keyed", async () => {
		const opId = anOpId();
		await start(priya, opId, { ...input(), note: "elm" });
		const [kept] = await db.select().from(operations).where(eq(operations.opId, opId));
		expect(JSON.stringify(kept)).not.toContain("elm");
		expect(kept?.inputHash).toMatch(/^[\w-]{43}$/);
	});

	it("refuses input that does not fit, all fields at once, before anything is done", async () => {
		const refused = start(priya, anOpId(), { streamId, meetingId: "", note: "too long" });
		await expect(refused).rejects.toBeInstanceOf(Invalid);
		await expect(refused).rejects.toMatchObject({
			fields: { meetingId: "Select a meeting", note: "Use 5 characters or fewer" },
		});
		expect(await versionNow()).toBe(0);
	});

	it("writes nothing when its work is refused, and the same id may then be used", async () => {
		const opId = anOpId();
		let isRefused = true;
		const flaky = command("test.flaky", Start, async (hand, given) => {
			const [stream] = await claim(hand.tx, hand.opId, [given.streamId]);
			if (!stream) throw new Error("There is no stream");
			await record(hand.tx, hand.actor, stream, "meeting.started", { meetingId: given.meetingId }, []);
			if (isRefused) throw new NotAllowed("Not today.");
			return { version: stream.version };
		});
		await expect(flaky(priya, opId, input())).rejects.toThrow("Not today.");
		expect(await recorded()).toEqual([]);
		expect(await versionNow()).toBe(0);
		isRefused = false;
		expect(await flaky(priya, opId, { ...input(), meetingId: "m2" })).toEqual({ version: 1 });
	});
});

describe("the same click sent again", () => {
	it("gets the first answer and changes nothing", async () => {
		const opId = anOpId();
		const first = await start(priya, opId, input());
		for (let again = 0; again < 3; again++) expect(await start(priya, opId, input())).toEqual(first);
		expect(await recorded()).toHaveLength(1);
		expect(await versionNow()).toBe(1);
	});

	it("is known by what the input means, not by how it was written", async () => {
		const opId = anOpId();
		const first = await start(priya, opId, { streamId, meetingId: "m1", note: "x" });
		expect(await start(priya, opId, { note: "  x ", meetingId: "m1", streamId })).toEqual(first);
	});

	it("with other words is a conflict that shows them", async () => {
		const opId = anOpId();
		await start(priya, opId, input());
		const other = start(priya, opId, { ...input(), meetingId: "m2", note: "new" });
		await expect(other).rejects.toBeInstanceOf(Conflict);
		await expect(other).rejects.toMatchObject({ submitted: { meetingId: "m2", note: "new" }, current: {} });
		expect(await recorded()).toHaveLength(1);
	});

	it("for another command is a conflict too", async () => {
		const opId = anOpId();
		await start(priya, opId, input());
		await expect(startOnce(priya, opId, input())).rejects.toBeInstanceOf(Conflict);
	});

	it("by another person is their own click", async () => {
		const opId = anOpId();
		const first = await start(priya, opId, input());
		const second = await start(somebody("sam"), opId, input());
		expect(second.token).not.toBe(first.token);
		expect(await recorded()).toHaveLength(2);
		expect(await start(priya, opId, input())).toEqual(first);
	});
});

describe("five copies of one click at once", () => {
	const copies = <T>(one: () => Promise<T>) => Promise.all(Array.from({ length: 5 }, one));

	it("make one event and get five equal answers", async () => {
		const opId = anOpId();
		const answers = await copies(() => start(priya, opId, input()));
		expect(new Set(answers.map((answer) => answer.token)).size).toBe(1);
		expect(await recorded()).toHaveLength(1);
		expect(await versionNow()).toBe(1);
		expect(await db.$count(operations, and(eq(operations.actorId, "priya"), eq(operations.opId, opId)))).toBe(
			1,
		);
	});

	it("get five equal answers also where the second would be refused as done already", async () => {
		const opId = anOpId();
		const answers = await copies(() => startOnce(priya, opId, input()));
		expect(new Set(answers.map((answer) => answer.token)).size).toBe(1);
		expect(await recorded()).toHaveLength(1);
		await expect(startOnce(priya, anOpId(), input())).rejects.toThrow(Invalid);
	});

	it("make one event when nothing makes them wait for each other", async () => {
		let runs = 0;
		const alone = command("test.alone", z.object({}), async () => {
			const run = ++runs;
			await wait(5);
			return { run };
		});
		const opId = anOpId();
		const answers = await copies(() => alone(priya, opId, {}));
		expect(new Set(answers.map((answer) => answer.run)).size).toBe(1);
	});

	it("with five sets of words make one event and four conflicts", async () => {
		const opId = anOpId();
		const outcomes = await Promise.allSettled(
			["a", "b", "c", "d", "e"].map((note) => start(priya, opId, { ...input(), note })),
		);
		const failures = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
		expect(failures).toHaveLength(4);
		for (const failure of failures) expect(failure).toBeInstanceOf(Conflict);
		expect(await recorded()).toHaveLength(1);
	});
});

describe("commands on one stream side by side", () => {
	it("take versions without a gap, one each", async () => {
		const answers = await Promise.all(Array.from({ length: 25 }, () => start(priya, anOpId(), input())));
		expect(answers.map((answer) => answer.version).sort((a, b) => a - b)).toEqual(
			Array.from({ length: 25 }, (_, index) => index + 1),
		);
		expect(await versionNow()).toBe(25);
	});
});
