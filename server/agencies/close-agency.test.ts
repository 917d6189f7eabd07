import { describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { anActor, anAdministrator, anAgency, anOpId, aUser, eventsOf } from "#tests/factories.ts";
import { SYSTEM } from "../audiences/index.ts";
import { versionOf } from "../events/index.ts";
import { NotAllowed, NotFound } from "../http/errors.ts";
import { addUser } from "../people/index.ts";
import { agenciesToManage, agencyByName, closeAgency, ORGANISATION } from "./index.ts";

describe("closing an agency", () => {
	test("done: it is listed last, found by name no longer, and takes in nobody", async () => {
		const administrator = await anAdministrator();
		const agency = await anAgency({ name: "A closing one" });
		await closeAgency(administrator, anOpId(), { agencyId: agency.id });
		expect((await agenciesToManage(administrator)).at(-1)).toMatchObject({ id: agency.id, isClosed: true });
		expect(await agencyByName(agency.name)).toBeUndefined();
		const user = { name: "Late", email: "late@example.org", agencyId: agency.id, role: "none" } as const;
		await expect(addUser(administrator, anOpId(), user)).rejects.toMatchObject({
			fields: { agencyId: "Select an agency from the list" },
		});
	});

	test("refused: not an administrator, no such agency, people still in it, closed already", async () => {
		const agency = await anAgency();
		const user = await aUser({ agency });
		const close = (actor = SYSTEM, agencyId = agency.id) => closeAgency(actor, anOpId(), { agencyId });
		await expect(close(anActor(user))).rejects.toThrow(NotAllowed);
		await expect(close(SYSTEM, "none")).rejects.toThrow(NotFound);
		await expect(close()).rejects.toMatchObject({
			fields: { form: "1 person of this agency has an active account. Move or deactivate them first." },
		});
		const empty = await anAgency();
		await close(SYSTEM, empty.id);
		await expect(close(SYSTEM, empty.id)).rejects.toMatchObject({
			fields: { form: "This agency is closed already." },
		});
	});

	test("recorded", async () => {
		const administrator = await anAdministrator();
		const agency = await anAgency();
		const before = await versionOf(db, ORGANISATION);
		await closeAgency(administrator, anOpId(), { agencyId: agency.id });
		expect(await eventsOf(ORGANISATION, before)).toEqual([
			{
				type: "agency.closed",
				data: { agencyId: agency.id },
				touched: [`agency:${agency.id}`],
				actorId: administrator.userId,
			},
		]);
	});
});
