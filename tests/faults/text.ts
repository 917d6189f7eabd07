/**
 * The server is killed, and lines are cut, while people write one text with the browser's own client. Whoever writes
 * marks every word, so that it is known whose it is and whether the server had acknowledged it.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { LoadClient } from "#tests/setup/live-client.ts";
import { TextPage } from "#tests/setup/text-page.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

const WRITERS = 6;
const KEYS = ["why", "plan"];
const SETTLE_MS = 15_000;

export interface TextReport {
	/** Words that the server had acknowledged, with the account that wrote them; none of them was taken out. */
	words: Record<string, string>;
	/** What stood on every page at the end, by section. */
	texts: Record<string, string>;
	caseId: string;
	kills: number;
	/** Lines that broke by themselves. */
	cuts: number;
	/** Pages that went with unsent words. */
	closed: number;
	problems: string[];
}

/** One round a kill: everybody types, the server is killed at a random moment, and all pages come to the same. */
export async function killWhileTyping(
	world: World,
	{ kills, random }: { kills: number; random: Random },
): Promise<TextReport> {
	const caseId = world.meeting.caseIds[0] ?? "";
	const report: TextReport = { words: {}, texts: {}, caseId, kills, cuts: 0, closed: 0, problems: [] };
	const accounts = world.meeting.members;
	const writers = await Promise.all(
		world.members.slice(0, WRITERS).map(async (client, index) => {
			const writer = new Writer(client, accounts[index % accounts.length]?.email ?? "", `w${index}`, random);
			await writer.open(caseId, KEYS[index % KEYS.length] as string);
			return writer;
		}),
	);
	for (let kill = 0; kill < kills; kill++) {
		for (const writer of writers) writer.begin();
		await wait(random.below(300));
		const cut = writers[random.below(writers.length * 2)];
		if (cut) {
			report.cuts++;
			cut.page?.cut();
		}
		await wait(150 + random.below(300));
		const killed = world.server.kill9();
		// Some pages go with the server: what they had not sent is theirs to lose.
		const goes = writers[random.below(writers.length * 2)];
		await killed;
		if (goes) {
			report.closed++;
			await goes.goes(report);
		}
		await world.server.restart();
		if (goes) await goes.open(caseId, goes.key);
		await wait(random.below(300));
		for (const writer of writers) writer.stop();
		const problem = await settled(writers, report);
		if (problem) {
			report.problems.push(`After kill ${kill + 1}: ${problem}`);
			break;
		}
	}
	for (const writer of writers) {
		writer.collect(report);
		const refusal = writer.page?.refusal;
		if (refusal) report.problems.push(`Refused: ${refusal}`);
		writer.end();
	}
	return report;
}

/** Waits until everything is saved and all pages of a section are the same. */
async function settled(writers: readonly Writer[], report: TextReport): Promise<string | undefined> {
	for (const deadline = performance.now() + SETTLE_MS; performance.now() < deadline; await wait(30)) {
		if (!writers.every(({ page }) => page?.isSaved)) continue;
		for (const key of KEYS)
			report.texts[key] = writers.find((writer) => writer.key === key)?.page?.text.text ?? "";
		if (writers.every(({ page, key }) => page?.text.text === report.texts[key])) return undefined;
	}
	const states = writers.map(
		({ key, page }) => `${key} ${page?.isSaved} ${page?.text.text.length} at ${page?.text.seq}`,
	);
	return `pages did not come to the same: ${states.join(", ")}`;
}

/** Somebody who types marked words without a pause, letter by letter, and now and then takes one of their own back. */
class Writer {
	page: TextPage | undefined;
	key = "";
	private isTyping = false;
	private number = 0;
	/** Words that were not taken back, and when each was typed. */
	private words: { word: string; at: number }[] = [];
	private typing: Promise<void> = Promise.resolve();

	constructor(
		private readonly client: LoadClient,
		private readonly account: string,
		private readonly name: string,
		private readonly random: Random,
	) {}

	async open(caseId: string, key: string): Promise<void> {
		this.key = key;
		const page = await TextPage.open(this.client, caseId, key);
		// At the end it might stand in the middle of somebody's word, whose caret is there, too.
		page.caret = 0;
		this.words = [];
		this.page = page;
	}

	begin(): void {
		if (this.isTyping) return;
		this.isTyping = true;
		this.typing = this.type();
	}

	stop(): void {
		this.isTyping = false;
	}

	private async type(): Promise<void> {
		const { page, random } = this;
		while (this.isTyping && page === this.page && page) {
			const word = `${this.name}.${++this.number}é😀 `;
			for (const letter of word.slice(0, -1)) {
				page.type(letter);
				await wait(random.below(8));
				if (page !== this.page) return;
			}
			page.type(" ");
			this.words.push({ word: word.trim(), at: performance.now() });
			if (random.below(5) === 0) {
				// Others may have written in the middle of it: then it stays.
				const before = page.text.text.slice(page.caret - word.length, page.caret);
				if (before !== word) continue;
				this.words.pop();
				page.text.endUndoStep();
				page.erase(word.length);
				if (random.below(2) === 0) page.undo();
			}
		}
	}

	/** Adds the words that the server has acknowledged: all that were typed before the first that it has not. */
	collect(report: TextReport): void {
		const unsavedSince = this.page?.text.unsavedSince ?? Number.POSITIVE_INFINITY;
		for (const { word, at } of this.words) if (at < unsavedSince) report.words[word] = this.account;
	}

	/** The page is closed, or its machine is. */
	async goes(report: TextReport): Promise<void> {
		this.collect(report);
		const { page } = this;
		this.page = undefined;
		this.isTyping = false;
		await this.typing;
		page?.close();
	}

	end(): void {
		this.page?.close();
	}
}
