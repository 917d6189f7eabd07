import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#server/audiences/index.ts";
import {
	addOtherItem,
	adjournMeeting,
	meetingRoom,
	openItem,
	resumeMeeting,
	showNames,
} from "#server/meetings/index.ts";
import { aCase, aMeeting, type TestMeeting } from "#tests/case-factories.ts";
import { aMember, anOpId, aPanel } from "#tests/factories.ts";
import { onTheWall } from "./on-the-wall.ts";

let chair: Actor;
let meeting: TestMeeting;
beforeAll(async () => {
	const panel = await aPanel();
	chair = await aMember({ panel, role: "chair", name: "Robin Qzchair" });
	const file = await aCase({ panel, victimName: "Ada Qzvictim", suspectName: "Max Qzsuspect" });
	meeting = await aMeeting({ cases: [file], startedBy: chair });
});

const wall = async () => {
	const { snapshot, seats } = await meetingRoom(chair, meeting.id);
	return onTheWall(snapshot.rows, seats, "2026-12-03");
};
const reveal = (isRevealed: boolean) => showNames(chair, anOpId(), { meetingId: meeting.id, isRevealed });

describe("the wall", () => {
	it("names nobody before the chair lets it: neither people, nor who is in the chair", async () => {
		expect(JSON.stringify(await wall())).not.toContain("Qz");
		expect(await wall()).toMatchObject({ chair: "The panel’s chair", revealed: null });
		await reveal(true);
		expect((await wall()).revealed).toMatchObject({
			chair: chair.name,
			names: { victim: "Ada Qzvictim", suspects: "Max Qzsuspect" },
		});
		await reveal(false);
	});

	it("shows nothing that was typed for the meeting before that, since it may hold a name", async () => {
		const { itemId } = await addOtherItem(chair, anOpId(), { meetingId: meeting.id, title: "About Qztitle" });
		await openItem(chair, anOpId(), { meetingId: meeting.id, itemId, nothingDecided: "yes" });
		expect(JSON.stringify(await wall())).not.toContain("Qz");
		expect((await wall()).current?.title).toBe("Another item");
		await adjournMeeting(chair, anOpId(), { meetingId: meeting.id, until: "Qzuntil is here" });
		expect(JSON.stringify(await wall())).not.toContain("Qz");
		await resumeMeeting(chair, anOpId(), { meetingId: meeting.id });
		await reveal(true);
		expect((await wall()).revealed).toMatchObject({ title: "About Qztitle", adjournedUntil: null });
		await adjournMeeting(chair, anOpId(), { meetingId: meeting.id, until: "Qzuntil is here" });
		expect((await wall()).revealed).toMatchObject({ adjournedUntil: "Qzuntil is here" });
	});
});
