/** The same pair again: another referral of a case that there is already. */
import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import type { Reader } from "#db/index.ts";
import { cases, referrals } from "#db/schema/index.ts";
import {
	AddProtectedDetail,
	civilDate,
	keepDetail,
	optionalText,
	requireOnCase,
	takeCase,
} from "../cases/index.ts";
import { londonDate, now } from "../clock.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { referralKind } from "./months.ts";
import { writeStep } from "./next-step.ts";

export const ReferAgain = z.object({
	caseId: z.string(),
	/** Today, unless somebody says otherwise. */
	referredOn: civilDate("the date of the referral").optional(),
	note: optionalText(5000, "what has happened"),
	/** What is new of the victim and kept apart: for whoever keeps the case. */
	details: z.array(AddProtectedDetail.omit({ caseId: true })).optional(),
	/** Of the case's referrals as the person saw them; see `referralsSeen`. */
	version: z.coerce.number().int(),
});

/** The last referral of a case, and the version of all of them as they stand: of the newest change, 0 when there is none. */
export async function referralsSeen(reader: Reader, caseId: string) {
	const known = await reader
		.select()
		.from(referrals)
		.where(eq(referrals.caseId, caseId))
		.orderBy(desc(referrals.referredOn), desc(referrals.at), desc(referrals.id));
	return { last: known[0], version: Math.max(0, ...known.map(({ version }) => version)) };
}

/**
 * Refers a case again: a repeat within twelve months of the last referral, to the day, else new. It is opened again if
 * it was closed, and a hearing comes next. For the chair, a deputy, the lead and the coordinator.
 * @throws Conflict when somebody referred it again, or it was heard, since `version`: it may be the same referral.
 */
export const referAgain = command("case.refer-again", ReferAgain, async (hand, input) => {
	const { tx, actor } = hand;
	const taken = await takeCase(hand, input.caseId, "follow-up");
	const { stream, file, access } = taken;
	const { details = [] } = input;
	if (details.length > 0) requireOnCase(access, file, "keep");
	const today = londonDate();
	const referredOn = input.referredOn ?? today;
	if (referredOn > today)
		throw new Invalid({ referredOn: "The date of the referral must be today or in the past" });
	const { last, version: seen } = await referralsSeen(tx, file.id);
	if (seen !== input.version) {
		throw new Conflict("Somebody referred this case again, or it was heard, after you opened the page.", {
			current: {
				referredOn: last?.referredOn ?? "",
				note: last?.note ?? "",
				authorName: last?.authorName ?? "",
				firstHeardOn: last?.firstHeardOn ?? "",
			},
			submitted: { referredOn, note: input.note ?? "" },
			version: seen,
		});
	}
	const previousOn = last?.referredOn ?? file.referredOn;
	if (previousOn && referredOn < previousOn) {
		throw new Invalid({ referredOn: "The date of the referral must be on or after that of the last one" });
	}
	const kind = referralKind(previousOn, referredOn);
	const referralId = newId();
	const { version } = stream;
	await tx.insert(referrals).values({
		id: referralId,
		caseId: file.id,
		panelId: file.panelId,
		referredOn,
		kind,
		previousOn,
		note: input.note ?? null,
		authorId: actor.userId,
		authorName: actor.name,
		at: now(),
		version,
	});
	await tx
		.update(cases)
		.set({ referredOn, isRepeat: kind === "repeat", version })
		.where(eq(cases.id, file.id));
	const subject = { kind: "referral", id: referralId };
	const text = await keepRevision(tx, actor, stream, subject, { referredOn, note: input.note ?? null });
	await record(
		tx,
		actor,
		stream,
		"case.referred-again",
		{ caseId: file.id, referralId, referredOn, kind, text },
		[touch("case", file.id), touch("referral", referralId)],
	);
	for (const detail of details) await keepDetail(tx, actor, taken, detail);
	await writeStep(tx, actor, stream, file, { step: "hearing" });
	return { kind, referralId, version };
});
