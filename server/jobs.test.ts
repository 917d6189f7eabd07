/** What happens by the clock: at once, then at each interval, until it is stopped. */
import { Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { databaseUrl, db, remember, transaction } from "#db/index.ts";
import { drafts, memberships, streams } from "#db/schema/index.ts";
import { aMembership, anOrganisation, aUser, eventsOf } from "#tests/factories.ts";
import { rawSql } from "#tests/raw-sql.ts";
import { ORGANISATION } from "./agencies/index.ts";
import { type LoggedHead, verify } from "./audit/index.ts";
import { addDays, londonDate, now, setClock } from "./clock.ts";
import { logHeads, startJobs, stopJobs } from "./jobs.ts";
import { loggableError } from "./loggable-error.ts";

/** The operator's log, kept here instead of printed. */
const logged: Record<string, unknown>[] = [];
remember("log", () =>
	pino(
		{ base: null, serializers: { err: loggableError } },
		new Writable({
			write: (line, _encoding, next) => {
				logged.push(JSON.parse(String(line)));
				next();
			},
		}),
	),
);
const heads = () =>
	logged.filter((line) => line.msg === "head hashes").map((line) => line.heads as LoggedHead[]);

beforeEach(async () => {
	await anOrganisation();
	logged.length = 0;
	vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(async () => {
	stopJobs();
	vi.useRealTimers();
	setClock();
	// The runs that had begun.
	await wait(100);
});

const MINUTE = 60_000;
/** Lets minutes pass for the jobs and for the clock. */
function minutesPass(minutes: number): void {
	const at = new Date(now().getTime() + minutes * MINUTE);
	setClock(() => at);
	vi.advanceTimersByTime(minutes * MINUTE);
}
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
	for (const deadline = Date.now() + 5_000; Date.now() < deadline; await wait(10)) if (await isSo()) return;
	throw new Error("It never came to be");
}
const stateOf = async (membershipId: string) =>
	(await db.select().from(memberships).where(eq(memberships.id, membershipId)))[0]?.state;

/** A membership that begins on the next day. */
const aComingMembership = () => aMembership({ startsOn: addDays(londonDate(), 1) });
const nextDay = () => {
	const at = new Date(now().getTime() + 24 * 60 * MINUTE);
	setClock(() => at);
};

describe("the jobs", () => {
	test("run at once: a server that was down at midnight makes up for it", async () => {
		const { id, panelId } = await aComingMembership();
		nextDay();
		startJobs();
		await until(async () => (await stateOf(id)) === "active");
		expect((await eventsOf(panelId)).at(-1)).toMatchObject({ type: "membership.begun", actorId: "system" });
		await until(() => heads().length === 1);
	});

	test("turn memberships each minute, also when none was due before", async () => {
		startJobs();
		const { id } = await aComingMembership();
		minutesPass(1);
		await wait(100);
		expect(await stateOf(id)).toBe("coming");
		nextDay();
		minutesPass(1);
		await until(async () => (await stateOf(id)) === "active");
	});

	test("forget old drafts each quarter of an hour", async () => {
		startJobs();
		const user = await aUser();
		const updatedAt = new Date(now().getTime() - 60 * 24 * 60 * MINUTE);
		await transaction(async (tx) => {
			await tx.insert(drafts).values({ userId: user.id, key: "entry:x", fields: { body: "Old" }, updatedAt });
		});
		minutesPass(15);
		await until(async () => (await db.$count(drafts, eq(drafts.userId, user.id))) === 0);
	});

	test("go on after a failure, which is logged without what it was about", async () => {
		const { id } = await aComingMembership();
		nextDay();
		const raw = await rawSql(databaseUrl);
		await raw.run("alter table memberships rename to memberships_away");
		startJobs();
		await until(() => logged.some((line) => line.msg === "job failed: memberships"));
		expect(logged.find((line) => line.msg === "job failed: memberships")).toMatchObject({
			level: 50,
			err: { message: expect.any(String) },
		});
		await raw.run("alter table memberships_away rename to memberships");
		await raw.close();
		minutesPass(1);
		await until(async () => (await stateOf(id)) === "active");
	});

	test("rest when they are stopped", async () => {
		startJobs();
		await until(() => heads().length === 1);
		stopJobs();
		const { id } = await aComingMembership();
		nextDay();
		minutesPass(60);
		await wait(200);
		expect(await stateOf(id)).toBe("coming");
		expect(heads()).toHaveLength(1);
	});
});

describe("the heads of the chains", () => {
	test("are logged every five minutes: where each stands that has anything in it", async () => {
		await aComingMembership();
		startJobs();
		await until(() => heads().length === 1);
		minutesPass(4);
		await wait(100);
		expect(heads()).toHaveLength(1);
		minutesPass(1);
		await until(() => heads().length === 2);
		const standing = (await db.select().from(streams)).filter(({ version }) => version > 0);
		const expected = standing.map(({ id, version, headHash }) => ({ streamId: id, version, hash: headHash }));
		expect(heads()[1]).toEqual(expect.arrayContaining(expected));
		expect(heads()[1]).toHaveLength(expected.length);
		expect(expected.map(({ streamId }) => streamId)).toContain(ORGANISATION);
	});

	test("are what verify-audit holds the record against", async () => {
		await logHeads();
		const [before = []] = heads();
		await aUser();
		expect((await verify(db, before)).problem).toBeUndefined();
		const forged = before.map((head) => ({ ...head, hash: "another" }));
		expect((await verify(db, forged)).problem).toContain("differs from the head that was logged");
	});
});
