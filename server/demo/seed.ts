/** The demo's database: a force with its tracker imported and a meeting of the North panel in progress. */
import { fileURLToPath } from "node:url";
import { asc, eq } from "drizzle-orm";
import { closeDatabase, db, migrate } from "#db/index.ts";
import { cases } from "#db/schema/index.ts";
import { addAction } from "../actions/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { addEntry, declareRecusal, listVictimAgency, setOfficer } from "../cases/index.ts";
import { addDays, londonDate } from "../clock.ts";
import { newId } from "../ids.ts";
import { addToAgenda, openItem, planMeeting, startMeeting } from "../meetings/index.ts";
import { seedForce, seedTracker } from "./force.ts";

const TRACKER = fileURLToPath(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url));

await migrate();
const { agencies, panels, people } = await seedForce();
const actor = (who: string) => {
	const person = people.get(`${who}@panelroom.example`);
	if (!person) throw new Error(`Nobody is called ${who}`);
	return person.actor;
};
const report = await seedTracker(actor("coordinator"), TRACKER);
process.stdout.write(
	`Imported ${report.counts.casesCreated} cases and ${report.counts.actionsCreated} actions; ` +
		`${report.counts.notImported} of ${report.counts.rows} rows are not cases or actions.\n`,
);

const north = panels.get("North LPA") ?? "";
const files = await db.select().from(cases).where(eq(cases.panelId, north)).orderBy(asc(cases.reference));
const file = (index: number) => files[index]?.id ?? "";

await listVictimAgency(actor("coordinator"), newId(), {
	caseId: file(1),
	agencyId: agencies.get("Changing Pathways") ?? "",
});
await setOfficer(actor("coordinator"), newId(), {
	caseId: file(0),
	officerName: "PC Elena Fernández 76580",
	officerEmail: "officer@panelroom.example",
});
await declareRecusal(actor("housing"), newId(), { caseId: file(3), userId: actor("housing").userId });

const { meetingId } = await planMeeting(actor("coordinator"), newId(), {
	panelId: north,
	startsAt: new Date().toISOString(),
	place: "Chelmsford, room 2, and by video link",
});
const items: string[] = [];
for (const index of [0, 1, 2, 3, 4, 5]) {
	items.push((await addToAgenda(actor("coordinator"), newId(), { meetingId, caseId: file(index) })).itemId);
}
await startMeeting(actor("chair"), newId(), { meetingId });
await openItem(actor("chair"), newId(), { meetingId, itemId: items[0] ?? "" });
const said = [
	[
		"officer",
		"information",
		"Two further reports since the last panel, both at the workplace. CCTV of the second has been secured.",
	],
	[
		"isac",
		"risk",
		"The victim has changed her route to work and is not sleeping. She is most afraid on Thursdays, when he finishes early.",
	],
	["probation", "information", "He missed his last appointment. A compliance letter went out on Monday."],
] as const;
for (const [who, kind, body] of said) {
	const meeting = who === "officer" ? undefined : meetingId;
	await addEntry(actor(who), newId(), { caseId: file(0), kind, body, meetingId: meeting });
}
await addAction(actor("chair"), newId(), {
	caseId: file(0),
	meetingId,
	what: "Speak to the SPO coordinator about an interim order and report back",
	ownerAgencyId: agencies.get("Essex Police") ?? "",
	due: addDays(londonDate(), 5),
});
await openItem(actor("chair"), newId(), { meetingId, itemId: items[1] ?? "" });
await addEntry(actor("housing"), newId(), {
	caseId: file(1),
	kind: "information",
	body: "The property is ours. New locks and a door viewer can be fitted this week if the victim agrees.",
	meetingId,
});

await flushAccessLog();
await closeDatabase();

const colleague = people.get("health@panelroom.example");
process.stdout.write(
	`${JSON.stringify({
		meetingId,
		meetingPath: `/meetings/${meetingId}`,
		signIns: [...people.values()].map(({ actor: { name, agencyName }, email, password, role, sees }) => ({
			name,
			email,
			password,
			role,
			agency: agencyName,
			sees,
		})),
		colleague: { email: colleague?.email, password: colleague?.password },
	})}\n`,
);
