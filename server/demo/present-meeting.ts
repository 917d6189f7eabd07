/** The meeting that is on when the demo opens, as far as it has come: three cases done, one current, three to come. */
import { setRisk } from "../cases/index.ts";
import { newId } from "../ids.ts";
import {
	addToAgenda,
	admitObserver,
	changeItem,
	inviteGuest,
	noteAttendance,
	noteReading,
	publishMeeting,
	raiseHand,
	startMeeting,
} from "../meetings/index.ts";
import { type Stage, Telling } from "./stage.ts";

const DAY = 24 * 60;

/** By their place in the tracker, in the order of the agenda. */
const CASES = [
	{ index: 0, listing: "review", minutes: 10 },
	{ index: 5, listing: "new", minutes: 12 },
	{ index: 1, listing: "review", minutes: 8 },
	{ index: 8, listing: "repeat", minutes: 15, hasChildren: true },
	{ index: 4, listing: "new", minutes: 18 },
	{ index: 3, listing: "new", minutes: 15 },
] as const;
/** Came in after the papers had gone out. */
const LATE = { index: 2, listing: "review", minutes: 12 } as const;

/** Builds the agenda and sends it out, a week before `present`. */
export async function tellAgenda(stage: Stage, meetingId: string, present: Date): Promise<void> {
	const { actor } = stage;
	const meeting = new Telling(stage, meetingId, present);
	const coordinator = actor("coordinator");

	await meeting.at(-7 * DAY);
	for (const { index, listing, minutes } of CASES) {
		await addToAgenda(coordinator, newId(), { meetingId, caseId: stage.file(index), listing, minutes });
	}
	for (const { index, ...planned } of CASES) {
		const { id: itemId, presenterName, version } = await meeting.item({ case: index });
		if (!("hasChildren" in planned)) continue;
		const presenter = presenterName ?? undefined;
		await changeItem(coordinator, newId(), {
			...planned,
			meetingId,
			itemId,
			presenterName: presenter,
			version,
		});
	}
	await publishMeeting(coordinator, newId(), { meetingId });

	await meeting.at(-6 * DAY);
	const online = await meeting.item({ case: 4 });
	await inviteGuest(coordinator, newId(), {
		meetingId,
		itemId: online.id,
		email: "guest@panelroom.example",
	});
	await meeting.at(-2 * DAY);
	for (const who of ["chair", "isac"]) {
		for (const { index } of CASES) await noteReading(actor(who), meetingId, stage.file(index));
	}
	await meeting.at(-1 * DAY);
	const { index, listing, minutes } = LATE;
	await addToAgenda(coordinator, newId(), { meetingId, caseId: stage.file(index), listing, minutes });
}

/** Tells the meeting up to `present`, which is minute 0; the steps before it have negative minutes. */
export async function tellPresentMeeting(stage: Stage, meetingId: string, present: Date): Promise<void> {
	const { actor } = stage;
	const meeting = new Telling(stage, meetingId, present);
	const coordinator = actor("coordinator");
	const chair = actor("chair");

	await meeting.at(-49.5);
	await meeting.enter("coordinator", "chair");
	await meeting.at(-48.6);
	await meeting.enter("isac");
	await meeting.at(-48.1);
	await meeting.enter("probation");
	await admitObserver(coordinator, newId(), { meetingId, userId: actor("observer").userId });
	await meeting.at(-47);
	await startMeeting(chair, newId(), { meetingId });
	await meeting.open("welcome");
	await meeting.at(-45.2);
	await meeting.enter("housing");

	await meeting.at(-43);
	await meeting.open("apologies");
	await meeting.at(-42.3);
	await noteAttendance(coordinator, newId(), {
		meetingId,
		state: "apologies",
		userName: "Ravi Menon",
		agencyId: stage.agency("Crown Prosecution Service"),
		note: "In court all day. Sends: on the repeat case the file is with a reviewing lawyer, early advice by Friday. Please say in the action if you want a course-of-conduct charge considered.",
	});
	await meeting.at(-41);
	await meeting.open("minutes");
	await meeting.at(-39);
	await meeting.open("actions");

	await meeting.at(-31);
	await meeting.open({ case: 0 });
	await tellReviewAtWork(meeting);
	await meeting.at(-22.5);
	await meeting.open({ case: 5 });
	await tellNewNeighbours(meeting);
	await meeting.at(-12);
	await meeting.open({ case: 1 });
	await tellReviewOfNeighbours(meeting);
	await meeting.at(-4.5);
	await meeting.open({ case: 8 });
	await tellRepeat(meeting);

	await meeting.at(-0.4);
	await raiseHand(actor("housing"), newId(), { meetingId });
}

async function tellReviewAtWork(meeting: Telling): Promise<void> {
	const { stage } = meeting;
	await meeting.at(-30);
	await meeting.say(
		"coordinator",
		0,
		"information",
		"Two further reports since the last panel, both at the workplace. CCTV of the second has been secured.",
		"Essex Police",
	);
	await meeting.at(-28.8);
	await meeting.say(
		"isac",
		0,
		"risk",
		"The victim has changed the route to work and is not sleeping. Most afraid on Thursdays, when the other shift finishes early.",
	);
	await meeting.at(-27.6);
	await meeting.say(
		"probation",
		0,
		"information",
		"An appointment was missed last week. A compliance letter went out on Monday.",
	);
	await meeting.at(-26.5);
	await setRisk(stage.actor("chair"), newId(), { caseId: stage.file(0), risk: "high" });
	await meeting.say(
		"chair",
		0,
		"decision",
		"High from today: the reports have doubled since the last panel, and they follow the victim’s rota.",
	);
	await meeting.at(-25.5);
	await meeting.propose("chair", 0, {
		what: "Speak to the SPO coordinator about an interim order and report back",
		owner: "Essex Police",
		ownerDetail: "PC Fernández",
		inDays: 5,
		priority: "urgent",
		category: "person-causing-harm",
	});
	await meeting.at(-24.8);
	const enforce = await meeting.propose("chair", 0, {
		what: "Enforce the missed appointment and tell the officer in the case of the outcome",
		owner: "Probation Service",
		inDays: 7,
		category: "person-causing-harm",
	});
	await meeting.at(-24.4);
	await meeting.answer("probation", enforce);
	await meeting.at(-23.4);
	await meeting.propose("coordinator", 0, {
		what: "Ask the GP whether the sleep medication was reviewed",
		owner: "Essex Partnership University NHS Trust",
		inDays: 10,
		category: "victim-safety",
		isAcceptedForOwner: true,
	});
}

async function tellNewNeighbours(meeting: Telling): Promise<void> {
	await meeting.at(-21.6);
	await meeting.say(
		"coordinator",
		5,
		"information",
		"Eleven calls in ten weeks: knocking at night, notes under the door, the bin store filmed. No charge yet.",
		"Essex Police",
	);
	await meeting.at(-20.4);
	await meeting.say(
		"housing",
		5,
		"information",
		"The victim’s flat is ours; the flat above is let privately. Three complaints of noise from above since June.",
	);
	await meeting.at(-19.2);
	await meeting.say(
		"coordinator",
		5,
		"information",
		"By telephone from Dr Haddad: one contact with the crisis line in August, no treatment. He joins later.",
		"Essex Partnership University NHS Trust",
	);
	await meeting.at(-17.9);
	await meeting.say(
		"isac",
		5,
		"risk",
		"The victim sleeps at a friend’s on three nights a week, and the last note named that friend.",
	);
	await meeting.at(-16.6);
	const locks = await meeting.propose("isac", 5, {
		what: "Change the lock of the main entrance and fit a door viewer",
		owner: "Colchester Housing",
		inDays: 3,
		priority: "urgent",
		category: "victim-safety",
	});
	await meeting.at(-15.8);
	await meeting.answer(
		"housing",
		locks,
		"The main entrance belongs to the freeholder; we may not change it.",
	);
	await meeting.at(-14.9);
	await meeting.settle(locks, { owner: "Essex Police", inDays: 4 });
	await meeting.at(-14.1);
	const move = await meeting.propose("chair", 5, {
		what: "Offer the victim a priority move and report which blocks are safe",
		owner: "Colchester Housing",
		inDays: 14,
		category: "victim-safety",
	});
	await meeting.at(-13.7);
	await meeting.answer("housing", move);
	await meeting.at(-12.8);
	await meeting.say(
		"chair",
		5,
		"advice",
		"Treat the notes and the filming as one course of conduct; seize the notes for handwriting before the landlord clears them.",
	);
}

async function tellReviewOfNeighbours(meeting: Telling): Promise<void> {
	await meeting.at(-10.9);
	await meeting.say(
		"housing",
		1,
		"information",
		"Tenancy history: two earlier complaints of the victim from 2024, both closed as a dispute between neighbours.",
	);
	await meeting.at(-9.6);
	await meeting.say(
		"isac",
		1,
		"information",
		"Calmer since the camera was turned. The victim would like to stay where she is.",
	);
	await meeting.at(-8.3);
	await meeting.say(
		"chair",
		1,
		"decision",
		"Stays at standard. Comes back only after a further incident, and then as a repeat.",
	);
	await meeting.at(-7.2);
	const path = await meeting.propose("probation", 1, {
		what: "Find out who owns the path behind the flats and whether it can be lit",
		category: "victim-safety",
	});
	await meeting.at(-6.1);
	await meeting.settle(path, "held by the chair");
	await meeting.at(-5.4);
	const visit = await meeting.propose("chair", 1, {
		what: "Visit both flats together with the neighbourhood team",
		owner: "Colchester Housing",
		inDays: 12,
	});
	await meeting.at(-5);
	await meeting.answer("housing", visit);
}

async function tellRepeat(meeting: Telling): Promise<void> {
	await meeting.at(-3.9);
	await meeting.say(
		"coordinator",
		8,
		"information",
		"Heard in the spring as well. Since then four breaches of the non-molestation order, the last at the school gate on Friday.",
		"Essex Police",
	);
	await meeting.at(-2.9);
	await meeting.say(
		"isac",
		8,
		"risk",
		"The children were asked where they live now. The victim keeps them at home on Fridays since.",
	);
	await meeting.at(-1.9);
	await meeting.propose("isac", 8, {
		what: "Make the school aware and agree who may collect the children",
		owner: "Essex Police",
		inDays: 1,
		priority: "urgent",
		category: "victim-safety",
	});
	await meeting.at(-1.1);
	await meeting.propose("probation", 8, {
		what: "Say whether an assessment by the community team is open to the person causing harm",
		owner: "Essex Partnership University NHS Trust",
		inDays: 7,
		category: "person-causing-harm",
	});
}
