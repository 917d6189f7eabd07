/** A case of which as much is known as ever is of one, and one that has just been added. */
import { closeDatabase } from "#db/index.ts";
import { flushAccessLog } from "#server/audit/index.ts";
import { addCase, addEntry } from "#server/cases/index.ts";
import { addDays, londonDate } from "#server/clock.ts";
import { seedForce } from "#server/demo/force.ts";
import { newId } from "#server/ids.ts";
import { addIncidents, KINDS } from "#server/incidents/index.ts";
import { migrate } from "#server/migrate.ts";
import { postSection, SECTIONS } from "#server/summary/index.ts";
import type { SignIn } from "#tests/setup/meeting-for-load.ts";

export interface HeavyCase {
	empty: string;
	full: string;
	chair: SignIn;
}

const ENTRIES = 500;
const INCIDENTS = 2_000;
const CHARACTERS = 200_000;
const SENTENCE = "He waited outside her work again, and left when a colleague came down to the door.\n";

/** Fills the empty database of DATABASE_URL, and closes it for the server to open. */
export async function seedHeavy(): Promise<HeavyCase> {
	await migrate();
	const force = await seedForce();
	const person = (who: string) => {
		const found = force.people.get(`${who}@panelroom.example`);
		if (!found) throw new Error(`Nobody is called ${who}`);
		return found;
	};
	const coordinator = person("coordinator").actor;
	const panelId = force.panels.get("North LPA") ?? "";
	const add = async (victimName: string) =>
		(
			await addCase(coordinator, newId(), {
				panelId,
				victimName,
				suspectName: `Who harms ${victimName}`,
				relationship: "ex-partner",
				risk: "high",
			})
		).caseId;
	const [empty, full] = [await add("One of whom little is known"), await add("One of whom much is known")];
	for (let number = 1; number <= ENTRIES; number++) {
		const body = `${number}. ${SENTENCE.repeat(2)}`;
		await addEntry(coordinator, newId(), { caseId: full, kind: "information", body });
	}
	const today = londonDate();
	await addIncidents(coordinator, newId(), {
		caseId: full,
		from: "file",
		incidents: Array.from({ length: INCIDENTS }, (_, number) => ({
			precision: "exact" as const,
			startsOn: addDays(today, -(number % 700)),
			kinds: [KINDS[number % KINDS.length] ?? "other"],
			what: SENTENCE.trim(),
		})),
	});
	const keys = SECTIONS.filter((section) => section !== "agencies");
	for (const key of keys) {
		const text = SENTENCE.repeat(Math.ceil(CHARACTERS / keys.length / SENTENCE.length));
		await postSection(coordinator, newId(), { caseId: full, key, base: "", text });
	}
	await flushAccessLog();
	await closeDatabase();
	const { email, password } = person("chair");
	return { empty, full, chair: { email, password } };
}
