/** Safety plans: what keeps somebody safe for the next three to six months, who sees to it, and until when. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "#db/index.ts";
import { agencies, safetyPlans } from "#db/schema/index.ts";
import type { Access, Actor } from "../audiences/index.ts";
import {
	type CaseInHand,
	civilDate,
	mayOnCase,
	optionalText,
	requiredText,
	takeCase,
	writeEntry,
} from "../cases/index.ts";
import { londonDate, now } from "../clock.ts";
import { command, type Hand, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { addMonths } from "./months.ts";

/** How long a plan lasts: practice of digital and advocacy services, after which it is made anew. */
export const PLAN_MONTHS = { least: 3, usual: 4, most: 6 } as const;

const terms = {
	what: requiredText(5000, "Enter what keeps the victim safe"),
	ownerAgencyId: z.string("Select the agency that sees to it").min(1, "Select the agency that sees to it"),
	/** The person there. */
	ownerDetail: optionalText(200, "the person’s name"),
	startsOn: civilDate("the date on which the plan starts").optional(),
	endsOn: civilDate("the date on which the plan ends").optional(),
	reviewOn: civilDate("the date of its review").optional(),
};

/** A plan's dates, with those that were left out as usual. @throws Invalid, one message a field. */
function datesOf(input: { startsOn?: string; endsOn?: string; reviewOn?: string }) {
	const startsOn = input.startsOn ?? londonDate();
	const endsOn = input.endsOn ?? addMonths(startsOn, PLAN_MONTHS.usual);
	const reviewOn = input.reviewOn ?? addMonths(startsOn, 1);
	const problems: Record<string, string> = {};
	if (endsOn < addMonths(startsOn, PLAN_MONTHS.least) || endsOn > addMonths(startsOn, PLAN_MONTHS.most)) {
		problems.endsOn = "The plan must last three to six months";
	}
	if (reviewOn < startsOn || reviewOn > endsOn) {
		problems.reviewOn = "The review must be between the start and the end of the plan";
	}
	if (Object.keys(problems).length > 0) throw new Invalid(problems);
	return { startsOn, endsOn, reviewOn };
}

/** Whether the actor keeps the plans of this agency on this case: for their own, whoever adds to the case. */
const mayKeepPlan = (access: Access, actor: Actor, file: { id: string; panelId: string }, agencyId: string) =>
	mayOnCase(access, file, "follow-up") ||
	(agencyId === actor.agencyId && mayOnCase(access, file, "contribute"));

/** @throws NotAllowed */
function requirePlan({ access, file }: CaseInHand, actor: Actor, agencyId: string): void {
	if (mayKeepPlan(access, actor, file, agencyId)) return;
	throw new NotAllowed(
		"Only the chair, a deputy, the coordinator, the lead and the agency that sees to it can keep a safety plan.",
	);
}

/** @throws Invalid when there is no such agency, or it is closed. */
async function openAgency(tx: Tx, agencyId: string) {
	const [agency] = await tx
		.select({ id: agencies.id, name: agencies.name })
		.from(agencies)
		.where(and(eq(agencies.id, agencyId), isNull(agencies.closedAt)));
	if (!agency) throw new Invalid({ ownerAgencyId: "Select the agency that sees to it" });
	return agency;
}

export const AddSafetyPlan = z.object({ caseId: z.string(), ...terms });

/**
 * Adds a safety plan of three to six months to a case; four, with a review after one, unless somebody says otherwise.
 * For the chair, a deputy, the lead and the coordinator; others who add to the case, for their own agency.
 */
export const addSafetyPlan = command("safety-plan.add", AddSafetyPlan, async (hand, input) => {
	const { tx, actor } = hand;
	const taken = await takeCase(hand, input.caseId, "contribute");
	const { stream, file } = taken;
	requirePlan(taken, actor, input.ownerAgencyId);
	if (file.state === "closed") throw new Invalid({ form: "The case is closed. Open it again first" });
	const dates = datesOf(input);
	const agency = await openAgency(tx, input.ownerAgencyId);
	const planId = newId();
	const words = { what: input.what, ownerDetail: input.ownerDetail ?? null };
	await tx.insert(safetyPlans).values({
		id: planId,
		caseId: file.id,
		panelId: file.panelId,
		...words,
		ownerAgencyId: agency.id,
		ownerAgencyName: agency.name,
		...dates,
		authorId: actor.userId,
		authorName: actor.name,
		at: now(),
		version: stream.version,
	});
	const text = await keepRevision(tx, actor, stream, { kind: "safetyPlan", id: planId }, words);
	const about = { caseId: file.id, planId, ownerAgencyId: agency.id, ...dates };
	await record(tx, actor, stream, "safety-plan.added", { ...about, text }, [touch("safetyPlan", planId)]);
	return { planId, version: stream.version };
});

/** A plan of a case in hand, by somebody who keeps it. @throws NotFound, NotAllowed */
async function takePlan(hand: Hand, { caseId, planId }: { caseId: string; planId: string }) {
	const taken = await takeCase(hand, caseId, "contribute");
	const [plan] = await hand.tx
		.select()
		.from(safetyPlans)
		.where(and(eq(safetyPlans.id, planId), eq(safetyPlans.caseId, caseId)));
	if (!plan) throw new NotFound();
	requirePlan(taken, hand.actor, plan.ownerAgencyId);
	return { ...taken, plan };
}

type Plan = Awaited<ReturnType<typeof takePlan>>["plan"];

/** @throws Conflict when the plan was changed since `version`; Invalid when it has ended. */
function requireCurrent(
	plan: Plan,
	version: number,
	submitted: Record<string, string | null | undefined>,
): void {
	if (plan.endedAt) throw new Invalid({ form: "The plan has ended" });
	if (plan.version === version) return;
	const { what, ownerAgencyName, ownerDetail, startsOn, endsOn, reviewOn } = plan;
	throw new Conflict("Somebody changed this safety plan after you opened it.", {
		current: { what, ownerAgencyName, ownerDetail: ownerDetail ?? "", startsOn, endsOn, reviewOn },
		submitted: Object.fromEntries(Object.entries(submitted).map(([name, value]) => [name, value ?? ""])),
		version: plan.version,
	});
}

const version = z.coerce.number().int();

export const ChangeSafetyPlan = z.object({ caseId: z.string(), planId: z.string(), ...terms, version });

/** Changes a plan. @throws Conflict when it was changed since `version`. */
export const changeSafetyPlan = command("safety-plan.change", ChangeSafetyPlan, async (hand, input) => {
	const { tx, actor } = hand;
	const taken = await takePlan(hand, input);
	const { stream, file, plan } = taken;
	requirePlan(taken, actor, input.ownerAgencyId);
	const agency =
		input.ownerAgencyId === plan.ownerAgencyId
			? { id: plan.ownerAgencyId, name: plan.ownerAgencyName }
			: await openAgency(tx, input.ownerAgencyId);
	const dates = datesOf({ ...input, startsOn: input.startsOn ?? plan.startsOn });
	const words = { what: input.what, ownerDetail: input.ownerDetail ?? null };
	requireCurrent(plan, input.version, { ...words, ownerAgencyName: agency.name, ...dates });
	await tx
		.update(safetyPlans)
		.set({
			...words,
			ownerAgencyId: agency.id,
			ownerAgencyName: agency.name,
			...dates,
			version: stream.version,
		})
		.where(eq(safetyPlans.id, plan.id));
	const text = await keepRevision(tx, actor, stream, { kind: "safetyPlan", id: plan.id }, words);
	const about = { caseId: file.id, planId: plan.id, ownerAgencyId: agency.id, ...dates };
	await record(tx, actor, stream, "safety-plan.changed", { ...about, text }, [touch("safetyPlan", plan.id)]);
	return { caseId: file.id, version: stream.version };
});

export const ReviewSafetyPlan = z.object({
	caseId: z.string(),
	planId: z.string(),
	found: requiredText(5000, "Enter how the plan works"),
	reviewOn: civilDate("the date of the next review").optional(),
	version,
});

/**
 * Reviews a plan: how it works is recorded on the case as information, and the next review is set, within the plan.
 * @throws Conflict when it was changed since `version`.
 */
export const reviewSafetyPlan = command("safety-plan.review", ReviewSafetyPlan, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, plan } = await takePlan(hand, input);
	requireCurrent(plan, input.version, { reviewOn: input.reviewOn });
	const today = londonDate();
	const next = input.reviewOn;
	if (!next) throw new Invalid({ reviewOn: "Enter the date of the next review" });
	if (next < today) throw new Invalid({ reviewOn: "The date of the next review must be today or later" });
	if (next > plan.endsOn) {
		throw new Invalid({
			reviewOn: "The next review must be before the plan ends. Change the plan to make it last longer",
		});
	}
	await tx
		.update(safetyPlans)
		.set({ reviewOn: next, version: stream.version })
		.where(eq(safetyPlans.id, plan.id));
	const text = await keepRevision(
		tx,
		actor,
		stream,
		{ kind: "safetyPlan", id: plan.id },
		{ found: input.found },
	);
	await record(
		tx,
		actor,
		stream,
		"safety-plan.reviewed",
		{ caseId: file.id, planId: plan.id, reviewOn: next, text },
		[touch("safetyPlan", plan.id)],
	);
	const body = `Safety plan of ${plan.ownerAgencyName} reviewed: ${input.found}`;
	await writeEntry(tx, actor, stream, { caseId: file.id, meetingId: null, kind: "information", body });
	return { caseId: file.id, version: stream.version };
});

export const EndSafetyPlan = z.object({
	caseId: z.string(),
	planId: z.string(),
	outcome: requiredText(5000, "Enter what came of it"),
	version,
});

/** Ends a plan, with what came of it. @throws Conflict when it was changed since `version`. */
export const endSafetyPlan = command("safety-plan.end", EndSafetyPlan, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file, plan } = await takePlan(hand, input);
	requireCurrent(plan, input.version, { outcome: input.outcome });
	await tx
		.update(safetyPlans)
		.set({ endedAt: now(), outcome: input.outcome, version: stream.version })
		.where(eq(safetyPlans.id, plan.id));
	const subject = { kind: "safetyPlan", id: plan.id };
	const text = await keepRevision(tx, actor, stream, subject, { outcome: input.outcome });
	await record(tx, actor, stream, "safety-plan.ended", { caseId: file.id, planId: plan.id, text }, [
		touch("safetyPlan", plan.id),
	]);
	return { caseId: file.id, version: stream.version };
});
