/** The summaries of three cases, as several agencies have written them: before the earlier meeting, and since. */
import { newId } from "../ids.ts";
import { agencyKey, postSection, type Section, summarySection } from "../summary/index.ts";
import type { Stage } from "./stage.ts";

/** Who writes what where; "own" is what their agency holds. */
type Written = readonly [who: string, where: Exclude<Section, "agencies"> | "own", text: string];

/** Written for the meeting of a fortnight ago. */
const BEFORE: Record<number, readonly Written[]> = {
	0: [
		[
			"coordinator",
			"why",
			"Three reports in five weeks by a woman who is followed by a former colleague. Referred by the custody sergeant, since two of the three were recorded as harassment.\n\nThe panel is asked how the three can be put before the CPS as one course of conduct, and what keeps her safe on the way to work.",
		],
		[
			"coordinator",
			"people",
			"She works late shifts at the same site at which he worked until March. He left after a complaint by her manager.\n- Her sister was rung once by somebody who asked for her shifts\n- No children on either side",
		],
		[
			"isac",
			"victim",
			"“I want it to stop. I do not want to lose my job over it.”\n- Afraid of the walk from the staff entrance to the station\n- Wants to be told before he is arrested, not after\n- Does not want her employer to be spoken to again without her",
		],
		["coordinator", "risk", "To her: being followed and approached after late shifts."],
		["coordinator", "investigation", "Three crimes, not linked. No statement by the manager yet."],
		[
			"probation",
			"own",
			"Suspended sentence in 2023 for criminal damage to a car, completed without a breach. Not under supervision now.",
		],
	],
	1: [
		[
			"isac",
			"why",
			"A neighbour’s lights and a camera pointed at the victim’s windows, and notes through the door since June. Referred by the advocate.",
		],
		["isac", "victim", "Keeps the curtains closed on the street side and has asked twice about moving."],
	],
};

/** Written since; what stood there before is changed, or goes on. */
const SINCE: Record<number, readonly Written[]> = {
	0: [
		[
			"officer",
			"pattern",
			"It follows her rota. On Thursdays, when the other shift finishes early, he is there.\n- Messages from new accounts whenever one is blocked\n- From one contact a week to six in a week before the arrest\n- Since bail: fewer, and nearer to her home",
		],
		[
			"isac",
			"risk",
			"To her: being followed and approached after late shifts, on Thursdays most of all. He has said that she would be sorry that she told anybody, and a tag was found under her car.\nTo her sister and the colleague who gave a statement: they have been named in messages.\nWhat would make it worse: losing the flat that goes with his new job; a court date.",
		],
		[
			"isac",
			"protects",
			"- Bail conditions: no contact, not within 200 metres of her work\n- Lifts home on Thursdays, arranged by two colleagues\n- Her own telephone alarm goes to the control room\n- She answers only withheld numbers that were agreed with the advocate",
		],
		[
			"officer",
			"investigation",
			"Three crimes, now linked as one course of conduct under s2A. Interviewed once, no comment.\n- CCTV of the staff entrance secured\n- The tag is with the digital unit\n- Statement of the second colleague taken; the manager’s is to come\n- Interim stalking protection order in preparation",
		],
		[
			"isac",
			"own",
			"Weekly calls at times that were agreed with her. Safety plan made with her, to be looked at again when bail ends. The incident diary is kept together.",
		],
		[
			"coordinator",
			"plan",
			"- Interim order before bail ends: the officer in the case, with the SPO coordinator\n- If he is seen near her home: 999, and the control room reads the marker first\n- Before any arrest or court date the advocate tells her, by the safe number",
		],
	],
	1: [
		[
			"housing",
			"own",
			"Both flats are ours. Two complaints by the victim in 2024, both closed as a dispute between neighbours. The camera was turned after our letter.",
		],
		[
			"isac",
			"victim",
			"Keeps the curtains closed on the street side. Calmer since the camera was turned, and would now like to stay where she is.",
		],
	],
	8: [
		[
			"coordinator",
			"why",
			"Heard in the spring, and back within twelve months: four breaches of the non-molestation order, the last at the school gate.",
		],
		[
			"isac",
			"risk",
			"To her and to the children, who were asked where they live now. She keeps them at home on Fridays since.",
		],
		[
			"isac",
			"victim",
			"“They should be able to go to school.” Wants the breaches to be charged, each of them.",
		],
	],
};

export const tellFirstSummaries = (stage: Stage): Promise<void> => tell(stage, BEFORE);
export const tellSummaries = (stage: Stage): Promise<void> => tell(stage, SINCE);

async function tell({ actor, file }: Stage, told: Record<number, readonly Written[]>): Promise<void> {
	for (const [index, written] of Object.entries(told)) {
		const caseId = file(Number(index));
		for (const [who, where, text] of written) {
			const key = where === "own" ? agencyKey(actor(who).agencyId) : where;
			const { section } = await summarySection(actor(who), caseId, key);
			await postSection(actor(who), newId(), { caseId, key, base: section.text, text });
		}
	}
}
