/**
 * No word that was acknowledged is lost, doubled or given to another author, whatever happens to lines, pages and the
 * server: several people write one section at once, with the browser's own SharedText against the real store.
 *
 * Each person writes letters of an alphabet of their own, so that a character says who wrote it first; spaces and line
 * breaks are everybody's.
 */
import { setImmediate as aTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { SharedText } from "#app/summary/shared-text.ts";
import type { Batch } from "#app/summary/update-pieces.ts";
import { closeDatabase, db, dialect } from "#db/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { flushAccessLog, verify } from "#server/audit/index.ts";
import { Conflict } from "#server/http/errors.ts";
import {
	type Authored,
	missingFrom,
	onTextStored,
	plainText,
	postSection,
	recordVisits,
	restoreState,
	sectionAuthors,
	sectionHistory,
	sectionState,
	type TextStored,
	takePen,
	type Written,
	write,
} from "#server/summary/index.ts";
import { forgetTexts } from "#server/summary/open-texts.ts";
import { mergeUpdates } from "#server/summary/write.ts";
import { aCase, type TestCase } from "./case-factories.ts";
import { aMember, anOpId, aPanel, type TestPanel } from "./factories.ts";
import { type Chance, chanceOf, seedOfRun } from "./random.ts";

const SEEDS = Number(process.env.TEXT_SEEDS ?? (dialect === "sqlite" ? 500 : 100));
const FIRST = seedOfRun();
const SEEDS_A_TEST = 50;
/** Sections are written beside each other, as in life. */
const LANES = 8;
/** With no agency's own part, since several agencies write. */
const KEYS = ["why", "people", "pattern", "victim", "risk", "protects", "investigation", "plan"] as const;

// --- who writes, and what ---------------------------------------------------------------------------------

const range = (from: number, count: number) =>
	Array.from({ length: count }, (_, index) => String.fromCodePoint(from + index));
/** Latin, Greek, Cyrillic and, from right to left, Hebrew; each with emoji and combining marks of its own. */
const ALPHABETS = [0x61, 0x3b1, 0x430, 0x5d0].map((first, index) => [
	...range(first, 17),
	...range(0x1f600 + index * 16, 4),
	...range(0x300 + index * 16, 4),
]);
const ALL = ALPHABETS.map((letters) => new Set(letters));

/** Whose a character is, by its looks; nothing for everybody's. */
const alphabetOf = (character: string): number | undefined => {
	const found = ALL.findIndex((letters) => letters.has(character));
	return found < 0 ? undefined : found;
};

function words(chance: Chance, person: number, most: number): string {
	const length = 1 + chance.below(most);
	let text = "";
	for (let n = 0; n < length; n++) {
		text += chance.isTrue(0.2)
			? chance.pick([" ", " ", "\n", "\n- "])
			: chance.pick(ALPHABETS[person] as string[]);
	}
	return text;
}

/** Where a person may put the caret: a browser does not let it stand inside a character of two code units. */
function caretIn(chance: Chance, text: string, upTo = text.length): number {
	const at = chance.below(Math.min(upTo, text.length) + 1);
	return /[\udc00-\udfff]/.test(text[at] ?? "") ? at - 1 : at;
}

// --- one section, and all that happened to it -------------------------------------------------------------

/** What was ever put in under a pen: character by character, from the first. */
type Ink = Map<number, string>;
const place = (pen: number, clock: number) => `${pen}:${clock}`;

class Section {
	readonly pages: Page[] = [];
	readonly ink: Ink = new Map();
	/** Up to where of each pen the server has acknowledged. */
	readonly acknowledged = new Map<number, number>();
	/** What anybody deleted, were it only tried. */
	readonly deleted = new Set<string>();
	/** Answers from a server that was killed since reach nobody. */
	life = 0;
	private readonly stopHearing: () => void;
	/** Set while somebody posts a form: it alone writes then, and the server makes the update. */
	isForm = false;
	counts = { stored: 0, crashes: 0, forms: 0, restored: 0, conflicts: 0, undone: 0, gaps: 0, sentAgain: 0 };

	constructor(
		readonly file: TestCase,
		readonly key: string,
		readonly people: readonly Actor[],
		readonly chance: Chance,
	) {
		this.stopHearing = onTextStored((stored) => {
			if (stored.caseId !== file.id || stored.key !== key) return;
			this.counts.stored += stored.updates.length;
			if (this.isForm) for (const update of stored.updates) this.note(update);
			for (const page of this.pages) page.push(stored);
		});
	}

	/** Notes what an update puts in and takes out. */
	note(update: Uint8Array): void {
		const { structs, ds } = Y.decodeUpdate(update);
		for (const { id, content } of structs as Y.Item[]) {
			const { str } = content as Y.ContentString;
			const before = this.ink.get(id.client) ?? "";
			if (before.length < id.clock) throw new Error(`Pen ${id.client} left something out`);
			const known = before.slice(id.clock, id.clock + str.length);
			if (!str.startsWith(known)) throw new Error(`Pen ${id.client} wrote other words under a taken number`);
			this.ink.set(id.client, before + str.slice(known.length));
		}
		for (const [client, ranges] of ds.clients) {
			for (const { clock, len } of ranges) {
				for (let at = clock; at < clock + len; at++) this.deleted.add(place(client, at));
			}
		}
	}

	acknowledge(update: Uint8Array): void {
		for (const { id, length } of Y.decodeUpdate(update).structs) {
			const before = this.acknowledged.get(id.client) ?? 0;
			this.acknowledged.set(id.client, Math.max(before, id.clock + length));
		}
	}

	async open(person: number): Promise<Page> {
		const pen = await takePen(this.people[person] as Actor, this.file.id);
		const page = new Page(this, person, new SharedText(pen));
		this.pages.push(page);
		await page.connect();
		return page;
	}

	/**
	 * The server is killed and comes back: it knows what is on disk, and every line is cut. (Real servers are killed in
	 * tests/faults.)
	 */
	crash(): void {
		this.counts.crashes++;
		this.life++;
		forgetTexts();
		for (const page of this.pages) page.cut();
	}

	/** Everything that is under way comes to its end. */
	async quiet(): Promise<void> {
		while (this.pages.some(({ underWay }) => underWay)) {
			await Promise.all(this.pages.map(({ underWay }) => underWay));
		}
	}

	/** Runs what the server writes on a form's behalf, when nobody else does. */
	async form(work: () => Promise<unknown>): Promise<void> {
		await this.quiet();
		this.isForm = true;
		try {
			await work();
		} catch (error) {
			if (!(error instanceof Conflict)) throw error;
			this.counts.conflicts++;
		} finally {
			this.isForm = false;
		}
	}

	close(): void {
		this.stopHearing();
		for (const page of this.pages) page.text.destroy();
	}
}

/** One page of somebody, with its line to the server. */
class Page {
	isConnected = false;
	underWay: Promise<void> | undefined;
	failure: unknown;
	private mustOpen = false;
	private hasMissed = false;
	private inbox: (() => void)[] = [];
	/** Changes with each connection: what was meant for an earlier one does not arrive. */
	private line = 0;
	private isHolding = false;
	/** What its textarea shows. */
	private shown = "";

	constructor(
		private readonly section: Section,
		readonly person: number,
		readonly text: SharedText,
	) {
		text.onRemote = (splices) => {
			for (const { at, removed, inserted } of splices) {
				this.shown = this.shown.slice(0, at) + inserted + this.shown.slice(at + removed);
			}
		};
	}

	private get chance(): Chance {
		return this.section.chance;
	}

	push({ from, to, updates }: TextStored): void {
		if (!this.isConnected) return;
		if (this.chance.isTrue(0.1)) {
			// The last message of all leaves no gap behind: a line that loses one breaks, sooner or later.
			this.hasMissed = true;
			return;
		}
		const copies = updates.map((update) => Uint8Array.from(update));
		const arrive = () => {
			if (this.text.receive(from, to, copies) === "gap") {
				this.section.counts.gaps++;
				this.mustOpen = true;
			}
		};
		this.inbox.push(arrive);
		if (this.chance.isTrue(0.1)) this.inbox.push(arrive);
		if (this.chance.isTrue(0.1)) this.inbox.reverse();
	}

	receive(most = Number.POSITIVE_INFINITY): void {
		for (let n = 0; n < most && this.inbox.length > 0; n++) this.inbox.shift()?.();
	}

	cut(): void {
		this.isConnected = false;
		this.line++;
		this.inbox = [];
	}

	async connect(): Promise<void> {
		this.isConnected = true;
		await this.open();
	}

	private async open(): Promise<void> {
		this.mustOpen = false;
		this.hasMissed = false;
		const { line } = this;
		const opened = await missingFrom(this.section.file.id, this.section.key, this.text.vector);
		if (this.line !== line) return;
		if (!opened) throw new Error("There is no such section");
		this.text.opened(Uint8Array.from(opened.update), opened.seq);
	}

	/** Sends what waits, as one message; what becomes of it and of its answer is up to the network. */
	send(): void {
		if (!this.isConnected || this.underWay) return;
		const batch = this.text.next();
		if (!batch) return;
		const fate = this.chance.below(100);
		this.section.note(batch.update);
		this.underWay = this.deliver(batch, fate)
			.catch((error) => {
				this.failure = error;
			})
			.finally(() => {
				this.underWay = undefined;
			});
	}

	private async deliver(batch: Batch, fate: number): Promise<void> {
		const { section, line } = this;
		const { life } = section;
		const unanswered = () => {
			section.counts.sentAgain++;
			this.text.unanswered();
		};
		if (fate < 8) return unanswered();
		const actor = section.people[this.person] as Actor;
		const written: Written = await write(actor, section.file.id, section.key, {
			pen: this.text.pen,
			update: Uint8Array.from(batch.update),
			copies: structuredClone(batch.copies),
		});
		if (written.status !== "saved") throw new Error(`Refused: ${written.why}`);
		// A server that is killed before it has answered has stored all the same.
		if (fate < 16 || this.line !== line || section.life !== life) return unanswered();
		section.acknowledge(batch.update);
		this.text.acknowledged();
	}

	/** The person does something in the textarea. */
	type(): void {
		const { chance, person } = this;
		const text = this.shown;
		const what = chance.below(100);
		const at = caretIn(chance, text);
		if (what < 55) this.edit(at, 0, words(chance, person, 12));
		else if (what < 80) {
			const to = Math.max(at, caretIn(chance, text, at + 15));
			this.edit(at, to - at, chance.isTrue(0.5) ? "" : words(chance, person, 6));
		} else if (what < 83) this.edit(at, 0, words(chance, person, chance.isTrue(0.1) ? 7_000 : 300));
		else if (what < 85) {
			const from = Math.min(at, caretIn(chance, text));
			this.edit(from, at - from, "");
		} else if (what < 90) this.text.endUndoStep();
		else this.turnBack();
	}

	private edit(at: number, removed: number, inserted: string): void {
		if (this.isHolding) return;
		this.shown = this.shown.slice(0, at) + inserted + this.shown.slice(at + removed);
		this.text.edit(at, removed, inserted);
		if (this.chance.isTrue(0.5)) this.text.endUndoStep();
	}

	private turnBack(): void {
		if (this.isHolding) return;
		this.section.counts.undone++;
		const splices = this.chance.isTrue(0.7) ? this.text.undo() : this.text.redo();
		for (const { at, removed, inserted } of splices) {
			this.shown = this.shown.slice(0, at) + inserted + this.shown.slice(at + removed);
		}
	}

	/** An input method begins or ends a word. */
	compose(): void {
		if (this.isHolding) this.text.release();
		else this.text.hold();
		this.isHolding = !this.isHolding;
	}

	/** Without a line, or without what it missed, it asks; then it sends. */
	async goOn(): Promise<void> {
		if (!this.isConnected) await this.connect();
		else if (this.mustOpen) await this.open();
		this.send();
	}

	async settle(): Promise<void> {
		if (this.isHolding) this.compose();
		this.mustOpen ||= this.hasMissed;
		for (let n = 0; n < 200; n++) {
			this.receive();
			await this.goOn();
			await this.underWay;
			this.receive();
			if (this.failure) throw this.failure;
			if (this.text.unsavedSince === undefined && !this.mustOpen && this.isConnected) return;
		}
		throw new Error("A page never came to rest");
	}

	refuseDifference(stored: string): void {
		expect(this.text.text).toBe(stored);
		expect(this.text.saved).toBe(stored);
		expect(this.shown).toBe(stored);
	}
}

// --- one sequence -----------------------------------------------------------------------------------------

type Tally = Section["counts"] & { acknowledged: number; states: number };

async function sequence(seed: number, file: TestCase, key: string, people: Actor[], tally: Tally) {
	const chance = chanceOf(seed);
	const section = new Section(file, key, people, chance);
	try {
		for (let n = 0; n < 2 + chance.below(3); n++) await section.open(chance.below(people.length));
		const steps = 14 + chance.below(22);
		/** What a form that is open without JavaScript began with. */
		let base: string | undefined;
		for (let step = 0; step < steps; step++) {
			const page = chance.pick(section.pages);
			const what = chance.below(100);
			if (what < 62) {
				for (let n = 1 + chance.below(3); n > 0; n--) page.type();
				page.send();
			} else if (what < 72) page.cut();
			else if (what < 75) page.compose();
			else if (what < 79) {
				// The page is gone, with what it had not sent; the person opens another.
				await page.underWay;
				section.pages.splice(section.pages.indexOf(page), 1);
				page.text.destroy();
				await section.open(chance.isTrue(0.5) ? page.person : chance.below(people.length));
			} else if (what < 82) section.crash();
			else if (what < 86) void (await mergeUpdates(file.id, key));
			else if (what < 88) await recordVisits("all");
			else if (what < 90) {
				if (base === undefined) base = (await plainText(file.id, key)).text;
				else {
					await post(section, base);
					base = undefined;
				}
			} else if (what < 92) await restore(section);
			else for (const other of section.pages) other.receive();
			for (const other of section.pages) {
				if (chance.isTrue(0.5)) other.receive(1 + chance.below(3));
				if (chance.isTrue(0.4)) void (await other.goOn());
			}
			if (chance.isTrue(0.3)) await aTurn();
			if (chance.isTrue(0.15)) await section.quiet();
		}
		await section.quiet();
		for (let round = 0; round < 3; round++) for (const page of section.pages) await page.settle();
		await holdsAll(section, tally);
	} finally {
		await section.quiet();
		section.close();
	}
}

/** Somebody without JavaScript puts in or takes out some words in the text that their form began with. */
async function post(section: Section, base: string): Promise<void> {
	const { chance, file, key } = section;
	const person = chance.below(section.people.length);
	const tokens = base.split(/(?<=\s)/);
	for (let n = 1 + chance.below(3); n > 0; n--) {
		const at = chance.below(tokens.length + 1);
		if (chance.isTrue(0.3)) tokens.splice(at, 1 + chance.below(2));
		else tokens.splice(at, 0, words(chance, person, 8));
	}
	section.counts.forms++;
	const text = tokens.join("").replaceAll("\n", "\r\n");
	await section.form(() =>
		postSection(section.people[person] as Actor, anOpId(), { caseId: file.id, key, base, text }),
	);
}

async function restore(section: Section): Promise<void> {
	const { chance, file, key, people } = section;
	const actor = chance.pick(people);
	const { states } = await sectionHistory(actor, file.id, key, 1);
	if (states.length === 0) return;
	const { id: stateId } = chance.pick(states);
	await section.form(async () => {
		const { text } = await sectionState(actor, file.id, key, stateId);
		await restoreState(actor, anOpId(), { caseId: file.id, key, stateId });
		section.counts.restored++;
		expect((await plainText(file.id, key)).text).toBe(text);
	});
}

async function holdsAll(section: Section, tally: Tally): Promise<void> {
	const { file, key, people } = section;
	const [reader] = people as [Actor];
	// As a process that starts now reads it.
	forgetTexts();
	const { text } = await plainText(file.id, key);
	for (const page of section.pages) page.refuseDifference(text);

	const doc = new Y.Doc({ gc: false });
	const all = await missingFrom(file.id, key, Y.encodeStateVector(doc));
	Y.applyUpdate(doc, all?.update as Uint8Array);
	const there = new Map<string, string>();
	for (let item = doc.getText("text")._start; item; item = item.right) {
		const { str } = item.content as Y.ContentString;
		for (let at = 0; at < str.length; at++) {
			const ink = section.ink.get(item.id.client)?.[item.id.clock + at];
			if (str[at] !== ink) throw new Error(`Pen ${item.id.client} did not write ${JSON.stringify(str)}`);
			if (!item.deleted) there.set(place(item.id.client, item.id.clock + at), str[at] as string);
		}
	}
	for (const [pen, upTo] of section.acknowledged) {
		for (let clock = 0; clock < upTo; clock++) {
			const at = place(pen, clock);
			if (section.deleted.has(at)) continue;
			if (there.get(at) !== section.ink.get(pen)?.[clock]) throw new Error(`The acknowledged ${at} is lost`);
		}
		tally.acknowledged += upTo;
	}

	const refuseWrongAuthors = (authored: readonly Authored[]) => {
		for (const { text, userId } of authored) {
			for (const character of text) {
				const person = alphabetOf(character);
				if (person === undefined || userId === people[person]?.userId) continue;
				throw new Error(`${character} in ${JSON.stringify(text)} is said to be somebody else’s`);
			}
		}
	};
	const now = await sectionAuthors(reader, file.id, key);
	expect(now.words.map((word) => word.text).join("")).toBe(text);
	refuseWrongAuthors(now.words);
	const { states } = await sectionHistory(reader, file.id, key, 1);
	for (const { id } of states.slice(0, 3)) {
		const state = await sectionState(reader, file.id, key, id);
		expect(state.words.map((word) => word.text).join("")).toBe(state.text);
		refuseWrongAuthors(state.words);
		tally.states++;
	}
	for (const name of Object.keys(section.counts) as (keyof Section["counts"])[]) {
		tally[name] += section.counts[name];
	}
	doc.destroy();
}

// --- the test ---------------------------------------------------------------------------------------------

describe("whatever happens to lines, pages and the server, a summary", () => {
	let panel: TestPanel;
	const people: Actor[] = [];
	const tally: Tally = {
		stored: 0,
		crashes: 0,
		forms: 0,
		restored: 0,
		conflicts: 0,
		undone: 0,
		gaps: 0,
		sentAgain: 0,
		acknowledged: 0,
		states: 0,
	};
	beforeAll(async () => {
		panel = await aPanel();
		for (const _ of ALPHABETS) people.push(await aMember({ panel }));
	});
	afterAll(async () => {
		await flushAccessLog();
	});

	const firsts = Array.from({ length: Math.ceil(SEEDS / SEEDS_A_TEST) }, (_, n) => FIRST + n * SEEDS_A_TEST);
	it.each(firsts)(
		"keeps every acknowledged word, from seed %i on",
		async (first) => {
			const seeds = Array.from(
				{ length: Math.min(SEEDS_A_TEST, FIRST + SEEDS - first) },
				(_, n) => first + n,
			);
			/** What every page showed of each text at its end. */
			const ends: { caseId: string; key: string; text: string }[] = [];
			await Promise.all(
				Array.from({ length: LANES }, async () => {
					let file: TestCase | undefined;
					let sections: string[] = [];
					for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
						if (!file || sections.length === 0) {
							file = await aCase({ panel });
							sections = [...KEYS];
						}
						const key = sections.pop() as string;
						try {
							await sequence(seed, file, key, people, tally);
							ends.push({ caseId: file.id, key, text: (await plainText(file.id, key)).text });
						} catch (error) {
							throw new Error(`Seed ${seed} failed: TEST_SEED=${seed} TEXT_SEEDS=1`, { cause: error });
						}
					}
				}),
			);
			// The process ends and another begins: on SQLite it opens the file anew.
			forgetTexts();
			if (dialect === "sqlite") await closeDatabase();
			for (const { caseId, key, text } of ends) expect((await plainText(caseId, key)).text).toBe(text);
		},
		120_000,
	);

	it("tried all of it, and the record vouches for every state", async () => {
		await recordVisits("all");
		if (SEEDS >= 100)
			for (const [name, count] of Object.entries(tally)) expect(count, name).toBeGreaterThan(0);
		if (process.env.TEXT_TALLY) console.info(JSON.stringify(tally));
		expect((await verify(db)).problem).toBeUndefined();
	});
});
