/** Somebody of every standing towards one case, so that a test holds a command against the whole role table. */
import { type Actor, SYSTEM } from "#server/audiences/index.ts";
import { declareRecusal, setOfficer } from "#server/cases/index.ts";
import { addDays, londonDate } from "#server/clock.ts";
import { NotAllowed, NotFound } from "#server/http/errors.ts";
import { endMembership } from "#server/panels/index.ts";
import type { TestCase } from "./case-factories.ts";
import {
	aLead,
	aMember,
	aMembership,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aUser,
	type TestAgency,
} from "./factories.ts";

/** Those who see the case. */
export const SEERS = ["lead", "chair", "deputy", "coordinator", "member", "officer"] as const;
/** Those to whom there is no such case. */
export const STRANGERS = [
	"administrator",
	"auditor",
	"observer",
	"nobody",
	"chair elsewhere",
	"former member",
	"coming member",
	"recused lead",
	"recused deputy",
	"recused coordinator",
	"recused member",
	"the system",
] as const;
export type Standing = (typeof SEERS)[number] | (typeof STRANGERS)[number];

export type Everyone = Record<Standing, Actor>;

/** One person of each standing towards `file`, all of `agency`. They sit on its panel, if on any. */
export async function everyoneAround(file: TestCase, agency?: TestAgency): Promise<Everyone> {
	const ours = agency ?? (await anAgency());
	const { panel } = file;
	const recused = async (actor: Actor) => {
		await declareRecusal(actor, anOpId(), { caseId: file.id, userId: actor.userId });
		return actor;
	};
	const former = await aUser({ agency: ours });
	const ended = await aMembership({ panel, user: former });
	await endMembership(SYSTEM, anOpId(), { membershipId: ended.id });
	return {
		lead: await aLead({ agency: ours }),
		chair: await aMember({ panel, agency: ours, role: "chair" }),
		deputy: await aMember({ panel, agency: ours, role: "deputy" }),
		coordinator: await aMember({ panel, agency: ours, role: "coordinator" }),
		member: await aMember({ panel, agency: ours }),
		officer: await anOfficerOf(file, ours),
		administrator: await anAdministrator({ agency: ours }),
		auditor: anActor(await aUser({ agency: ours, role: "auditor" })),
		observer: await aMember({ panel, agency: ours, role: "observer" }),
		nobody: anActor(await aUser({ agency: ours })),
		"chair elsewhere": await aMember({ agency: ours, role: "chair" }),
		"former member": anActor(former),
		"coming member": await aMember({ panel, agency: ours, startsOn: addDays(londonDate(), 1) }),
		"recused lead": await recused(await aLead({ agency: ours })),
		"recused deputy": await recused(await aMember({ panel, agency: ours, role: "deputy" })),
		"recused coordinator": await recused(await aMember({ panel, agency: ours, role: "coordinator" })),
		"recused member": await recused(await aMember({ panel, agency: ours })),
		"the system": SYSTEM,
	};
}

/** Somebody with an account and no place on any panel, made the officer in the case. */
export async function anOfficerOf(file: TestCase, agency?: TestAgency): Promise<Actor> {
	const user = await aUser({ agency });
	await setOfficer(file.coordinator, anOpId(), { caseId: file.id, officerEmail: user.email });
	return anActor(user);
}

type Answers = Record<string, "done" | "not allowed" | "not found">;

/** What each of them is answered, in turn. @throws any failure that is no refusal. */
export async function whoMay(
	everyone: Partial<Everyone>,
	attempt: (actor: Actor, standing: string) => Promise<unknown>,
): Promise<Answers> {
	const answers: Answers = {};
	for (const [standing, actor] of Object.entries(everyone)) {
		answers[standing] = await attempt(actor, standing).then(
			() => "done" as const,
			(error) => {
				if (error instanceof NotFound) return "not found";
				if (error instanceof NotAllowed) return "not allowed";
				throw error;
			},
		);
	}
	return answers;
}

/**
 * The answers when these may: others who see the case are refused, and to the rest there is no such thing.
 * @param seers who else knows that it exists; by default all who see the case.
 */
export function only(done: readonly Standing[], seers: readonly Standing[] = SEERS): Answers {
	return Object.fromEntries([
		...STRANGERS.map((standing) => [standing, "not found"]),
		...SEERS.map((standing) => [standing, "not found"]),
		...seers.map((standing) => [standing, "not allowed"]),
		...done.map((standing) => [standing, "done"]),
	]);
}
