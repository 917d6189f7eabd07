/** What a one-time link lets its holder do: set their password, or begin as the first administrator. */
import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transaction } from "#db/index.ts";
import { agencies, oneTimeLinks, users } from "#db/schema/index.ts";
import { agencyName, ORGANISATION } from "../agencies/index.ts";
import { noteReads } from "../audit/index.ts";
import { claim, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { nameKey } from "../text-keys.ts";
import { forgiveAccount } from "./back-off.ts";
import { emailAddress, emailKey, personName } from "./fields.ts";
import { linkHasEnded, linkOf, useUp } from "./links.ts";
import { hashPassword, passwordProblem } from "./passwords.ts";
import { actorOf, beginSession, revokeAllSessionsOf } from "./sessions.ts";
import type { SignedIn } from "./sign-in.ts";

interface WithLink {
	/** The link's token, from its address. */
	token: string;
	password: string;
	opId: string;
	/** See deviceOf. */
	device: string;
}

/**
 * Sets the password of the account that the link is for, once; ends all of its sessions and begins a new one.
 * @throws Invalid: what is wrong with the password, all at once; or that the link has ended.
 */
export async function setPasswordByLink({ token, password, opId, device }: WithLink): Promise<SignedIn> {
	const link = await linkOf(token);
	if (link?.for !== "password") throw linkHasEnded();
	const problem = passwordProblem(password, [link.user.name, link.user.email]);
	if (problem) throw new Invalid({ password: problem });
	const passwordHash = await hashPassword(password);

	return signedIn(async (tx, sessionId) => {
		const [stream] = (await claim(tx, opId, [ORGANISATION])) as [Stream];
		const used = await useUp(tx, token);
		if (used.for !== "password") throw linkHasEnded();
		const { id: userId } = used.user;
		const actor = await setPassword(tx, stream, userId, passwordHash, sessionId);
		await record(tx, actor, stream, "password.set", { userId, linkId: used.id }, [touch("user", userId)]);
		await revokeAllSessionsOf(tx, actor, stream, userId);
		return actor;
	}, device);
}

async function setPassword(tx: Tx, stream: Stream, userId: string, passwordHash: string, sessionId: string) {
	const [user] = await tx
		.update(users)
		.set({ passwordHash, version: stream.version })
		.where(eq(users.id, userId))
		.returning();
	const [agency] = await tx
		.select({ name: agencies.name })
		.from(agencies)
		.where(eq(agencies.id, user?.agencyId ?? ""));
	if (!user || !agency) throw new Error(`The account ${userId} vanished while its link was used`);
	await forgiveAccount(tx, user.emailKey);
	return actorOf(user, agency.name, sessionId);
}

/** Runs `work` and begins the session of whom it answers, in one transaction. */
async function signedIn(
	work: (tx: Tx, sessionId: string) => Promise<SignedIn["actor"]>,
	device: string,
): Promise<SignedIn> {
	const result = await transaction(async (tx) => {
		const sessionId = newId();
		const actor = await work(tx, sessionId);
		return { actor, ...(await beginSession(tx, actor.userId, device, sessionId)) };
	});
	noteReads(result.actor, "session", [result.session.id]);
	log().info({ userId: result.actor.userId, sessionId: result.session.id }, "signed in with a one-time link");
	return result;
}

export const BeginOrganisation = z.object({
	agency: agencyName,
	name: personName,
	email: emailAddress,
});

/**
 * Makes the first administrator of an empty database, with their agency, and signs them in.
 * @throws Invalid: everything that is wrong with the fields, all at once; or that the link has ended.
 */
export async function beginOrganisation({
	token,
	password,
	opId,
	device,
	...fields
}: WithLink & z.input<typeof BeginOrganisation>): Promise<SignedIn> {
	const link = await linkOf(token);
	if (link?.for !== "first-administrator") throw linkHasEnded();
	const problems: Record<string, string> = {};
	const checked = BeginOrganisation.safeParse(fields);
	for (const issue of checked.error?.issues ?? []) problems[issue.path.join("-")] ??= issue.message;
	const problem = passwordProblem(password, [fields.name, fields.email]);
	if (problem) problems.password = problem;
	if (!checked.success || problem) throw new Invalid(problems);
	const passwordHash = await hashPassword(password);

	const { agency, name, email } = checked.data;
	return signedIn(async (tx, sessionId) => {
		const [stream] = (await claim(tx, opId, [ORGANISATION])) as [Stream];
		const used = await useUp(tx, token);
		if (used.for !== "first-administrator") throw linkHasEnded();
		const { version } = stream;
		const userId = newId();
		const existing = await agencyNamed(tx, agency);
		const agencyId = existing?.id ?? newId();
		const [agencyTitle, role] = [existing?.name ?? agency, "administrator" as const];
		const actor = { userId, name, agencyId, agencyName: agencyTitle, role, sessionId };

		if (!existing) {
			const text = await keepRevision(tx, actor, stream, { kind: "agency", id: agencyId }, { name: agency });
			await tx.insert(agencies).values({ id: agencyId, name: agency, nameKey: nameKey(agency), version });
			await record(tx, actor, stream, "agency.added", { agencyId, text }, [touch("agency", agencyId)]);
		}
		const details = { name, email, managerId: null };
		const text = await keepRevision(tx, actor, stream, { kind: "user", id: userId }, details);
		const keys = { nameKey: nameKey(name), emailKey: emailKey(email) };
		await tx.insert(users).values({ id: userId, ...details, ...keys, agencyId, role, passwordHash, version });
		await tx.update(oneTimeLinks).set({ userId }).where(eq(oneTimeLinks.id, used.id));
		const touched = [touch("user", userId)];
		await record(tx, actor, stream, "user.added", { userId, agencyId, role, text }, touched);
		await record(tx, actor, stream, "password.set", { userId, linkId: used.id }, touched);
		return actor;
	}, device);
}

/** An agency may be there before anybody is: an import can have made it. @throws Invalid when it is closed. */
async function agencyNamed(tx: Tx, name: string) {
	const [agency] = await tx
		.select()
		.from(agencies)
		.where(eq(agencies.nameKey, nameKey(name)));
	if (agency?.closedAt) throw new Invalid({ agency: `A closed agency is already called ${agency.name}` });
	return agency;
}
