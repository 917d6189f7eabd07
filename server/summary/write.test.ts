/** Words come in one way: checked, given to their author and stored before anybody is told. */
import { asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { SharedText } from "#app/summary/shared-text.ts";
import type { Batch } from "#app/summary/update-pieces.ts";
import { db } from "#db/index.ts";
import { summarySections, summaryUpdates } from "#db/schema/index.ts";
import { aCase, aMeeting, enters, type TestCase } from "#tests/case-factories.ts";
import { aMember, anActor, anOpId, aUser } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import {
	agencyKey,
	caseSummary,
	HEAVIEST_UPDATE,
	LONGEST_SECTION,
	missingFrom,
	onTextStored,
	plainText,
	postSection,
	restoreState,
	sectionAuthors,
	sectionHistory,
	sectionState,
	type TextStored,
	type Written,
} from "./index.ts";
import { forgetTexts } from "./open-texts.ts";
import { recordVisits } from "./visits.ts";
import { mergeUpdates, takePen, write } from "./write.ts";

let file: TestCase;
let member: Actor;
let chair: Actor;
beforeAll(async () => {
	file = await aCase();
	member = await aMember({ panel: file.panel });
	chair = await aMember({ panel: file.panel, role: "chair" });
});
/** A case a test, since each writes the same sections. */
beforeEach(async () => {
	file = await aCase({ panel: file.panel });
});

async function aPage(actor: Actor, key = "why", of = file): Promise<SharedText> {
	const text = new SharedText(await takePen(actor, of.id));
	await opens(text, key, of);
	return text;
}

async function opens(text: SharedText, key = "why", of = file): Promise<void> {
	const missed = await missingFrom(of.id, key, text.vector);
	text.opened(missed?.update as Uint8Array, missed?.seq as number);
}

async function sends(actor: Actor, text: SharedText, key = "why", of = file): Promise<Written> {
	let written: Written | undefined;
	for (let batch = text.next(); batch; batch = text.next()) {
		expect(batch.update.byteLength).toBeLessThanOrEqual(HEAVIEST_UPDATE);
		written = await write(actor, of.id, key, { pen: text.pen, ...batch });
		if (written.status !== "saved") return written;
		text.acknowledged();
	}
	if (!written) throw new Error("There was nothing to send");
	return written;
}

/** What stands there, as a process that starts now reads it. */
async function stored(key = "why", of = file): Promise<string> {
	forgetTexts();
	return (await plainText(of.id, key)).text;
}
const authors = async (key = "why") =>
	(await sectionAuthors(chair, file.id, key)).words.map(({ text, userName }) => [text, userName]);

describe("writing", () => {
	it("is stored, with its author", async () => {
		const one = await aPage(member);
		one.edit(0, 0, "He followed her. 😀");
		expect(await sends(member, one)).toEqual({ status: "saved", seq: 1 });
		const other = await aPage(chair);
		expect(other.text).toBe("He followed her. 😀");
		other.edit(2, 0, " often");
		expect(await sends(chair, other)).toEqual({ status: "saved", seq: 2 });
		forgetTexts();
		expect(await authors()).toEqual([
			["He", member.name],
			[" often", chair.name],
			[" followed her. 😀", member.name],
		]);
	});

	it("is told to everybody who listens, once it is on disk, in order", async () => {
		const heard: TextStored[] = [];
		const stop = onTextStored((one) => heard.push(one));
		const pages = await Promise.all([member, chair, member].map((actor) => aPage(actor)));
		for (const [index, page] of pages.entries()) page.edit(0, 0, `${index} `);
		await Promise.all(pages.map((page, index) => sends(index === 1 ? chair : member, page)));
		stop();
		expect(heard[0]).toMatchObject({ caseId: file.id, key: "why", from: 0 });
		expect(heard.flatMap(({ from, to }) => [from, to])).toEqual(
			heard.flatMap(({ from }, index) => [from, heard[index + 1]?.from ?? 3]),
		);
		const doc = new Y.Doc();
		for (const { updates } of heard) for (const update of updates) Y.applyUpdate(doc, update);
		expect(doc.getText("text").toString()).toBe(await stored());
	});

	it("gives nobody's words to somebody else afterwards", async () => {
		const page = await aPage(member);
		page.edit(0, 0, "He waits.");
		await sends(member, page);
		const other = await aPage(chair);
		other.edit(0, 9, "");
		other.endUndoStep();
		await sends(chair, other);
		other.undo();
		const { update, copies } = other.next() as Batch;
		expect(copies).toHaveLength(1);
		// Brought back without a word of whose they were, and claimed when there is something else to send.
		await write(chair, file.id, "why", { pen: other.pen, update, copies: [] });
		other.acknowledged();
		await recordVisits("all");
		other.edit(0, 0, "Now: ");
		const more = other.next() as Batch;
		expect(await write(chair, file.id, "why", { pen: other.pen, update: more.update, copies })).toMatchObject(
			{
				status: "saved",
			},
		);
		expect(await authors()).toEqual([["Now: He waits.", chair.name]]);
		expect((await verify(db)).problem).toBeUndefined();
	});

	it("is the same when it is sent twice, or after its answer was lost", async () => {
		const page = await aPage(member);
		page.edit(0, 0, "Once");
		const batch = page.next() as Batch;
		await write(member, file.id, "why", { pen: page.pen, ...batch });
		page.unanswered();
		page.edit(4, 0, " more");
		// It goes again as it went, though there is more by now.
		expect(page.next()).toEqual(batch);
		page.unanswered();
		expect(await sends(member, page)).toEqual({ status: "saved", seq: 2 });
		expect(await stored()).toBe("Once more");
		expect(page.saved).toBe("Once more");
	});

	it("of several in one moment is one transaction, and one's refusal is nobody else's", async () => {
		const pages = await Promise.all(Array.from({ length: 12 }, (_, n) => aPage(n % 2 ? chair : member)));
		for (const [index, page] of pages.entries()) page.edit(0, 0, `${index} `);
		const writing = pages.map((page, index) =>
			// Every third under somebody else's pen.
			write(index % 3 === 0 ? (index % 2 ? member : chair) : index % 2 ? chair : member, file.id, "why", {
				pen: page.pen,
				...(page.next() as Batch),
			}),
		);
		const answers = await Promise.all(writing);
		for (const [index, { status }] of answers.entries()) {
			expect(status).toBe(index % 3 === 0 ? "refused" : "saved");
		}
		expect((await stored()).split(" ").filter(Boolean).sort()).toEqual(
			["1", "10", "11", "2", "4", "5", "7", "8"].sort(),
		);
	});

	it("stays its author's, though it was deleted by another and came back", async () => {
		const one = await aPage(member);
		one.edit(0, 0, "He followed her");
		await sends(member, one);
		const other = await aPage(chair);
		other.edit(3, 8, "");
		await sends(chair, other);
		expect(await stored()).toBe("He  her");
		other.undo();
		await sends(chair, other);
		await mergeUpdates(file.id, "why");
		forgetTexts();
		expect(await authors()).toEqual([["He followed her", member.name]]);
		const { words } = await sectionAuthors(member, file.id, "why");
		expect(words).toEqual([expect.objectContaining({ userId: member.userId })]);
		expect(await db.$count(summaryUpdates, eq(summaryUpdates.isMerged, true))).toBeGreaterThan(0);
	});

	it("is no other's because somebody says so: only words that stood there come back", async () => {
		const one = await aPage(member);
		one.edit(0, 0, "on a no saw I him deed");
		await sends(member, one);
		const mallory = await aPage(chair);
		// "no" in another place, made of the member's letters, said to be theirs; deleted or not.
		for (const isDeleted of [false, true]) {
			if (isDeleted) mallory.edit(mallory.text.indexOf("no"), 2, "");
			mallory.edit(mallory.text.length, 0, "no");
			const batch = mallory.next() as Batch;
			const clock = Y.decodeUpdate(batch.update).structs.at(-1)?.id.clock ?? 0;
			const copies = [{ clock, length: 2, ofPen: one.pen, ofClock: 5 }];
			expect(await write(chair, file.id, "why", { pen: mallory.pen, ...batch, copies })).toMatchObject({
				status: "saved",
			});
			mallory.acknowledged();
			expect((await authors()).at(-1)).toEqual(["nono".slice(0, isDeleted ? 4 : 2), chair.name]);
		}
	});

	it("comes back in pieces when it was long, each word its author's", async () => {
		const pages = await Promise.all([aPage(member), aPage(chair)]);
		const actors = [member, chair];
		for (let n = 0; n < 300; n++) {
			const page = pages[n % 2] as SharedText;
			await opens(page);
			page.edit(page.text.length, 0, `${"a\u20ac"[n % 2]}${"b".repeat(80)}${n % 2} `);
			await sends(actors[n % 2] as Actor, page);
		}
		const before = await authors();
		expect(before.length).toBe(300);
		const page = pages[0] as SharedText;
		await opens(page);
		const { text } = page;
		page.endUndoStep();
		page.edit(0, text.length, "");
		await sends(member, page);
		expect(await stored()).toBe("");
		page.undo();
		const batches: Batch[] = [];
		for (let batch = page.next(); batch; batch = page.next()) {
			expect(await write(member, file.id, "why", { pen: page.pen, ...batch })).toMatchObject({
				status: "saved",
			});
			page.acknowledged();
			batches.push(batch);
		}
		expect(batches.length).toBeGreaterThan(1);
		expect(await stored()).toBe(text);
		expect(page.saved).toBe(text);
		expect(await authors()).toEqual(before);
	});
});

describe("writing is refused", () => {
	const refused = (why: string, mayKeep: boolean) => ({ status: "refused", why, mayKeep });
	/** What others and this person had written stays, and so does the server. */
	async function changesNothing(
		work: (own: SharedText) => Promise<unknown>,
		expected: unknown,
	): Promise<void> {
		const other = await aPage(chair);
		other.edit(0, 0, "Theirs. ");
		await sends(chair, other);
		const own = await aPage(member);
		own.edit(own.text.length, 0, "Mine.");
		await sends(member, own);
		expect(await work(own)).toEqual(expected);
		expect(await stored()).toBe("Theirs. Mine.");
		other.edit(0, 0, "Still here. ");
		expect(await sends(chair, other)).toMatchObject({ status: "saved" });
	}
	/** What a page that knows no limits would send. */
	const raw = (pen: number, work: (text: Y.Text) => void): Uint8Array => {
		const doc = new Y.Doc();
		doc.clientID = pen;
		work(doc.getText("text"));
		return Y.encodeStateAsUpdate(doc);
	};
	const sendsRaw = (own: SharedText, update: Uint8Array, key = "why", of = file) =>
		write(member, of.id, key, { pen: own.pen, update, copies: [] });

	it("under another's pen", async () => {
		const theirs = await takePen(chair, file.id);
		await changesNothing(
			() =>
				write(member, file.id, "why", {
					pen: theirs,
					update: raw(theirs, (text) => text.insert(0, "x")),
					copies: [],
				}),
			refused("not-yours", true),
		);
	});

	it("under a number that was given to nobody, or in the name of another's", async () => {
		await changesNothing(
			() =>
				write(member, file.id, "why", {
					pen: 4_000_000,
					update: raw(4_000_000, (text) => text.insert(0, "x")),
					copies: [],
				}),
			refused("not-yours", true),
		);
		const theirs = await takePen(chair, file.id);
		const own = await aPage(member);
		expect(
			await sendsRaw(
				own,
				raw(theirs, (text) => text.insert(0, "x")),
			),
		).toEqual(refused("forged", true));
	});

	it("with other words under a number that is taken", async () => {
		await changesNothing(
			(own) =>
				sendsRaw(
					own,
					raw(own.pen, (text) => text.insert(0, "Yours")),
				),
			refused("forged", true),
		);
	});

	it("when it belongs to another case's section", async () => {
		const elsewhere = await aCase({ panel: file.panel });
		await changesNothing(
			async (own) => {
				own.edit(2, 0, "of the other ");
				const { update } = own.next() as Batch;
				const pen = await takePen(member, elsewhere.id);
				expect(await write(member, elsewhere.id, "why", { pen, update, copies: [] })).toMatchObject({
					status: "refused",
				});
				return sendsRaw(own, update, "plan");
			},
			refused("pending", true),
		);
		expect(await stored("why", elsewhere)).toBe("");
		expect(await stored("plan")).toBe("");
	});

	it("when it is cut short, builds on what is not there, or is nonsense", async () => {
		await changesNothing(
			(own) => {
				own.edit(3, 0, "more ");
				return sendsRaw(own, (own.next() as Batch).update.slice(0, -3));
			},
			refused("broken", true),
		);
		const own = await aPage(member);
		own.edit(0, 0, "one ");
		own.next();
		own.acknowledged();
		own.edit(0, 0, "two ");
		expect(await sendsRaw(own, (own.next() as Batch).update)).toEqual(refused("pending", true));
		expect(await sendsRaw(own, new Uint8Array(30_000).fill(200))).toEqual(refused("broken", true));
	});

	it("of control characters", async () => {
		for (const text of ["\u0000", "a\u0007", "\u009b31m", "\r\n"]) {
			const own = await aPage(member, "risk");
			expect(
				await sendsRaw(
					own,
					raw(own.pen, (one) => one.insert(0, text)),
					"risk",
				),
			).toEqual(refused("broken", true));
		}
		expect(await stored("risk")).toBe("");
	});

	it("when the section would be too long, however much is pasted; and what was there before stays", async () => {
		const own = await aPage(member);
		own.edit(0, 0, "Before. ");
		await sends(member, own);
		const pasted = "All of the last two years. ".repeat(40_000);
		own.edit(own.text.length, 0, pasted);
		expect(await sends(member, own)).toEqual(refused("too-long", true));
		const words = own.refused();
		// Some of it was taken, the rest is offered as their own copy; nothing is lost.
		expect(own.text).toBe(await stored());
		expect(own.text.startsWith("Before. All of")).toBe(true);
		expect(own.text.length).toBeLessThanOrEqual(LONGEST_SECTION);
		expect(own.text + words).toBe(`Before. ${pasted}`);
		own.edit(0, 8, "");
		expect(await sends(member, own)).toMatchObject({ status: "saved" });
	});

	it("from whoever lost access a moment ago, who may not keep it", async () => {
		const recused = await aMember({ panel: file.panel });
		const own = await aPage(recused);
		own.edit(0, 0, "Mine");
		expect(await sends(recused, own)).toMatchObject({ status: "saved" });
		own.edit(0, 0, "More of ");
		await declareRecusal(chair, anOpId(), { caseId: file.id, userId: recused.userId });
		expect(await sends(recused, own)).toEqual(refused("no-access", false));
		await expect(takePen(recused, file.id)).rejects.toThrow(NotFound);
		expect(await stored()).toBe("Mine");
	});

	it("from an observer, who sees the case while a meeting presents it", async () => {
		const observer = await aUser();
		const watching = anActor(observer);
		const { addMembership } = await import("../panels/index.ts");
		const { admitObserver } = await import("../meetings/index.ts");
		const { SYSTEM } = await import("../audiences/index.ts");
		const { londonDate } = await import("../clock.ts");
		await addMembership(SYSTEM, anOpId(), {
			panelId: file.panel.id,
			userId: observer.id,
			role: "observer",
			startsOn: londonDate(),
			endsOn: undefined,
		});
		const meeting = await aMeeting({ cases: [file], startedBy: chair });
		await admitObserver(chair, anOpId(), { meetingId: meeting.id, userId: observer.id });
		await enters(watching, meeting);
		await expect(takePen(watching, file.id)).rejects.toThrow(NotAllowed);
		const pen = await takePen(chair, file.id);
		const update = raw(pen, (text) => text.insert(0, "x"));
		expect(await write(watching, file.id, "why", { pen, update, copies: [] })).toEqual(
			refused("read-only", true),
		);
		expect(await stored()).toBe("");
	});

	it("in another agency's part, whoever asks, and in none", async () => {
		const own = await aPage(chair, agencyKey(chair.agencyId));
		own.edit(0, 0, "x");
		const batch = own.next() as Batch;
		for (const key of [agencyKey(member.agencyId), "agencies", "agency-", "", "nowhere", "__proto__"]) {
			expect(await write(chair, file.id, key, { pen: own.pen, ...batch }), key).toEqual(
				refused("read-only", true),
			);
		}
		own.unanswered();
		expect(await sends(chair, own, agencyKey(chair.agencyId))).toMatchObject({ status: "saved" });
		const { sections } = await caseSummary(member, file.id);
		const part = sections.find(({ key }) => key === agencyKey(chair.agencyId));
		expect(part).toMatchObject({ text: "x", mayWrite: false, agencyName: chair.agencyName });
		const begun = await db.select().from(summarySections).where(eq(summarySections.caseId, file.id));
		expect(begun.map(({ key }) => key)).toEqual([agencyKey(chair.agencyId)]);
	});

	it("before anybody has written there, and begins no section", async () => {
		const pen = await takePen(chair, file.id);
		const key = agencyKey(chair.agencyId);
		const broken = Uint8Array.of(1, 2, 3);
		expect(await write(chair, file.id, key, { pen, update: broken, copies: [] })).toEqual(
			refused("broken", true),
		);
		await postSection(chair, anOpId(), { caseId: file.id, key, base: "", text: "" });
		expect(await db.select().from(summarySections).where(eq(summarySections.caseId, file.id))).toEqual([]);
		const first = await Promise.all([
			write(chair, file.id, key, { pen, update: broken, copies: [] }),
			postSection(chair, anOpId(), { caseId: file.id, key, base: "", text: "Ours" }),
			postSection(chair, anOpId(), { caseId: file.id, key, base: "", text: "Ours" }),
		]);
		expect(first[0]).toEqual(refused("broken", true));
		const { sections } = await caseSummary(member, file.id);
		expect(sections.find((section) => section.key === key)?.agencyName).toBe(chair.agencyName);
	});

	it("of a case that is not there, or that one may not know of", async () => {
		const own = await aPage(member);
		own.edit(0, 0, "x");
		const batch = own.next() as Batch;
		expect(await write(member, "nowhere", "why", { pen: own.pen, ...batch })).toEqual(
			refused("no-access", false),
		);
		const other = await aCase();
		expect(await write(member, other.id, "why", { pen: own.pen, ...batch })).toEqual(
			refused("no-access", false),
		);
	});
});

describe("a section posted as a form", () => {
	const posts = (actor: Actor, base: string, text: string, opId = anOpId()) =>
		postSection(actor, opId, { caseId: file.id, key: "why", base, text });

	it("is merged into what others wrote meanwhile; sent again it changes nothing", async () => {
		await posts(member, "", "First line\r\nSecond line");
		const page = await aPage(chair);
		page.edit(0, 5, "Top");
		await sends(chair, page);
		await posts(member, "First line\nSecond line", "First line\r\nSecond line\r\nThird\u0000 line");
		await posts(member, "First line\nSecond line", "First line\r\nSecond line\r\nThird line");
		expect(await stored()).toBe("Top line\nSecond line\nThird line");
		expect(await authors()).toEqual([
			["Top", chair.name],
			[" line\nSecond line\nThird line", member.name],
		]);
	});

	it("is there once however often it is sent, also beside what others put in at the same place", async () => {
		await posts(chair, "", "A");
		await posts(chair, "A", "A\nX");
		const opId = anOpId();
		// A double click, and a browser that tries again.
		await Promise.all([posts(member, "A", "A\nY", opId), posts(member, "A", "A\nY", opId)]);
		await posts(member, "A", "A\nY", opId);
		expect(await stored()).toBe("A\nX\nY");
		await posts(chair, "A\nX\nY", "A\nX");
		await posts(member, "A", "A\nY", opId);
		expect(await stored()).toBe("A\nX");
	});

	it("is done also when it changed nothing: sent again it does not come back", async () => {
		await posts(chair, "", "A\nY");
		const opId = anOpId();
		await posts(member, "A", "A\nY", opId);
		await posts(chair, "A\nY", "A");
		await posts(member, "A", "A\nY", opId);
		expect(await stored()).toBe("A");
	});

	it("is refused with other words under the same id, also side by side", async () => {
		const opId = anOpId();
		await posts(member, "", "A", opId);
		await expect(posts(member, "", "A\nB", opId)).rejects.toThrow(Conflict);
		await expect(posts(member, "A", "A", opId)).rejects.toThrow(Conflict);
		expect(await stored()).toBe("A");
		const other = anOpId();
		const both = await Promise.allSettled([
			posts(member, "A", "A\nB", other),
			posts(member, "A", "A\nC", other),
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
		expect(await stored()).toBe(both[0].status === "fulfilled" ? "A\nB" : "A\nC");
	});

	it("may be sent again under its id when it was not taken", async () => {
		await posts(member, "", "He waits");
		await posts(chair, "He waits", "He waited");
		const opId = anOpId();
		await expect(posts(member, "He waits", "He waits outside", opId)).rejects.toThrow(Conflict);
		await posts(member, "He waited", "He waited outside", opId);
		expect(await stored()).toBe("He waited outside");
	});

	it("leaves a word its author's behind which another goes on", async () => {
		await posts(member, "", "He waits");
		await posts(chair, "He waits", "He waits outside");
		expect(await authors()).toEqual([
			["He waits", member.name],
			[" outside", chair.name],
		]);
	});

	it("stores once what a live page had not sent, also what had arrived unanswered", async () => {
		const page = await aPage(member);
		page.edit(0, 0, "He rang her twicw");
		// It is stored, and the session ends before its writer hears of it.
		await write(member, file.id, "why", { pen: page.pen, ...(page.next() as Batch) });
		page.unanswered();
		page.edit(16, 1, "e");
		page.edit(0, 0, "On Tuesday:\n");
		const batches = page.unsent.map(({ update, copies }) => ({
			update: Buffer.from(update).toString("base64"),
			copies,
		}));
		const sent = { caseId: file.id, key: "why", base: page.saved, text: page.text };
		const unsent = JSON.stringify({ pen: page.pen, batches });
		const opId = anOpId();
		await postSection(member, opId, { ...sent, unsent });
		await postSection(member, opId, { ...sent, unsent });
		// However much there is of it.
		await postSection(member, anOpId(), { ...sent, unsent: unsent + " ".repeat(250_000) });
		expect(await stored()).toBe("On Tuesday:\nHe rang her twice");
		expect(await authors()).toEqual([["On Tuesday:\nHe rang her twice", member.name]]);
		// Under somebody else's pen it is a form like any other.
		const other = await aPage(chair, "plan");
		other.edit(0, 0, "Mine");
		const theirs = other.unsent.map(({ update, copies }) => ({
			update: Buffer.from(update).toString("base64"),
			copies,
		}));
		for (const forged of [
			JSON.stringify({ pen: other.pen, batches: theirs }),
			"no JSON",
			'{"pen":1,"batches":[]}',
		]) {
			await postSection(member, anOpId(), {
				caseId: file.id,
				key: "plan",
				base: "",
				text: "As text",
				unsent: forged,
			});
		}
		expect(await stored("plan")).toBe("As text");
		expect(await authors("plan")).toEqual([["As text", member.name]]);
	});

	it("shows both when others changed the same line, and writes nothing", async () => {
		await posts(member, "", "He waits");
		const page = await aPage(chair);
		page.edit(3, 5, "waited");
		await sends(chair, page);
		await expect(posts(member, "He waits", "He waits outside")).rejects.toThrow(Conflict);
		expect(await stored()).toBe("He waited");
	});

	it("is refused when it is too long, or from whoever may not", async () => {
		await expect(posts(member, "", "x".repeat(LONGEST_SECTION + 1))).rejects.toThrow(Invalid);
		const stranger = await aMember();
		await expect(posts(stranger, "", "x")).rejects.toThrow(NotFound);
		await expect(
			postSection(chair, anOpId(), { caseId: file.id, key: agencyKey(member.agencyId), base: "", text: "x" }),
		).rejects.toThrow(NotAllowed);
	});
});

describe("an earlier state", () => {
	it("is seen, compared and restored, and what it brings back is its author's", async () => {
		const page = await aPage(member);
		page.edit(0, 0, "He waits outside her work");
		await sends(member, page);
		await recordVisits("all");
		const other = await aPage(chair);
		other.edit(3, 13, "left");
		await sends(chair, other);
		await recordVisits("all");
		const { states } = await sectionHistory(chair, file.id, "why", 1);
		expect(states.map(({ authorName }) => authorName)).toEqual([chair.name, member.name]);
		const stateId = states.at(-1)?.id ?? "";
		const seen = await sectionState(chair, file.id, "why", stateId);
		expect(seen.text).toBe("He waits outside her work");
		expect(seen.words.map(({ text, userName }) => [text, userName])).toEqual([[seen.text, member.name]]);
		expect(seen.since.filter(({ kind }) => kind !== "kept").map(({ kind }) => kind)).toEqual(["gone", "new"]);

		const opId = anOpId();
		const restores = () => restoreState(chair, opId, { caseId: file.id, key: "why", stateId });
		await Promise.all([restores(), restores()]);
		expect(await stored()).toBe("He waits outside her work");
		expect(await authors()).toEqual([["He waits outside her work", member.name]]);
		// Nothing was taken out of its history.
		const after = await sectionHistory(chair, file.id, "why", 1);
		expect(after.states.map(({ id }) => id).slice(1)).toEqual(states.map(({ id }) => id));
		for (const { id } of after.states) await sectionState(chair, file.id, "why", id);
		// Sent again it does not take back what was written since.
		await opens(other);
		other.edit(0, 0, "Now: ");
		await sends(chair, other);
		await restores();
		expect(await stored()).toBe("Now: He waits outside her work");
		await other.destroy();
	});

	it("that is restored takes out no word that no state holds, however short ago it was written", async () => {
		const page = await aPage(member);
		page.edit(0, 0, "He waits.");
		await sends(member, page);
		await recordVisits("all");
		const [first] = (await sectionHistory(chair, file.id, "why", 1)).states;
		page.edit(9, 0, " He has bought a knife.");
		await sends(member, page);
		await restoreState(chair, anOpId(), { caseId: file.id, key: "why", stateId: first?.id ?? "" });
		expect(await stored()).toBe("He waits.");
		const { states } = await sectionHistory(chair, file.id, "why", 1);
		const texts = await Promise.all(states.map(({ id }) => sectionState(chair, file.id, "why", id)));
		expect(texts.map(({ text, state }) => [state.why, state.authorName, text])).toEqual([
			["restored", chair.name, "He waits."],
			["written", member.name, "He waits. He has bought a knife."],
			["written", member.name, "He waits."],
		]);
	});

	it("of another section or case is none", async () => {
		const page = await aPage(member);
		page.edit(0, 0, "x");
		await sends(member, page);
		await recordVisits("all");
		const { states } = await sectionHistory(chair, file.id, "why", 1);
		const stateId = states[0]?.id ?? "";
		await expect(restoreState(chair, anOpId(), { caseId: file.id, key: "plan", stateId })).rejects.toThrow(
			NotFound,
		);
		const elsewhere = await aCase({ panel: file.panel });
		await expect(sectionState(chair, elsewhere.id, "why", stateId)).rejects.toThrow(NotFound);
		await expect(
			restoreState(await aMember(), anOpId(), { caseId: file.id, key: "why", stateId }),
		).rejects.toThrow(NotFound);
	});
});

describe("merging", () => {
	it("leaves one row, and everything as it was", async () => {
		const pages = await Promise.all([aPage(member), aPage(chair)]);
		for (let n = 0; n < 40; n++) {
			const page = pages[n % 2] as SharedText;
			await opens(page);
			page.edit(n % 3 ? 0 : page.text.length, n % 5 ? 0 : Math.min(2, page.text.length), `${n} `);
			await sends([member, chair][n % 2] as Actor, page);
		}
		const [text, words] = [await stored(), await authors()];
		await mergeUpdates(file.id, "why");
		const [section] = await db.select().from(summarySections).where(eq(summarySections.caseId, file.id));
		const rows = await db
			.select()
			.from(summaryUpdates)
			.where(eq(summaryUpdates.sectionId, section?.id ?? ""))
			.orderBy(asc(summaryUpdates.seq));
		expect(rows.map(({ seq, isMerged, pen }) => ({ seq, isMerged, pen }))).toEqual([
			{ seq: 40, isMerged: true, pen: null },
		]);
		expect(await stored()).toBe(text);
		expect(await authors()).toEqual(words);
		const page = pages[0] as SharedText;
		await opens(page);
		page.edit(0, 0, "And on. ");
		await sends(member, page);
		expect(await stored()).toBe(`And on. ${text}`);
	});
});
