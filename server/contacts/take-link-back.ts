import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { actions, cases, contacts } from "#db/schema/index.ts";
import { accessOf, opensCase } from "../audiences/index.ts";
import { claimPanel, recordOfficer } from "../cases/index.ts";
import { command, record, type Stream, touch } from "../events/index.ts";
import { Invalid } from "../http/errors.ts";
import { settleNotices } from "../inbox/index.ts";
import { REMINDED_ANEW } from "./claim-contact.ts";
import { contactInHand } from "./link.ts";

export const TakeLinkBack = z.object({
	panelId: z.string(),
	contactId: z.string(),
	/** The account to which it was linked when its person looked. */
	userId: z.string(),
});

/**
 * Takes back that a contact is somebody's account: what the account has through it is the contact's again, in every case,
 * also in those from which the actor is recused, since wrong eyes are not to wait for another coordinator. What somebody
 * has given by hand since, to the account or to another, stays. For the panel's coordinator.
 * @returns of how many cases and actions, of those that the actor sees.
 */
export const takeLinkBack = command("contact.release", TakeLinkBack, async ({ tx, actor, opId }, input) => {
	const { panelId, contactId, userId } = input;
	const [stream] = (await claimPanel(tx, opId, panelId)) as [Stream];
	const access = await accessOf(tx, actor);
	const contact = await contactInHand(tx, access, panelId, contactId);
	if (contact.claimedByUserId !== userId) {
		throw new Invalid({ form: "Somebody changed this link after you opened the page" });
	}
	const { version } = stream;
	await tx
		.update(contacts)
		.set({ claimedByUserId: null, claimedAt: null, version })
		.where(eq(contacts.id, contactId));
	// Whoever names an officer or an owner by hand takes the contact away, so what has both is as the link left it.
	const files = await tx
		.update(cases)
		.set({ officerUserId: null, version })
		.where(and(eq(cases.officerContactId, contactId), eq(cases.officerUserId, userId)))
		.returning();
	for (const file of files) {
		// What an import has not shown to anybody yet has no event; its account goes all the same.
		if (file.stagedIn !== null) continue;
		await recordOfficer(tx, actor, stream, file, userId);
	}
	const owned = await tx
		.update(actions)
		.set({ ownerUserId: null, ownerUserName: null, reminded: REMINDED_ANEW, version })
		.where(and(eq(actions.ownerContactId, contactId), eq(actions.ownerUserId, userId)))
		.returning({ id: actions.id, caseId: actions.caseId });
	const actionIds = owned.map(({ id }) => id).sort();
	await settleNotices(tx, actionIds, ["action-due", "action-overdue", "action-overdue-manager"]);
	await record(
		tx,
		actor,
		stream,
		"contact.released",
		{ contactId, userId, cases: files.length, actions: actionIds.length },
		actionIds.map((id) => touch("action", id)),
	);
	const caseIds = [...new Set(owned.map(({ caseId }) => caseId))];
	const ofActions = caseIds.length > 0 ? await tx.select().from(cases).where(inArray(cases.id, caseIds)) : [];
	const isSeen = ({ id, panelId, stagedIn }: (typeof files)[number]) =>
		stagedIn === null && opensCase(access, { panelId, caseId: id });
	const seen = new Set([...files, ...ofActions].filter(isSeen).map(({ id }) => id));
	return {
		cases: files.filter(({ id }) => seen.has(id)).length,
		actions: owned.filter(({ caseId }) => seen.has(caseId)).length,
	};
});
