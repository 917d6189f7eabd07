/**
 * A force that has used Panelroom for three years: panels, their meetings and cases, with actions, advice, reviews
 * and the events of it all in whole hash chains. The organisation and today's meetings are made by the product's own
 * commands, the years before that in bulk. Not in it: answers of earlier operations, and the log of who looked.
 */
import { eq } from "drizzle-orm";
import { closeDatabase, db, dialect, rebuildSearch, transaction } from "#db/index.ts";
import {
	actions,
	advice,
	agendaItems,
	attendances,
	cases,
	entries,
	events,
	hearings,
	meetings,
	memberships,
	people,
	recusals,
	referrals,
	reviews,
	revisions,
	streams,
	victimAgencies,
} from "#db/schema/index.ts";
import { issueLink, setPasswordByLink } from "#server/account/index.ts";
import { addAgency, ensureOrganisation } from "#server/agencies/index.ts";
import { type Actor, SYSTEM } from "#server/audiences/index.ts";
import { flushAccessLog } from "#server/audit/index.ts";
import { searchKey } from "#server/cases/add-case.ts";
import { addDays, londonDate, setClock, startOfLondonDay } from "#server/clock.ts";
import { canonical } from "#server/events/canonical.ts";
import { commitmentTo, eventHash, touch } from "#server/events/record.ts";
import { caseOf, type EventData, type EventType, parseData, type TypedEvent } from "#server/events/types.ts";
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
import { addMembership, addPanel, signUndertaking } from "#server/panels/index.ts";
import { addUser } from "#server/people/index.ts";
import { summaryTexts } from "#server/summary/index.ts";
import { type Chance, chanceOf } from "#tests/random.ts";
import type { SignIn } from "#tests/setup/meeting-for-load.ts";
import { type BulkWriter, openBulkWriter } from "./bulk-writer.ts";

/** How much of everything there is. */
export interface Bulk {
	cases: number;
	panels: number;
}

/** Where the benchmark finds what it looks at. Plain data, so that the process that seeds can print it. */
export interface BulkSeed {
	chair: SignIn;
	member: SignIn;
	lead: SignIn;
	officer: SignIn;
	panelId: string;
	/** A case of that panel that has been heard, with its ten actions. */
	caseId: string;
	/** A meeting of that panel in progress, with everybody of the panel in it. */
	meetingId: string;
	/** A draft of that panel's. */
	plannedId: string;
	rows: Record<string, number>;
}

const YEARS_DAYS = 3 * 364;
const DAYS_BETWEEN_MEETINGS = 14;
const ACTIONS_A_CASE = 10;
/** How far an action's reminders have come, by the days since its due date. */
const REMINDED = [
	{ level: 4, days: 14 },
	{ level: 3, days: 7 },
	{ level: 2, days: 3 },
	{ level: 1, days: -3 },
] as const;
const ENTRIES_A_CASE = 5;
/** On the agenda of the meeting in progress, whatever else there is. */
const LIVE_CASES = 12;
const RECUSALS_OF_LEAD = 25;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MEMBERS_A_PANEL = 10;
const OFFICERS_A_PANEL = 12;

const FIRST =
	"Aisha Alan Alice Amara Amelia Amir Amy Andrew Angela Anna Arjun Ava Ben Beth Bilal Callum Carol Charlotte Chidi Chloe Claire Craig Daniel David Dawn Declan Donna Dylan Ed Eleanor Ella Emily Emma Erin Ethan Eve Faith Fatima Fiona Freya Gareth Gemma George Grace Hannah Harriet Harry Hassan Helen Holly Ian Imogen Isla Ivan Jack Jade James Jane Jasmine Joanne John Joseph Julie Kai Karen Kate Kelly Kevin Kieran Kofi Laura Leah Lee Leila Lewis Liam Linda Lola Lucy Luke Magda Maria Mark Martin Matthew Maya Megan Mia Michael Mohammed Molly Naomi Natasha Neil Nia Niamh Nicola Nikhil Nina Noah Nora Oksana Olivia Omar Oscar Patricia Paul Peter Phoebe Piotr Poppy Priya Rachel Rebecca Reece Rhys Ria Richard Robert Rosa Rosie Ruby Ruth Ryan Sadia Sally Sam Samira Sarah Sean Siân Simon Sofia Sophie Stella Stephen Susan Tara Tariq Thomas Tia Tom Tracey Victoria Vikram Wayne Wendy William Yasmin Zara Zoe Łukasz Zoltán".split(
		" ",
	);
const LAST =
	"Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke Khan Hughes Lewis Harris Edwards Turner Ali Martin Cooper Hill Ward Hussain Moore Clark King Harrison Morgan Baker Lee Ahmed James Phillips Allen Scott Watson Parker Bennett Young Begum Davis Cook Singh Richardson Griffiths Price Shaw Cox Mitchell Miller Kelly Bailey Collins Mason Marshall Palmer Richards Carter Shah Webb Simpson Foster Ellis Chapman Rogers Murphy Adams Gray Rose Holmes Hunt Mills Stevens Knight Gibson Powell Ford Butler Fisher Barnes Reid Owen Stewart Matthews Murray Byrne Fletcher Dixon Lloyd Pearson Graham Kaur Fox West Cole Reynolds Burton Grant Wells Spencer Nowak Kowalski O’Brien O’Connor Ferreira Okafor Adeyemi Mensah Nguyen Chen Wong Rahman Chowdhury Malik Sharma Gupta Iqbal Popescu Ionescu Petrov Novak Costa Santos Silva Rossi Bianchi Müller Schmidt Dubois Haddad Yilmaz Demir Abdi Hassan Warsame Tesfaye Achterberg Featherstone Winterbottom Ravenscroft Cholmondeley Throckmorton Akinfenwa Szczepański".split(
		" ",
	);
const AGENCIES = [
	"County Police",
	"Victim Support",
	"Probation Service",
	"Stalking Advocacy Service",
	"Mental Health Trust",
	"Children’s Social Care",
	"Adult Social Care",
	"Crown Prosecution Service",
	"The Cyber Helpline",
	"Liaison and Diversion",
	"Acute Hospitals Trust",
	"Professional Standards",
];
const SAID = [
	"Two further reports since the last panel, both at the workplace.",
	"CCTV of the second incident has been secured and is with the officer.",
	"The victim has changed her number and route to work; she keeps a diary.",
	"Messages have come from four new accounts, all made within an hour.",
	"A vehicle registered to the suspect was seen in the road on three evenings.",
	"The school has been told who may collect the children.",
	"He was seen by the crisis team in spring and discharged to his GP.",
	"The tracker found under the car has been examined; the data show daily use.",
	"Her employer has moved her parking space and given reception a photograph.",
	"The tenancy at the neighbouring address ends next month.",
	"Conditions of bail were explained again, and he signed for them.",
	"She says that she feels safer since the locks were changed, and sleeps at home.",
	"The pattern is fixated and escalating; contact by third parties is new.",
	"A cease letter was delivered by hand; there was no contact for nine days after it.",
];
const TO_DO = [
	"Review bail conditions with the officer and tell the victim the outcome",
	"Apply for an interim stalking protection order",
	"Refer to the advocacy service and confirm first contact",
	"Check ownership of the phone numbers and accounts",
	"Fit a personal alarm and mark the address on the command system",
	"Write to the employer about safety at work",
	"Complete a risk assessment with the victim present",
	"Ask health for a view on fixation and treatment",
	"Secure CCTV from the car park before it is overwritten",
	"Speak to the school about collection and contact",
];

/** Fills the empty database of DATABASE_URL, and closes it. */
export async function seedBulk(bulk: Bulk): Promise<BulkSeed> {
	const today = londonDate();
	await migrate();
	const force = await seedOrganisation(bulk, addDays(today, -YEARS_DAYS));
	const heads = new Map(
		(await db.select().from(streams)).map((stream) => [stream.id, { ...stream }] as const),
	);
	const seats = await db.select().from(memberships);
	// One writer holds a SQLite file; to PostgreSQL db/ stays connected.
	if (dialect === "sqlite") await closeDatabase();

	const writer = await openBulkWriter();
	const rows: Record<string, number> = {};
	const counting: BulkWriter = {
		...writer,
		add: (table, row) => {
			const name = NAMES.get(table as never) ?? "?";
			rows[name] = (rows[name] ?? 0) + 1;
			writer.add(table, row);
		},
	};
	const chance = chanceOf(20261126);
	let agenda: string[] = [];
	let caseId = "";
	const made: { panelId: string; head: Head }[] = [];
	for (const [number, panel] of force.panels.entries()) {
		const share =
			Math.floor(((number + 1) * bulk.cases) / bulk.panels) - Math.floor((number * bulk.cases) / bulk.panels);
		const head = heads.get(panel.panelId) as Head;
		const history = writeHistory({
			panel,
			seats: seats.filter((seat) => seat.panelId === panel.panelId),
			number: share,
			today,
			chance,
			leadId: number === 0 ? (force.lead.actor.userId ?? "") : "",
			agencyIds: force.agencyIds,
		});
		await writePanel(counting, panel.panelId, head, history, chance);
		made.push({ panelId: panel.panelId, head });
		if (number === 0) {
			agenda = history.waiting.slice(0, LIVE_CASES);
			caseId = history.heardCaseId;
		}
	}
	await writer.end();
	await moveHeads(made);
	await rebuildSearch(summaryTexts);

	const [first] = force.panels;
	if (!first) throw new Error("There is no panel");
	const { meetingId, plannedId } = await holdMeeting(first, force.lead.actor, agenda);
	await flushAccessLog();
	await closeDatabase();
	const signIn = ({ email }: Person): SignIn => ({ email, password: PASSWORD });
	return {
		chair: signIn(first.chair),
		member: signIn(first.member),
		lead: signIn(force.lead),
		officer: signIn(first.officer),
		panelId: first.panelId,
		caseId,
		meetingId,
		plannedId,
		rows,
	};
}

const NAMES = new Map<unknown, string>([
	[actions, "actions"],
	[advice, "advice"],
	[agendaItems, "agendaItems"],
	[attendances, "attendances"],
	[cases, "cases"],
	[entries, "entries"],
	[events, "events"],
	[hearings, "hearings"],
	[meetings, "meetings"],
	[people, "people"],
	[recusals, "recusals"],
	[referrals, "referrals"],
	[reviews, "reviews"],
	[revisions, "revisions"],
	[victimAgencies, "victimAgencies"],
]);

// --- the organisation, by its own commands ----------------------------------------------------------------

const PASSWORD = "harbour-lantern-10";

interface Person {
	actor: Actor;
	email: string;
}
interface Panel {
	panelId: string;
	prefix: string;
	area: string;
	chair: Person;
	coordinator: Person;
	member: Person;
	officer: Person;
	/** Who could be the officer in a case. */
	officers: Person[];
}

async function seedOrganisation({ panels }: Bulk, since: string) {
	const begun = startOfLondonDay(since);
	setClock(() => begun);
	try {
		await transaction(ensureOrganisation);
		const agencyIds = new Map<string, string>();
		for (const name of AGENCIES) agencyIds.set(name, (await addAgency(SYSTEM, newId(), { name })).agencyId);
		const chance = chanceOf(43);
		let people = 0;
		const person = async (
			who: string,
			agencyName: string,
			role: "none" | "lead" = "none",
			signsIn = false,
		) => {
			const agencyId = agencyIds.get(agencyName) ?? "";
			const name = nameFrom(chance);
			const email = `${who}-${++people}@panelroom.example`;
			const { userId } = await addUser(SYSTEM, newId(), { name, email, role, agencyId });
			if (signsIn) {
				const { url } = await issueLink(SYSTEM, newId(), { userId });
				const token = url.split("/").at(-1) ?? "";
				await setPasswordByLink({ token, password: PASSWORD, opId: newId(), device: "Seed" });
			}
			const actor: Actor = { userId, name, agencyId, agencyName, role, sessionId: "seed" };
			return { actor, email };
		};
		const made: Panel[] = [];
		for (let number = 0; number < panels; number++) {
			const prefix = `P${String.fromCharCode(65 + Math.floor(number / 26), 65 + (number % 26))}`;
			const area = `Area ${1 + (number % 9)}`;
			const { panelId } = await addPanel(SYSTEM, newId(), {
				name: `Panel ${String(number + 1).padStart(2, "0")}`,
				area,
				referencePrefix: prefix,
			});
			const isFirst = number === 0;
			const seat = async (held: Person, role: (typeof memberships.$inferSelect)["role"]) => {
				await addMembership(SYSTEM, newId(), { panelId, userId: held.actor.userId, role, startsOn: since });
				if (role !== "observer") await signUndertaking(held.actor, newId(), { panelId, agrees: "yes" });
				return held;
			};
			const chair = await seat(await person("chair", "County Police", "none", isFirst), "chair");
			await seat(await person("deputy", "County Police"), "deputy");
			const coordinator = await seat(await person("coordinator", "County Police"), "coordinator");
			const members: Person[] = [];
			for (let index = 0; index < MEMBERS_A_PANEL; index++) {
				const agency = AGENCIES[1 + (index % (AGENCIES.length - 1))] ?? "";
				members.push(await seat(await person("member", agency, "none", isFirst && index === 0), "member"));
			}
			await seat(await person("observer", "Professional Standards"), "observer");
			const officers: Person[] = [];
			for (let index = 0; index < OFFICERS_A_PANEL; index++) {
				officers.push(await person("officer", "County Police", "none", isFirst && index === 0));
			}
			made.push({
				panelId,
				prefix,
				area,
				chair,
				coordinator,
				member: members[0] as Person,
				officer: officers[0] as Person,
				officers,
			});
		}
		const lead = await person("lead", "County Police", "lead", true);
		return { panels: made, lead, agencyIds: [...agencyIds.values()] };
	} finally {
		setClock();
	}
}

/** A meeting of today with everybody of it, by its own commands, and a draft of the next. */
async function holdMeeting(panel: Panel, lead: Actor, caseIds: readonly string[]) {
	const chair = panel.chair.actor;
	const startsAt = (days: number) => new Date(Date.now() + days * DAY).toISOString();
	const plan = (days: number) =>
		planMeeting(chair, newId(), { panelId: panel.panelId, startsAt: startsAt(days), place: "Room 2" });
	const { meetingId } = await plan(0);
	const itemIds: string[] = [];
	for (const caseId of caseIds) {
		itemIds.push((await addToAgenda(chair, newId(), { meetingId, caseId })).itemId);
	}
	await publishMeeting(chair, newId(), { meetingId });
	for (const actor of [chair, panel.member.actor, lead])
		await acceptStatement(actor, newId(), { meetingId, agrees: "yes" });
	await startMeeting(chair, newId(), { meetingId });
	await openItem(chair, newId(), { meetingId, itemId: itemIds[0] ?? "" });
	const { meetingId: plannedId } = await plan(14);
	for (const caseId of caseIds) await addToAgenda(chair, newId(), { meetingId: plannedId, caseId });
	return { meetingId, plannedId };
}

// --- three years of one panel -----------------------------------------------------------------------------

type Row<T extends { $inferInsert: unknown }> = T["$inferInsert"];
interface Versioned {
	version: number;
}
/** One write as a command makes it: its events share a version of the panel's stream. */
interface Write {
	at: number;
	actorId: string;
	events: {
		type: EventType;
		data: Record<string, unknown>;
		touched: string[];
		text?: { kind: string; id: string; fields: Record<string, unknown> };
	}[];
	/** Rows that carry the version of this write, unless a later one changes them. */
	rows: Versioned[];
}

interface History {
	writes: Write[];
	rows: {
		meetings: Row<typeof meetings>[];
		agendaItems: Row<typeof agendaItems>[];
		attendances: Row<typeof attendances>[];
		cases: Row<typeof cases>[];
		people: Row<typeof people>[];
		victimAgencies: Row<typeof victimAgencies>[];
		recusals: Row<typeof recusals>[];
		entries: Row<typeof entries>[];
		actions: Row<typeof actions>[];
		advice: Row<typeof advice>[];
		referrals: Row<typeof referrals>[];
		hearings: Row<typeof hearings>[];
		reviews: Row<typeof reviews>[];
	};
	/** Cases that could be on the next agenda, the newest first. */
	waiting: string[];
	heardCaseId: string;
}

interface Task {
	panel: Panel;
	seats: (typeof memberships.$inferSelect)[];
	number: number;
	today: string;
	chance: Chance;
	/** The lead, where some of this panel's cases are hidden from them. */
	leadId: string;
	agencyIds: readonly string[];
}

function nameFrom(chance: Chance): string {
	// Squared, so that some surnames are common and most are rare, as they are.
	const share = chance.below(10_000) / 10_000;
	const last = LAST[Math.floor(share * share * LAST.length)] ?? "Smith";
	const isDouble = chance.isTrue(0.03);
	return `${chance.pick(FIRST)} ${last}${isDouble ? `-${chance.pick(LAST)}` : ""}`;
}

/** UUIDv7 of that moment. */
function idAt(at: number, chance: Chance): string {
	const time = Math.floor(at).toString(16).padStart(12, "0");
	const random = (
		chance.below(0x1_0000_0000).toString(16) + chance.below(0x1_0000_0000).toString(16)
	).padStart(16, "0");
	const more = chance.below(0x10_0000).toString(16).padStart(5, "0").slice(0, 3);
	return `${time.slice(0, 8)}-${time.slice(8)}-7${more}-8${random.slice(0, 3)}-${random.slice(3, 15)}`;
}

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

function writeHistory({ panel, seats, number, today, chance, leadId, agencyIds }: Task): History {
	const { panelId } = panel;
	const noon = Date.parse(`${today}T12:00:00Z`);
	const rows: History["rows"] = {
		meetings: [],
		agendaItems: [],
		attendances: [],
		cases: [],
		people: [],
		victimAgencies: [],
		recusals: [],
		entries: [],
		actions: [],
		advice: [],
		referrals: [],
		hearings: [],
		reviews: [],
	};
	const writes: Write[] = [];
	const working = seats.filter(({ role }) => role !== "observer");
	const members = seats.filter(({ role }) => role === "member");
	const coordinator = panel.coordinator.actor;
	const chair = panel.chair.actor;
	const write = (at: number, actorId: string, touchedRows: Versioned[], events: Write["events"]) =>
		writes.push({ at, actorId, rows: touchedRows, events });
	const event = <T extends EventType>(
		type: T,
		data: Omit<EventData<T>, "text">,
		touched: string[],
		text?: Write["events"][number]["text"],
	): Write["events"][number] => ({
		type,
		data: data as Record<string, unknown>,
		touched,
		...(text ? { text } : {}),
	});

	// Meetings of every other week, from three years ago to the last before today.
	const offset = 1 + chance.below(DAYS_BETWEEN_MEETINGS);
	const held: { id: string; at: number; on: string; position: number; row: Row<typeof meetings> }[] = [];
	for (let days = YEARS_DAYS - DAYS_BETWEEN_MEETINGS + offset; days > 0; days -= DAYS_BETWEEN_MEETINGS) {
		const at = noon - days * DAY - 2 * HOUR;
		const id = idAt(at - 12 * DAY, chance);
		const meeting = {
			id,
			panelId,
			startsAt: new Date(at),
			minutes: 120,
			extendedBy: 0,
			place: "Room 2",
			state: "closed" as const,
			quorum: 3,
			publishedAt: new Date(at - 7 * DAY),
			publications: 1,
			startedAt: new Date(at),
			closedAt: new Date(at + 2 * HOUR),
			chairUserId: chair.userId,
			chairName: chair.name,
			isRevealed: false,
			version: 0,
		};
		rows.meetings.push(meeting);
		held.push({ id, at, on: dateOf(at), position: 0, row: meeting });
		const startsAt = meeting.startsAt.toISOString();
		write(
			at - 12 * DAY,
			chair.userId,
			[meeting],
			[
				event("meeting.planned", { meetingId: id }, [touch("meeting", id)], {
					kind: "meeting",
					id,
					fields: { startsAt, minutes: 120, place: "Room 2" },
				}),
			],
		);
		write(
			at - 7 * DAY,
			chair.userId,
			[meeting],
			[
				event("meeting.published", { meetingId: id, publication: 1 }, [touch("meeting", id)], {
					kind: "agenda",
					id,
					fields: { startsAt, minutes: 120, place: "Room 2", items: [] },
				}),
			],
		);
		write(at, chair.userId, [meeting], [event("meeting.started", { meetingId: id }, [touch("meeting", id)])]);
		write(
			at + 2 * HOUR,
			chair.userId,
			[meeting],
			[event("meeting.closed", { meetingId: id }, [touch("meeting", id)])],
		);
		for (const seat of working) {
			const isThere = seat.userId === chair.userId || chance.isTrue(0.78);
			if (!isThere && !chance.isTrue(0.5)) continue;
			const attendanceId = idAt(at - HOUR / 2, chance);
			const attendance = {
				id: attendanceId,
				meetingId: id,
				userId: seat.userId,
				userName: seat.userName,
				agencyId: seat.agencyId,
				agencyName: seat.agencyName,
				capacity: seat.role,
				state: isThere
					? chance.isTrue(0.1)
						? ("left" as const)
						: ("present" as const)
					: ("apologies" as const),
				statementAt: isThere ? new Date(at - HOUR / 2) : null,
				arrivedAt: isThere ? new Date(at - HOUR / 2) : null,
				note: isThere ? null : "On leave.",
				version: 0,
			};
			rows.attendances.push(attendance);
			const touched = [touch("attendance", attendanceId)];
			if (isThere) {
				write(
					at - HOUR / 2,
					seat.userId,
					[attendance],
					[event("statement.accepted", { meetingId: id, attendanceId, userId: seat.userId }, touched)],
				);
			} else {
				write(
					at - DAY,
					seat.userId,
					[attendance],
					[
						event(
							"attendance.noted",
							{
								meetingId: id,
								attendanceId,
								userId: seat.userId,
								agencyId: seat.agencyId,
								state: "apologies",
							},
							touched,
							{ kind: "attendance", id: attendanceId, fields: { name: seat.userName, note: "On leave." } },
						),
					],
				);
			}
		}
	}

	const waiting: string[] = [];
	let heardCaseId = "";
	for (let index = 0; index < number; index++) {
		// The last ones are always new, so that there is something for the next agenda.
		const isLast = index >= number - LIVE_CASES;
		const daysAgo = isLast
			? chance.below(3)
			: 3 + Math.floor(((number - index) * (YEARS_DAYS - 30)) / number);
		const referredAt = noon - daysAgo * DAY - chance.below(8) * HOUR;
		const referredOn = dateOf(referredAt);
		const caseId = idAt(referredAt, chance);
		const officer = chance.pick(panel.officers).actor;
		const hasOfficer = chance.isTrue(0.85);
		const risk = chance.pick(["standard", "medium", "medium", "high", "high"] as const);
		const reference = `${panel.prefix}-${referredOn.slice(0, 4)}-${String(index + 1).padStart(3, "0")}`;
		const row: Row<typeof cases> = {
			id: caseId,
			panelId,
			reference,
			crimeReference: `42/${100000 + chance.below(899999)}/${referredOn.slice(2, 4)}`,
			relationship: chance.pick([
				"ex-partner",
				"ex-partner",
				"ex-partner",
				"acquaintance",
				"neighbour",
				"stranger",
			]),
			risk,
			officerName: hasOfficer ? officer.name : null,
			officerUserId: hasOfficer ? officer.userId : null,
			area: panel.area,
			state: "not-heard",
			nextStep: "hearing",
			referredOn,
			isRepeat: false,
			openedAt: new Date(referredAt),
			version: 0,
		};
		rows.cases.push(row);
		const header = {
			reference,
			crimeReference: row.crimeReference,
			officerName: row.officerName,
			referredOn,
		};
		const opening = [
			event("case.added", { caseId, isImported: false, risk }, [touch("case", caseId)], {
				kind: "case",
				id: caseId,
				fields: header,
			}),
		];
		const written: Versioned[] = [row];
		for (const part of ["victim", "person-causing-harm"] as const) {
			const name = nameFrom(chance);
			const aliases = chance.isTrue(0.15) ? [nameFrom(chance)] : [];
			const dateOfBirth = `${1950 + chance.below(56)}-${String(1 + chance.below(12)).padStart(2, "0")}-${String(1 + chance.below(28)).padStart(2, "0")}`;
			const id = idAt(referredAt, chance);
			const person = {
				id,
				caseId,
				part,
				name,
				aliases,
				searchKey: searchKey({ name, aliases }),
				dateOfBirth,
				version: 0,
			};
			rows.people.push(person);
			written.push(person);
			opening.push(
				event("person.added", { caseId, personId: id, part }, [touch("person", id)], {
					kind: "person",
					id,
					fields: { name, aliases, dateOfBirth },
				}),
			);
		}
		const referral: Row<typeof referrals> = {
			id: idAt(referredAt, chance),
			caseId,
			panelId,
			referredOn,
			kind: "new",
			authorId: coordinator.userId,
			authorName: coordinator.name,
			at: new Date(referredAt),
			version: 0,
		};
		rows.referrals.push(referral);
		written.push(referral as Versioned);
		write(referredAt, coordinator.userId, written, opening);

		if (chance.isTrue(0.6)) {
			const id = idAt(referredAt + HOUR, chance);
			const at = 1 + chance.below(3);
			const listed = {
				id,
				caseId,
				agencyId: agencyIds[at] ?? "",
				agencyName: AGENCIES[at] ?? "",
				version: 0,
			};
			rows.victimAgencies.push(listed);
			write(
				referredAt + HOUR,
				coordinator.userId,
				[listed],
				[event("victim-agency.added", { caseId, agencyId: listed.agencyId }, [touch("victimAgency", id)])],
			);
		}
		const isHiddenFromLead = leadId !== "" && index < Math.min(RECUSALS_OF_LEAD, number / 10);
		if (isHiddenFromLead || chance.isTrue(0.004)) {
			const id = idAt(referredAt + HOUR, chance);
			const seat = chance.pick(members);
			const who = isHiddenFromLead ? { userId: leadId, userName: "The lead" } : seat;
			const declaredAt = new Date(referredAt + HOUR);
			const recusal = {
				id,
				caseId,
				userId: who.userId,
				userName: who.userName,
				declaredById: who.userId,
				declaredAt,
				version: 0,
			};
			rows.recusals.push(recusal);
			write(
				referredAt + HOUR,
				who.userId,
				[recusal],
				[event("recusal.declared", { caseId, recusalId: id, userId: who.userId }, [touch("recusal", id)])],
			);
		}

		// When it was heard: at the next meeting but the very next, again after about a quarter, perhaps as a repeat.
		const hearingsOf: { meeting: (typeof held)[number]; listing: "new" | "repeat" | "review" }[] = [];
		const heard = isLast ? -1 : held.findIndex(({ at }) => at > referredAt + 3 * DAY);
		const meetingAt = (position: number, listing: "new" | "repeat" | "review") => {
			const meeting = heard < 0 ? undefined : held[heard + position];
			if (meeting) hearingsOf.push({ meeting, listing });
			return meeting;
		};
		const first = meetingAt(0, "new");
		if (first) {
			referral.firstHeardOn = first.on;
			row.heardOn = first.on;
		}
		if (chance.isTrue(0.35)) meetingAt(6, "review");
		if (chance.isTrue(0.08)) {
			const again = meetingAt(14, "repeat");
			if (again) {
				const at = again.at - 9 * DAY;
				const repeat: Row<typeof referrals> = {
					...referral,
					id: idAt(at, chance),
					referredOn: dateOf(at),
					kind: "repeat",
					previousOn: referredOn,
					firstHeardOn: again.on,
					at: new Date(at),
				};
				rows.referrals.push(repeat);
				write(
					at,
					coordinator.userId,
					[row, repeat as Versioned],
					[
						event("case.changed", { caseId }, [touch("case", caseId)], {
							kind: "case",
							id: caseId,
							fields: { ...header, referredOn: repeat.referredOn },
						}),
					],
				);
				row.referredOn = repeat.referredOn;
				row.isRepeat = true;
			}
		}
		const leftWith = new Map<(typeof held)[number], Versioned[]>();
		for (const { meeting, listing } of hearingsOf) {
			const itemId = idAt(meeting.at - 6 * DAY, chance);
			meeting.position += 1_000 + chance.below(50_000);
			const openedAt = meeting.at + Math.min(110, (meeting.position / 25_000) * 3) * 60_000;
			const item: Row<typeof agendaItems> = {
				id: itemId,
				meetingId: meeting.id,
				kind: "case",
				caseId,
				listing,
				minutes: 10,
				presenterName: row.officerName,
				hasChildren: chance.isTrue(0.2),
				position: meeting.position,
				addedAt: new Date(meeting.at - 6 * DAY),
				isCurrent: false,
				openedAt: new Date(openedAt),
				leftAt: new Date(openedAt + 3 * 60_000),
				spentMs: 180_000,
				outcome: "heard",
				version: 0,
			};
			const hearing = {
				id: idAt(openedAt, chance),
				caseId,
				panelId,
				meetingId: meeting.id,
				heardOn: meeting.on,
				listing,
				version: 0,
			};
			rows.agendaItems.push(item);
			rows.hearings.push(hearing);
			const about = { meetingId: meeting.id, itemId, caseId };
			const touched = [touch("agendaItem", itemId)];
			write(
				meeting.at - 6 * DAY,
				coordinator.userId,
				[item as Versioned],
				[event("agenda.item-added", about, touched)],
			);
			write(openedAt, chair.userId, [item as Versioned], [event("meeting.item-opened", about, touched)]);
			const left: Versioned[] = [item as Versioned, hearing];
			leftWith.set(meeting, left);
			write(openedAt + 180_000, chair.userId, left, [
				event("meeting.item-left", { ...about, outcome: "heard" }, touched),
			]);
		}
		const times = hearingsOf.map(({ meeting }) => meeting.at + 30 * 60_000);
		const meetingIdOf = (at: number) =>
			hearingsOf.find(({ meeting }) => meeting.at + 30 * 60_000 === at)?.meeting.id ?? null;
		const someTime = () => (times.length > 0 ? chance.pick(times) : referredAt + 2 * HOUR);

		for (let entry = 0; entry < ENTRIES_A_CASE; entry++) {
			const at = someTime() + entry * 1_000;
			const seat = chance.pick(working);
			const id = idAt(at, chance);
			const kind =
				entry === 0 && times.length > 0
					? ("advice" as const)
					: chance.pick(["information", "information", "risk", "decision"] as const);
			const body = `${chance.pick(SAID)} ${chance.pick(SAID)} ${chance.pick(SAID)} Reported on ${dateOf(at)}, number ${chance.below(100_000)}.`;
			const meetingId = meetingIdOf(at - entry * 1_000);
			const said = {
				id,
				caseId,
				meetingId,
				kind,
				body,
				authorId: seat.userId,
				authorName: seat.userName,
				agencyName: seat.agencyName,
				at: new Date(at),
				version: 0,
			};
			rows.entries.push(said);
			const changed: Versioned[] = [said];
			if (kind === "advice") {
				const isRecent = at > noon - 30 * DAY;
				const state = chance.isTrue(isRecent ? 0.6 : 0.04)
					? ("unanswered" as const)
					: chance.pick([
							"accepted",
							"accepted",
							"accepted",
							"accepted",
							"accepted",
							"accepted",
							"in-part",
							"in-part",
							"declined",
						] as const);
				const answered =
					state === "unanswered"
						? {}
						: {
								answeredById: officer.userId,
								answeredByName: officer.name,
								answeredAt: new Date(Math.min(noon, at + 6 * DAY)),
							};
				const given = {
					id: idAt(at, chance),
					entryId: id,
					caseId,
					panelId,
					meetingId,
					state,
					...answered,
					at: new Date(at),
					version: 0,
				};
				rows.advice.push(given);
				changed.push(given);
			}
			write(at, seat.userId, changed, [
				event("entry.added", { caseId, entryId: id, kind, meetingId }, [touch("entry", id)], {
					kind: "entry",
					id,
					fields: { kind, body },
				}),
			]);
		}

		const isRecentCase = daysAgo < 120;
		for (let action = 0; action < ACTIONS_A_CASE; action++) {
			const at = someTime() + 60_000 + action * 1_000;
			const owner = chance.pick(working);
			const id = idAt(at, chance);
			const due = dateOf(at + (7 + chance.below(36)) * DAY);
			const isEnded = chance.isTrue(isRecentCase ? 0.45 : 0.978);
			const chosen = chance.below(100);
			const endsAt = Math.min(
				noon - HOUR,
				Date.parse(`${due}T11:00:00Z`) + (chance.isTrue(0.7) ? -chance.below(7) : chance.below(30)) * DAY,
			);
			const status = isEnded
				? chosen < 86
					? "done"
					: chosen < 90
						? "not-possible"
						: chosen < 94
							? "not-done"
							: "refused"
				: chosen < 60
					? "open"
					: chosen < 85
						? "in-progress"
						: "proposed";
			const what = `${chance.pick(TO_DO)} (${reference}, ${action + 1})`;
			const isDone = status === "done";
			const statusAt = isEnded ? Math.max(at + HOUR, endsAt) : at;
			const agreed: Row<typeof actions> = {
				id,
				caseId,
				panelId,
				meetingId: meetingIdOf(at - 60_000 - action * 1_000),
				what,
				ownerAgencyId: owner.agencyId,
				ownerAgencyName: owner.agencyName,
				ownerUserId: chance.isTrue(0.5) ? owner.userId : null,
				due,
				priority: chance.isTrue(0.1) ? "urgent" : "routine",
				category: chance.pick([
					"victim-safety",
					"person-causing-harm",
					"investigation",
					"staff-safety",
					"other",
				] as const),
				status: status as Row<typeof actions>["status"],
				doneOn: isDone ? dateOf(statusAt) : null,
				isRefusedLater: false,
				// Else the server's first minutes would go by with three years' reminders.
				reminded: REMINDED.find(({ days }) => due <= addDays(londonDate(), -days))?.level ?? 0,
				outcome: isEnded ? "As agreed with the officer in the case." : null,
				isHeldByChair: false,
				isAnsweredForOwner: false,
				authorId: coordinator.userId,
				authorName: coordinator.name,
				at: new Date(at),
				statusAt: isEnded ? new Date(statusAt) : null,
				version: 0,
			};
			agreed.ownerUserName = agreed.ownerUserId ? owner.userName : null;
			rows.actions.push(agreed);
			write(
				at,
				coordinator.userId,
				[agreed as Versioned],
				[
					event(
						"action.added",
						{
							caseId,
							actionId: id,
							ownerAgencyId: owner.agencyId,
							due,
							status: "open",
							meetingId: agreed.meetingId ?? null,
							isImported: false,
						},
						[touch("action", id)],
						{ kind: "action", id, fields: { what, ownerAgencyName: owner.agencyName, due } },
					),
				],
			);
			if (isEnded) {
				write(
					statusAt,
					owner.userId,
					[agreed as Versioned],
					[
						event(
							"action.status-set",
							{ caseId, actionId: id, from: "open", to: status as Row<typeof actions>["status"] },
							[touch("action", id)],
							{ kind: "action", id, fields: { status, outcome: agreed.outcome } },
						),
					],
				);
			}
		}

		const lastHeard = hearingsOf.at(-1)?.meeting;
		if (!lastHeard) {
			waiting.unshift(caseId);
			continue;
		}
		heardCaseId ||= index > number / 2 ? caseId : "";
		// After each hearing a review; the case is closed at the last, or waits for it.
		for (const { meeting } of hearingsOf) {
			const dueOn = dateOf(meeting.at + (28 + chance.below(57)) * DAY);
			const isPast = dueOn < today;
			const isLate = isPast && meeting === lastHeard && chance.isTrue(0.05);
			const isDone = isPast && !isLate;
			const doneOn = isDone ? dateOf(Math.min(noon - DAY, Date.parse(dueOn) + chance.below(10) * DAY)) : null;
			const review: Row<typeof reviews> = {
				id: idAt(meeting.at, chance),
				caseId,
				panelId,
				dueOn,
				state: isDone ? "done" : "due",
				...(isDone
					? {
							hasStopped: chance.pick([
								"stopped",
								"stopped",
								"stopped",
								"less",
								"the-same",
								"more",
								"not-known",
							] as const),
							isSafer: chance.pick(["safer", "safer", "the-same", "less-safe", "not-known"] as const),
							victimSays: chance.pick(["safer", "the-same", "less-safe", "not-asked"] as const),
							investigation: chance.pick(["continues", "charged", "convicted", "no-further-action"] as const),
							order: chance.pick(["none", "none", "applied", "in-force", "breached"] as const),
							doneOn,
							doneById: coordinator.userId,
							doneByName: coordinator.name,
						}
					: {}),
				at: new Date(meeting.at),
				version: 0,
			};
			rows.reviews.push(review);
			leftWith.get(meeting)?.push(review as Versioned);
			if (meeting !== lastHeard) continue;
			if (isDone && chance.isTrue(0.9)) {
				Object.assign(row, {
					state: "closed",
					nextStep: null,
					nextDate: null,
					closedOn: doneOn,
					closeReason: "risk-reduced",
				});
			} else if (isDone) Object.assign(row, { state: "open", nextStep: "hearing", nextDate: null });
			else Object.assign(row, { state: "follow-up", nextStep: "review", nextDate: dueOn });
		}
	}
	return { writes, rows, waiting, heardCaseId };
}

// --- written in the order in which it happened ------------------------------------------------------------

type Head = typeof streams.$inferSelect;

const FLUSH_EVERY = 20_000;
/** So many of each kind are held against their type, so that what is written here is what the product writes. */
const CHECKED_OF_A_KIND = 20;
const checked = new Map<EventType, number>();

async function writePanel(
	writer: BulkWriter,
	panelId: string,
	head: Head,
	history: History,
	chance: Chance,
): Promise<void> {
	history.writes.sort((a, b) => a.at - b.at);
	let taken = 0;
	for (const { at, actorId, events: happened, rows } of history.writes) {
		head.version++;
		for (const row of rows) row.version = head.version;
		const opId = idAt(at, chance);
		const moment = new Date(at);
		for (const [position, { type, data, touched, text }] of happened.entries()) {
			if (text) {
				const revision = {
					id: idAt(at, chance),
					streamId: panelId,
					version: head.version,
					subjectKind: text.kind,
					subjectId: text.id,
					authorId: actorId,
					at: moment,
					salt: `${chance.below(0x1_0000_0000).toString(36)}${chance.below(0x1_0000_0000).toString(36)}`,
					body: canonical(text.fields),
					isSealed: false,
				};
				writer.add(revisions, revision);
				data.text = { id: revision.id, commitment: commitmentTo(revision) };
			}
			const seen = checked.get(type) ?? 0;
			if (seen < CHECKED_OF_A_KIND) {
				parseData(type, data);
				checked.set(type, seen + 1);
			}
			const row = {
				streamId: panelId,
				version: head.version,
				position,
				opId,
				actorId,
				at: moment,
				type,
				caseId: caseOf({ type, data } as unknown as TypedEvent) ?? null,
				data,
				touched,
				prevHash: head.headHash,
			};
			head.headHash = eventHash(row);
			writer.add(events, { ...row, hash: head.headHash });
		}
		if (++taken % FLUSH_EVERY === 0) await writer.flush();
	}
	const { rows } = history;
	const byTime = <T extends { at: Date }>(list: T[]) => list.sort((a, b) => a.at.getTime() - b.at.getTime());
	for (const row of rows.meetings) writer.add(meetings, row);
	for (const row of rows.cases) writer.add(cases, row);
	for (const row of rows.people) writer.add(people, row);
	for (const row of rows.agendaItems) writer.add(agendaItems, row);
	for (const row of rows.attendances) writer.add(attendances, row);
	for (const row of rows.victimAgencies) writer.add(victimAgencies, row);
	for (const row of rows.recusals) writer.add(recusals, row);
	for (const row of byTime(rows.entries)) writer.add(entries, row);
	for (const row of byTime(rows.actions)) writer.add(actions, row);
	for (const row of byTime(rows.advice)) writer.add(advice, row);
	for (const row of byTime(rows.referrals)) writer.add(referrals, row);
	for (const row of rows.hearings.sort((a, b) => (a.heardOn < b.heardOn ? -1 : 1))) writer.add(hearings, row);
	for (const row of byTime(rows.reviews)) writer.add(reviews, row);
	await writer.flush();
}

async function moveHeads(made: readonly { panelId: string; head: Head }[]): Promise<void> {
	await transaction(async (tx) => {
		for (const { panelId, head } of made) {
			const { version, headHash } = head;
			await tx.update(streams).set({ version, headHash }).where(eq(streams.id, panelId));
		}
	});
}
