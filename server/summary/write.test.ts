/** Words come in one way: checked, given to their author and stored before anybody is told. */
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { SharedText } from "#app/summary/shared-text.ts";
import { db } from "#db/index.ts";
import { summaryUpdates } from "#db/schema/index.ts";
import { aCase, type TestCase } from "#tests/case-factories.ts";
import { aMember, anActor, anOpId } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { forgetTexts, readText } from "./open-texts.ts";
import { sectionAuthors } from "./queries.ts";
import { mergeUpdates, takePen, write } from "./write.ts";

let file: TestCase;
let member: Actor;
let chair: Actor;
beforeAll(async () => {
	file = await aCase();
	member = await aMember({ panel: file.panel });
	chair = await aMember({ panel: file.panel, role: "chair" });
});

async function aText(actor: Actor, key = "why"): Promise<SharedText> {
	const text = new SharedText(await takePen(actor, file.id));
	const { update, seq } = await missingFrom(file.id, key, text.vector).then(
		(m) => m as { update: Uint8Array; seq: number },
	);
	text.opened(update, seq);
	return text;
}

import { missingFrom } from "./queries.ts";

async function send(actor: Actor, text: SharedText, key = "why") {
	const batch = text.next();
	if (!batch) throw new Error("There is nothing to send");
	const written = await write(actor, file.id, key, { pen: text.pen, ...batch });
	if (written.status === "saved") text.acknowledged();
	return written;
}

describe("writing", () => {
	it("is stored, with its author", async () => {
		const one = await aText(member);
		one.edit(0, 0, "He followed her. 😀");
		expect(await send(member, one)).toEqual({ status: "saved", seq: 1 });
		const other = await aText(chair);
		expect(other.text).toBe("He followed her. 😀");
		other.edit(2, 0, " often");
		expect(await send(chair, other)).toEqual({ status: "saved", seq: 2 });
		forgetTexts();
		const { words } = await sectionAuthors(member, file.id, "why");
		expect(words.map(({ text, userName }) => [text, userName])).toEqual([
			["He", member.name],
			[" often", chair.name],
			[" followed her. 😀", member.name],
		]);
		// deleted by one, brought back by undo: still its author's
		const third = await aText(chair);
		third.edit(0, 2, "");
		await send(chair, third);
		third.undo();
		expect(third.text).toBe("He often followed her. 😀");
		await send(chair, third);
		await mergeUpdates(file.id, "why");
		forgetTexts();
		const again = await sectionAuthors(member, file.id, "why");
		expect(again.words).toEqual(words);
		expect(await db.select().from(summaryUpdates)).toHaveLength(1);
	});
	it("is refused under another's pen, and from who lost access", async () => {
		const one = await aText(member, "plan");
		one.edit(0, 0, "Mine");
		const batch = one.next();
		expect(
			await write(chair, file.id, "plan", { pen: one.pen, ...(batch as { update: Uint8Array; copies: [] }) }),
		).toEqual({ status: "refused", why: "not-yours", mayKeep: true });
		one.unanswered();
		await declareRecusal(member, anOpId(), { caseId: file.id, userId: member.userId });
		expect(await send(member, one, "plan")).toEqual({ status: "refused", why: "no-access", mayKeep: false });
		await expect(takePen(member, file.id)).rejects.toThrow(NotFound);
	});
});
