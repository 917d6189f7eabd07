import { and, desc, eq, isNull, like, sql } from "drizzle-orm";
import { z } from "zod";
import { indexCase, type Tx } from "#db/index.ts";
import { cases, hearings, panels, people, protectedDetails, referrals } from "#db/schema/index.ts";
import { type Actor, accessOf, holds, roleIn } from "../audiences/index.ts";
import { londonDate, now } from "../clock.ts";
import {
	claim,
	command,
	keepRevision,
	panelOf,
	record,
	type Stream,
	touch,
	versionOfRows,
} from "../events/index.ts";
import { Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { seal } from "../sealing.ts";
import { nameKey } from "../text-keys.ts";
import { blindIndexOf } from "./blind-index.ts";
import {
	aliasList,
	civilDate,
	type DETAIL_KINDS,
	optionalText,
	personName,
	RELATIONSHIPS,
	RISKS,
} from "./fields.ts";
import { detailPlace } from "./present.ts";
import { casesOfSamePair, type Pair } from "./same-pair.ts";

export const AddCase = z.object({
	panelId: z.string(),
	crimeReference: optionalText(40, "the crime reference"),
	victimName: personName("Enter the victim’s name"),
	victimAliases: aliasList,
	victimDateOfBirth: civilDate("the victim’s date of birth").optional(),
	victimAddress: optionalText(300, "the address"),
	victimSafeTelephone: optionalText(60, "the safe telephone number"),
	suspectName: personName("Enter the name of the person causing harm, or “Unknown”"),
	suspectAliases: aliasList,
	suspectDateOfBirth: civilDate("the date of birth of the person causing harm").optional(),
	relationship: z.enum(RELATIONSHIPS, "Select the relationship"),
	risk: z.enum(RISKS, "Select the risk"),
	officerName: optionalText(120, "the officer’s name"),
	/** Civil date on which the panel first heard it. */
	heardOn: civilDate("the date").optional(),
	/** When it was referred; today, or when it was heard, unless somebody says otherwise. */
	referredOn: civilDate("the date of the referral").optional(),
	area: optionalText(100, "the area"),
	/** Somebody has looked at the cases of the same names, and says that these are other people. */
	areDifferent: z.preprocess((value) => value === true || value === "yes", z.boolean()).default(false),
});
export type NewCase = Omit<z.output<typeof AddCase>, "areDifferent">;

/**
 * Adds a case to a panel by hand. For its coordinator. @returns its id and reference.
 * @throws Invalid ("samePair") when there is a case of the same pair that the actor sees, until they say that these are
 *   different people: two cases are never made one silently, and never two by mistake.
 */
export const addCase = command("case.add", AddCase, async ({ tx, actor, opId }, input) => {
	const [stream] = (await claimPanel(tx, opId, input.panelId)) as [Stream];
	const access = await accessOf(tx, actor);
	if (!holds(access, { kind: "meetings", panelId: input.panelId })) throw new NotFound();
	if (roleIn(access, input.panelId) !== "coordinator") {
		throw new NotAllowed("Only the panel’s coordinator can add a case.");
	}
	const { areDifferent, ...fields } = input;
	if (!areDifferent && (await casesOfSamePair(tx, access, pairIn(fields))).length > 0) {
		throw new Invalid({ samePair: "Say whether these are the same people" });
	}
	return writeCase(tx, actor, stream, fields);
});

/** Whom a form is about. */
export const pairIn = (form: Partial<NewCase>): Pair => ({
	victim: {
		name: form.victimName ?? "",
		aliases: form.victimAliases ?? [],
		dateOfBirth: form.victimDateOfBirth ?? null,
	},
	suspect: {
		name: form.suspectName ?? "",
		aliases: form.suspectAliases ?? [],
		dateOfBirth: form.suspectDateOfBirth ?? null,
	},
});

/** Claims a panel's stream. @throws NotFound when there is no such panel. */
export async function claimPanel(tx: Tx, opId: string, panelId: string): Promise<Stream[]> {
	const [panel] = await tx.select({ id: panels.id }).from(panels).where(eq(panels.id, panelId));
	if (!panel) throw new NotFound();
	return claim(tx, opId, [panelId]);
}

/** What an imported case carries beside what a typed one does. */
export interface ImportedAs {
	caseId: string;
	/** Which row of which file it came from. */
	importKey: string;
	/** The import that writes it; nobody sees it before that is accepted. */
	stagedIn: string;
	/** Holds the place of its reference until then. */
	reference: string;
	officerContactId: string | null;
	/** The account that has claimed that contact. */
	officerUserId: string | null;
	/** What could lead to the victim: a form has a field for two of them, a file any number. */
	details: { kind: (typeof DETAIL_KINDS)[number]; value: string }[];
}

/**
 * Writes a new case with its people and protected details, and records it. The caller has claimed the panel's stream,
 * or that of the import which writes it, and decided that the actor may.
 */
export async function writeCase(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	input: NewCase,
	imported?: ImportedAs,
): Promise<{ caseId: string; reference: string }> {
	const panelId = panelOf(stream);
	const version = versionOfRows(stream);
	const caseId = imported?.caseId ?? newId();
	const reference = imported?.reference ?? (await nextReference(tx, panelId));
	const header = {
		crimeReference: input.crimeReference ?? null,
		relationship: input.relationship,
		officerName: input.officerName ?? null,
		heardOn: input.heardOn ?? null,
		area: input.area ?? null,
		referredOn: input.referredOn ?? input.heardOn ?? londonDate(),
	};
	await tx.insert(cases).values({
		id: caseId,
		panelId,
		reference,
		...header,
		state: input.heardOn ? "open" : "not-heard",
		nextStep: "hearing",
		isRepeat: false,
		risk: input.risk,
		importKey: imported?.importKey,
		stagedIn: imported?.stagedIn,
		officerContactId: imported?.officerContactId,
		officerUserId: imported?.officerUserId,
		openedAt: now(),
		version,
	});
	const referralId = newId();
	await tx.insert(referrals).values({
		id: referralId,
		caseId,
		panelId,
		referredOn: header.referredOn,
		kind: "new",
		firstHeardOn: header.heardOn,
		authorId: actor.userId,
		authorName: actor.name,
		at: now(),
		version,
	});
	if (header.heardOn) {
		await tx
			.insert(hearings)
			.values({ id: newId(), caseId, panelId, heardOn: header.heardOn, listing: "new", version });
	}
	const text = await keepRevision(tx, actor, stream, { kind: "case", id: caseId }, { reference, ...header });
	await record(
		tx,
		actor,
		stream,
		"case.added",
		{ caseId, isImported: imported !== undefined, risk: input.risk, text },
		[touch("case", caseId), touch("referral", referralId)],
	);
	const victimId = await insertPerson(tx, actor, stream, caseId, "victim", {
		name: input.victimName,
		aliases: input.victimAliases,
		dateOfBirth: input.victimDateOfBirth ?? null,
	});
	await insertPerson(tx, actor, stream, caseId, "person-causing-harm", {
		name: input.suspectName,
		aliases: input.suspectAliases,
		dateOfBirth: input.suspectDateOfBirth ?? null,
	});
	await indexCase(tx, caseId);
	if (input.victimAddress)
		await writeDetail(tx, actor, stream, caseId, victimId, "address", input.victimAddress);
	if (input.victimSafeTelephone) {
		await writeDetail(tx, actor, stream, caseId, victimId, "safe-telephone", input.victimSafeTelephone);
	}
	for (const { kind, value } of imported?.details ?? []) {
		await writeDetail(tx, actor, stream, caseId, victimId, kind, value);
	}
	return { caseId, reference };
}

/** PREFIX-YEAR-number; the claim on the stream keeps two from getting one number. */
async function nextReference(tx: Tx, panelId: string): Promise<string> {
	const { start, number } = await nextNumber(tx, panelId);
	return `${start}${String(number).padStart(3, "0")}`;
}

/**
 * What a panel's next reference begins with, and its number: one more than the last that there is. A case that an
 * import has staged has no number yet.
 */
export async function nextNumber(tx: Tx, panelId: string): Promise<{ start: string; number: number }> {
	const [panel] = await tx
		.select({ prefix: panels.referencePrefix })
		.from(panels)
		.where(eq(panels.id, panelId));
	const prefix = panel?.prefix ?? "";
	const [last] = await tx
		.select({ reference: cases.reference })
		.from(cases)
		.where(and(eq(cases.panelId, panelId), like(cases.reference, `${prefix}-%`), isNull(cases.stagedIn)))
		// A longer number is a later one; among equals the later year has the later number.
		.orderBy(desc(sql`length(${cases.reference})`), desc(cases.reference))
		.limit(1);
	const number = Number(last?.reference.split("-").at(-1) ?? 0) || 0;
	return { start: `${prefix}-${londonDate().slice(0, 4)}-`, number: number + 1 };
}

/** Writes a person of a case and records it. */
export async function writePerson(...written: Parameters<typeof insertPerson>): Promise<string> {
	const [tx, , , caseId] = written;
	const personId = await insertPerson(...written);
	await indexCase(tx, caseId);
	return personId;
}

async function insertPerson(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	caseId: string,
	part: "victim" | "person-causing-harm",
	person: { name: string; aliases: string[]; dateOfBirth: string | null },
): Promise<string> {
	const id = newId();
	await tx
		.insert(people)
		.values({ id, caseId, part, ...person, searchKey: searchKey(person), version: versionOfRows(stream) });
	const text = await keepRevision(tx, actor, stream, { kind: "person", id }, person);
	await record(tx, actor, stream, "person.added", { caseId, personId: id, part, text }, [
		touch("person", id),
	]);
	return id;
}

export const searchKey = (person: { name: string; aliases: string[] }): string =>
	[person.name, ...person.aliases].map(nameKey).join(" | ");

/** Seals and writes a protected detail and records it; only its kind is in the event. */
export async function writeDetail(
	tx: Tx,
	actor: Actor,
	stream: Stream,
	caseId: string,
	personId: string,
	kind: "address" | "safe-telephone" | "school" | "other",
	value: string,
): Promise<string> {
	const id = newId();
	await tx.insert(protectedDetails).values({
		id,
		caseId,
		personId,
		kind,
		sealed: seal(value, detailPlace(id)),
		blindIndex: blindIndexOf(kind, value),
		version: versionOfRows(stream),
	});
	const subject = { kind: "protectedDetail", id };
	const text = await keepRevision(tx, actor, stream, subject, { value }, { isSealed: true });
	await record(tx, actor, stream, "protected-detail.added", { caseId, detailId: id, kind, text }, [
		touch("protectedDetail", id),
	]);
	return id;
}
