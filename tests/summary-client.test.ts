/** A case's summary as one page has it, on a real line to a real server: what lines, leaving and coming back do to it. */
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Line } from "#app/live/line.ts";
import type { SharedText } from "#app/summary/shared-text.ts";
import { type Editing, SummaryClient } from "#app/summary/summary-client.ts";
import { db } from "#db/index.ts";
import { users } from "#db/schema/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { setOfficer } from "#server/cases/index.ts";
import { admitObserver } from "#server/meetings/index.ts";
import { plainText } from "#server/summary/index.ts";
import { aCase, aMeeting, enters, type TestCase } from "./case-factories.ts";
import { aMember, anOpId } from "./factories.ts";
import { aLiveServer, type LiveServer, Screen, signedIn } from "./live-screen.ts";
import { wrapped } from "./setup/wrapped-socket.ts";

let server: LiveServer;
let file: TestCase;
let chair: Actor;
let member: Actor;
const ends: (() => void)[] = [];
beforeAll(async () => {
	server = await aLiveServer();
	file = await aCase();
	chair = await aMember({ panel: file.panel, role: "chair" });
	member = await aMember({ panel: file.panel });
});
beforeEach(async () => {
	for (const end of ends.splice(0)) end();
	file = await aCase({ panel: file.panel });
});
afterAll(async () => {
	for (const end of ends) end();
	await server.close();
});

/** A page that shows the summary; `late` names questions whose next answer comes too late to count. */
async function aPage(actor: Actor) {
	const { socket } = await Screen.open(server, await signedIn(actor));
	const line = new Line();
	const late = new Set<string>();
	const letGo = line.hold(withLateAnswers(socket, late));
	const client = new SummaryClient(line, file.id, []);
	const stop = client.start();
	ends.push(() => {
		stop();
		letGo();
		socket.close();
	});
	await until(() => client.status === "shown");
	const write = async (key = "why") => {
		await client.write(key);
		await until(() => client.editing.get(key)?.state === "open");
		return client.editing.get(key) as Editing & { text: SharedText };
	};
	const shown = (key = "why") => client.sections.find((section) => section.key === key)?.text;
	return { socket, client, stop, late, write, shown };
}

/** The same line, on which an answer may be lost: to the page it is as if the server were too slow. */
function withLateAnswers(socket: Socket, late: Set<string>): Socket {
	const timeout = (ms: number) => {
		const asking = socket.timeout(ms);
		const emitWithAck = (event: string, message: unknown) => {
			const answer = asking.emitWithAck(event, message);
			return late.delete(event) ? answer.then(() => Promise.reject(new Error("too late"))) : answer;
		};
		return { emitWithAck };
	};
	return wrapped(socket, { timeout });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
	for (const giveUp = Date.now() + 8_000; Date.now() < giveUp; await wait(20)) if (await isSo()) return;
	throw new Error("It never came to that");
}
const stored = async (key = "why") => (await plainText(file.id, key)).text;

describe("what was typed without a line", () => {
	it("is sent once there is one, though the server is too slow to say what the page has missed", async () => {
		const page = await aPage(member);
		const { text } = await page.write();
		text.edit(0, 0, "One.");
		await until(() => page.client.savedStateOf("why") === "saved");
		page.socket.disconnect();
		text.edit(4, 0, " Two.");
		expect(page.client.hasUnsaved).toBe(true);
		page.late.add("open-text");
		page.socket.connect();
		await until(() => page.client.savedStateOf("why") === "saved");
		expect(await stored()).toBe("One. Two.");
	});

	it("is stored once when the answer to it was lost", async () => {
		const page = await aPage(member);
		const { text } = await page.write();
		page.late.add("write-text");
		text.edit(0, 0, "Once.");
		await until(() => page.client.savedStateOf("why") === "saved");
		expect(await stored()).toBe("Once.");
	});

	it("is not said to be saving for ever while an input method makes a word", async () => {
		const page = await aPage(member);
		const { text } = await page.write();
		text.hold();
		expect(page.client.savedStateOf("why")).toBe("saving");
		await wait(2_600);
		expect(page.client.savedStateOf("why")).toBe("not-saved");
		text.release();
		expect(page.client.savedStateOf("why")).toBe("saved");
	});
});

describe("whoever may write here no longer", () => {
	it("keeps their own words to copy until they have read why", async () => {
		const officer = await aMember({ panel: file.panel, role: "observer" });
		const coordinator = await aMember({ panel: file.panel, role: "coordinator" });
		const allocate = async ({ userId }: Actor) => {
			const [account] = await db.select({ email: users.email }).from(users).where(eq(users.id, userId));
			await setOfficer(coordinator, anOpId(), { caseId: file.id, officerEmail: account?.email });
		};
		await allocate(officer);
		const meeting = await aMeeting({ panel: file.panel, cases: [file], startedBy: chair });
		await admitObserver(chair, anOpId(), { meetingId: meeting.id, userId: officer.userId });
		await enters(officer, meeting);
		const page = await aPage(officer);
		const editing = await page.write();
		editing.text.edit(0, 0, "Saved.");
		await until(() => page.client.savedStateOf("why") === "saved");
		page.socket.disconnect();
		editing.text.edit(6, 0, " Typed offline.");
		await allocate(member);
		page.socket.connect();
		await until(() => editing.refusal !== undefined);
		const refusal = { why: "read-only", isLost: true, words: " Typed offline." };
		expect(editing.refusal).toEqual(refusal);
		expect(editing.text.text).toBe("Saved.");
		await wait(500);
		expect(editing.refusal).toEqual(refusal);
		expect(page.client.hasToCopy).toBe(true);
		page.client.finish("why");
		expect(page.client.editing.get("why")).toBe(editing);
		page.client.dismiss("why");
		expect(page.client.editing.has("why")).toBe(false);
		expect(await stored()).toBe("Saved.");
	});
});

describe("whoever is done", () => {
	it("leaves once all is saved, and not if they type on before that", async () => {
		const page = await aPage(member);
		const { text } = await page.write();
		text.edit(0, 0, "Done");
		page.client.finish("why");
		text.edit(4, 0, " not yet");
		await until(() => page.client.savedStateOf("why") === "saved");
		expect(page.client.editing.has("why")).toBe(true);
		text.edit(12, 0, ", now");
		page.client.finish("why");
		expect(page.client.editing.has("why")).toBe(true);
		await until(() => !page.client.editing.has("why"));
		expect(page.shown()).toBe("Done not yet, now");
		expect(await stored()).toBe("Done not yet, now");
	});
});

describe("whoever looks at another case and comes back at once", () => {
	it("goes on hearing what is written", async () => {
		const reader = await aPage(member);
		const writer = await aPage(chair);
		const { text } = await writer.write();
		reader.stop();
		const stop = reader.client.start();
		stop();
		ends.push(reader.client.start());
		await until(() => reader.client.status === "shown");
		await wait(200);
		text.edit(0, 0, "Heard.");
		await until(() => reader.shown() === "Heard.");
	});
});

describe("who is writing", () => {
	it("is said again after the line was cut", async () => {
		const reader = await aPage(member);
		const writer = await aPage(chair);
		const { text } = await writer.write();
		const isNamed = () => reader.client.writers.some(({ userId }) => userId === chair.userId);
		text.edit(0, 0, "One.");
		await until(isNamed);
		writer.socket.disconnect();
		await until(() => !isNamed());
		writer.socket.connect();
		await until(() => writer.client.status === "shown" && writer.socket.connected);
		await wait(100);
		text.edit(0, 0, "Two. ");
		await until(isNamed);
	});
});
