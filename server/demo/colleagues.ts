/**
 * The demo's simulated colleagues, all in one process: together they do about one thing every five seconds on
 * whatever case the chair has opened. They never chair, and stop with the meeting.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { ActionRow } from "../actions/index.ts";
import { Colleague, type Played } from "./colleague.ts";
import { type Line, PARTS, type Proposal, TOO_SOON } from "./lines.ts";

const MOST_MS = 45 * 60_000;
const ARRIVE_EVERY_MS = 2_000;
/** How soon a colleague makes way for the person. It looks once more before each thing that it does. */
const LOOK_EVERY_MS = 2_000;
/** Long enough for the others to see that somebody is writing. */
const TYPED_FOR_MS = 1_500;
const TICK_MS = 500;
/** The usual pace, for the first things on a case; then a slower one, so that nobody has to read for minutes. */
const PACE_MS = [4_000, 6_000] as const;
const SLOW_PACE_MS = [9_000, 14_000] as const;
const IDLE_PACE_MS = [20_000, 30_000] as const;
/** So many things at the usual pace; fewer while nobody but colleagues has the room open, and then hardly any. */
const LIVELY = { watched: 14, unwatched: 8 };
const MOST_PROPOSALS_A_CASE = 4;
/** An action stands as proposed for so long, and a hand is up, before a colleague does something about it. */
const ANSWER_AFTER_MS = 6_000;
const HAND_DOWN_AFTER_MS = 30_000;
const HANDS_APART_MS = 60_000;
/** One answer in so many is a refusal. */
const REFUSE_EVERY = 4;
const LONGEST_BACK_OFF_MS = 30_000;

const { COLLEAGUES_URL: url, COLLEAGUES_MEETING: meetingId, COLLEAGUES: cast } = process.env;
if (!url || !meetingId || !cast)
	throw new Error("The colleagues need COLLEAGUES_URL, _MEETING and COLLEAGUES");
const colleagues = (JSON.parse(cast) as Played[]).map((played) => new Colleague(url, meetingId, played));
const agencyIds = new Map(colleagues.map(({ played }) => [played.agencyName, played.agencyId]));

const endsAt = performance.now() + MOST_MS;
const say = (line: string) => process.stdout.write(`${line}\n`);
const here = () => colleagues.filter(({ state }) => state === "here");

/** Why they stop; nothing while they go on. */
function reasonToStop(): string | undefined {
	if (colleagues.every(({ state }) => state === "gone")) return "Every simulated colleague has made way.";
	const states = here().map(({ meeting }) => meeting?.state);
	if (states.includes("closed")) return "The meeting is closed, and the simulated colleagues have left.";
	if (performance.now() > endsAt) return "The simulated colleagues have left: they stay for 45 minutes.";
	return undefined;
}

/** Does `work` again and again until they stop, more and more rarely while the server cannot be reached. */
async function again(work: () => Promise<void>, everyMs: () => number): Promise<void> {
	let failures = 0;
	while (!reasonToStop()) {
		try {
			await work();
			failures = 0;
		} catch {
			failures++;
		}
		await wait(failures === 0 ? everyMs() : Math.min(LONGEST_BACK_OFF_MS, 1_000 * 2 ** failures));
	}
}

// --- coming and going -------------------------------------------------------------------------------------

let isSaidWhoIsHere = false;
const told = new Set<string>();

async function arriveNext(): Promise<void> {
	const next = colleagues.find(({ state }) => state === "away");
	await next?.arrive();
	tellWhoHasGone();
	if (next || isSaidWhoIsHere || here().length === 0) return;
	isSaidWhoIsHere = true;
	say(`Simulated colleagues are in the meeting: ${here().map(nameOf).join(", ")}.`);
}
const nameOf = ({ played }: Colleague) => played.name;

async function makeWay(): Promise<void> {
	for (const colleague of here()) await colleague.makeWay();
	tellWhoHasGone();
}

function tellWhoHasGone(): void {
	for (const colleague of colleagues) {
		if (colleague.state !== "gone" || told.has(nameOf(colleague))) continue;
		told.add(nameOf(colleague));
		say(`The simulated ${nameOf(colleague)} has made way.`);
	}
}

// --- what they do -----------------------------------------------------------------------------------------

/** One thing that a colleague does. */
interface Act {
	by: Colleague;
	/** It is typed for a moment, on this case, and dropped when the panel moves on meanwhile. */
	typedOn?: string;
	perform(): Promise<boolean>;
}

/** When something was first seen, by its name. */
const seen = new Map<string, number>();
function isSeenFor(name: string, ms: number): boolean {
	const since = seen.get(name) ?? performance.now();
	seen.set(name, since);
	return performance.now() - since >= ms;
}

/** How many things were done on each case. */
const done = new Map<string, number>();
const lastActs = new Map<Colleague, number>();
let answers = 0;
const refused = new Set<string>();
/** Whose hand was up when we last looked. */
const handsUp = new Set<Colleague>();

let lastActAt = performance.now();
/** Where between the least and the most the next pause lies. */
let patience = 0.5;

/** Does the next thing once it is time: a new case, or somebody who looks in, makes that sooner. */
async function actInTime(): Promise<void> {
	const [least, most] = pace();
	if (performance.now() < lastActAt + least + patience * (most - least)) return;
	patience = Math.random();
	lastActAt = performance.now();
	await act();
}

async function act(): Promise<void> {
	const idle = here()
		.filter(({ meeting }) => meeting?.state === "in-progress" && !meeting.pausedAt)
		.sort((a, b) => (lastActs.get(a) ?? 0) - (lastActs.get(b) ?? 0));
	const next = firstOf(idle, answerDue) ?? firstOf(idle, wordWhenCalledOn) ?? byChance(idle);
	if (!next) return;
	const { by, typedOn } = next;
	if (typedOn) {
		by.sayWriting(true);
		await wait(TYPED_FOR_MS);
		by.sayWriting(false);
		if (by.currentCase?.id !== typedOn) return;
	}
	if (await by.makeWay()) return;
	lastActs.set(by, performance.now());
	const on = by.currentCase?.id;
	if ((await next.perform()) && on) done.set(on, (done.get(on) ?? 0) + 1);
}

function firstOf(all: readonly Colleague[], find: (by: Colleague) => Act | undefined): Act | undefined {
	for (const by of all) {
		const found = find(by);
		if (found) return found;
	}
	return undefined;
}

function byChance(idle: readonly Colleague[]): Act | undefined {
	const chance = Math.random();
	const wishes =
		chance < 0.15
			? [moveHand, record, propose]
			: chance < 0.4
				? [propose, record, moveHand]
				: [record, moveHand];
	for (const wish of wishes) {
		const found = firstOf(idle, wish);
		if (found) return found;
	}
	return undefined;
}

/** Answers an action that waits for this colleague's agency. */
function answerDue(by: Colleague): Act | undefined {
	const due = by.all("action").filter((action) => {
		if (action.status !== "proposed" || action.ownerAgencyId !== by.played.agencyId) return false;
		return action.meetingId === meetingId && isSeenFor(`${action.id} ${action.version}`, ANSWER_AFTER_MS);
	});
	const [action] = due;
	return action && { by, perform: () => answer(by, action) };
}

async function answer(by: Colleague, action: ActionRow): Promise<boolean> {
	// What it has refused once and is asked for again, it takes.
	const isRefused = ++answers % REFUSE_EVERY === 0 && !refused.has(action.id);
	if (isRefused) refused.add(action.id);
	const { refusals = [] } = PARTS[by.played.agencyName] ?? {};
	const fitting = refusals.filter(({ category }) => category === action.category);
	return by.post(`/actions/${action.id}`, {
		intent: "answer",
		answer: isRefused ? "refused" : "accepted",
		reason: isRefused ? (fitting[refused.size % fitting.length]?.reason ?? TOO_SOON) : "",
		version: String(action.version),
	});
}

const handOf = (by: Colleague) => by.all("hand").find(({ userId }) => userId === by.played.userId);

/** Somebody else has taken this colleague's hand down: the floor is theirs. */
function wordWhenCalledOn(by: Colleague): Act | undefined {
	const up = handOf(by);
	const wasUp = handsUp.has(by);
	if (up) handsUp.add(by);
	else handsUp.delete(by);
	return wasUp && !up ? record(by) : undefined;
}

let nextHandAt = 0;

/** Takes the hand down that has been up for a while, or asks to speak when no colleague does. */
function moveHand(by: Colleague): Act | undefined {
	const path = `/meetings/${meetingId}/people`;
	const up = handOf(by);
	if (up) {
		if (!isSeenFor(up.id, HAND_DOWN_AFTER_MS)) return undefined;
		return {
			by,
			perform: () => {
				handsUp.delete(by);
				return by.post(path, { intent: "lower-hand", handId: up.id });
			},
		};
	}
	if (here().some(handOf) || performance.now() < nextHandAt) return undefined;
	nextHandAt = performance.now() + HANDS_APART_MS;
	return { by, perform: () => by.post(path, { intent: "raise-hand" }) };
}

/** What was said or proposed so far in this meeting, so that a line is heard on another case only when all were. */
const used = new Map<string, number>();
const leastUsed = <T>(all: readonly T[], textOf: (one: T) => string): T | undefined =>
	all
		.map((one) => ({ one, uses: (used.get(textOf(one)) ?? 0) + Math.random() / 2 }))
		.sort((a, b) => a.uses - b.uses)[0]?.one;
const use = (text: string) => used.set(text, (used.get(text) ?? 0) + 1);

/** Whether the person causing harm has a name yet. */
function personOn(by: Colleague, caseId: string): "known" | "unknown" {
	const persons = by
		.all("person")
		.filter((row) => row.caseId === caseId && row.part === "person-causing-harm");
	return persons.some(({ name }) => !/^unknown/i.test(name)) ? "known" : "unknown";
}

/** Records what this colleague's agency holds on the case that the panel is on. */
function record(by: Colleague): Act | undefined {
	const file = by.currentCase;
	if (!file) return undefined;
	const said = new Set(by.all("entry").flatMap(({ caseId, body }) => (caseId === file.id ? [body] : [])));
	const { lines = [] } = PARTS[by.played.agencyName] ?? {};
	const when = personOn(by, file.id);
	const fitting = lines.filter(
		(line) =>
			!said.has(line.body) && (line.of?.includes(file.relationship) ?? true) && (line.when ?? when) === when,
	);
	const line = leastUsed<Line>(fitting, ({ body }) => body);
	if (!line) return undefined;
	return {
		by,
		typedOn: file.id,
		perform: () => {
			use(line.body);
			const { kind, body } = line;
			return by.post(`/cases/${file.id}/entries/new`, { kind, body, meetingId: meetingId ?? "" });
		},
	};
}

/** Proposes an action on the case that the panel is on; few, and at most one that lacks an owner or a date. */
function propose(by: Colleague): Act | undefined {
	const file = by.currentCase;
	if (!file) return undefined;
	const agreed = by
		.all("action")
		.filter((action) => action.caseId === file.id && action.meetingId === meetingId);
	const ours = agreed.filter(({ authorId }) => colleagues.some(({ played }) => played.userId === authorId));
	if (ours.length >= MOST_PROPOSALS_A_CASE) return undefined;
	const isOneLacking = agreed.some(({ ownerAgencyId, due }) => !ownerAgencyId || !due);
	const { proposals = [] } = PARTS[by.played.agencyName] ?? {};
	const fitting = proposals.filter(({ what, owner, inDays, when = personOn(by, file.id) }) => {
		if (when !== personOn(by, file.id)) return false;
		const isLacking = owner === undefined || inDays === undefined;
		return !agreed.some((action) => action.what === what) && !(isLacking && isOneLacking);
	});
	const proposal = leastUsed<Proposal>(fitting, ({ what }) => what);
	if (!proposal) return undefined;
	return {
		by,
		typedOn: file.id,
		perform: () => {
			use(proposal.what);
			const { what, owner, inDays, priority, category } = proposal;
			return by.post(`/cases/${file.id}/actions/new`, {
				what,
				ownerAgencyId: idOfAgency(by, owner),
				due: inDays === undefined ? "" : `${inDays} ${inDays === 1 ? "day" : "days"}`,
				priority,
				category,
				meetingId: meetingId ?? "",
			});
		},
	};
}

/** The id of an agency that a colleague speaks for, or that somebody in the room does. */
function idOfAgency(by: Colleague, name: string | undefined): string {
	if (!name) return "";
	return (
		agencyIds.get(name) ?? by.all("attendance").find(({ agencyName }) => agencyName === name)?.agencyId ?? ""
	);
}

/** How long to wait between two things just now, at least and at most. */
function pace(): readonly [number, number] {
	const [one] = here();
	const on = one?.currentCase?.id;
	const people = new Set(here().map(({ played }) => played.userId));
	const isWatched = one?.present.some(({ userId }) => !people.has(userId)) ?? false;
	const so = on === undefined ? 0 : (done.get(on) ?? 0);
	if (isWatched) return so < LIVELY.watched ? PACE_MS : SLOW_PACE_MS;
	return so < LIVELY.unwatched ? PACE_MS : IDLE_PACE_MS;
}

await Promise.all([
	again(arriveNext, () => ARRIVE_EVERY_MS),
	again(makeWay, () => LOOK_EVERY_MS),
	again(actInTime, () => TICK_MS),
]);
say(reasonToStop() ?? "");
await Promise.all(here().map((colleague) => colleague.leave()));
