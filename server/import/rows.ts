/** What of a prepared case becomes rows, whether they are staged or added to a case that is there. */
import type { Tx } from "#db/index.ts";
import { type cases, hearings, referrals } from "#db/schema/index.ts";
import { newAction } from "../actions/index.ts";
import type { Actor } from "../audiences/index.ts";
import { now } from "../clock.ts";
import type { Stream } from "../events/index.ts";
import { newId } from "../ids.ts";
import { chunks } from "./chunks.ts";
import type { PreparedCase } from "./content.ts";

export const LONGEST_ID = 36;
/** Holds the place of a reference: the import's id and the case's number in it, which the acceptance counts on from. */
export const temporary = (importId: string, number: number) =>
	`${importId}|${String(number).padStart(6, "0")}`;

export type Again = PreparedCase["again"][number];

/** Referrals of a file, each heard on its day. */
export async function insertReferrals(
	tx: Tx,
	actor: Actor,
	all: (Again & { caseId: string; panelId: string })[],
	version: number,
): Promise<void> {
	for (const some of chunks(all)) {
		await tx.insert(referrals).values(
			some.map((one) => ({
				...one,
				firstHeardOn: one.referredOn,
				note: null,
				authorId: actor.userId,
				authorName: actor.name,
				at: now(),
				version,
			})),
		);
		await tx.insert(hearings).values(
			some.map(({ caseId, panelId, referredOn, kind }) => ({
				id: newId(),
				caseId,
				panelId,
				heardOn: referredOn,
				listing: kind,
				version,
			})),
		);
	}
}

export const actionsOf = (actor: Actor, stream: Stream, one: PreparedCase) =>
	one.actions.map((action) => {
		const { id, contact: _, ownerUser, ...given } = action;
		return {
			...newAction(actor, stream, {
				...given,
				caseId: one.id,
				meetingId: null,
				ownerUserId: ownerUser?.id ?? null,
				ownerUserName: ownerUser?.name ?? null,
				doneOn: null,
			}),
			id,
		};
	});

export type Officer = Pick<typeof cases.$inferSelect, "officerContactId" | "officerUserId">;

/** Another of the same name may have claimed the contact, and an officer sees the whole case: no account is one by a file. */
export const officerOf = ({ officerContactId }: PreparedCase): Officer => ({
	officerContactId,
	officerUserId: null,
});
