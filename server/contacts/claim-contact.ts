import { eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { actions, cases, contacts } from "#db/schema/index.ts";
import { accessOf } from "../audiences/index.ts";
import { claimPanel, recordOfficer } from "../cases/index.ts";
import { now } from "../clock.ts";
import { command, record, type Stream, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { contactInHand, linkOf } from "./link.ts";

export const ClaimContact = z.object({
	panelId: z.string(),
	contactId: z.string(),
	/** The e-mail address of the account. */
	email: z.string("Enter the e-mail address").trim().min(1, "Enter the e-mail address").max(200),
	/** The seal of what its person was shown that the account would be given; left out where nobody is shown anything. */
	seal: z.string().optional(),
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
	const contact = await contactInHand(tx, access, panelId, contactId);
	const link = await linkOf(tx, access, contact, input.email);
	const { account, owned, left } = link;
	if (input.seal !== undefined && input.seal !== link.seal) {
		throw new Invalid({
			form: "What this account would be given has changed since you looked. Nothing is linked; look at it again.",
		});
	}
	await tx
		.update(contacts)
		.set({ claimedByUserId: account.id, claimedAt: contact.claimedAt ?? now(), version: stream.version })
		.where(eq(contacts.id, contactId));
	for (const file of link.cases) {
		await tx
			.update(cases)
			.set({ officerUserId: account.id, version: stream.version })
			.where(eq(cases.id, file.id));
		await recordOfficer(tx, actor, stream, { ...file, officerUserId: account.id }, file.officerUserId);
	}
	if (owned.length > 0) {
		await tx
			.update(actions)
			.set({
				ownerUserId: account.id,
				ownerUserName: account.name,
				reminded: REMINDED_ANEW,
				version: stream.version,
			})
			.where(inArray(actions.id, owned));
	}
	await record(
		tx,
		actor,
		stream,
		"contact.claimed",
		{ contactId, userId: account.id, cases: link.cases.length, actions: owned.length },
		owned.map((id) => touch("action", id)),
	);
	return { cases: link.cases.length, actions: owned.length, left };
});

/** Another owner is reminded of what is due anew; of what is long overdue only the chair was told, and stays so. */
export const REMINDED_ANEW = sql<number>`case when ${actions.reminded} < 4 then 0 else ${actions.reminded} end`;
