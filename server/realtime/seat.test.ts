/** What a seat does with a commit that it hears of while it is still reading what to show. */
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { aCase, type TestCase } from "#tests/case-factories.ts";
import { aMember } from "#tests/factories.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { type Commit, versionOf } from "../events/index.ts";
import { followFrom, mustLoadAnew, type Seat } from "./seat.ts";

let file: TestCase;
let member: Actor;
beforeAll(async () => {
	file = await aCase();
	member = await aMember({ panel: file.panel });
});

const aSeat = async (): Promise<Seat> => ({ actor: member, access: await accessOf(db, member), turns: 0 });
const follow = async () => ({
	subject: { kind: "case" as const, id: file.id },
	version: await versionOf(db, file.panel.id),
});
const recusalOf = ({ userId }: { userId: string }, version: number): Commit => ({
	streamId: file.panel.id,
	version,
	events: [
		{
			type: "recusal.declared",
			data: { caseId: file.id, recusalId: "r", userId },
			touched: ["recusal:r"],
		},
	],
});

describe("a commit that comes while a screen begins to follow", () => {
	test("and changes its person’s standing leaves it nothing to follow until it has loaded anew", async () => {
		const seat = await aSeat();
		const message = await follow();
		const answer = followFrom(seat, message);
		mustLoadAnew(seat, recusalOf(member, message.version + 1));
		expect(await answer).toEqual({ status: "reload" });
		expect(seat.scope).toBeUndefined();
	});

	test("and changes another’s is nothing to it", async () => {
		const seat = await aSeat();
		const message = await follow();
		const answer = followFrom(seat, message);
		expect(mustLoadAnew(seat, recusalOf({ userId: "another" }, message.version + 1))).toBeUndefined();
		expect(await answer).toMatchObject({ status: "following" });
		expect(seat.scope?.subject).toEqual(message.subject);
	});
});

test("a following screen must load anew for what concerns its person, whatever stream tells of it", async () => {
	const seat = await aSeat();
	const message = await follow();
	await followFrom(seat, message);
	const elsewhere = { ...recusalOf(member, 1), streamId: "another panel" };
	expect(mustLoadAnew(seat, elsewhere)).toBe("reload");
	expect(mustLoadAnew({ ...seat, scope: undefined }, elsewhere)).toBeUndefined();
});
