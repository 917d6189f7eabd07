/** The panel's meeting of a fortnight ago, from agenda to close: its record, and what it left for the present one. */
import { setRisk } from "../cases/index.ts";
import { newId } from "../ids.ts";
import {
	addToAgenda,
	closeMeeting,
	deferItem,
	leaveMeeting,
	noteAttendance,
	publishMeeting,
	startMeeting,
} from "../meetings/index.ts";
import { type Stage, Telling } from "./stage.ts";

const DAY = 24 * 60;

/** Tells the whole meeting. `startedAt` is when its chair started it. */
export async function tellEarlierMeeting(stage: Stage, meetingId: string, startedAt: Date): Promise<void> {
	const meeting = new Telling(stage, meetingId, startedAt);
	const { actor } = stage;
	const coordinator = actor("coordinator");
	const chair = actor("chair");

	await meeting.at(-8 * DAY);
	for (const index of [0, 1, 2, 7, 3]) {
		await addToAgenda(coordinator, newId(), { meetingId, caseId: stage.file(index), listing: "new" });
	}
	await publishMeeting(coordinator, newId(), { meetingId });

	await meeting.at(-4);
	await meeting.enter("coordinator", "chair", "isac");
	await meeting.at(-1);
	await meeting.enter("deputy", "probation", "health");
	await startMeeting(chair, newId(), { meetingId });
	await meeting.open("welcome");
	await meeting.at(4);
	await meeting.open("apologies");
	await noteAttendance(coordinator, newId(), {
		meetingId,
		state: "apologies",
		userId: actor("housing").userId,
		note: "On leave. Nothing is held on the new cases; will bring the tenancy history of the neighbours next time.",
	});
	await meeting.at(6);
	await meeting.open("actions");

	await meeting.at(14);
	await meeting.open({ case: 0 });
	await meeting.at(16);
	await meeting.say(
		"isac",
		0,
		"risk",
		"Contact has moved from work e-mail to the private telephone and to a sister. The victim no longer walks to the station.",
	);
	await meeting.at(19);
	await meeting.say(
		"probation",
		0,
		"information",
		"Known to us from a suspended sentence in 2023, completed without a breach.",
	);
	await meeting.at(23);
	await meeting.say(
		"chair",
		0,
		"advice",
		"Record as one course of conduct under s2A and link the three crimes before the interview.",
	);
	const link = await meeting.propose("chair", 0, {
		what: "Link the three crimes and re-assess them as one course of conduct",
		owner: "Essex Police",
		ownerDetail: "PC Fernández",
		inDays: 9,
		category: "investigation",
	});
	await meeting.at(25);
	const diary = await meeting.propose("chair", 0, {
		what: "Start an incident diary with the victim and agree safe times to call",
		owner: "Changing Pathways",
		inDays: 7,
		category: "victim-safety",
	});
	await meeting.answer("isac", diary);

	await meeting.at(28);
	await meeting.open({ case: 1 });
	await meeting.at(31);
	await meeting.say(
		"isac",
		1,
		"information",
		"The victim keeps the curtains closed on the street side and has asked twice about moving.",
	);
	await meeting.at(35);
	await meeting.say(
		"chair",
		1,
		"decision",
		"Stays at standard. To be heard again once Housing has brought the tenancy history.",
	);
	const tenancy = await meeting.propose("chair", 1, {
		what: "Bring the tenancy history of both flats and earlier complaints",
		owner: "Colchester Housing",
		inDays: 12,
		category: "investigation",
	});
	await meeting.at(36);
	await meeting.propose("coordinator", 1, {
		what: "Check whether the lights and the camera are on shared ground",
		owner: "Colchester Housing",
		inDays: 10,
		isAcceptedForOwner: true,
	});

	await meeting.at(40);
	await meeting.open({ case: 2 });
	await meeting.at(43);
	await meeting.say(
		"health",
		2,
		"information",
		"No current contact with our services. The GP is content to be asked again with the reference.",
	);
	await meeting.at(48);
	await meeting.say(
		"chair",
		2,
		"advice",
		"Ask the employer for the rota changes in writing: they show who knew of the victim’s hours.",
	);

	await meeting.at(52);
	await meeting.open({ case: 7 });
	await meeting.at(54);
	await leaveMeeting(actor("deputy"), newId(), { meetingId });
	await meeting.at(56);
	await deferItem(chair, newId(), {
		meetingId,
		itemId: (await meeting.item({ case: 7 })).id,
		reason: "The officer in the case was called to court and nobody else had been briefed.",
		safetyCover:
			"Address flagged for an urgent response; Changing Pathways calls every other day until then.",
		interimOwner: "Det Sgt Tom Adeyemi",
	});
	await meeting.at(58);
	await meeting.open("any-other-business");
	await meeting.at(63);
	await closeMeeting(chair, newId(), { meetingId, all: "carried-over" });

	// Between the two meetings the agencies do what they undertook, or do not.
	await meeting.at(3 * DAY);
	await setRisk(chair, newId(), { caseId: stage.file(0), risk: "medium" });
	await meeting.at(4 * DAY);
	await meeting.answerAdvice("officer", 0, {
		answer: "in-part",
		part: "The three crimes are linked and s2A is used in the interview. The harassment at work stays a crime of its own until the second colleague has made a statement.",
	});
	await meeting.answerAdvice("coordinator", 2, {
		answer: "declined",
		reason:
			"The employer’s manager is a friend of the suspect. Asking now would tell him that we look at the rota.",
	});
	await meeting.at(5 * DAY);
	await meeting.finish("officer", link, "Linked on the crime system; the interview plan covers all three.");
	await meeting.at(6 * DAY);
	await meeting.finish("isac", diary, "Diary started. Safe to call on weekdays before 8:30.");
	await meeting.at(6.5 * DAY);
	await meeting.answer("housing", tenancy);
}
