/** A seeded force with one meeting in progress, for the fault tests and benchmarks. */
import { closeDatabase } from "#db/index.ts";
import { flushAccessLog } from "#server/audit/index.ts";
import { addCase, declareRecusal, listVictimAgency } from "#server/cases/index.ts";
import { seedForce } from "#server/demo/force.ts";
import { newId } from "#server/ids.ts";
import {
	acceptStatement,
	addToAgenda,
	openItem,
	planMeeting,
	publishMeeting,
	startMeeting,
} from "#server/meetings/index.ts";
import { migrate } from "#server/migrate.ts";

export interface SignIn {
	email: string;
	password: string;
}

/** Plain data, so that the process that seeds can print it. */
export interface MeetingForLoad {
	meetingId: string;
	panelId: string;
	/** In the agenda's order; the first is the current one. */
	caseIds: string[];
	/** Of every role that sees the meeting, all of them in its room; one of them is recused from its last case. */
	panel: SignIn[];
	/** Further members, who see every case of the meeting. */
	members: SignIn[];
}

const CASES = 6;
/** They see the meeting, and not all of them the same of it. */
const PANEL = ["chair", "deputy", "coordinator", "isac", "housing", "probation", "lead"];

/** Fills the empty database of DATABASE_URL, and closes it for the server to open. */
export async function seedMeeting({ members }: { members: number }): Promise<MeetingForLoad> {
	await migrate();
	const force = await seedForce({ extraMembers: members });
	const person = (who: string) => {
		const found = force.people.get(`${who}@panelroom.example`);
		if (!found) throw new Error(`Nobody is called ${who}`);
		return found;
	};
	const coordinator = person("coordinator").actor;
	const panelId = force.panels.get("North LPA") ?? "";
	const { meetingId } = await planMeeting(coordinator, newId(), {
		panelId,
		startsAt: new Date().toISOString(),
		place: "Room 2",
	});
	const caseIds: string[] = [];
	const itemIds: string[] = [];
	for (let number = 1; number <= CASES; number++) {
		const { caseId } = await addCase(coordinator, newId(), {
			panelId,
			victimName: `Victim ${number}`,
			victimAddress: `${number} High Street`,
			suspectName: `Suspect ${number}`,
			relationship: "ex-partner",
			risk: "high",
		});
		caseIds.push(caseId);
		itemIds.push((await addToAgenda(coordinator, newId(), { meetingId, caseId })).itemId);
	}
	const [first = "", last = ""] = [caseIds[0], caseIds.at(-1)];
	const agencyId = force.agencies.get("Changing Pathways") ?? "";
	await listVictimAgency(coordinator, newId(), { caseId: first, agencyId });
	const recused = person("housing").actor;
	await declareRecusal(recused, newId(), { caseId: last, userId: recused.userId });
	await publishMeeting(coordinator, newId(), { meetingId });
	const extras = Array.from({ length: members }, (_, index) => person(`member-${index + 1}`));
	const seated = PANEL.map(person);
	for (const { actor } of [...seated, ...extras]) {
		await acceptStatement(actor, newId(), { meetingId, agrees: "yes" });
	}
	const chair = person("chair").actor;
	await startMeeting(chair, newId(), { meetingId });
	await openItem(chair, newId(), { meetingId, itemId: itemIds[0] ?? "" });
	await flushAccessLog();
	await closeDatabase();

	const signIn = ({ email, password }: SignIn): SignIn => ({ email, password });
	return {
		meetingId,
		panelId,
		caseIds,
		panel: seated.map(signIn),
		members: extras.map(signIn),
	};
}
