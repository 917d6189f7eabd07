/**
 * The demo's database: a force with its tracker imported, and the North panel's meetings: one closed, one in
 * progress, the next two drafted. Everything is done by the product's own commands, at the time it is said to be.
 */
import { fileURLToPath } from "node:url";
import { asc, eq } from "drizzle-orm";
import { closeDatabase, db } from "#db/index.ts";
import { cases } from "#db/schema/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { seriesDates } from "../calendar/index.ts";
import { addEntry, declareRecusal, listVictimAgency, setOfficer } from "../cases/index.ts";
import { addDays, londonDate, setClock, startOfLondonDay } from "../clock.ts";
import { newId } from "../ids.ts";
import { addToAgenda, planSeries } from "../meetings/index.ts";
import { migrate } from "../migrate.ts";
import { tellChronologies } from "./chronology.ts";
import { tellEarlierMeeting } from "./earlier-meeting.ts";
import { seedForce, seedTracker } from "./force.ts";
import { tellAgenda, tellPresentMeeting } from "./present-meeting.ts";
import { type Stage, turnClockTo } from "./stage.ts";
import { tellFirstSummaries, tellSummaries } from "./summaries.ts";

const TRACKER = fileURLToPath(new URL("../../db/seed/esip-tracker-2026.xlsx", import.meta.url));
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Who is played by a simulated colleague, in the order in which they arrive. */
const COLLEAGUES = ["health", "isac", "probation", "housing"];

const present = new Date();
const ago = (ms: number) => turnClockTo(new Date(present.getTime() - ms));
/** The panel meets at full five minutes; this time the chair began a few minutes late. */
const startsAt = new Date(Math.floor((present.getTime() - 48 * MINUTE) / (5 * MINUTE)) * (5 * MINUTE));
const today = londonDate(startsAt);
/** The same time of day on another civil date, whatever the clocks did in between. */
const onDay = (date: string) =>
	new Date(startsAt.getTime() - startOfLondonDay(today).getTime() + startOfLondonDay(date).getTime());

await migrate();
await ago(60 * DAY);
const { agencies, panels, people } = await seedForce();
const person = (who: string) => {
	const found = people.get(`${who}@panelroom.example`);
	if (!found) throw new Error(`Nobody is called ${who}`);
	return found;
};
const actor = (who: string) => person(who).actor;
await ago(40 * DAY);
const report = await seedTracker(actor("coordinator"), TRACKER);
process.stdout.write(
	`Imported ${report.counts.casesCreated} cases and ${report.counts.actionsCreated} actions; ` +
		`${report.counts.notImported} of ${report.counts.rows} rows are not cases or actions.\n`,
);

const panelId = panels.get("North LPA") ?? "";
const files = await db.select().from(cases).where(eq(cases.panelId, panelId)).orderBy(asc(cases.reference));
const stage: Stage = {
	panelId,
	actor,
	agency: (name) => {
		const agencyId = agencies.get(name);
		if (!agencyId) throw new Error(`There is no agency ${name}`);
		return agencyId;
	},
	file: (index) => files[index]?.id ?? "",
};

await ago(30 * DAY);
for (const index of [1, 8]) {
	await listVictimAgency(actor("coordinator"), newId(), {
		caseId: stage.file(index),
		agencyId: stage.agency("Changing Pathways"),
	});
}
await setOfficer(actor("coordinator"), newId(), {
	caseId: stage.file(0),
	officerName: "PC Elena Fernández 76580",
	officerEmail: "officer@panelroom.example",
});
const earlier = addDays(today, -14);
const { meetingIds } = await planSeries(actor("coordinator"), newId(), {
	panelId,
	startsOn: earlier,
	startTime: startsAt.toLocaleTimeString("en-GB", {
		timeZone: "Europe/London",
		hour: "2-digit",
		minute: "2-digit",
	}),
	everyWeeks: 2,
	startsAt: [
		earlier,
		today,
		...seriesDates({ startsOn: addDays(today, 14), everyWeeks: 2, count: 2 }).dates,
	].map((date) => onDay(date).toISOString()),
	minutes: 105,
	place: "Chelmsford, room 2, and by video link",
});
const [earlierId = "", meetingId = "", nextId = ""] = meetingIds;

await turnClockTo(new Date(onDay(earlier).getTime() - 2 * DAY));
await tellFirstSummaries(stage);
await tellEarlierMeeting(stage, earlierId, new Date(onDay(earlier).getTime() + 2 * MINUTE));
await ago(7.2 * DAY);
await declareRecusal(actor("housing"), newId(), {
	caseId: stage.file(3),
	userId: actor("housing").userId,
});
await tellAgenda(stage, meetingId, present);
await ago(20 * 60 * MINUTE);
await addEntry(actor("officer"), newId(), {
	caseId: stage.file(0),
	kind: "information",
	body: "Statement of the second colleague taken. She saw the car outside on both days and can name the times.",
});
await tellChronologies(stage);
await tellSummaries(stage);
await ago(3 * 60 * MINUTE);
for (const index of [6, 0]) {
	const next = { meetingId: nextId, caseId: stage.file(index) };
	await addToAgenda(actor("coordinator"), newId(), next);
}
await tellPresentMeeting(stage, meetingId, present);
await flushAccessLog();
setClock();
await closeDatabase();

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
		colleagues: COLLEAGUES.map(person).map(
			({ actor: { userId, name, agencyId, agencyName }, ...signIn }) => ({
				email: signIn.email,
				password: signIn.password,
				userId,
				name,
				agencyId,
				agencyName,
			}),
		),
	})}\n`,
);
