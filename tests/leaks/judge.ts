/** Holds an answer against the policy: the right outcome, nothing in it that is not this person's, no hint of what is hidden. */
import { decode } from "turbo-stream";
import { isLike, stem } from "#db/search/words.ts";
import type { Answer, Mode } from "./browser.ts";
import type { Thing } from "./force.ts";
import {
	ACTOR_KINDS,
	type ActorKind,
	type Audience,
	type CaseName,
	FRAME,
	finds,
	type Gate,
	isSignedOut,
	type Kind,
	mayOnlyListen,
	type Outcome,
	type PanelName,
	ROLE_TABLE,
	seesAudience,
	WITNESSES,
} from "./policy.ts";
import type { Secret, Secrets } from "./secrets.ts";

// --- what should happen -----------------------------------------------------------------------------------

/** What the policy says that somebody gets. */
export function expected(kind: ActorKind, gate: Gate, thing: Thing): Outcome {
	if (gate.sees !== "anybody" && isSignedOut(kind)) return "sign-in";
	if (!passes(kind, gate.sees, thing)) return "not-found";
	return (
		hindered(kind, gate, thing) ??
		(isSignedOut(kind) ? undefined : gate.givesSignedIn) ??
		gate.gives ??
		"given"
	);
}

/** What stands in the way of somebody who may know of the thing. */
function hindered(kind: ActorKind, gate: Gate, thing: Thing): Outcome | undefined {
	const { meeting, fields } = thing;
	const isWrongState = meeting && gate.when && !gate.when.includes(meeting.state);
	const wrongState = isWrongState ? (gate.otherwise ?? "conflict") : undefined;
	if (gate.isStateFirst && wrongState) return wrongState;
	if (gate.may && !hasPower(kind, gate.may, thing)) return gate.lacking ?? "refused";
	if (wrongState) return wrongState;
	if (gate.needs && !fields[gate.needs]) return gate.without ?? "not-found";
	if (gate.andMay && !hasPower(kind, gate.andMay, thing)) return "refused";
	const isInChair = meeting?.chair === kind;
	if (gate.chairs === "it" && !isInChair) return "refused";
	if (gate.chairs === "not yet" && isInChair) return "invalid";
	if (gate.inside && isInside(kind, thing)) return gate.inside;
	return gate.room && roomOf(kind, gate.room, thing);
}

/** The address of a room leads to its door until the statement is accepted, and the door's into the room from then on. */
function roomOf(kind: ActorKind, room: NonNullable<Gate["room"]>, thing: Thing): Outcome | undefined {
	const isOpen = isRoomOpen(kind, thing);
	const isHeld = thing.meeting?.state === "in-progress" || thing.meeting?.state === "adjourned";
	if (room === "while it is held" && !isHeld) return undefined;
	if (room === "before") return isOpen ? "elsewhere" : undefined;
	if (!isOpen) return "elsewhere";
	return room === "on the wall" && WITNESSES[kind] ? "elsewhere" : undefined;
}

/** Whether somebody has accepted the statement of a meeting, and has not left it. */
const isInside = (kind: ActorKind, thing: Thing): boolean =>
	passes(kind, "door", thing) && (thing.meeting?.inside.has(kind) ?? false);

/** Whether a meeting's room is open to somebody; what is over asks for no statement. */
export function isRoomOpen(kind: ActorKind, thing: Thing): boolean {
	const state = thing.meeting?.state;
	if (state === "closed" || state === "cancelled") return seesAudience(kind, thing.seenBy);
	return isInside(kind, thing);
}

/** Whether somebody may know of a thing, and so need not be told the same as of one that does not exist. */
export const mayKnowOf = (kind: ActorKind, thing: Thing, gate?: Gate): boolean =>
	seesAudience(kind, thing.seenBy) ||
	(thing.grants?.includes(thing.seenBy) ?? false) ||
	((gate?.sees === "door" || gate?.sees === "inside") && passes(kind, gate.sees, thing));

/**
 * Whether somebody before is answered alike about every one of these things. What takes long is then asked by
 * the first of them alone: of meetings, and by those who differ from others only in a meeting.
 */
export function isAlike(kind: ActorKind, gate: Gate, things: readonly Thing[]): boolean {
	if (!things[0]?.ids.meetingId && !OF_A_MEETING.has(kind)) return false;
	const standing = (of: ActorKind) =>
		things.map((thing) => `${mayKnowOf(of, thing, gate)} ${expected(of, gate, thing)}`).join();
	const own = standing(kind);
	return ACTOR_KINDS.find((other) => standing(other) === own) !== kind;
}

const OF_A_MEETING: ReadonlySet<ActorKind> = new Set<ActorKind>([
	"unsigned",
	"admitted-observer",
	"guest",
	"withdrawn-guest",
	"left-meeting",
]);

function passes(kind: ActorKind, sees: Gate["sees"], thing: Thing): boolean {
	switch (sees) {
		case "anybody":
		case "signed-in":
			return true;
		case "it":
			return seesAudience(kind, thing.seenBy);
		case "file":
			return finds(kind, thing.seenBy) || thing.seenBy === `self:${kind}`;
		case "door":
			return seesAudience(kind, thing.seenBy) || (!!thing.door && seesAudience(kind, thing.door));
		case "inside":
			return isInside(kind, thing);
		case "panel":
		case "meetings":
			return thing.panels.some((panel) => seesAudience(kind, `${sees}:${panel}`));
		default:
			return sees satisfies never;
	}
}

export function hasPower(kind: ActorKind, power: NonNullable<Gate["may"]>, thing: Thing): boolean {
	if (power === "author") return thing.author === kind;
	if (power === "speak") return !mayOnlyListen(kind);
	// Whoever may contribute may add information.
	if (power === "inform" && hasPower(kind, "contribute", thing)) return true;
	const names = [power, ...[...thing.panels, ...thing.cases].map((where) => `${power}:${where}`)];
	return ROLE_TABLE[kind].may.some((held) => names.includes(held));
}

// --- what did happen --------------------------------------------------------------------------------------

/** An answer in terms of the policy. A form that was done answers with data, or with the page to go on to. */
export function outcomeOf(
	{ status, headers, body }: Answer,
	method: "GET" | "POST",
): Outcome | `status ${number}` {
	const isRedirect = status === 302 || status === 303;
	// A script is told where to go in an answer of its own.
	if (isRedirect || status === 202) {
		const to = isRedirect ? (headers.find(([name]) => name.toLowerCase() === "location")?.[1] ?? "") : body;
		if (/(^|")\/sign-in\?to=/.test(to)) return "sign-in";
		// A form that was done leads on by 303; a page that only leads elsewhere, by 302.
		const isDone = isRedirect ? status === 303 : /\b303\b/.test(body);
		return method === "POST" && isDone ? "given" : "elsewhere";
	}
	switch (status) {
		case 200:
			return "given";
		case 400:
			return "invalid";
		case 403:
			return "refused";
		case 404:
			return "not-found";
		case 409:
			return "conflict";
		default:
			return `status ${status}`;
	}
}

/** What a page's data says, with the classes that Remix sends spelled out. */
export async function decoded(body: string): Promise<unknown> {
	const stream = new Blob([body]).stream() as ReadableStream<Uint8Array>;
	const spelledOut = (type: unknown, ...values: unknown[]) => ({ value: { type, values } });
	const { value, done } = await decode(stream, { plugins: [spelledOut] });
	await done;
	return value;
}

// --- what may be in it ------------------------------------------------------------------------------------

/** Where somebody is looking. */
export interface View {
	kind: ActorKind;
	thing: Pick<Thing, "panels" | "cases" | "grants">;
	shows: readonly Kind[];
	/** What the request itself said: an address may come back in an answer and tells nothing new. */
	asked: string;
}

/** The secrets in a text that this person must not find there, as sentences. */
export function leaksIn(secrets: Secrets, text: string, view: View): { leaks: string[]; found: Secret[] } {
	const { found, unknown } = secrets.in(text);
	const asked = new Set(secrets.in(view.asked).found);
	const lowerAsked = view.asked.toLowerCase();
	const leaks = found
		.filter((secret) => !asked.has(secret) && !isAllowed(secret, view))
		.map((secret) => `it tells ${secret.what} (${secret.value})`);
	for (const id of unknown) if (!lowerAsked.includes(id)) leaks.push(`it holds ${id}, which no policy knows`);
	return { leaks, found: found.filter((secret) => !asked.has(secret)) };
}

function isAllowed({ kind: sort, audiences }: Secret, { kind, thing, shows }: View): boolean {
	const isFrame = FRAME.includes(sort);
	if (!isFrame && !shows.includes(sort)) return false;
	return audiences.some((audience) => {
		if (thing.grants?.includes(audience)) return true;
		return seesAudience(kind, audience) && (isFrame || isAbout(audience, thing));
	});
}

/** Whether an audience is one of what is looked at: a case's page must not tell of the next case. */
function isAbout(audience: Audience, { panels, cases }: View["thing"]): boolean {
	const [sort, name = ""] = audience.split(":");
	if (sort === "panel" || sort === "meetings") return panels.includes(name as PanelName);
	if (sort === "case" || sort === "protected" || sort === "unlisted" || sort === "officer") {
		return cases.includes(name as CaseName);
	}
	return true;
}

/**
 * Whether a case is found by this: its people and its officer, its references, and what is said, agreed and has happened
 * in it, and what its summary says. What was answered, to advice or about a breach, is none of these.
 */
export const isFindable = ({ kind, what }: Secret): boolean =>
	(["person", "head", "entry", "action"].includes(kind) &&
		!/advice was declined|declined advice/.test(what)) ||
	/crime reference/.test(what) ||
	isOfIncident(what) ||
	isOfSummary({ kind, what });

/** As it reads now; the words that it had before are found by nobody. */
const isOfSummary = ({ kind, what }: Pick<Secret, "kind" | "what">) =>
	kind === "summary" && /^(the summary|what an agency holds) of/.test(what);
/** One that was removed is found by nobody. */
const isOfIncident = (what: string) =>
	/\b(an incident|a breach of)\b/.test(what) && !/was removed/.test(what);

/** Whether a search for `typed` finds what holds this: names with a slip in them too, texts without their endings. */
export function isMeantBy(secret: Secret, typed: string): boolean {
	const [one, other] = [secret.value.toLowerCase(), typed.toLowerCase()];
	if (one === other) return true;
	if (!one.startsWith("qzx") || !other.startsWith("qzx")) return false;
	const isSaid =
		secret.kind === "entry" || secret.kind === "action" || isOfIncident(secret.what) || isOfSummary(secret);
	if (isSaid) return stem(one) === stem(other);
	return (secret.kind === "person" || secret.kind === "head") && isLike(other, one);
}

// --- hidden and missing -----------------------------------------------------------------------------------

const RANDOM = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A room says what time it is, and when the meeting will end if it goes on so. */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const CLOCK = /\b\d{1,2}:\d\d\b/g;

/**
 * An answer without what differs from request to request: the date, the request's id, the nonce, random seeds,
 * and the ids that were asked for. Two such answers must be the same, byte for byte.
 */
export function withoutChance(
	{ status, headers, body }: Answer,
	ids: Readonly<Record<string, string>>,
): string {
	const policy = headers.find(([name]) => name.toLowerCase() === "content-security-policy")?.[1] ?? "";
	const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
	const kept = headers.filter(([name]) => !/^(date|x-request-id)$/i.test(name));
	let text = [status, ...kept.map(([name, value]) => `${name}: ${value}`), "", body].join("\n");
	if (nonce) text = text.replaceAll(nonce, "NONCE");
	for (const [name, id] of Object.entries(ids)) text = text.replaceAll(id, `<${name}>`);
	return text.replace(RANDOM, "RANDOM").replace(INSTANT, "INSTANT").replace(CLOCK, "CLOCK");
}

/** Where two texts part, for the sentence of a failure. */
export function difference(hidden: string, missing: string): string {
	let at = 0;
	while (at < hidden.length && hidden[at] === missing[at]) at++;
	const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 60));
	return `hidden ${around(hidden)}, missing ${around(missing)}`;
}

export const describeAsk = (kind: ActorKind, method: string, path: string, mode: Mode): string =>
	`${kind}: ${method} ${path}${mode === "data" ? " as data" : ""}`;
