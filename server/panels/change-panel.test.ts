import { describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { cases } from "#db/schema/index.ts";
import {
	aLead,
	aMember,
	anAdministrator,
	anOpId,
	aPanel,
	eventsOf,
	type TestPanel,
	textOf,
} from "#tests/factories.ts";
import { now } from "../clock.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { changePanel, panelById } from "./index.ts";

const form = ({ id, ...fields }: TestPanel, version: number) => ({ panelId: id, ...fields, version });

describe("changing a panel", () => {
	test("done: everyone who sits on it sees the new name", async () => {
		const panel = await aPanel();
		const member = await aMember({ panel });
		const version = await versionOf(db, panel.id);
		const { version: seen } = await panelById(member, panel.id);
		await changePanel(await anAdministrator(), anOpId(), { ...form(panel, seen), name: "New name" });
		// How many must be there is left as it is when not said.
		const changed = { name: "New name", quorum: 3, version: version + 1 };
		expect(await panelById(member, panel.id)).toMatchObject(changed);
	});

	test("refused: may know of it but not change it; may not know of it; no such panel", async () => {
		const panel = await aPanel();
		const chair = await aMember({ panel, role: "chair" });
		const input = form(panel, 1);
		await expect(changePanel(chair, anOpId(), input)).rejects.toThrow(NotAllowed);
		await expect(changePanel(await aLead(), anOpId(), input)).rejects.toThrow(NotAllowed);
		await expect(changePanel(await aMember(), anOpId(), input)).rejects.toThrow(NotFound);
		const unknown = { ...input, panelId: "none" };
		await expect(changePanel(await anAdministrator(), anOpId(), unknown)).rejects.toThrow(NotFound);
	});

	test("refused when somebody else changed it meanwhile, and when the prefix is taken", async () => {
		const administrator = await anAdministrator();
		const panel = await aPanel();
		const other = await aPanel();
		const taken = { ...form(panel, 1), referencePrefix: other.referencePrefix };
		await expect(changePanel(administrator, anOpId(), taken)).rejects.toMatchObject({
			fields: { referencePrefix: `${other.name} already uses the prefix ${other.referencePrefix}` },
		});
		await changePanel(administrator, anOpId(), { ...form(panel, 1), area: "Theirs" });
		const late = changePanel(administrator, anOpId(), { ...form(panel, 1), area: "Mine" });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({ current: { area: "Theirs" }, submitted: { area: "Mine" } });
	});

	test("refused: another prefix once a case carries the old one", async () => {
		const panel = await aPanel();
		await transaction(async (tx) => {
			await tx.insert(cases).values({
				id: newId(),
				panelId: panel.id,
				reference: `${panel.referencePrefix}-2026-001`,
				relationship: "stranger",
				risk: "not-assessed",
				state: "not-heard",
				isRepeat: false,
				openedAt: now(),
				version: 1,
			});
		});
		const changing = changePanel(await anAdministrator(), anOpId(), {
			...form(panel, 1),
			referencePrefix: "NEW",
		});
		await expect(changing).rejects.toMatchObject({
			fields: { referencePrefix: expect.stringContaining("carry") },
		});
	});

	test("recorded", async () => {
		const administrator = await anAdministrator();
		const panel = await aPanel();
		await changePanel(administrator, anOpId(), { ...form(panel, 1), area: "Everywhere", quorum: 4 });
		const [event, ...others] = await eventsOf(panel.id, 1);
		expect(event).toMatchObject({
			type: "panel.changed",
			touched: [`panel:${panel.id}`],
			actorId: administrator.userId,
		});
		expect(await textOf(event)).toMatchObject({ area: "Everywhere", quorum: 4 });
		expect(others).toEqual([]);
	});
});
