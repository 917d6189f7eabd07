/**
 * Recusal: a wall between one person and one case, at once and on every screen. Practice: a conflict of
 * interest blocks the case, not just the seat.
 */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { memberships, recusals, users } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { command, record, touch } from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { mayOnCase, takeCase } from "./policy.ts";

export const DeclareRecusal = z.object({ caseId: z.string(), userId: z.string("Select a person") });

/** Recuses oneself, or, for the chair, a deputy and the lead, somebody of the panel. */
export const declareRecusal = command("recusal.declare", DeclareRecusal, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, access } = await takeCase(hand, input.caseId);
	if (input.userId !== actor.userId && !mayOnCase(access, file, "recuse-others")) {
		throw new NotAllowed("Only the chair, a deputy or the lead can recuse somebody else.");
	}
	const [user] = await tx
		.select({ id: users.id, name: users.name, role: users.role, memberOf: memberships.panelId })
		.from(users)
		.leftJoin(
			memberships,
			and(
				eq(memberships.userId, users.id),
				eq(memberships.panelId, file.panelId),
				eq(memberships.state, "active"),
			),
		)
		.where(eq(users.id, input.userId));
	if (!user || (!user.memberOf && user.role !== "lead" && file.officerUserId !== user.id)) {
		throw new Invalid({ userId: "Select somebody of this panel" });
	}
	const [standing] = await tx
		.select({ id: recusals.id })
		.from(recusals)
		.where(and(eq(recusals.caseId, file.id), eq(recusals.userId, user.id), isNull(recusals.liftedAt)));
	if (standing) throw new Invalid({ userId: `${user.name} is recused already` });
	const recusalId = newId();
	await tx.insert(recusals).values({
		id: recusalId,
		caseId: file.id,
		userId: user.id,
		userName: user.name,
		declaredById: actor.userId,
		declaredAt: now(),
		version: stream.version,
	});
	await record(tx, actor, stream, "recusal.declared", { caseId: file.id, recusalId, userId: user.id }, [
		touch("recusal", recusalId),
	]);
	return { version: stream.version };
});

export const LiftRecusal = z.object({ caseId: z.string(), recusalId: z.string() });

/** Takes the wall down. For the chair, a deputy and the lead; nobody lifts their own. */
export const liftRecusal = command("recusal.lift", LiftRecusal, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file } = await takeCase(hand, input.caseId, "recuse-others");
	const [lifted] = await tx
		.update(recusals)
		.set({ liftedAt: now(), version: stream.version })
		.where(and(eq(recusals.id, input.recusalId), eq(recusals.caseId, file.id), isNull(recusals.liftedAt)))
		.returning();
	if (!lifted) throw new NotFound();
	await record(
		tx,
		actor,
		stream,
		"recusal.lifted",
		{ caseId: file.id, recusalId: lifted.id, userId: lifted.userId },
		[touch("recusal", lifted.id)],
	);
	return { version: stream.version };
});
