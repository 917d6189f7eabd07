/** Fills an empty database with a believable force, through the product's own commands. For the demo and the tests' servers. */
import { readFile } from "node:fs/promises";
import { transaction } from "#db/index.ts";
import { FORCE_AGENCIES, FORCE_PANELS, FORCE_PEOPLE, type ForcePerson } from "#db/seed/force.ts";
import { issueLink, setPasswordByLink } from "../account/index.ts";
import { addAgency, ensureOrganisation } from "../agencies/index.ts";
import { type Actor, SYSTEM } from "../audiences/index.ts";
import { londonDate } from "../clock.ts";
import { newId } from "../ids.ts";
import { importTracker, readTracker } from "../import/index.ts";
import { addMembership, addPanel, signUndertaking } from "../panels/index.ts";
import { addUser } from "../people/index.ts";

/** Somebody of the seeded force, with how they sign in. */
export interface SeededPerson {
	actor: Actor;
	email: string;
	password: string;
	sees: string;
	/** In words, e.g. "chair (North LPA)". */
	role: string;
}

/** Fictional people's passwords: the product's own rules hold for them too, so no part of a name. */
const passwordFor = (index: number) => `harbour-lantern-${10 + index}`;

/**
 * Makes agencies, panels, users with passwords, and memberships from today, with undertakings signed but for
 * whoever is new.
 * @param extraMembers further members of the first panel, for load: member-1@panelroom.example …
 */
export async function seedForce({ extraMembers = 0 } = {}) {
	await transaction(ensureOrganisation);
	const agencies = new Map<string, string>();
	for (const name of FORCE_AGENCIES) {
		agencies.set(name, (await addAgency(SYSTEM, newId(), { name })).agencyId);
	}
	const panels = new Map<string, string>();
	for (const panel of FORCE_PANELS) panels.set(panel.name, (await addPanel(SYSTEM, newId(), panel)).panelId);

	const extras = Array.from({ length: extraMembers }, (_, index) => ({
		name: `Member Number ${index + 1}`,
		email: `member-${index + 1}@panelroom.example`,
		agency: FORCE_AGENCIES[1 + (index % (FORCE_AGENCIES.length - 2))] ?? "Victim Support",
		role: "none" as const,
		panels: { [FORCE_PANELS[0]?.name ?? ""]: "member" as const },
		sees: "every case of the first panel",
	}));
	const people = new Map<string, SeededPerson>();
	const everybody: ForcePerson[] = [...FORCE_PEOPLE, ...extras];
	const isManager = ({ email }: ForcePerson) => everybody.some(({ manager }) => manager === email);
	const managersFirst = [...everybody.entries()].sort(
		([, a], [, b]) => Number(isManager(b)) - Number(isManager(a)),
	);
	for (const [index, person] of managersFirst) {
		const agencyId = agencies.get(person.agency) ?? "";
		const { name, email, role } = person;
		const managerId = people.get(person.manager ?? "")?.actor.userId;
		const { userId } = await addUser(SYSTEM, newId(), { name, email, role, agencyId, managerId });
		const password = passwordFor(index);
		const { url } = await issueLink(SYSTEM, newId(), { userId });
		const token = url.split("/").at(-1) ?? "";
		await setPasswordByLink({ token, password, opId: newId(), device: "Seed" });
		const actor: Actor = { userId, name, agencyId, agencyName: person.agency, role, sessionId: "seed" };
		for (const [panel, membership] of Object.entries(person.panels)) {
			const place = { panelId: panels.get(panel) ?? "", userId, role: membership, startsOn: londonDate() };
			await addMembership(SYSTEM, newId(), place);
			// An observer has none to sign.
			if (person.hasSigned !== false && membership !== "observer")
				await signUndertaking(actor, newId(), { panelId: place.panelId, agrees: "yes" });
		}
		people.set(email, { actor, email, password, sees: person.sees, role: roleInWords(person) });
	}
	const inOrder = everybody.flatMap(({ email }) => {
		const person = people.get(email);
		return person ? [[email, person] as const] : [];
	});
	return { agencies, panels, people: new Map(inOrder) };
}

function roleInWords(person: ForcePerson): string {
	if (person.as) return person.as;
	if (person.role !== "none") return person.role;
	const byRole = new Map<string, string[]>();
	for (const [panel, role] of Object.entries(person.panels)) {
		byRole.set(role, [...(byRole.get(role) ?? []), panel.replace(" LPA", "")]);
	}
	return [...byRole].map(([role, of]) => `${role} (${of.join(", ")})`).join(", ");
}

/** Imports the tracker at `path` as `actor`, each sheet into the panel of its name. */
export async function seedTracker(actor: Actor, path: string) {
	return importTracker(actor, newId(), await readTracker(await readFile(path), londonDate()));
}
