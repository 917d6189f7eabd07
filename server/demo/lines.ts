/** What the simulated colleagues say: lines that fit the agency and the kind of case, and name nobody. */

/** As on the case's file. */
export type Relationship =
	| "ex-partner"
	| "acquaintance"
	| "neighbour"
	| "work-colleague"
	| "stranger"
	| "other"
	| "not-known";

export interface Line {
	kind: "information" | "risk" | "advice";
	body: string;
	/** Only on such cases; on every case when left out. */
	of?: readonly Relationship[];
	/** Only where the person causing harm is known, or is not yet. */
	when?: "known" | "unknown";
}

export interface Proposal {
	what: string;
	/** An agency's name; nobody yet when left out. */
	owner?: string;
	/** No date yet when left out. */
	inDays?: number;
	/** As of a line. */
	when?: Line["when"];
	priority: "routine" | "urgent";
	category: "victim-safety" | "person-causing-harm" | "investigation" | "staff-safety";
}

export interface Part {
	lines: readonly Line[];
	proposals: readonly Proposal[];
	/** Why this agency may now and then not take an action of one category. */
	refusals: readonly { reason: string; category: Proposal["category"] }[];
}

/** Why any agency may not take what fits none of its own reasons. */
export const TOO_SOON =
	"We have nobody free before that date. Ask us again with two weeks more, and we will take it.";

const HEALTH = "Essex Partnership University NHS Trust";
const ISAC = "Changing Pathways";
const PROBATION = "Probation Service";
const HOUSING = "Colchester Housing";
const POLICE = "Essex Police";

const AT_HOME = ["ex-partner", "neighbour"] as const;

const health: Part = {
	lines: [
		{
			kind: "information",
			body: "Some messages quote the victim’s appointment times. We are checking who opened the record.",
			when: "unknown",
		},
		{
			kind: "information",
			body: "Victim: seen by the GP twice this month, for sleep and for panic. Referred to talking therapies.",
		},
		{
			kind: "information",
			body: "Person causing harm: no open referral with us. Discharged from the access team two years ago.",
			when: "known",
		},
		{
			kind: "risk",
			body: "Three missed appointments in a row, each followed by more contact within a day. The next one is on Tuesday.",
			when: "known",
		},
		{
			kind: "information",
			body: "One attendance at A&E in October with a hand injury, said to be from a door. Not known there before.",
			when: "known",
		},
		{
			kind: "risk",
			body: "Speaks of the victim as promised to them. Our liaison nurse reads that as fixed rather than passing.",
			when: "known",
			of: ["acquaintance", "stranger", "work-colleague"],
		},
		{
			kind: "risk",
			body: "Said at the last contact that there is nothing left to lose since the separation. Low mood, no plan given.",
			when: "known",
			of: ["ex-partner"],
		},
		{
			kind: "information",
			body: "The surgery has put an alert on the record: appointments are confirmed to the victim’s new number only.",
		},
		{
			kind: "advice",
			body: "Ask for a joint visit with Liaison and Diversion before charge; it tells more than a letter from us would.",
			when: "known",
		},
		{
			kind: "advice",
			body: "Do not copy panel notes into the shared GP record: it can be read by the patient.",
		},
		{
			kind: "information",
			body: "Drinks daily by their own account. Has been offered a place with the alcohol service and not taken it.",
			when: "known",
		},
	],
	proposals: [
		{
			what: "Offer an assessment by the community team and report whether it was taken up",
			when: "known",
			owner: HEALTH,
			inDays: 10,
			priority: "routine",
			category: "person-causing-harm",
		},
		{
			what: "Give us the dates of the last three incidents, to lay beside our appointments",
			owner: POLICE,
			inDays: 3,
			priority: "routine",
			category: "investigation",
		},
		{
			what: "Ask the victim whether their GP may speak with the panel",
			owner: ISAC,
			inDays: 7,
			priority: "routine",
			category: "victim-safety",
		},
	],
	refusals: [
		{
			reason:
				"There is no open referral, so we have no lawful way to approach them. Liaison and Diversion could at the next arrest.",
			category: "person-causing-harm",
		},
		{
			reason: "The waiting list is eleven weeks; we would be promising what we cannot do by that date.",
			category: "person-causing-harm",
		},
	],
};

const isac: Part = {
	lines: [
		{
			kind: "information",
			body: "Victim spoken to yesterday: knows that the panel meets and asks above all not to be rung at work.",
		},
		{
			kind: "risk",
			body: "The victim’s own words: “It has gone quiet, and quiet is when it gets worse.” The last quiet spell ended at the door.",
		},
		{
			kind: "risk",
			body: "Friends are being asked where the victim parks. Two have been sent photographs of the car.",
		},
		{
			kind: "information",
			body: "Safe times to call: weekdays before 8:30. Not by text, as the messages are mirrored on an old tablet.",
		},
		{
			kind: "risk",
			body: "Messages come through the children’s game account again, from a new name each time.",
			of: ["ex-partner"],
		},
		{
			kind: "risk",
			body: "Is waiting in the shared hallway when the victim leaves for the early shift.",
			when: "known",
			of: ["neighbour"],
		},
		{
			kind: "risk",
			body: "Volunteers for the victim’s shifts, and the manager has twice said yes.",
			when: "known",
			of: ["work-colleague"],
		},
		{
			kind: "risk",
			body: "New accounts appear within an hour of each block; seven since the last report. All know the new postcode.",
			of: ["acquaintance", "stranger", "not-known", "other"],
		},
		{
			kind: "information",
			body: "Incident diary is kept from the first of the month. Fourteen entries, five of which were never reported.",
		},
		{
			kind: "advice",
			body: "Ask for a victim personal statement now; waiting for a charge has cost us the detail before.",
		},
		{
			kind: "advice",
			body: "Keep the old number alive and silent: the messages on it are the evidence.",
		},
		{
			kind: "information",
			body: "The victim would support a protection order and is content for us to say so.",
		},
	],
	proposals: [
		{
			what: "Go through the safety plan with the victim again, with the new route and the children’s devices",
			owner: ISAC,
			inDays: 2,
			priority: "urgent",
			category: "victim-safety",
		},
		{
			what: "Tell the victim the outcome of today’s panel before anybody else does",
			owner: ISAC,
			inDays: 1,
			priority: "urgent",
			category: "victim-safety",
		},
		{
			what: "Arrange an appointment about the victim’s phone and accounts",
			inDays: 7,
			priority: "routine",
			category: "victim-safety",
		},
		{
			what: "Look at the door, the windows and the lighting with the victim",
			owner: HOUSING,
			inDays: 5,
			priority: "routine",
			category: "victim-safety",
		},
	],
	refusals: [
		{
			reason: "The victim has asked us not to raise this again before the hearing; we keep to that.",
			category: "victim-safety",
		},
	],
};

const probation: Part = {
	lines: [
		{
			kind: "information",
			body: "Searched by both user names and the number: nobody on our books so far.",
			when: "unknown",
		},
		{
			kind: "information",
			body: "Two people who finished an order for the like moved into the area this year. Names to the officer in the case today.",
			when: "unknown",
		},
		{
			kind: "advice",
			body: "Keep the messages in order of time from the start: the day there is a name, an order can be asked for.",
			when: "unknown",
		},
		{
			kind: "risk",
			body: "The tone is that of somebody who has been in a court before: no threat that would stand on its own.",
			when: "unknown",
		},
		{
			kind: "information",
			body: "On a community order until March with 20 rehabilitation days, nine of them done. Two absences, one accepted.",
			when: "known",
		},
		{
			kind: "information",
			body: "Has told us of a new job with early finishes on Thursdays. We are confirming it with the employer.",
			when: "known",
		},
		{
			kind: "risk",
			body: "Took the panel’s last letter as proof that the victim still thinks of them. Contact rose that week.",
			when: "known",
		},
		{
			kind: "risk",
			body: "Living two streets away since the move; the exclusion zone was drawn around the old address.",
			when: "known",
			of: AT_HOME,
		},
		{
			kind: "information",
			body: "An earlier partner made the same complaints in 2019. No charge then; the file can be asked for.",
			when: "known",
			of: ["ex-partner"],
		},
		{
			kind: "information",
			body: "A warning from an earlier employer for following a colleague home is on our file.",
			when: "known",
			of: ["work-colleague", "acquaintance"],
		},
		{
			kind: "risk",
			body: "Has begun to ask our receptionist which officers know the victim. Seen by two staff from now on.",
			when: "known",
		},
		{
			kind: "advice",
			body: "Any breach, however small, to us the same day: the court counts them together or not at all.",
			when: "known",
		},
		{
			kind: "advice",
			body: "Ask for a condition of one phone and one number, declared to us, when the order is varied.",
			when: "known",
		},
		{
			kind: "information",
			body: "Engages with supervision when the talk is of work, and ends it when the talk is of the victim.",
			when: "known",
		},
	],
	proposals: [
		{
			what: "Compare the writing with our closed cases of the last five years",
			owner: PROBATION,
			inDays: 8,
			priority: "routine",
			category: "investigation",
			when: "unknown",
		},
		{
			what: "Ask the court to redraw the exclusion zone around the present address",
			when: "known",
			owner: PROBATION,
			inDays: 6,
			priority: "urgent",
			category: "person-causing-harm",
		},
		{
			what: "Send us every report since the order was made, as one list",
			when: "known",
			owner: POLICE,
			inDays: 4,
			priority: "routine",
			category: "investigation",
		},
		{
			what: "Say what treatment would be open if the court made it a requirement",
			when: "known",
			owner: HEALTH,
			inDays: 10,
			priority: "routine",
			category: "person-causing-harm",
		},
		{
			what: "Brief reception staff who may meet the person causing harm",
			when: "known",
			owner: PROBATION,
			priority: "routine",
			category: "staff-safety",
		},
	],
	refusals: [
		{
			reason:
				"The order has ended, so we may not require it of them any more. Police could ask for it on bail.",
			category: "person-causing-harm",
		},
	],
};

const housing: Part = {
	lines: [
		{
			kind: "information",
			body: "The property is ours. New locks and a door viewer can be fitted this week if the victim agrees.",
		},
		{
			kind: "information",
			body: "Rent account in order, no earlier complaints by or about the victim.",
		},
		{
			kind: "risk",
			body: "The back gate has been forced twice since the repair; the contractor left photographs.",
		},
		{
			kind: "risk",
			body: "Our caretaker saw the same car at the bin store on three evenings. We have the mark.",
			of: ["ex-partner", "acquaintance", "stranger", "not-known", "other", "work-colleague"],
		},
		{
			kind: "information",
			body: "Both are our tenants, so a move of either is in our gift. The person causing harm has rent arrears.",
			of: ["neighbour"],
		},
		{
			kind: "risk",
			body: "Complaints against the victim come weekly now, eleven since June, and none held when we looked.",
			of: ["neighbour"],
		},
		{
			kind: "information",
			body: "The victim is on the list for a move. Two offers are near the old address and have been held back.",
			of: ["ex-partner", "acquaintance", "stranger"],
		},
		{
			kind: "advice",
			body: "Let us serve the tenancy warning on the same morning as any order, not before.",
			of: ["neighbour"],
		},
		{
			kind: "advice",
			body: "A change of address should not go through the shared contact centre; ring me directly.",
		},
		{
			kind: "information",
			body: "The stairwell camera keeps seven days. We have set Friday night aside for the officer in the case.",
		},
	],
	proposals: [
		{
			what: "Fit a new lock, a door viewer and a light at the back gate",
			owner: HOUSING,
			inDays: 3,
			priority: "urgent",
			category: "victim-safety",
		},
		{
			what: "Collect the stairwell recording of Friday night",
			owner: POLICE,
			inDays: 2,
			priority: "urgent",
			category: "investigation",
		},
		{
			what: "Ask the victim which parts of town would be safe for a move",
			owner: ISAC,
			inDays: 5,
			priority: "routine",
			category: "victim-safety",
		},
	],
	refusals: [
		{
			reason:
				"The flat is let privately, so we may not change anything in it. The council’s private sector team could ask the landlord.",
			category: "victim-safety",
		},
		{
			reason: "We cannot hold a flat free for that long; an offer needs an answer within a week.",
			category: "victim-safety",
		},
	],
};

/** By agency, as the demo's force names them. */
export const PARTS: Readonly<Record<string, Part>> = {
	[HEALTH]: health,
	[ISAC]: isac,
	[PROBATION]: probation,
	[HOUSING]: housing,
};
