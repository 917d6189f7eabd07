/** Ten weeks of two cases as their chronologies tell them: it becomes more, conditions are breached, the police act. */
import { addDays, londonDate } from "../clock.ts";
import { newId } from "../ids.ts";
import { addIncident, addIncidents, mondayOf } from "../incidents/index.ts";
import type { Stage } from "./stage.ts";

type Told = Parameters<typeof addIncidents>[2]["incidents"][number];

/** Adds them by those who would have known, at the time to which the clock is set. */
export async function tellChronologies(stage: Stage): Promise<void> {
	const { actor, file } = stage;
	const monday = mondayOf(londonDate());
	/** A day of a week that is past, Monday being 0. */
	const on = (weeksAgo: number, weekday: number, startsAt?: string) => ({
		startsOn: addDays(monday, weekday - 7 * weeksAgo),
		...(startsAt ? { startsAt } : {}),
	});
	const atWork: Told[] = [
		{
			...on(10, 1, "18:10"),
			kinds: ["contacting"],
			what: "Eleven work e-mails in one evening about a shift that she had swapped.",
			source: "Her manager",
			recordedAs: "not-recorded",
		},
		{
			...on(9, 3, "22:05"),
			kinds: ["following"],
			what: "Walked behind her from the staff entrance to the station, and stood on the same platform.",
			location: "Staff entrance to the station",
			source: "The victim",
			crimeNumber: "42/118204/26",
			recordedAs: "harassment",
		},
		{
			...on(8, 3),
			precision: "about",
			kinds: ["loitering"],
			what: "Parked across from the staff car park when the late shift ended.",
			source: "A colleague",
		},
		{
			...on(7, 0, "23:40"),
			kinds: ["direct-messages"],
			what: "Messages from three new accounts after she had blocked the first.",
			source: "The victim",
			evidence: "Screenshots, held by the advocate",
		},
		{
			...on(5, 4),
			kinds: ["proxy"],
			what: "Rang her sister at work and asked where she was living now.",
			source: "Her sister",
			crimeNumber: "42/121877/26",
			recordedAs: "malicious-communications",
		},
		...[0, 1, 1, 2, 3, 4].map((weekday, at) => ({
			...on(4, weekday, ["07:15", "06:50", "22:10", "22:20", "22:05", "07:05"][at]),
			kinds: [
				(["loitering", "contacting", "following", "contacting", "following", "watching"] as const)[at] ??
					"other",
			],
			what:
				[
					"Waited at the bus stop opposite before the early shift.",
					"Twenty-three missed calls from a hidden number before eight in the morning.",
					"Followed her car as far as the ring road.",
					"A note under the windscreen wiper: “Thursday again?”",
					"Followed her on foot from the late shift, as on the Thursday before.",
					"Sat in his car outside her new address with the lights off.",
				][at] ?? "",
			source: "The victim",
		})),
		{
			...on(4, 5, "11:30"),
			kinds: [],
			policeAction: "arrest",
			what: "Arrested on suspicion of stalking. Interviewed, and released on bail: no contact, not within 200 metres of her work.",
			crimeNumber: "42/124410/26",
			recordedAs: "stalking",
		},
		{
			...on(3, 3, "22:00"),
			kinds: ["loitering"],
			orderBreached: "bail",
			what: "On the bench by the staff entrance when the late shift ended.",
			location: "Staff entrance",
			source: "Two colleagues",
			evidence: "CCTV of the entrance",
			preserveBy: addDays(monday, 9),
		},
		{
			...on(2, 1, "20:15"),
			kinds: ["fake-profiles", "publishing"],
			what: "A profile in her name with her photograph, offering company to strangers.",
			source: "The victim",
			evidence: "Screenshots and the address of the profile",
		},
		{
			...on(2, 3, "22:15"),
			kinds: ["following", "threat"],
			orderBreached: "bail",
			what: "Followed her to the taxi rank and said that she would be sorry that she had told anybody.",
			location: "Taxi rank, station",
			source: "The taxi driver",
			crimeNumber: "42/127963/26",
			recordedAs: "breach-of-order",
		},
		{
			...on(1, 0),
			kinds: [],
			policeAction: "order-applied",
			what: "The SPO coordinator was asked to prepare an interim order.",
		},
		{
			...on(1, 3, "21:50"),
			kinds: ["tracking"],
			what: "A tag was found under the rear bumper of her car.",
			source: "The garage",
			evidence: "The tag, bagged",
			crimeNumber: "42/128850/26",
			recordedAs: "stalking",
		},
	];
	await addIncidents(actor("coordinator"), newId(), { caseId: file(0), from: "lines", incidents: atWork });
	await addIncident(actor("officer"), newId(), {
		caseId: file(0),
		...on(1, 4, "22:05"),
		kinds: ["watching"],
		what: "Seen by a colleague in the multi-storey car park, photographing the staff entrance.",
		location: "Multi-storey car park, level 2",
		source: "A colleague",
	});
	const online: Told[] = [
		{
			...on(9, 2),
			kinds: ["fake-profiles"],
			what: "A profile in her name wrote to people she knows.",
			source: "The victim",
			recordedAs: "malicious-communications",
			crimeNumber: "42/117730/26",
		},
		{
			precision: "period",
			...on(6, 0),
			endsOn: addDays(monday, -7 * 4),
			kinds: ["direct-messages"],
			what: "Some forty messages a day from accounts that are deleted within the hour.",
			source: "The victim",
		},
		{
			...on(2, 5, "02:30"),
			kinds: ["account-takeover"],
			what: "Her password was reset through an old telephone number.",
			source: "The provider’s e-mail",
			evidence: "The provider keeps its log for 30 days",
			preserveBy: addDays(monday, 14),
		},
	];
	await addIncidents(actor("isac"), newId(), { caseId: file(3), from: "lines", incidents: online });
}
