/** Referring a case again by the form for a new one: what was typed there goes with the referral; on the server. */
import type { z } from "zod";
import type { Actor } from "#server/audiences/index.ts";
import {
	type AddCase,
	type CaseRow,
	caseFile,
	type PersonRow,
	type ProtectedDetailRow,
} from "#server/cases/index.ts";
import { referAgain } from "#server/follow-up/index.ts";
import { Conflict, Invalid } from "#server/http/errors.ts";
import { formatCivilDate } from "../ui/index.ts";
import { RELATIONSHIP_WORDS, RISK_WORDS } from "./case-words.ts";

type Typed = z.output<typeof AddCase>;

/**
 * Refers a case again with all that was typed of it: an address and a telephone number that are not known yet become
 * protected details of its victim, and the rest stands as what was said with the referral, since what the case says
 * is changed by nobody silently.
 * @param pair the case, and the version of its referrals that the person has seen
 * @throws Invalid at the field that the case cannot take, or at the choice of the case when somebody was quicker.
 */
export async function referWithTyped(
	actor: Actor,
	opId: string,
	{ caseId, version }: { caseId: string; version: string },
	typed: Typed,
): Promise<void> {
	const { rights, snapshot } = await caseFile(actor, caseId);
	const { rows } = snapshot;
	const file = rows.find((row): row is CaseRow => row.kind === "case");
	const people = rows.filter((row): row is PersonRow => row.kind === "person");
	const known = rows.filter((row): row is ProtectedDetailRow => row.kind === "protectedDetail");
	const victims = people.filter(({ part }) => part === "victim");
	const victim = victims.find(({ name }) => isSame(name, typed.victimName)) ?? victims[0];
	const details = (
		[
			["victimAddress", "address", typed.victimAddress],
			["victimSafeTelephone", "safe-telephone", typed.victimSafeTelephone],
		] as const
	).flatMap(([field, kind, value]) =>
		value && !known.some((one) => one.detail === kind && isSame(one.value, value))
			? [{ field, kind, value }]
			: [],
	);
	if (details.length > 0 && !(victim && rights.includes("keep"))) {
		const say = `Only the coordinator of its panel can add this to ${file?.reference ?? "that case"}. Clear it, and tell them.`;
		throw new Invalid(Object.fromEntries(details.map(({ field }) => [field, say])));
	}
	const referral = {
		caseId,
		version,
		referredOn: typed.referredOn,
		note: noteOf(typed, file, people),
		details: details.map(({ kind, value }) => ({ personId: victim?.id ?? "", kind, value })),
	};
	await referAgain(actor, opId, referral).catch((error: unknown) => {
		if (error instanceof Conflict)
			throw new Invalid({ samePair: `${error.message} Look at it, and choose again` });
		if (!(error instanceof Invalid) || !error.fields.note) throw error;
		throw new Invalid({ victimAliases: "These names are too long to go with a referral. Shorten them" });
	});
}

const isSame = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** What was typed that everybody who sees the case may read and that it does not say already, a line each. */
function noteOf(typed: Typed, file: CaseRow | undefined, people: PersonRow[]): string {
	const person = (
		called: string,
		part: PersonRow["part"],
		name: string,
		aliases: string[],
		born?: string,
	) => {
		const known = people.filter((one) => one.part === part);
		const isNamed = (name: string) =>
			known.some((one) => [one.name, ...one.aliases].some((theirs) => theirs.trim() === name.trim()));
		const names = aliases.filter((alias) => !isNamed(alias));
		const isBornSo = !born || known.some(({ dateOfBirth }) => dateOfBirth === born);
		if (isNamed(name) && names.length === 0 && isBornSo) return [];
		const also = names.length > 0 ? [`also known as ${names.join(", ")}`] : [];
		const birth = isBornSo || !born ? [] : [`born on ${formatCivilDate(born)}`];
		return [`${called}: ${[name, ...also, ...birth].join(", ")}`];
	};
	const other = (called: string, value: string | undefined, known: string | null | undefined) =>
		value && value !== known ? [`${called}: ${value}`] : [];
	return [
		...person("Victim", "victim", typed.victimName, typed.victimAliases, typed.victimDateOfBirth),
		...person(
			"Person causing harm",
			"person-causing-harm",
			typed.suspectName,
			typed.suspectAliases,
			typed.suspectDateOfBirth,
		),
		...other(
			"What they are to the victim",
			RELATIONSHIP_WORDS[typed.relationship],
			file && RELATIONSHIP_WORDS[file.relationship],
		),
		...other("Risk to the victim", RISK_WORDS[typed.risk], file && RISK_WORDS[file.risk]),
		...other("Crime reference", typed.crimeReference, file?.crimeReference),
		...other("Officer in the case", typed.officerName, file?.officerName),
		...(typed.heardOn && typed.heardOn !== file?.heardOn
			? [`First heard on ${formatCivilDate(typed.heardOn)}`]
			: []),
	].join("\n");
}
