import { and, eq, ne } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { memberships } from "#db/schema/index.ts";
import {
	aMembership,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	eventsOf,
	type TestUser,
	textOf,
} from "#tests/factories.ts";
import { beginSession, liveSessionsOf } from "../account/index.ts";
import { ORGANISATION } from "../agencies/index.ts";
import { verify } from "../audit/index.ts";
import { versionOf } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { addMembership, placesOf } from "../panels/index.ts";
import { changeUser, userToManage } from "./index.ts";

/** The form as it stands, filled in with changes. */
async function form(user: TestUser, changes: Partial<TestUser> & { managerId?: string } = {}) {
	const { id, name, email, role, agencyId } = { ...user, ...changes };
	const { version } = await userToManage(await anAdministrator(), user.id);
	return { userId: id, name, email, role, agencyId, managerId: changes.managerId, version };
}

const signIn = (user: TestUser) => transaction((tx) => beginSession(tx, user.id, "Firefox on Windows"));

describe("changing an account", () => {
	test("done: another name, address and manager leave sessions and memberships as they are", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		const manager = await aUser();
		await aMembership({ user });
		await signIn(user);
		const changes = { name: "New Name", email: "new.name@example.org", managerId: manager.id };
		await changeUser(administrator, anOpId(), await form(user, changes));
		expect(await userToManage(administrator, user.id)).toMatchObject(changes);
		expect(await liveSessionsOf(user.id)).toHaveLength(1);
		expect(await placesOf(administrator, user.id)).toHaveLength(1);
	});

	test("done: another role signs the person out everywhere", async () => {
		const user = await aUser();
		await signIn(user);
		await signIn(user);
		await changeUser(await anAdministrator(), anOpId(), await form(user, { role: "lead" }));
		expect(await liveSessionsOf(user.id)).toEqual([]);
	});

	test("done: another agency signs the person out and ends every membership, in force or coming", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		await aMembership({ user, role: "chair" });
		await aMembership({ user, startsOn: "2199-01-01" });
		await signIn(user);
		const agency = await anAgency();
		await changeUser(administrator, anOpId(), await form(user, { agencyId: agency.id }));
		expect(await userToManage(administrator, user.id)).toMatchObject({ agencyName: agency.name });
		expect(await placesOf(administrator, user.id)).toEqual([]);
		expect(await liveSessionsOf(user.id)).toEqual([]);
	});

	test("refused: not an administrator, no such account, the administrator’s own role or agency", async () => {
		const own = await aUser({ role: "administrator" });
		const administrator = anActor(own);
		const user = await aUser();
		const agency = await anAgency();
		await expect(changeUser(anActor(user), anOpId(), await form(user, { name: "X" }))).rejects.toThrow(
			NotAllowed,
		);
		const nobody = { ...(await form(user)), userId: "none" };
		await expect(changeUser(administrator, anOpId(), nobody)).rejects.toThrow(NotFound);
		for (const change of [{ role: "lead" as const }, { agencyId: agency.id }]) {
			await expect(changeUser(administrator, anOpId(), await form(own, change))).rejects.toThrow(NotAllowed);
		}
		await changeUser(administrator, anOpId(), await form(own, { name: "My New Name" }));
	});

	test("refused: a member of a panel cannot become administrator or auditor", async () => {
		const user = await aUser({ name: "Sam Seated" });
		await aMembership({ user });
		for (const role of ["administrator", "auditor"] as const) {
			await expect(
				changeUser(await anAdministrator(), anOpId(), await form(user, { role })),
			).rejects.toMatchObject({
				fields: { role: expect.stringContaining("Sam Seated sits on a panel") },
			});
		}
	});

	test("refused: an address that is taken, a closed agency, oneself as manager", async () => {
		const administrator = await anAdministrator();
		const [user, other] = [await aUser(), await aUser({ name: "Other" })];
		const wrong = { email: other.email.toUpperCase(), agencyId: "none", managerId: user.id };
		await expect(changeUser(administrator, anOpId(), await form(user, wrong))).rejects.toMatchObject({
			fields: {
				email: "Other already has an account with this e-mail address",
				agencyId: "Select an agency from the list",
				managerId: "Nobody is their own manager",
			},
		});
	});

	test("refused when somebody else changed it meanwhile: both are handed back", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		const late = await form(user, { name: "Mine", role: "auditor" });
		await changeUser(administrator, anOpId(), await form(user, { name: "Theirs" }));
		const changing = changeUser(administrator, anOpId(), late);
		await expect(changing).rejects.toThrow(Conflict);
		await expect(changing).rejects.toMatchObject({
			current: { name: "Theirs", role: "none", agencyId: user.agencyId, managerId: "" },
			submitted: { name: "Mine", role: "auditor" },
		});
	});

	test("a membership given at the same moment never survives a change that rules it out", async () => {
		const administrator = await anAdministrator();
		const panel = await aPanel();
		const agency = await anAgency();
		for (let i = 0; i < 12; i++) {
			const user = await aUser();
			const isMoving = i % 2 === 0;
			const change = await form(user, isMoving ? { agencyId: agency.id } : { role: "auditor" });
			const outcomes = await Promise.allSettled([
				changeUser(administrator, anOpId(), change),
				addMembership(administrator, anOpId(), { panelId: panel.id, userId: user.id, role: "member" }),
			]);
			for (const outcome of outcomes) {
				if (outcome.status === "fulfilled") continue;
				expect([Conflict, Invalid].some((expected) => outcome.reason instanceof expected)).toBe(true);
			}
			const { role, agencyId } = await userToManage(administrator, user.id);
			const [place] = await db
				.select()
				.from(memberships)
				.where(and(eq(memberships.userId, user.id), ne(memberships.state, "ended")));
			if (role === "auditor") expect(place).toBeUndefined();
			if (place) expect(place.agencyId).toBe(agencyId);
		}
		expect((await verify(db)).problem).toBeUndefined();
	});

	test("recorded: the change, the sessions that ended, and each membership in its panel", async () => {
		const administrator = await anAdministrator();
		const user = await aUser();
		const membership = await aMembership({ user });
		const { session } = await signIn(user);
		const agency = await anAgency();
		const input = await form(user, { agencyId: agency.id, name: "Moved" });
		const [organisation, panel] = [
			await versionOf(db, ORGANISATION),
			await versionOf(db, membership.panelId),
		];
		await changeUser(administrator, anOpId(), input);
		const [changed, ...others] = await eventsOf(ORGANISATION, organisation);
		expect(changed).toMatchObject({
			type: "user.changed",
			data: { userId: user.id, agencyId: agency.id, role: "none" },
			touched: [`user:${user.id}`],
			actorId: administrator.userId,
		});
		expect(await textOf(changed)).toEqual({ name: "Moved", email: user.email, managerId: null });
		expect(others).toMatchObject([
			{ type: "sessions.revoked", data: { userId: user.id, sessionIds: [session.id] } },
		]);
		expect(await eventsOf(membership.panelId, panel)).toMatchObject([
			{ type: "membership.ended", data: { membershipId: membership.id } },
		]);
		expect((await verify(db)).problem).toBeUndefined();
	});

	test("not recorded when nothing is different", async () => {
		const user = await aUser();
		const input = await form(user);
		const administrator = await anAdministrator();
		const before = await versionOf(db, ORGANISATION);
		await changeUser(administrator, anOpId(), input);
		expect(await versionOf(db, ORGANISATION)).toBe(before);
	});
});
