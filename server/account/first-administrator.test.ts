import { asc } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/index.ts";
import { agencies, events, users } from "#db/schema/index.ts";
import { anOpId } from "#tests/factories.ts";
import { verify } from "../audit/index.ts";
import { Invalid } from "../http/errors.ts";
import {
	beginOrganisation,
	firstAdministratorLink,
	linkOf,
	sessionByToken,
	setPasswordByLink,
} from "./index.ts";

const device = "Firefox on Windows";
const password = "heron lantern gravel quilt";
const fields = {
	agency: "Northshire Police",
	name: "Morgan Reeve",
	email: "Morgan.Reeve@northshire.example",
};

const fresh = async () => (await firstAdministratorLink())?.split("/").at(-1) ?? "";

async function refusal(work: Promise<unknown>): Promise<Record<string, string>> {
	const error = await work.then(
		() => undefined,
		(thrown) => thrown,
	);
	if (!(error instanceof Invalid)) throw error ?? new Error("It was accepted");
	return error.fields;
}

// One story on one empty database: the tests follow on each other.
test("refused: what is wrong with every field, at once; the link stays", async () => {
	const token = await fresh();
	const wrong = { token, agency: "", name: " ", email: "morgan", password: "morgan", opId: anOpId(), device };
	expect(await refusal(beginOrganisation(wrong))).toEqual({
		agency: "Enter the agency’s name",
		name: "Enter a full name",
		email: "Enter an e-mail address in the correct format, like name@example.org",
		password: expect.stringMatching(/12 characters or more/),
	});
	expect(await linkOf(token)).toMatchObject({ for: "first-administrator" });
	expect(await db.$count(agencies)).toBe(0);
});

test("a restart makes another link, and the one before ends; such a link sets nobody's password", async () => {
	const before = await fresh();
	const token = await fresh();
	expect(await linkOf(before)).toBeNull();
	expect(await refusal(setPasswordByLink({ token, password, opId: anOpId(), device }))).toHaveProperty(
		"form",
	);
	expect(await linkOf(token)).not.toBeNull();
});

test("done and recorded: one agency and one administrator, of many clicks at the same moment", async () => {
	const token = await fresh();
	const tries = await Promise.allSettled(
		Array.from({ length: 4 }, () =>
			beginOrganisation({ token, ...fields, password, opId: anOpId(), device }),
		),
	);
	const done = tries.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
	expect(done).toHaveLength(1);
	const actor = done[0]?.actor;
	expect(actor).toMatchObject({ name: fields.name, agencyName: fields.agency, role: "administrator" });
	expect(await sessionByToken(done[0]?.token ?? "")).toMatchObject({ state: "live" });

	expect(await db.select().from(agencies)).toMatchObject([
		{ name: fields.agency, nameKey: "northshire police" },
	]);
	expect(await db.select().from(users)).toMatchObject([
		{ id: actor?.userId, emailKey: "morgan.reeve@northshire.example", role: "administrator" },
	]);
	const recorded = await db.select().from(events).orderBy(asc(events.version), asc(events.position));
	expect(recorded.map(({ type, actorId }) => [type, actorId])).toEqual([
		["agency.added", actor?.userId],
		["user.added", actor?.userId],
		["password.set", actor?.userId],
	]);
	expect(JSON.stringify(recorded)).not.toMatch(/Morgan|Northshire/i);
	expect((await verify(db)).problem).toBeUndefined();
});

test("refused: once there is a user, no link makes another first administrator", async () => {
	expect(await firstAdministratorLink()).toBeNull();
});
