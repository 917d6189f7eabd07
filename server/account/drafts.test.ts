import { afterEach, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { drafts } from "#db/schema/index.ts";
import { anActor, aUser } from "#tests/factories.ts";
import { setClock } from "../clock.ts";
import { clearDraft, draftsOf, saveDraft, tidyAccounts } from "./index.ts";

afterEach(() => setClock());

const someone = async () => anActor(await aUser());

describe("drafts", () => {
	test("are found by key and by what the key begins with, the newest state only", async () => {
		const actor = await someone();
		await saveDraft(actor, "entry:one", { body: "He cam" });
		await saveDraft(actor, "entry:one", { body: "He came back.\nTwice." });
		await saveDraft(actor, "entry:two", { body: "Siân" });
		await saveDraft(actor, "entry_two", { body: "other" });
		await saveDraft(actor, "action:one", { what: "Change the locks" });
		expect(await draftsOf(actor, "entry:")).toEqual({
			"entry:one": { body: "He came back.\nTwice." },
			"entry:two": { body: "Siân" },
		});
		expect(await draftsOf(actor, ["action:one", "action:two"])).toEqual({
			"action:one": { what: "Change the locks" },
		});
		await clearDraft(actor, "entry:one");
		expect(Object.keys(await draftsOf(actor, "entry:"))).toEqual(["entry:two"]);
	});

	test("are their author's alone", async () => {
		const [author, other] = [await someone(), await someone()];
		await saveDraft(author, "entry:one", { body: "mine" });
		expect(await draftsOf(other, "entry:")).toEqual({});
		await clearDraft(other, "entry:one");
		expect(await draftsOf(author, "entry:")).not.toEqual({});
	});

	test("are sealed at rest, each in its place", async () => {
		const actor = await someone();
		await saveDraft(actor, "protected:one", { value: "14 Canary Row" });
		expect(JSON.stringify(await db.select().from(drafts))).not.toMatch(/canary/i);
	});

	test("refused: more than 20 kB, or without a usable name", async () => {
		const actor = await someone();
		await expect(saveDraft(actor, "entry:one", { body: "ä".repeat(10_001) })).rejects.toThrow("Invalid");
		await expect(saveDraft(actor, "", { body: "x" })).rejects.toThrow("Invalid");
		await expect(saveDraft(actor, "k".repeat(201), { body: "x" })).rejects.toThrow("Invalid");
		expect(await draftsOf(actor, "")).toEqual({});
	});

	test("are 50 a person: the oldest go", async () => {
		const actor = await someone();
		const begun = Date.now();
		for (let number = 0; number < 55; number++) {
			setClock(() => new Date(begun + number * 1000));
			await saveDraft(actor, `entry:${number}`, { body: String(number) });
		}
		const kept = Object.keys(await draftsOf(actor, "entry:"));
		expect(kept).toHaveLength(50);
		expect(kept).not.toContain("entry:4");
		expect(kept).toContain("entry:5");
	});

	test("are forgotten when nobody came back to them for 30 days", async () => {
		const actor = await someone();
		await saveDraft(actor, "entry:one", { body: "old" });
		await tidyAccounts();
		expect(await draftsOf(actor, "entry:")).not.toEqual({});
		setClock(() => new Date(Date.now() + 31 * 24 * 60 * 60_000));
		await tidyAccounts();
		expect(await draftsOf(actor, "entry:")).toEqual({});
	});
});
