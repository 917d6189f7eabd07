import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { keptPosts } from "#db/schema/index.ts";
import { anActor, anOpId, aUser } from "#tests/factories.ts";
import { setClock } from "../clock.ts";
import { keepPost, keptPostOf, keptPostsOf, settleKeptPost, type TypedForm, tidyAccounts } from "./index.ts";

afterEach(() => setClock());

const someone = async () => anActor(await aUser());
const aForm = (body = "He came back.", opId = anOpId()): TypedForm => ({
	fields: [
		["body", body],
		["agency", "a"],
		["agency", "b"],
	],
	opId,
	hadFiles: false,
});
const PATH = "/cases/one/entries/new?meeting=two";

describe("kept forms", () => {
	test("are given back as they were, to their author alone, newest first", async () => {
		const [author, other] = [await someone(), await someone()];
		const form = aForm();
		const id = (await keepPost(author.userId, PATH, form)) ?? "";
		expect(await keptPostOf(author, id)).toMatchObject({ id, path: PATH, ...form });
		const newer = await keepPost(author.userId, "/import", aForm());
		expect((await keptPostsOf(author)).map((post) => post.id)).toEqual([newer, id]);
		expect(await keptPostsOf(other)).toEqual([]);
		await expect(keptPostOf(other, id)).rejects.toThrow("Not found");
	});

	test("are sealed at rest", async () => {
		const author = await someone();
		await keepPost(author.userId, PATH, aForm("14 Canary Row"));
		expect(JSON.stringify(await db.select().from(keptPosts))).not.toMatch(/canary/i);
	});

	test("are kept once for one click, at most 350 kB, at most 10 a person", async () => {
		const author = await someone();
		const opId = anOpId();
		expect(await keepPost(author.userId, PATH, aForm("first", opId))).toBe(
			await keepPost(author.userId, PATH, aForm("second", opId)),
		);
		expect(await keptPostsOf(author)).toHaveLength(1);
		expect(await keepPost(author.userId, PATH, aForm("ä".repeat(175_000)))).toBeNull();
		// A section of a summary at its longest, with the text that it began with.
		const longest = "ไ".repeat(50_000);
		const section = aForm(longest);
		section.fields.push(["base", longest]);
		const sectionId = (await keepPost(author.userId, PATH, section)) ?? "";
		expect((await keptPostOf(author, sectionId)).fields).toEqual(section.fields);
		await settleKeptPost(author, sectionId);
		const begun = Date.now();
		for (let number = 1; number <= 12; number++) {
			setClock(() => new Date(begun + number * 1000));
			await keepPost(author.userId, PATH, aForm(String(number)));
		}
		const kept = await keptPostsOf(author);
		expect(kept).toHaveLength(10);
		expect((await keptPostOf(author, kept.at(-1)?.id ?? "")).fields[0]).toEqual(["body", "3"]);
	});

	test("are gone an hour later, and what was typed with them", async () => {
		const author = await someone();
		const id = (await keepPost(author.userId, PATH, aForm())) ?? "";
		setClock(() => new Date(Date.now() + 60 * 60_000 + 1000));
		expect(await keptPostsOf(author)).toEqual([]);
		await expect(keptPostOf(author, id)).rejects.toThrow("Not found");
		await tidyAccounts();
		expect(await db.$count(keptPosts, eq(keptPosts.id, id))).toBe(0);
	});

	test("once settled are gone at once; others cannot settle them", async () => {
		const [author, other] = [await someone(), await someone()];
		const id = (await keepPost(author.userId, PATH, aForm())) ?? "";
		await settleKeptPost(other, id);
		expect(await keptPostsOf(author)).toHaveLength(1);
		await settleKeptPost(author, id);
		expect(await keptPostsOf(author)).toEqual([]);
		expect(await db.select().from(keptPosts).where(eq(keptPosts.id, id))).toMatchObject([
			{ sealedFields: "" },
		]);
	});
});
