/** What an update may do to a text, whoever made it: nothing but put in plain words and take words out. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { SharedText } from "#app/summary/shared-text.ts";
import { check, HEAVIEST_UPDATE } from "./check.ts";
import { apply, applyMerged, edited, LONGEST_SECTION, merged, newDocument, textOf } from "./document.ts";

/** What a pen's page would send for some work on a text. */
function updateBy(pen: number, doc: Y.Doc, work: (text: SharedText) => void): Uint8Array {
	const text = new SharedText(pen);
	text.opened(Y.encodeStateAsUpdate(doc), 1);
	work(text);
	const updates: Uint8Array[] = [];
	for (let batch = text.next(); batch; batch = text.next()) {
		updates.push(batch.update);
		text.acknowledged();
	}
	text.destroy();
	return Y.mergeUpdates(updates);
}

/** A text of two writers, with deleted words and characters of two code units in it. */
function aText(): Y.Doc {
	const doc = newDocument();
	apply(
		doc,
		updateBy(1, doc, (text) => text.edit(0, 0, "He waits outside 😀 her work.\n- every day")),
	);
	apply(
		doc,
		updateBy(2, doc, (text) => text.edit(2, 0, " often 🙂")),
	);
	apply(
		doc,
		updateBy(1, doc, (text) => text.edit(5, 4, "")),
	);
	return doc;
}

const stateOf = (doc: Y.Doc) => Buffer.from(Y.encodeStateAsUpdateV2(doc)).toString("hex");

/** Checks an update by pen 3, applies what is fresh in it, and refuses everything that must never come of it. */
function takes(doc: Y.Doc, update: Uint8Array, pen = 3): ReturnType<typeof check> {
	const before = stateOf(doc);
	const others = Buffer.from(Y.encodeStateVector(doc)).toString("hex");
	const checked = check(doc, update, pen);
	expect(stateOf(doc), "checking changes nothing").toBe(before);
	if (checked.problem || !checked.fresh) return checked;
	const states = new Map(Y.decodeStateVector(Y.encodeStateVector(doc)));
	apply(doc, checked.fresh);
	expect(doc.store.pendingStructs).toBeNull();
	expect(doc.store.pendingDs).toBeNull();
	for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
		if (client !== pen) expect(clock, `pen ${client}, whose ${others}`).toBe(states.get(client));
	}
	expect([...doc.share.keys()]).toEqual(["text"]);
	for (let item = doc.getText("text")._start; item; item = item.right) {
		expect(item.content).toBeInstanceOf(Y.ContentString);
	}
	expect(Buffer.from(textOf(doc)).toString(), "no half characters").toBe(textOf(doc));
	// Whoever loads it anew has the same.
	const again = newDocument();
	applyMerged(again, merged(doc));
	expect(textOf(again)).toBe(textOf(doc));
	return checked;
}

/** What somebody makes with Yjs who is no page of ours. */
function made(pen: number, doc: Y.Doc, work: (copy: Y.Doc) => void): Uint8Array {
	const copy = new Y.Doc({ gc: false });
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
	copy.clientID = pen;
	const before = Y.encodeStateVector(copy);
	copy.transact(() => work(copy));
	return Y.encodeStateAsUpdate(copy, before);
}

describe("an update that is taken", () => {
	it("puts words in and takes anybody's words out, once", () => {
		const doc = aText();
		const update = updateBy(3, doc, (text) => {
			text.edit(0, 2, "She");
			text.edit(text.text.length, 0, "\nשלום a\u0301 👩‍👩‍👧");
		});
		expect(takes(doc, update)).toMatchObject({ fresh: expect.any(Uint8Array) });
		const text = textOf(doc);
		expect(takes(doc, update)).toEqual({ fresh: undefined });
		expect(textOf(doc)).toBe(text);
	});

	it("is cut down to what is new in it", () => {
		const doc = aText();
		const updates: Uint8Array[] = [];
		updateBy(3, doc, (text) => {
			for (const word of ["one ", "two ", "three "]) {
				text.edit(0, 0, word);
				updates.push((text.next() as { update: Uint8Array }).update);
				text.acknowledged();
			}
		});
		takes(doc, updates[0] as Uint8Array);
		const checked = takes(doc, Y.mergeUpdates(updates));
		expect(checked.problem).toBeUndefined();
		expect(textOf(doc).startsWith("three two one ")).toBe(true);
		if (!checked.problem) {
			expect(Y.decodeUpdate(checked.fresh as Uint8Array).structs.map(({ id }) => id.clock)).toEqual([4, 8]);
		}
	});

	it("loses the bytes behind its end, and names its pen once", () => {
		const doc = aText();
		const update = updateBy(3, doc, (text) => text.edit(0, 0, "x"));
		const checked = takes(doc, Buffer.concat([update, Buffer.alloc(500, 7)]));
		expect(checked.problem).toBeUndefined();
		if (!checked.problem) expect(checked.fresh).toEqual(update);

		// The same pen in two blocks, of which Yjs would take the last for all.
		const updates: Uint8Array[] = [];
		updateBy(4, doc, (text) => {
			for (const word of ["one ", "two "]) {
				text.edit(0, 0, word);
				updates.push((text.next() as { update: Uint8Array }).update);
				text.acknowledged();
			}
		});
		const [one, two] = updates as [Uint8Array, Uint8Array];
		const both = Uint8Array.from([2, ...one.slice(1, -1), ...two.slice(1)]);
		expect(takes(doc, both, 4).problem).toBeUndefined();
		expect(textOf(doc).startsWith("two one ")).toBe(true);
	});
});

describe("an update that is refused, and changes nothing", () => {
	it.each<[string, string, (doc: Y.Doc) => Uint8Array]>([
		["under another's number", "forged", (doc) => updateBy(2, doc, (text) => text.edit(0, 0, "x"))],
		[
			"with other words under a number that is taken",
			"forged",
			(doc) => {
				apply(
					doc,
					updateBy(3, newDocument(), (text) => text.edit(0, 0, "mine")),
				);
				return updateBy(3, newDocument(), (text) => text.edit(0, 0, "more"));
			},
		],
		[
			"whose beginning is missing",
			"pending",
			(doc) => {
				const text = new SharedText(3);
				text.opened(Y.encodeStateAsUpdate(doc), 1);
				text.edit(0, 0, "first");
				text.next();
				text.acknowledged();
				text.edit(0, 0, "second");
				return (text.next() as { update: Uint8Array }).update;
			},
		],
		[
			"beside words that are not there",
			"pending",
			(doc) => {
				const more = newDocument();
				Y.applyUpdate(more, Y.encodeStateAsUpdate(doc));
				apply(
					more,
					updateBy(2, more, (text) => text.edit(3, 0, "not sent")),
				);
				return updateBy(3, more, (text) => text.edit(5, 0, "x"));
			},
		],
		[
			"that deletes words that are not there",
			"pending",
			(doc) => {
				const more = newDocument();
				Y.applyUpdate(more, Y.encodeStateAsUpdate(doc));
				apply(
					more,
					updateBy(2, more, (text) => text.edit(3, 0, "not sent")),
				);
				return updateBy(3, more, (text) => text.edit(3, 8, ""));
			},
		],
		[
			"with formatting",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getText("text").format(0, 3, { b: true })),
		],
		[
			"with an embedded thing",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getText("text").insertEmbed(0, { a: 1 })),
		],
		["of another text", "broken", (doc) => made(3, doc, (copy) => copy.getText("hidden").insert(0, "x"))],
		["of a map", "broken", (doc) => made(3, doc, (copy) => copy.getMap("text2").set("a", 1))],
		["with a key", "broken", (doc) => made(3, doc, (copy) => copy.getText("text").setAttribute("a", "b"))],
		[
			"of a list",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getArray("list").insert(0, [new Y.Text("x")])),
		],
		[
			"of elements",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getXmlFragment("x").insert(0, [new Y.XmlText("x")])),
		],
		[
			"with a document in it",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getMap("m").set("d", new Y.Doc())),
		],
		[
			"with a control character",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getText("text").insert(0, "a\u0000b")),
		],
		[
			"with an escape",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getText("text").insert(0, "\u001b[2J")),
		],
		[
			"that parts a character of two code units",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getText("text").insert(textOf(doc).indexOf("😀") + 1, "x")),
		],
		[
			"that deletes half a character",
			"broken",
			(doc) => made(3, doc, (copy) => copy.getText("text").delete(textOf(doc).indexOf("😀") + 1, 1)),
		],
		[
			"that makes the section too long",
			"too-long",
			(doc) => made(3, doc, (copy) => copy.getText("text").insert(0, "x".repeat(LONGEST_SECTION))),
		],
		[
			"with collected garbage in the place of words",
			"broken",
			(doc) => {
				const copy = new Y.Doc({ gc: true });
				copy.clientID = 3;
				const map = copy.getMap("m");
				map.set("a", new Y.Map([["b", new Y.Text("x")]]));
				map.set("a", 1);
				expect(doc.gc).toBe(false);
				return Y.encodeStateAsUpdate(copy);
			},
		],
		[
			"with a gap in it",
			"broken",
			() => {
				const text = new SharedText(3);
				const updates: Uint8Array[] = [];
				for (const word of ["a", "b", "c"]) {
					text.edit(0, 0, word);
					updates.push((text.next() as { update: Uint8Array }).update);
					text.acknowledged();
				}
				return Y.mergeUpdates([updates[0], updates[2]] as Uint8Array[]);
			},
		],
		["of nothing", "broken", () => new Uint8Array()],
		["of a megabyte of nonsense", "broken", () => new Uint8Array(1_000_000).fill(255)],
	])("%s: %s", (_, problem, make) => {
		const doc = aText();
		const update = make(doc);
		const before = stateOf(doc);
		expect(takes(doc, update)).toEqual({ problem });
		expect(stateOf(doc)).toBe(before);
	});

	it("cut short anywhere", () => {
		const doc = aText();
		const update = updateBy(3, doc, (text) => {
			text.edit(3, 9, "ראש 😀 e\u0301");
			text.edit(0, 0, "Since May, ");
			text.edit(text.text.length, 0, "\n- and at night");
		});
		for (let length = 0; length < update.length; length++) {
			const copy = newDocument();
			Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
			expect(takes(copy, update.slice(0, length)), `${length} bytes`).toHaveProperty("problem");
			expect(stateOf(copy)).toBe(stateOf(doc));
		}
		expect(takes(doc, update)).toHaveProperty("fresh");
	});
});

describe("whatever bytes come", () => {
	it("nothing is thrown, and what is taken is plain text by its own pen", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				takes(aText(), bytes);
			}),
			{ numRuns: 400 },
		);
	});

	it("nothing is thrown for an update that was meddled with", () => {
		const doc = aText();
		const updates = [
			updateBy(3, doc, (text) => text.edit(3, 9, "ראש 😀 e\u0301")),
			updateBy(3, doc, (text) => {
				text.edit(0, 0, "Since May, ");
				text.edit(20, 5, "");
				text.undo();
			}),
			made(3, doc, (copy) => copy.getText("text").format(0, 3, { b: true })),
			made(3, doc, (copy) => copy.getMap("m").set("a", [1, { b: "c" }])),
			Y.encodeStateAsUpdate(doc),
		];
		const meddling = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat(2)), {
			maxLength: 5,
		});
		fc.assert(
			fc.property(fc.constantFrom(...updates), meddling, (update, changes) => {
				const bytes = [...update];
				for (const [place, value, how] of changes) {
					const at = place % (bytes.length + 1);
					if (how === 0) bytes[at % bytes.length] = value;
					else bytes.splice(at, how === 1 ? 1 : 0, ...(how === 1 ? [] : [value]));
				}
				const copy = newDocument();
				Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
				takes(copy, Uint8Array.from(bytes));
			}),
			{ numRuns: 3_000 },
		);
	});
});

describe("a long section", () => {
	it("takes as many characters as the same update takes out, and no more", () => {
		const doc = newDocument();
		for (const [pen, letter] of [
			[1, "a"],
			[2, "b"],
		] as const) {
			apply(
				doc,
				made(pen, doc, (copy) => copy.getText("text").insert(0, letter.repeat(20_000))),
			);
		}
		const replacing = (removed: number, put: number) =>
			made(3, doc, (copy) =>
				copy.transact(() => {
					copy.getText("text").delete(5_000, removed);
					copy.getText("text").insert(0, "x".repeat(put));
				}),
			);
		expect(check(doc, replacing(30_000, LONGEST_SECTION - 10_000 + 1), 3)).toEqual({ problem: "too-long" });
		apply(
			doc,
			made(4, doc, (copy) => copy.getText("text").delete(0, 10)),
		);
		expect(check(doc, replacing(30_000, LONGEST_SECTION - 9_990 + 1), 3)).toEqual({ problem: "too-long" });
		const putAndTakenOut = made(3, doc, (copy) =>
			copy.transact(() => {
				copy.getText("text").insert(0, "x".repeat(20_000));
				copy.getText("text").delete(10_000, 25_000);
			}),
		);
		expect(takes(doc, putAndTakenOut).problem).toBeUndefined();
		expect(textOf(doc).length).toBe(34_990);
		expect(takes(doc, replacing(29_990, LONGEST_SECTION - 5_000), 3).problem).toBeUndefined();
		expect(textOf(doc).length).toBe(LONGEST_SECTION);
	});

	it("of many pieces is not walked through once a piece that comes", () => {
		const doc = newDocument();
		const texts = [1, 2].map((pen) => {
			const copy = newDocument();
			copy.clientID = pen;
			return copy;
		});
		// Two who write by turns, each behind the other: no two pieces become one.
		for (let n = 0; n < 20_000; n++) {
			const [from, to] = [texts[n % 2] as Y.Doc, texts[(n + 1) % 2] as Y.Doc];
			from.once("update", (update: Uint8Array) => Y.applyUpdate(to, update));
			from.getText("text").insert(n, "o");
		}
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(texts[0] as Y.Doc));
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(texts[1] as Y.Doc));
		const timed = (update: Uint8Array) => {
			const began = performance.now();
			const { problem } = check(doc, update, 3);
			return { problem, ms: performance.now() - began };
		};
		const typed = made(3, doc, (copy) => copy.getText("text").insert(10_000, "x"));
		timed(typed);
		const simple = timed(typed);
		const spread = made(3, doc, (copy) =>
			copy.transact(() => {
				for (let n = 0; n < 2_000; n++) copy.getText("text").insert(n * 10, "x");
			}),
		);
		const many = timed(spread);
		const wide = (count: number, between: (n: number) => [Y.ID, Y.ID]) => {
			const pieces = Array.from({ length: count }, (_, n) => {
				const [origin, right] = between(n);
				return new Y.Item(Y.createID(3, n), null, origin, null, right, null, null, new Y.ContentString("x"));
			});
			return timed(encoded(pieces));
		};
		// Between one of the first and one of the last, over and over; also with the way round that there is none.
		const apart = wide(2_000, (n) => [Y.createID(1, n % 50), Y.createID(2, 9_990 - (n % 50))]);
		const backwards = wide(2_000, (n) => [Y.createID(2, 9_990), Y.createID(1, n % 50)]);
		const within = wide(2_000, (n) =>
			n === 0
				? [Y.createID(1, 0), Y.createID(2, 0)]
				: n === 1
					? [Y.createID(1, 9_990), Y.createID(2, 9_990)]
					: [Y.createID(3, 0), Y.createID(3, 1)],
		);
		const tooMany = wide(2_001, (n) => [n === 0 ? Y.createID(1, 0) : Y.createID(3, n - 1), Y.createID(2, 0)]);
		expect(many.problem).toBeUndefined();
		expect([apart, backwards, within, tooMany].map(({ problem }) => problem)).toEqual(
			Array(4).fill("broken"),
		);
		// A walk a piece takes seconds; a slow machine is slow in both.
		for (const { ms } of [many, apart, backwards, within, tooMany]) {
			expect(ms).toBeLessThan(200 + simple.ms * 100);
		}
	});

	it("is sent in updates of few pieces, however much was typed without a line or taken back at once", () => {
		const doc = newDocument();
		const text = new SharedText(3);
		const sent = () => {
			const counts: number[] = [];
			for (let batch = text.next(); batch; batch = text.next()) {
				counts.push(Y.decodeUpdate(batch.update).structs.length);
				const checked = check(doc, batch.update, 3);
				expect(checked.problem).toBeUndefined();
				if (!checked.problem && checked.fresh) apply(doc, checked.fresh);
				text.acknowledged();
			}
			expect(textOf(doc)).toBe(text.text);
			return counts;
		};
		// In front of one another, so that no two become one.
		for (let n = 0; n < 2_500; n++) text.edit(0, 0, "x");
		expect(sent().length).toBeGreaterThan(2);
		text.endUndoStep();
		text.edit(0, 2_500, "");
		sent();
		text.undo();
		const counts = sent();
		expect(text.text.length).toBe(2_500);
		expect(Math.max(...counts)).toBeLessThanOrEqual(1_000);
		text.destroy();
	});

	it("that is taken out at once, though it stood there in very many pieces, is taken out in updates that are light", () => {
		const doc = newDocument();
		apply(
			doc,
			made(1, doc, (copy) => copy.getText("text").insert(0, "x".repeat(48_000))),
		);
		const everyThird = Array.from({ length: 16_000 }, () => [{ retain: 2 }, { delete: 1 }]).flat();
		apply(
			doc,
			made(1, doc, (copy) => copy.getText("text").applyDelta(everyThird)),
		);
		const text = new SharedText(3);
		text.opened(Y.encodeStateAsUpdate(doc), 1);
		text.edit(0, text.text.length, "");
		let sent = 0;
		for (let batch = text.next(); batch; batch = text.next()) {
			sent++;
			expect(batch.update.byteLength).toBeLessThanOrEqual(HEAVIEST_UPDATE);
			const checked = check(doc, batch.update, 3);
			expect(checked.problem).toBeUndefined();
			if (!checked.problem && checked.fresh) apply(doc, checked.fresh);
			text.acknowledged();
		}
		expect(sent).toBeGreaterThan(1);
		expect(textOf(doc)).toBe("");
		text.destroy();
	});

	it("may be changed by a form in as many places as it has words", () => {
		const doc = newDocument();
		const words = Array.from({ length: 2_500 }, (_, n) => `word ${n} `);
		apply(
			doc,
			made(1, doc, (copy) => copy.getText("text").insert(0, words.join(""))),
		);
		const changes = words.flatMap((text) => [
			{ kind: "kept" as const, text },
			{ kind: "new" as const, text: "more " },
		]);
		const update = edited(doc, 3, changes);
		expect(check(doc, update, 3)).toEqual({ problem: "broken" });
		expect(check(doc, update, 3, true).problem).toBeUndefined();
	});

	it("is not walked through once a range that is taken out twice", () => {
		const doc = aText();
		const encoder = new Y.UpdateEncoderV1();
		encoder.writeLen(0);
		encoder.writeLen(1);
		for (const number of [1, 2, 0, 4, 2, 4]) encoder.writeLen(number);
		expect(check(doc, encoder.toUint8Array(), 3)).toEqual({ problem: "broken" });
	});
});

/** An update that brings these pieces of one pen, whatever their neighbours. */
function encoded(pieces: readonly Y.Item[]): Uint8Array {
	const encoder = new Y.UpdateEncoderV1();
	encoder.writeLen(1);
	encoder.writeLen(pieces.length);
	encoder.writeClient(pieces[0]?.id.client ?? 0);
	encoder.writeLen(0);
	for (const piece of pieces) piece.write(encoder, 0);
	encoder.writeLen(0);
	return encoder.toUint8Array();
}
