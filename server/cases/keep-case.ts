/** What a coordinator keeps of a case (people, protected details, officer, working agencies), and its risk. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { indexCase, type Tx } from "#db/index.ts";
import { agencies, cases, people, protectedDetails, users, victimAgencies } from "#db/schema/index.ts";
import { handAdviceOver } from "../advice/told.ts";
import { type Actor, holds } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { command, keepRevision, record, type Stream, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { handBreachesOver } from "../incidents/told.ts";
import { searchKey, writeDetail, writePerson } from "./add-case.ts";
import {
	aliasList,
	civilDate,
	DETAIL_KINDS,
	optionalText,
	personName,
	RISKS,
	requiredText,
} from "./fields.ts";
import { type CaseInHand, takeCase } from "./policy.ts";

export const SetRisk = z.object({ caseId: z.string(), risk: z.enum(RISKS, "Select the risk") });

/** Sets the panel's view of the risk. For the chair, a deputy and the lead. */
export const setRisk = command("risk.set", SetRisk, async (hand, input) => {
	const { stream, file } = await takeCase(hand, input.caseId, "set-risk");
	if (file.risk === input.risk) throw new Invalid({ risk: "This is the risk already" });
	await hand.tx.update(cases).set({ risk: input.risk, version: stream.version }).where(eq(cases.id, file.id));
	await record(
		hand.tx,
		hand.actor,
		stream,
		"risk.set",
		{ caseId: file.id, from: file.risk, to: input.risk },
		[touch("case", file.id)],
	);
	return { version: stream.version };
});

export const SetOfficer = z.object({
	caseId: z.string(),
	officerName: optionalText(120, "the officer’s name"),
	/** The e-mail address of the officer's account, if they have one. */
	officerEmail: optionalText(200, "the e-mail address"),
});

/** Names the officer in the case; one with an account then sees the case, with its protected details. */
export const setOfficer = command("officer.set", SetOfficer, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file } = await takeCase(hand, input.caseId, "keep");
	let officer: { id: string; name: string } | undefined;
	if (input.officerEmail) {
		[officer] = await tx
			.select({ id: users.id, name: users.name })
			.from(users)
			.where(
				and(
					eq(users.emailKey, input.officerEmail.toLowerCase()),
					isNull(users.deactivatedAt),
					eq(users.role, "none"),
				),
			);
		if (!officer) throw new Invalid({ officerEmail: "No account for an officer has this e-mail address" });
	}
	const officerName = input.officerName ?? officer?.name ?? null;
	const officerUserId = officer?.id ?? null;
	await tx
		.update(cases)
		// Another officer is no longer the contact whom an import named.
		.set({ officerName, officerUserId, officerContactId: null, version: stream.version })
		.where(eq(cases.id, file.id));
	await recordOfficer(tx, actor, stream, { ...file, officerName, officerUserId }, file.officerUserId);
	return { version: stream.version };
});

/**
 * What follows once another is the officer in a case, by whatever way: it is found by their name, said in the record, and
 * what waits for the officer's answer waits for theirs: advice, and breaches.
 * @param file as it is now; @param previousUserId whose case it was before
 */
export async function recordOfficer(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	file: typeof cases.$inferSelect,
	previousUserId: string | null,
): Promise<void> {
	const { id: caseId, officerName, officerUserId } = file;
	await indexCase(tx, caseId);
	const text = await keepRevision(tx, actor, stream, { kind: "case", id: caseId }, { officerName });
	const data = { caseId, officerUserId, previousUserId, text };
	await record(tx, actor, stream, "officer.set", data, [touch("case", caseId)]);
	if (officerUserId === previousUserId) return;
	await handAdviceOver(tx, actor, stream, file);
	await handBreachesOver(tx, actor, stream, file, previousUserId);
}

export const AddPerson = z.object({
	caseId: z.string(),
	part: z.enum(["victim", "person-causing-harm"], "Select who this is"),
	name: personName("Enter a name"),
	aliases: aliasList,
	dateOfBirth: civilDate("the date of birth").optional(),
});

/** Adds a person to a case. For its coordinator. */
export const addPerson = command("person.add", AddPerson, async (hand, input) => {
	const { stream, file } = await takeCase(hand, input.caseId, "keep");
	const personId = await writePerson(hand.tx, hand.actor, stream, file.id, input.part, {
		name: input.name,
		aliases: input.aliases,
		dateOfBirth: input.dateOfBirth ?? null,
	});
	return { personId, version: stream.version };
});

export const ChangePerson = z.object({
	caseId: z.string(),
	personId: z.string(),
	name: personName("Enter a name"),
	aliases: aliasList,
	dateOfBirth: civilDate("the date of birth").optional(),
	/** The version that the coordinator was looking at. */
	version: z.coerce.number().int(),
});

/** Changes what is known of a person. @throws Conflict with both states when it changed in between. */
export const changePerson = command("person.change", ChangePerson, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file } = await takeCase(hand, input.caseId, "keep");
	const [person] = await tx
		.select()
		.from(people)
		.where(and(eq(people.id, input.personId), eq(people.caseId, file.id)));
	if (!person) throw new NotFound();
	const known = { name: input.name, aliases: input.aliases, dateOfBirth: input.dateOfBirth ?? null };
	if (person.version !== input.version) {
		throw new Conflict("Somebody changed this person after you opened the page.", {
			current: {
				name: person.name,
				aliases: person.aliases.join("\n"),
				dateOfBirth: person.dateOfBirth ?? "",
			},
			submitted: {
				name: known.name,
				aliases: known.aliases.join("\n"),
				dateOfBirth: known.dateOfBirth ?? "",
			},
			version: person.version,
		});
	}
	await tx
		.update(people)
		.set({ ...known, searchKey: searchKey(known), version: stream.version })
		.where(eq(people.id, person.id));
	await indexCase(tx, file.id);
	const text = await keepRevision(tx, actor, stream, { kind: "person", id: person.id }, known);
	await record(
		tx,
		actor,
		stream,
		"person.changed",
		{ caseId: file.id, personId: person.id, part: person.part, text },
		[touch("person", person.id)],
	);
	return { version: stream.version };
});

export const AddProtectedDetail = z.object({
	caseId: z.string(),
	personId: z.string("Select whose detail it is"),
	kind: z.enum(DETAIL_KINDS, "Select what it is"),
	value: requiredText(500, "Enter the detail"),
});

/** Seals and keeps a protected detail. For the coordinator. */
export const addProtectedDetail = command("protected-detail.add", AddProtectedDetail, async (hand, input) => {
	const taken = await takeCase(hand, input.caseId, "keep");
	const detailId = await keepDetail(hand.tx, hand.actor, taken, input);
	return { detailId, version: taken.stream.version };
});

/**
 * Keeps a protected detail of a case in hand.
 * @throws NotAllowed for whoever does not see such details; Invalid when the person is not in the case.
 */
export async function keepDetail(
	tx: Tx,
	actor: Actor,
	{ stream, file, access }: CaseInHand,
	{ personId, kind, value }: Pick<z.output<typeof AddProtectedDetail>, "personId" | "kind" | "value">,
): Promise<string> {
	if (!holds(access, { kind: "protected", panelId: file.panelId, caseId: file.id })) throw new NotAllowed();
	const [person] = await tx
		.select({ id: people.id })
		.from(people)
		.where(and(eq(people.id, personId), eq(people.caseId, file.id)));
	if (!person) throw new Invalid({ personId: "Select whose detail it is" });
	return writeDetail(tx, actor, stream, file.id, person.id, kind, value);
}

export const RemoveProtectedDetail = z.object({ caseId: z.string(), detailId: z.string() });

/** Takes a protected detail out of sight; its sealed history stays. */
export const removeProtectedDetail = command(
	"protected-detail.remove",
	RemoveProtectedDetail,
	async (hand, input) => {
		const { tx, actor } = hand;
		const { stream, file } = await takeCase(hand, input.caseId, "keep");
		const [detail] = await tx
			.update(protectedDetails)
			.set({ removedAt: now(), version: stream.version })
			.where(
				and(
					eq(protectedDetails.id, input.detailId),
					eq(protectedDetails.caseId, file.id),
					isNull(protectedDetails.removedAt),
				),
			)
			.returning({ id: protectedDetails.id });
		if (!detail) throw new NotFound();
		await record(tx, actor, stream, "protected-detail.removed", { caseId: file.id, detailId: detail.id }, [
			touch("protectedDetail", detail.id),
		]);
		return { version: stream.version };
	},
);

export const ListVictimAgency = z.object({ caseId: z.string(), agencyId: z.string("Select an agency") });

/** Lists an agency as working with the victim: its members then see the protected details of this case. */
export const listVictimAgency = command("victim-agency.add", ListVictimAgency, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file } = await takeCase(hand, input.caseId, "keep");
	const [agency] = await tx
		.select()
		.from(agencies)
		.where(and(eq(agencies.id, input.agencyId), isNull(agencies.closedAt)));
	if (!agency) throw new Invalid({ agencyId: "Select an agency" });
	const [listed] = await tx
		.select()
		.from(victimAgencies)
		.where(
			and(
				eq(victimAgencies.caseId, file.id),
				eq(victimAgencies.agencyId, agency.id),
				isNull(victimAgencies.removedAt),
			),
		);
	if (listed) throw new Invalid({ agencyId: `${agency.name} is listed already` });
	const id = newId();
	await tx.insert(victimAgencies).values({
		id,
		caseId: file.id,
		agencyId: agency.id,
		agencyName: agency.name,
		version: stream.version,
	});
	await record(tx, actor, stream, "victim-agency.added", { caseId: file.id, agencyId: agency.id }, [
		touch("victimAgency", id),
	]);
	return { version: stream.version };
});

/** Ends such a listing: its members no longer see the protected details, on open screens at once. */
export const unlistVictimAgency = command("victim-agency.remove", ListVictimAgency, async (hand, input) => {
	const { tx, actor } = hand;
	const { stream, file } = await takeCase(hand, input.caseId, "keep");
	const [listed] = await tx
		.update(victimAgencies)
		.set({ removedAt: now(), version: stream.version })
		.where(
			and(
				eq(victimAgencies.caseId, file.id),
				eq(victimAgencies.agencyId, input.agencyId),
				isNull(victimAgencies.removedAt),
			),
		)
		.returning({ id: victimAgencies.id });
	if (!listed) throw new NotFound();
	await record(tx, actor, stream, "victim-agency.removed", { caseId: file.id, agencyId: input.agencyId }, [
		touch("victimAgency", listed.id),
	]);
	return { version: stream.version };
});
