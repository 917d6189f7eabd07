import { and, eq, isNull, ne, or } from "drizzle-orm";
import { z } from "zod";
import { indexCase } from "#db/index.ts";
import { actions, cases, contacts, users } from "#db/schema/index.ts";
import { handAdviceOver } from "../advice/told.ts";
import { accessOf, casesSeenBy, holds, roleIn } from "../audiences/index.ts";
import { claimPanel } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { actionsFor } from "./actions-for.ts";

export const ClaimContact = z.object({
	panelId: z.string(),
	contactId: z.string(),
	/** The e-mail address of the account. */
	email: z.string("Enter the e-mail address").trim().min(1, "Enter the e-mail address").max(200),
});

/**
 * Says whose account a contact is: the cases in which they are the officer are that account's from now on, and so are the
 * actions that they own and that it may be given. For the panel's coordinator, who says the same again for what an import
 * has brought since; what stands in cases from which they are recused waits for another coordinator.
 * @returns of how many cases and actions, and how many actions are left with the agency.
 */
export const claimContact = command("contact.claim", ClaimContact, async ({ tx, actor, opId }, input) => {
	const { panelId, contactId } = input;
	const [stream] = (await claimPanel(tx, opId, panelId)) as [Stream];
	const access = await accessOf(tx, actor);
	if (!holds(access, { kind: "meetings", panelId })) throw new NotFound();
	if (roleIn(access, panelId) !== "coordinator") {
		throw new NotAllowed("Only the panel’s coordinator can link a contact to an account.");
	}
	const [contact] = await tx
		.select()
		.from(contacts)
		.where(and(eq(contacts.id, contactId), eq(contacts.panelId, panelId)));
	if (!contact) throw new NotFound();
	const [account] = await tx
		.select({ id: users.id, name: users.name, role: users.role, agencyId: users.agencyId })
		.from(users)
		.where(
			and(eq(users.emailKey, input.email.toLowerCase()), isNull(users.deactivatedAt), eq(users.role, "none")),
		);
	if (!account)
		throw new Invalid({ email: "Nobody who works on cases has an account with this e-mail address" });
	if (contact.claimedByUserId && contact.claimedByUserId !== account.id) {
		throw new Invalid({ email: "This contact is linked to another account already" });
	}
	await tx
		.update(contacts)
		.set({ claimedByUserId: account.id, claimedAt: contact.claimedAt ?? now(), version: stream.version })
		.where(eq(contacts.id, contactId));

	const theirs = await tx
		.select()
		.from(cases)
		.where(
			and(
				eq(cases.officerContactId, contactId),
				or(isNull(cases.officerUserId), ne(cases.officerUserId, account.id)),
				casesSeenBy(access),
			),
		);
	for (const file of theirs) {
		await tx
			.update(cases)
			.set({ officerUserId: account.id, version: stream.version })
			.where(eq(cases.id, file.id));
		await indexCase(tx, file.id);
		const subject = { kind: "case", id: file.id };
		const text = await keepRevision(tx, actor, stream, subject, { officerName: file.officerName });
		await record(
			tx,
			actor,
			stream,
			"officer.set",
			{ caseId: file.id, officerUserId: account.id, previousUserId: file.officerUserId, text },
			[touch("case", file.id)],
		);
		await handAdviceOver(tx, actor, stream, { ...file, officerUserId: account.id });
	}
	// After the cases: an officer sees the actions in theirs.
	const { owned, left } = await actionsFor(tx, access, contactId, account);
	for (const id of owned) {
		await tx
			.update(actions)
			.set({ ownerUserId: account.id, ownerUserName: account.name, version: stream.version })
			.where(eq(actions.id, id));
	}
	await record(
		tx,
		actor,
		stream,
		"contact.claimed",
		{ contactId, userId: account.id, cases: theirs.length, actions: owned.length },
		owned.map((id) => touch("action", id)),
	);
	return { cases: theirs.length, actions: owned.length, left };
});
