/** What open pages are told of their person's inbox: a number, when what that person may see of it has changed. */

import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, users } from "#db/schema/index.ts";
import { aCase, anAction } from "#tests/case-factories.ts";
import { aMember, anActor, anAgency, anOpId, aUser } from "#tests/factories.ts";
import { aLiveServer, type LiveServer, Screen, signedIn, silence } from "#tests/live-screen.ts";
import { setActionStatus } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { londonDate, now } from "../clock.ts";
import { doneWith, inboxOf, markRead, remind } from "../inbox/index.ts";

const LIVE_MS = 2_000;

let server: LiveServer;
const open: Screen[] = [];
async function pageOf(actor: Actor): Promise<Screen> {
	const screen = await Screen.open(server, await signedIn(actor));
	open.push(screen);
	// Where it stands at the beginning.
	await screen.until(() => screen.inboxes.length === 1);
	return screen;
}
/** Reminders go out as if it were days later; sessions would not live so long. */
const remindIn = (days: number) => remind(new Date(now().getTime() + days * 24 * 3_600_000));

beforeAll(async () => {
	server = await aLiveServer();
});
afterEach(async () => {
	for (const one of open.splice(0)) one.close();
	await transaction((tx) => tx.update(actions).set({ reminded: 4 }));
});
afterAll(() => server.close());

/** An action that is three days over, and who is around it. */
async function aLateAction() {
	const file = await aCase();
	const { panel } = file;
	const agency = await anAgency();
	const manager = anActor(await aUser());
	const user = await aUser({ agency });
	await transaction((tx) => tx.update(users).set({ managerId: manager.userId }).where(eq(users.id, user.id)));
	const owner = await aMember({ panel, user });
	const chair = await aMember({ panel, role: "chair" });
	const { id: actionId } = await anAction({ file, by: owner, due: londonDate() });
	return { file, panel, owner, manager, chair, actionId };
}

test("the number goes up when a reminder comes, on each page of the person, and for nobody else", async () => {
	const { owner, chair } = await aLateAction();
	const pages = [await pageOf(owner), await pageOf(owner)];
	const other = await pageOf(chair);
	await remindIn(3);
	for (const page of pages) {
		await page.until(() => page.inboxes.length === 2, LIVE_MS);
		expect(page.inboxes).toEqual([0, 1]);
		expect(page.messages).toEqual([]);
	}
	await silence();
	expect(other.inboxes).toEqual([0]);
});

/** How an action ends. */
const DONE = { status: "done", outcome: "Called her; she is well." } as const;

test("it goes down when the notice is read, done with or settled", async () => {
	for (const end of ["read", "done with", "settled"] as const) {
		const { owner, actionId } = await aLateAction();
		const page = await pageOf(owner);
		await remindIn(3);
		await page.until(() => page.inboxes.at(-1) === 1, LIVE_MS);
		const id = (await inboxOf(owner)).lines[0]?.id ?? "";
		const [action] = await db.select().from(actions).where(eq(actions.id, actionId));
		if (end === "read") await markRead(owner, [id]);
		else if (end === "done with") await doneWith(owner, id);
		else await setActionStatus(owner, anOpId(), { ...DONE, actionId, version: action?.version ?? 0 });
		await page.until(() => page.inboxes.at(-1) === 0, LIVE_MS);
	}
});

test("a wall takes it away at once, and what happens behind it afterwards is told to nobody outside", async () => {
	const { file, owner, actionId, chair } = await aLateAction();
	const page = await pageOf(owner);
	await remindIn(3);
	await page.until(() => page.inboxes.at(-1) === 1, LIVE_MS);
	await declareRecusal(chair, anOpId(), { caseId: file.id, userId: owner.userId });
	await page.until(() => page.inboxes.at(-1) === 0, LIVE_MS);
	const told = page.inboxes.length;
	const [action] = await db.select().from(actions).where(eq(actions.id, actionId));
	await setActionStatus(chair, anOpId(), { ...DONE, actionId, version: action?.version ?? 0 });
	await silence();
	expect(page.inboxes).toHaveLength(told);
});
