/** Builders of cases and meetings. Like tests/factories.ts, they build their prerequisites by the real commands. */
import { and, asc, eq, isNotNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import { advice, agendaItems, people } from "#db/schema/index.ts";
import { addAction } from "#server/actions/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { addCase, addEntry } from "#server/cases/index.ts";
import { now } from "#server/clock.ts";
import {
	acceptStatement,
	addOtherItem,
	addToAgenda,
	openItem,
	planMeeting,
	publishMeeting,
	startMeeting,
} from "#server/meetings/index.ts";
import { aMember, anOpId, aPanel, type TestPanel } from "./factories.ts";

export interface TestCase {
	id: string;
	reference: string;
	panel: TestPanel;
	/** The panel's coordinator, who made it. */
	coordinator: Actor;
	victimId: string;
	suspectId: string;
}

export interface TestMeeting {
	id: string;
	panel: TestPanel;
	/** The items about the given cases, in their order; the standing ones are around them. */
	items: { id: string; caseId: string }[];
}

const coordinators = new Map<string, Promise<Actor>>();
/** A coordinator of the panel, the same for every case that a test file makes there. */
export function aCoordinatorOf(panel: TestPanel): Promise<Actor> {
	const known = coordinators.get(panel.id) ?? aMember({ panel, role: "coordinator" });
	coordinators.set(panel.id, known);
	return known;
}

type CaseWishes = { panel?: TestPanel; coordinator?: Actor } & Partial<Parameters<typeof addCase>[2]>;

let made = 0;

export async function aCase(wishes: CaseWishes = {}): Promise<TestCase> {
	const { panel: givenPanel, coordinator: givenCoordinator, ...fields } = wishes;
	const panel = givenPanel ?? (await aPanel());
	const coordinator = givenCoordinator ?? (await aCoordinatorOf(panel));
	const number = ++made;
	const { caseId, reference } = await addCase(coordinator, anOpId(), {
		panelId: panel.id,
		victimName: `Victim ${number}`,
		victimAliases: "",
		suspectName: `Suspect ${number}`,
		suspectAliases: "",
		relationship: "ex-partner",
		risk: "not-assessed",
		...fields,
	});
	const persons = await db.select().from(people).where(eq(people.caseId, caseId));
	const idOf = (part: string) => persons.find((person) => person.part === part)?.id ?? "";
	return {
		id: caseId,
		reference,
		panel,
		coordinator,
		victimId: idOf("victim"),
		suspectId: idOf("person-causing-harm"),
	};
}

type EntryWishes = { file?: TestCase; by?: Actor } & Partial<Parameters<typeof addEntry>[2]>;

/** An entry by the case's coordinator, unless somebody else is named. */
export async function anEntry({ file: given, by, ...fields }: EntryWishes = {}) {
	const file = given ?? (await aCase());
	const author = by ?? file.coordinator;
	const body = `Something that was said, number ${++made}.`;
	const added = await addEntry(author, anOpId(), { caseId: file.id, kind: "information", body, ...fields });
	return { id: added.entryId, version: added.version, file, author };
}

/** A piece of advice to the officer in the case, by its coordinator, unless somebody else is named. */
export async function anAdvice(wishes: EntryWishes = {}) {
	const entry = await anEntry({ kind: "advice", ...wishes });
	const [given] = await db.select().from(advice).where(eq(advice.entryId, entry.id));
	if (!given) throw new Error("Nothing stands beside the words of the advice");
	return { id: given.id, entryId: entry.id, version: given.version, file: entry.file, author: entry.author };
}

type ActionWishes = { file?: TestCase; by?: Actor } & Partial<Parameters<typeof addAction>[2]>;

/** An action: open, of the author's agency, unless another is named, to which it is then proposed. */
export async function anAction({ file: given, by, ...fields }: ActionWishes = {}) {
	const file = given ?? (await aCase());
	const author = by ?? file.coordinator;
	const added = await addAction(author, anOpId(), {
		caseId: file.id,
		what: `Something to be done, number ${++made}`,
		ownerAgencyId: author.agencyId,
		...fields,
	});
	return { id: added.actionId, version: added.version, file, author };
}

interface MeetingWishes {
	panel?: TestPanel;
	/** Put on the agenda in this order; of one panel. Without any, it is about something else. */
	cases?: TestCase[];
	/** Whether its papers have not gone out: it is then known only to those who build it. */
	isDraft?: boolean;
	/** Who accepts its statement, takes its chair, and opens the first case. Without anybody it does not start. */
	startedBy?: Actor;
	/** Who else is in the room, having accepted its statement. */
	present?: Actor[];
	startsAt?: Date;
	place?: string;
}

/** A meeting whose papers have gone out, unless it is to be a draft. */
export async function aMeeting(wishes: MeetingWishes = {}): Promise<TestMeeting> {
	const { cases = [], isDraft = false, startedBy, present = [], startsAt = now(), place = "Room 1" } = wishes;
	const panel = wishes.panel ?? cases[0]?.panel ?? (await aPanel());
	const planner = await aCoordinatorOf(panel);
	const { meetingId } = await planMeeting(planner, anOpId(), {
		panelId: panel.id,
		startsAt: startsAt.toISOString(),
		place,
	});
	for (const file of cases) await addToAgenda(planner, anOpId(), { meetingId, caseId: file.id });
	if (cases.length === 0) await addOtherItem(planner, anOpId(), { meetingId, title: "The year ahead" });
	if (!isDraft) await publishMeeting(planner, anOpId(), { meetingId });
	const items = (await db
		.select({ id: agendaItems.id, caseId: agendaItems.caseId })
		.from(agendaItems)
		.where(and(eq(agendaItems.meetingId, meetingId), isNotNull(agendaItems.caseId)))
		.orderBy(asc(agendaItems.position))) as TestMeeting["items"];
	const meeting = { id: meetingId, panel, items };
	for (const actor of [...(startedBy ? [startedBy] : []), ...present]) await enters(actor, meeting);
	if (startedBy) {
		await startMeeting(startedBy, anOpId(), { meetingId });
		const [first] = items;
		if (first) await openItem(startedBy, anOpId(), { meetingId, itemId: first.id });
	}
	return meeting;
}

/** Accepts a meeting’s confidentiality statement, which opens its room. */
export const enters = (actor: Actor, { id }: { id: string }) =>
	acceptStatement(actor, anOpId(), { meetingId: id, agrees: "yes" });
