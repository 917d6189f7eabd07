import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { memberships } from "#db/schema/index.ts";
import { aCase, aMeeting, type TestCase } from "#tests/case-factories.ts";
import { type Everyone, everyoneAround, whoMay } from "#tests/everyone.ts";
import { aMember, aMembership, anActor, anOpId, aUser, type TestUser, undertakes } from "#tests/factories.ts";
import { recordedSince, rowsIn, sentTo, sentTwice } from "#tests/recorded.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { verify } from "../audit/index.ts";
import { caseFile, casesOfPanel } from "../cases/index.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { meetingPapers, meetingsOfPanel } from "../meetings/index.ts";
import { endMembership, signUndertaking } from "./index.ts";

let file: TestCase;
let everyone: Everyone;
beforeAll(async () => {
	file = await aCase();
	everyone = await everyoneAround(file);
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const unsigned = (wishes: { user?: TestUser; role?: "member" | "chair" | "deputy" } = {}): Promise<Actor> =>
	aMember({ panel: file.panel, isUnsigned: true, ...wishes });
const stored = async ({ userId }: Actor) =>
	(await db.select().from(memberships).where(eq(memberships.userId, userId)))[0];

describe("signing the undertaking", () => {
	it("is done: it opens the papers, which stay closed before, and the screen loads anew", async () => {
		const meeting = await aMeeting({ cases: [file] });
		for (const role of ["member", "deputy"] as const) {
			const actor = await unsigned({ role });
			const attempts = [
				() => caseFile(actor, file.id),
				() => casesOfPanel(actor, file.panel.id),
				() => meetingPapers(actor, meeting.id),
				() => meetingsOfPanel(actor, file.panel.id),
			];
			for (const attempt of attempts) await expect(attempt()).rejects.toThrow(new NotFound());
			const before = await versionOf(db, file.panel.id);
			expect(await undertakes(actor, file.panel)).toEqual({ panelId: file.panel.id });
			expect(await sentTo(actor, file.panel.id, before)).toBe("reload");
			for (const attempt of attempts) await attempt();
			// The rest of the panel sees that they have.
			expect(rowsIn(await sentTo(everyone.chair, file.panel.id, before), "membership")).toEqual([
				expect.objectContaining({ userId: actor.userId, hasUndertaken: true }),
			]);
		}
	});

	it("is for whoever has a membership in force that opens papers; the lead needs none", async () => {
		const strangers = await whoMay(
			{
				lead: everyone.lead,
				administrator: everyone.administrator,
				auditor: everyone.auditor,
				nobody: everyone.nobody,
				observer: everyone.observer,
				officer: everyone.officer,
				"chair elsewhere": everyone["chair elsewhere"],
				"former member": everyone["former member"],
				"coming member": everyone["coming member"],
				"the system": everyone["the system"],
			},
			(actor) => undertakes(actor, file.panel),
		);
		expect(new Set(Object.values(strangers))).toEqual(new Set(["not found"]));
		await expect(undertakes(everyone.chair, { id: "none" })).rejects.toThrow(new NotFound());
		await caseFile(everyone.lead, file.id);
	});

	it("is refused without the tick, and twice", async () => {
		const actor = await unsigned();
		await expect(
			signUndertaking(actor, anOpId(), { panelId: file.panel.id, agrees: "" as "yes" }),
		).rejects.toMatchObject({
			fields: { agrees: "Confirm that you have read the undertaking and will keep it" },
		});
		expect((await stored(actor))?.undertakenAt).toBeNull();
		await undertakes(actor, file.panel);
		await expect(undertakes(actor, file.panel)).rejects.toMatchObject({
			fields: { agrees: "You have signed it already" },
		});
	});

	it("holds for one membership: who comes back signs again", async () => {
		const user = await aUser();
		const first = await aMembership({ panel: file.panel, user });
		await endMembership(SYSTEM, anOpId(), { membershipId: first.id });
		const actor = await unsigned({ user });
		await expect(caseFile(actor, file.id)).rejects.toThrow(new NotFound());
		await undertakes(anActor(user), file.panel);
		await caseFile(actor, file.id);
	});

	it("is recorded", async () => {
		const actor = await unsigned();
		const before = await versionOf(db, file.panel.id);
		const input = { panelId: file.panel.id, agrees: "yes" as const };
		await sentTwice(file.panel.id, (opId) => signUndertaking(actor, opId, input));
		const membership = await stored(actor);
		expect(membership).toMatchObject({ undertakenAt: expect.any(Date), version: before + 1 });
		expect(await recordedSince(file.panel.id, before)).toEqual([
			{
				type: "undertaking.signed",
				sentence: "Priya Shah signed the panel’s undertaking.",
				data: { membershipId: membership?.id, userId: actor.userId },
				touched: [`membership:${membership?.id}`],
				actorId: actor.userId,
			},
		]);
	});
});
