/**
 * Builders of what a test needs. Each builds its own prerequisites through the real commands, acting as the
 * system, so that what a test starts from could have come about.
 */
import { and, asc, eq, gt } from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import { events, revisions } from "#db/schema/index.ts";
import { addAgency, ensureOrganisation } from "#server/agencies/index.ts";
import { type Actor, SYSTEM } from "#server/audiences/index.ts";
import { londonDate } from "#server/clock.ts";
import { newId } from "#server/ids.ts";
import { addMembership, addPanel, type MemberRole, signUndertaking } from "#server/panels/index.ts";
import { addUser, type UserRole } from "#server/people/index.ts";

export interface TestAgency {
	id: string;
	name: string;
}

export interface TestUser {
	id: string;
	name: string;
	email: string;
	role: UserRole;
	agencyId: string;
	agencyName: string;
}

export interface TestPanel {
	id: string;
	name: string;
	area: string;
	referencePrefix: string;
}

export interface TestMembership {
	id: string;
	panelId: string;
	userId: string;
	role: MemberRole;
}

/** A form's id, as a browser would make it. */
export const anOpId = (): string => newId();

let made = 0;
/** A number that no other name of this test file has. */
const next = (): number => ++made;

let organisation: Promise<void> | undefined;
/** Begins the streams that every database has, once a test file. */
export function anOrganisation(): Promise<void> {
	organisation ??= transaction(ensureOrganisation);
	return organisation;
}

export async function anAgency({ name = `Agency ${next()}` } = {}): Promise<TestAgency> {
	await anOrganisation();
	const { agencyId } = await addAgency(SYSTEM, anOpId(), { name });
	return { id: agencyId, name };
}

interface UserWishes {
	name?: string;
	email?: string;
	role?: UserRole;
	/** Without one, an agency of their own. */
	agency?: TestAgency;
	manager?: TestUser;
}

/** Somebody with an account. They have no password: an actor needs none. */
export async function aUser({ role = "none", manager, ...wishes }: UserWishes = {}): Promise<TestUser> {
	const number = next();
	const { name = `Person ${number}`, email = `person-${number}@example.org` } = wishes;
	const agency = wishes.agency ?? (await anAgency());
	const { userId } = await addUser(SYSTEM, anOpId(), {
		name,
		email,
		role,
		agencyId: agency.id,
		managerId: manager?.id,
	});
	return { id: userId, name, email, role, agencyId: agency.id, agencyName: agency.name };
}

/** A user as they act once signed in. */
export const anActor = (user: TestUser): Actor => ({
	userId: user.id,
	name: user.name,
	agencyId: user.agencyId,
	agencyName: user.agencyName,
	role: user.role,
	sessionId: `session of ${user.id}`,
});

/** An administrator who acts. */
export async function anAdministrator(wishes: Omit<UserWishes, "role"> = {}): Promise<Actor> {
	return anActor(await aUser({ ...wishes, role: "administrator" }));
}

/** A Stalking and Harassment Lead who acts. */
export async function aLead(wishes: Omit<UserWishes, "role"> = {}): Promise<Actor> {
	return anActor(await aUser({ ...wishes, role: "lead" }));
}

export async function aPanel(wishes: Partial<Omit<TestPanel, "id">> = {}): Promise<TestPanel> {
	const number = next();
	const panel = {
		name: `Panel ${number}`,
		area: `Area ${number}`,
		referencePrefix: `P${letters(number)}`,
		...wishes,
	};
	const { panelId } = await addPanel(SYSTEM, anOpId(), panel);
	return { id: panelId, ...panel };
}

/** A number in capital letters, different for each: AAA, AAB … */
function letters(number: number): string {
	const letter = (place: number) => String.fromCharCode(65 + (Math.floor(number / 26 ** place) % 26));
	return letter(2) + letter(1) + letter(0);
}

interface MembershipWishes {
	panel?: TestPanel;
	user?: TestUser;
	role?: MemberRole;
	/** Civil dates, both included; from today, without an end, unless given. */
	startsOn?: string;
	endsOn?: string;
	/** Whether they have yet to sign the panel’s undertaking. Nobody signs before their first day, and no observer. */
	isUnsigned?: boolean;
}

export async function aMembership({
	role = "member",
	startsOn = londonDate(),
	endsOn,
	isUnsigned = false,
	...wishes
}: MembershipWishes = {}): Promise<TestMembership> {
	const panel = wishes.panel ?? (await aPanel());
	const user = wishes.user ?? (await aUser());
	const { membershipId } = await addMembership(SYSTEM, anOpId(), {
		panelId: panel.id,
		userId: user.id,
		role,
		startsOn,
		endsOn,
	});
	const today = londonDate();
	const isInForce = startsOn <= today && (endsOn === undefined || endsOn >= today);
	if (isInForce && !isUnsigned && role !== "observer") await undertakes(anActor(user), panel);
	return { id: membershipId, panelId: panel.id, userId: user.id, role };
}

/** Signs a panel’s undertaking, which opens its papers. */
export const undertakes = (actor: Actor, panel: { id: string }) =>
	signUndertaking(actor, anOpId(), { panelId: panel.id, agrees: "yes" });

/** Somebody who sits on a panel and has signed its undertaking, as they act. */
export async function aMember(
	wishes: MembershipWishes & Pick<UserWishes, "agency" | "name"> = {},
): Promise<Actor> {
	const user = wishes.user ?? (await aUser({ agency: wishes.agency, name: wishes.name }));
	await aMembership({ ...wishes, user });
	return anActor(user);
}

/** What a stream has recorded after a version, oldest first. */
export async function eventsOf(streamId: string, since = 0) {
	return db
		.select({ type: events.type, data: events.data, touched: events.touched, actorId: events.actorId })
		.from(events)
		.where(and(eq(events.streamId, streamId), gt(events.version, since)))
		.orderBy(asc(events.version), asc(events.position));
}

/** The text to which a recorded change points, as fields. */
export async function textOf(event: { data: Record<string, unknown> } | undefined): Promise<unknown> {
	const text = event?.data.text as { id: string } | undefined;
	const [revision] = await db
		.select()
		.from(revisions)
		.where(eq(revisions.id, text?.id ?? ""));
	return JSON.parse(revision?.body ?? "null");
}
