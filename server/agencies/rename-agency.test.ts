import { describe, expect, test } from "vitest";
import { db } from "#db/index.ts";
import { anActor, anAdministrator, anAgency, anOpId, aUser, eventsOf, textOf } from "#tests/factories.ts";
import { SYSTEM } from "../audiences/index.ts";
import { presentTouched, versionOf } from "../events/index.ts";
import { Conflict, NotAllowed, NotFound } from "../http/errors.ts";
import "../people/index.ts";
import { agenciesToManage, ORGANISATION, renameAgency } from "./index.ts";

const versionIn = async (agencyId: string) => {
	const listed = await agenciesToManage(await anAdministrator());
	return listed.find(({ id }) => id === agencyId)?.version ?? 0;
};

describe("renaming an agency", () => {
	test("done: the agency and its people are shown with the new name", async () => {
		const agency = await anAgency({ name: "Housing" });
		const user = await aUser({ agency });
		const before = await versionIn(agency.id);
		await renameAgency(SYSTEM, anOpId(), {
			agencyId: agency.id,
			name: "Colchester Housing",
			version: `${before}`,
		});
		const version = await versionOf(db, ORGANISATION);
		const rows = (await presentTouched(db, [`agency:${agency.id}`, `user:${user.id}`])).map(({ row }) => row);
		expect(rows).toEqual([
			{
				kind: "agency",
				id: agency.id,
				version: expect.any(Number),
				name: "Colchester Housing",
				isClosed: false,
			},
			{
				kind: "user",
				id: user.id,
				version: rows[0]?.version,
				name: user.name,
				agencyId: agency.id,
				agencyName: "Colchester Housing",
				role: "none",
			},
		]);
		expect(rows[0]?.version).toBeLessThanOrEqual(version);
	});

	test("refused: not an administrator, no such agency, a taken name", async () => {
		const agency = await anAgency();
		const other = await anAgency({ name: "Taken" });
		const version = await versionIn(agency.id);
		const input = { agencyId: agency.id, name: "New", version };
		await expect(renameAgency(anActor(await aUser()), anOpId(), input)).rejects.toThrow(NotAllowed);
		await expect(renameAgency(SYSTEM, anOpId(), { ...input, agencyId: "none" })).rejects.toThrow(NotFound);
		await expect(renameAgency(SYSTEM, anOpId(), { ...input, name: "TAKEN" })).rejects.toMatchObject({
			fields: { name: `There is already an agency called ${other.name}` },
		});
		await expect(renameAgency(SYSTEM, anOpId(), { ...input, version: "" })).rejects.toMatchObject({
			fields: { version: "This form has lost its place. Open the page again" },
		});
	});

	test("refused when somebody else renamed it meanwhile: both names are shown", async () => {
		const agency = await anAgency();
		const version = await versionIn(agency.id);
		await renameAgency(SYSTEM, anOpId(), { agencyId: agency.id, name: "Theirs", version });
		const late = renameAgency(SYSTEM, anOpId(), { agencyId: agency.id, name: "Mine", version });
		await expect(late).rejects.toThrow(Conflict);
		await expect(late).rejects.toMatchObject({ current: { name: "Theirs" }, submitted: { name: "Mine" } });
	});

	test("recorded: the new name, and every row that shows it", async () => {
		const administrator = await anAdministrator();
		const agency = await anAgency();
		const user = await aUser({ agency });
		const version = await versionIn(agency.id);
		const before = await versionOf(db, ORGANISATION);
		await renameAgency(administrator, anOpId(), { agencyId: agency.id, name: "Renamed", version });
		const [event, ...others] = await eventsOf(ORGANISATION, before);
		expect(event).toMatchObject({
			type: "agency.changed",
			actorId: administrator.userId,
			touched: [`agency:${agency.id}`, `user:${user.id}`],
		});
		expect(others).toEqual([]);
		expect(await textOf(event)).toEqual({ name: "Renamed" });
	});

	test("not recorded when the name is as it was", async () => {
		const agency = await anAgency();
		const version = await versionIn(agency.id);
		const before = await versionOf(db, ORGANISATION);
		await renameAgency(SYSTEM, anOpId(), { agencyId: agency.id, name: agency.name, version });
		expect(await versionOf(db, ORGANISATION)).toBe(before);
	});
});
