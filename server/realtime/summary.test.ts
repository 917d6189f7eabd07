/** The shared summary over the line: who is told what is written, as it is, and to whom nothing goes any more. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SharedText } from "#app/summary/shared-text.ts";
import { aCase, aMeeting, enters, type TestCase } from "#tests/case-factories.ts";
import { aMember, anOpId } from "#tests/factories.ts";
import { aLiveServer, type LiveServer, Screen, signedIn, silence } from "#tests/live-screen.ts";
import type { Actor } from "../audiences/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { admitObserver } from "../meetings/index.ts";
import { agencyKey, plainText, type SectionShown } from "../summary/index.ts";
import type {
	SummaryRead,
	SummaryWriters,
	TextOpened,
	TextSaid,
	TextUpdates,
	TextWritten,
} from "./messages.ts";

let server: LiveServer;
let file: TestCase;
let chair: Actor;
let writer: Actor;
let reader: Actor;
const open: Screen[] = [];
beforeAll(async () => {
	server = await aLiveServer();
	const { panel } = await aCase();
	chair = await aMember({ panel, role: "chair" });
	writer = await aMember({ panel });
	reader = await aMember({ panel });
	file = await aCase({ panel });
});
beforeEach(async () => {
	for (const screen of open.splice(0)) screen.close();
	file = await aCase({ panel: file.panel });
});
afterAll(async () => {
	for (const screen of open) screen.close();
	await server.close();
});

/** A page with its summary open, and all that it was told of it. */
async function aPage(actor: Actor) {
	const screen = await Screen.open(server, await signedIn(actor));
	open.push(screen);
	const { socket } = screen;
	const told = {
		said: [] as TextSaid[],
		updates: [] as TextUpdates[],
		closed: [] as string[],
		writers: [] as SummaryWriters[],
	};
	socket.on("text-said", (one) => told.said.push(one));
	socket.on("text-updates", (one) => told.updates.push(one));
	socket.on("summary-closed", (one) => told.closed.push(one));
	socket.on("summary-writers", (one) => told.writers.push(one));
	const ask = <Answer>(event: string, message: unknown): Promise<Answer> =>
		socket.timeout(5_000).emitWithAck(event, message);
	const read = () => ask<SummaryRead>("read-summary", { caseId: file.id });
	const write = async (key = "why") => {
		const taken = await ask<{ status: string; pen: number }>("take-pen", { caseId: file.id });
		expect(taken.status).toBe("taken");
		const text = new SharedText(taken.pen);
		const opened = await ask<TextOpened>("open-text", { caseId: file.id, key, vector: text.vector });
		if (opened.status !== "open") throw new Error(opened.status);
		text.opened(new Uint8Array(opened.update), opened.seq);
		socket.on("text-updates", ({ from, to, updates, key: of }: TextUpdates) => {
			if (of === key)
				text.receive(
					from,
					to,
					updates.map((update) => new Uint8Array(update)),
				);
		});
		const send = async (): Promise<TextWritten> => {
			const written = await ask<TextWritten>("write-text", {
				caseId: file.id,
				key,
				pen: text.pen,
				...text.next(),
			});
			if (written.status === "saved") text.acknowledged();
			return written;
		};
		return { text, send };
	};
	return { screen, told, ask, read, write };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
	for (const late = Date.now() + 5_000; Date.now() < late; await wait(20)) if (await isSo()) return;
	throw new Error("It never came to that");
}

/** What a screen that only reads shows, from what it was told. */
function shownBy({ sections }: { sections: SectionShown[] }, said: readonly TextSaid[], key = "why"): string {
	const section = sections.find((one) => one.key === key);
	let [text, seq] = [section?.text ?? "", section?.seq ?? 0];
	for (const one of said) {
		if (one.key !== key || one.to <= seq) continue;
		expect(one.from, "nothing is left out").toBe(seq);
		text = text.slice(0, one.at) + one.inserted + text.slice(one.at + one.removed);
		seq = one.to;
	}
	return text;
}

describe("whoever reads", () => {
	it("has the same text as is stored, also who begins in the middle", async () => {
		const page = await aPage(writer);
		await page.read();
		const { text, send } = await page.write();
		const readers: {
			read: Extract<SummaryRead, { status: "reading" }>;
			told: Awaited<ReturnType<typeof aPage>>["told"];
		}[] = [];
		for (let n = 0; n < 30; n++) {
			text.edit(n % 3 ? text.text.length : 0, n % 4 ? 0 : Math.min(2, text.text.length), `${n} 😀 `);
			await send();
			if (n % 6 === 0) {
				const one = await aPage(reader);
				const read = await one.read();
				if (read.status !== "reading") throw new Error(read.status);
				readers.push({ read, told: one.told });
			}
			await wait(n % 5 === 0 ? 120 : 5);
		}
		const stored = (await plainText(file.id, "why")).text;
		expect(stored).toBe(text.text);
		await until(() => readers.every(({ read, told }) => shownBy(read, told.said) === stored));
		expect(readers.every(({ told }) => told.updates.length === 0)).toBe(true);
	});

	it("is given what stands there, and no document: that holds every word that was taken out again", async () => {
		const page = await aPage(writer);
		await page.read();
		const { text, send } = await page.write();
		text.edit(0, 0, "12 Secret Street. He waits.");
		await send();
		text.edit(0, 18, "");
		await send();
		const watching = await aMember({ panel: file.panel, role: "observer" });
		const meeting = await aMeeting({ panel: file.panel, cases: [file], startedBy: chair });
		await admitObserver(chair, anOpId(), { meetingId: meeting.id, userId: watching.userId });
		await enters(watching, meeting);
		const observer = await aPage(watching);
		const read = await observer.read();
		expect(read).toMatchObject({ status: "reading" });
		expect(JSON.stringify(read)).not.toContain("Secret");
		const vector = new SharedText(1).vector;
		for (const key of ["why", "plan"]) {
			expect(await observer.ask("open-text", { caseId: file.id, key, vector })).toEqual({ status: "gone" });
		}
		// Nor is a member of another agency's part.
		const member = await aPage(reader);
		await member.read();
		const theirs = { caseId: file.id, key: agencyKey(writer.agencyId), vector };
		expect(await member.ask("open-text", theirs)).toEqual({ status: "gone" });
		text.edit(0, 0, "Now: ");
		await send();
		await until(() => observer.told.said.length > 0);
		expect(observer.told.updates).toEqual([]);
	});

	it("and whoever writes are told; somebody of another panel, or with no summary open, is not", async () => {
		const page = await aPage(writer);
		await page.read();
		const other = await aPage(chair);
		await other.read();
		const idle = await aPage(reader);
		const stranger = await aPage(await aMember());
		expect(await stranger.read()).toEqual({ status: "gone" });
		expect(await stranger.ask("take-pen", { caseId: file.id })).toEqual({ status: "gone" });
		const vector = new SharedText(1).vector;
		expect(await stranger.ask("open-text", { caseId: file.id, key: "why", vector })).toEqual({
			status: "later",
		});
		const [mine, theirs] = [await page.write(), await other.write()];
		mine.text.edit(0, 0, "Words");
		await mine.send();
		await until(() => theirs.text.text === "Words");
		await silence();
		for (const { told } of [idle, stranger]) {
			expect(told).toEqual({ said: [], updates: [], closed: [], writers: [] });
		}
	});
});

describe("many who write at once", () => {
	it("are all told everything, and nobody is cut off", async () => {
		const pages = await Promise.all(Array.from({ length: 16 }, (_, n) => aPage(n % 2 ? writer : chair)));
		for (const page of pages) await page.read();
		const texts = await Promise.all(pages.map((page) => page.write()));
		for (let round = 0; round < 4; round++) {
			for (const [n, { text }] of texts.entries()) text.edit(0, 0, `${round}.${n} `);
			expect(
				(await Promise.all(texts.map(({ send }) => send()))).every(({ status }) => status === "saved"),
			).toBe(true);
		}
		const stored = async () => (await plainText(file.id, "why")).text;
		await until(async () => {
			const now = await stored();
			return texts.every(({ text }) => text.text === now);
		});
		expect((await stored()).split(" ").filter(Boolean)).toHaveLength(64);
		expect(pages.every(({ screen }) => screen.count("disconnect") === 0)).toBe(true);
	});
});

describe("whoever is recused", () => {
	it("is told that the summary is closed, hears nothing more, and is refused what they had not sent", async () => {
		const recused = await aMember({ panel: file.panel });
		const theirs = await aPage(recused);
		await theirs.read();
		const own = await theirs.write();
		const page = await aPage(writer);
		await page.read();
		const { text, send } = await page.write();
		own.text.edit(0, 0, "Mine. ");
		await own.send();
		await until(() => text.text === "Mine. ");
		await declareRecusal(chair, anOpId(), { caseId: file.id, userId: recused.userId });
		await until(() => theirs.told.closed.length > 0);
		expect(theirs.told.closed).toEqual([file.id]);
		const before = theirs.told.updates.length + theirs.told.said.length;
		own.text.edit(0, 0, "More. ");
		expect(await own.send()).toEqual({ status: "refused", why: "no-access", mayKeep: false });
		text.edit(0, 0, "After. ");
		await send();
		expect(await theirs.read()).toEqual({ status: "gone" });
		await silence();
		await silence();
		expect(theirs.told.updates.length + theirs.told.said.length).toBe(before);
		expect((await plainText(file.id, "why")).text).toBe("After. Mine. ");
	});
});

describe("who is writing", () => {
	it("names whoever has a pen and writes, and never who only reads", async () => {
		const page = await aPage(writer);
		await page.read();
		await page.write();
		const other = await aPage(reader);
		await other.read();
		other.screen.socket.emit("say-writing", { caseId: file.id, key: "why" });
		page.screen.socket.emit("say-writing", { caseId: file.id, key: "why" });
		const named = () => other.told.writers.at(-1)?.writers.map(({ userId, key }) => [userId, key]);
		await until(() => JSON.stringify(named()) === JSON.stringify([[writer.userId, "why"]]));
		page.screen.close();
		await until(() => named()?.length === 0);
	});
});

describe("a line that sends what no page of ours does", () => {
	it.each<[string, string, () => unknown]>([
		[
			"an update of a megabyte",
			"write-text",
			() => ({ caseId: file.id, key: "why", pen: 1, update: new Uint8Array(1_000_000), copies: [] }),
		],
		[
			"an update that is too heavy",
			"write-text",
			() => ({ caseId: file.id, key: "why", pen: 1, update: new Uint8Array(50_000), copies: [] }),
		],
		[
			"an update that is no bytes",
			"write-text",
			() => ({ caseId: file.id, key: "why", pen: 1, update: "text", copies: [] }),
		],
		[
			"a pen that is none",
			"write-text",
			() => ({ caseId: file.id, key: "why", pen: -1, update: new Uint8Array(3), copies: [] }),
		],
		[
			"a claim to be the server",
			"write-text",
			() => ({ caseId: file.id, key: "why", pen: 1, update: new Uint8Array(3), copies: [], isOurs: true }),
		],
		["nothing", "read-summary", () => undefined],
	])("with %s is cut off, and nobody else", async (_, event, message) => {
		const other = await aPage(reader);
		await other.read();
		const page = await aPage(writer);
		await page.read();
		page.ask(event, message()).catch(() => {});
		await until(() => page.screen.count("disconnect") === 1);
		expect((await other.read()).status).toBe("reading");
		const again = await aPage(writer);
		await again.read();
		const { text, send } = await again.write();
		text.edit(0, 0, "Still here");
		expect(await send()).toMatchObject({ status: "saved" });
	});
});
