/**
 * Who may get what, as data: the role table of the design, and for every route of the manifest and every
 * message of a socket who gets an answer, which refusal the others get, and what kinds of secret may be in it.
 * A route, a button or a message without an entry here fails the leak test: say who may have it.
 */
import type { BrowserMessages, Follow, ServerMessages } from "#server/realtime/messages.ts";

// --- what there is to see ---------------------------------------------------------------------------------

export type PanelName = "north" | "south";
/**
 * Three cases of the north panel and one of the south's. From `walled` and `late` some people are recused;
 * from `plain` nobody is.
 */
export const CASES = {
	walled: "north",
	late: "north",
	plain: "north",
	other: "south",
} as const satisfies Record<string, PanelName>;
export type CaseName = keyof typeof CASES;

export const ACTOR_KINDS = [
	"signed-out",
	"outsider",
	"observer",
	"recused",
	"recused-deputy",
	"recused-lead",
	"left-agency",
	"ended",
	"coming",
	"administrator",
	"promoted",
	"auditor",
	"member",
	"working-member",
	"chair",
	"deputy",
	"coordinator",
	"lead",
	"officer",
	"former-officer",
	"unsigned",
	"admitted-observer",
	"guest",
	"withdrawn-guest",
	"left-meeting",
] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Whom a secret belongs to; see server/audiences for the product's own. */
export type Audience =
	| "organisation"
	/** Accounts as administrators keep them. */
	| "administration"
	| `panel:${PanelName}`
	| `meetings:${PanelName}`
	/** The meeting in progress without its cases: also to the observers and guests whom it admits. */
	| "meeting:live"
	/** Meetings that are not published: to those who build them. */
	| `drafts:${PanelName}`
	| `case:${CaseName}`
	/** A protected detail: to those whose role shows them all, and to those who see it in this case. */
	| `protected:${CaseName}`
	/** As protected, once the victim's agency has been taken off the list. */
	| `unlisted:${CaseName}`
	/** The officer's account, for whoever names the officer. */
	| `officer:${CaseName}`
	| `self:${ActorKind}`
	/** Panels other than these two: for those who see all. */
	| "every-panel"
	/** Whoever was handed the address of a one-time link. */
	| "bearer"
	/** What was removed, or written by somebody who may not. */
	| "nobody";

/** What sort of thing a secret is: a page shows some sorts and no others. */
export type Kind =
	/** Agencies, and the names of people who sign in. */
	| "organisation"
	/** One's own account: e-mail address, session, form token, drafts, kept forms. */
	| "own"
	/** Others' accounts. */
	| "account"
	| "panel"
	| "seat"
	| "meeting"
	/** The id of a meeting, which an entry made in it says. */
	| "meeting-id"
	| "agenda"
	/** A case's id and reference, and the names of its people. */
	| "head"
	/** Aliases, and ids of people. */
	| "person"
	| "entry"
	/** What an entry said before. */
	| "history"
	| "action"
	/** What else is in a case: crime reference, recusals, agencies that work with the victim. */
	| "file"
	| "protected"
	/** What a case's summary says or has said, and ids of its sections and states. */
	| "summary"
	| "removed";

// --- the role table of the design, section 5 --------------------------------------------------------------

export type Power =
	| `${"run" | "build" | "minute" | "set-risk" | "follow-up" | "recuse" | "keep" | "add-case" | "contribute" | "answer" | "answer-advice"}:${PanelName}`
	| `${"contribute" | "inform" | "answer" | "answer-advice" | "own"}:${CaseName}`
	/** Sits on the panel, and so has an undertaking to sign; an observer has none. */
	| `sits:${PanelName}`
	| "import"
	/** Sees figures of a panel's work. */
	| "figures"
	| "appoint-deputies"
	| "administer";

interface Standing {
	/** Their row of the role table, or why they have none. */
	says: string;
	sees: readonly Audience[];
	may: readonly Power[];
}

const casesOf = <A extends string>(kind: A, names: readonly CaseName[]) =>
	names.map((name) => `${kind}:${name}` as const);
const NORTH = ["walled", "late", "plain"] as const;

const sees = {
	nothing: [],
	everyone: ["organisation"],
	north: ["panel:north", "meetings:north", ...casesOf("case", NORTH)],
	northBehindTheWall: ["panel:north", "meetings:north", "case:plain"],
	northProtected: [...casesOf("protected", NORTH), ...casesOf("unlisted", NORTH)],
	northDrafts: ["drafts:north"],
	south: ["panel:south", "meetings:south", "case:other"],
	southProtected: ["protected:other", "unlisted:other"],
} as const satisfies Record<string, readonly Audience[]>;

const may = {
	sits: ["sits:north"],
	chair: [
		"figures",
		"run:north",
		"build:north",
		"minute:north",
		"follow-up:north",
		"set-risk:north",
		"recuse:north",
		"contribute:north",
		"answer:north",
		"answer-advice:north",
	],
	coordinator: [
		"figures",
		"build:north",
		"minute:north",
		"follow-up:north",
		"keep:north",
		"add-case:north",
		"import",
		"contribute:north",
		"answer:north",
		"answer-advice:north",
	],
	chairSouth: [
		"run:south",
		"build:south",
		"minute:south",
		"follow-up:south",
		"set-risk:south",
		"recuse:south",
		"contribute:south",
		"answer:south",
		"answer-advice:south",
	],
} as const satisfies Record<string, readonly Power[]>;

export const ROLE_TABLE: Readonly<Record<ActorKind, Standing>> = {
	"signed-out": { says: "nobody", sees: sees.nothing, may: [] },
	outsider: {
		says: "a member of another panel, for an agency that works with the victim of a case of this one",
		sees: [...sees.everyone, ...sees.south],
		may: ["contribute:south", "sits:south"],
	},
	observer: {
		says: "sees the current item in a meeting that admitted them; no meeting has, so only that the panel exists",
		sees: [...sees.everyone, "panel:north"],
		may: [],
	},
	recused: {
		says: "a member recused from two cases, for an agency that works with the victim of one of them",
		sees: [...sees.everyone, ...sees.northBehindTheWall],
		may: [...may.sits, "contribute:north"],
	},
	"recused-deputy": {
		says: "as the chair, but recused from two cases",
		sees: [
			...sees.everyone,
			...sees.northBehindTheWall,
			...sees.northDrafts,
			"protected:plain",
			"unlisted:plain",
		],
		may: [...may.sits, ...may.chair],
	},
	"recused-lead": {
		says: "the lead, but recused from two cases",
		sees: [
			...sees.everyone,
			...sees.northBehindTheWall,
			...sees.northDrafts,
			"protected:plain",
			"unlisted:plain",
			...sees.south,
			...sees.southProtected,
			"every-panel",
		],
		may: [...may.chair, ...may.chairSouth, "appoint-deputies"],
	},
	"left-agency": {
		says: "a former member whose account was deactivated, with the cookie of that time",
		sees: sees.nothing,
		may: [],
	},
	ended: { says: "a former member whose membership has ended", sees: sees.everyone, may: [] },
	coming: { says: "a deputy whose membership begins next week", sees: sees.everyone, may: [] },
	administrator: {
		says: "agencies, users, panels, memberships; no case, no trail",
		sees: [...sees.everyone, "administration", "every-panel", "panel:north", "panel:south"],
		may: ["administer", "appoint-deputies"],
	},
	promoted: {
		says: "an administrator who was the officer in a case before, and still stands in it",
		sees: [...sees.everyone, "administration", "every-panel", "panel:north", "panel:south"],
		may: ["administer", "appoint-deputies"],
	},
	auditor: { says: "the trail, which has no screen yet; no content", sees: sees.everyone, may: [] },
	member: {
		says: "every case of their panel; no protected details",
		sees: [...sees.everyone, ...sees.north],
		may: [...may.sits, "contribute:north", "answer:plain", "own:plain"],
	},
	"working-member": {
		says: "a member whose agency is listed as working with the victim of one case: its protected details too",
		sees: [...sees.everyone, ...sees.north, "protected:walled"],
		may: [...may.sits, "contribute:north", "answer:walled", "answer:late", "own:walled", "own:late"],
	},
	chair: {
		says: "their panel's cases, meetings, protected details; run meetings; set risk; declare and lift recusals",
		sees: [...sees.everyone, ...sees.north, ...sees.northDrafts, ...sees.northProtected],
		may: [...may.sits, ...may.chair],
	},
	deputy: {
		says: "as the chair",
		sees: [...sees.everyone, ...sees.north, ...sees.northDrafts, ...sees.northProtected],
		may: [...may.sits, ...may.chair],
	},
	coordinator: {
		says: "as the chair; create cases, keep people and protected details, build agendas, import",
		sees: [
			...sees.everyone,
			...sees.north,
			...sees.northDrafts,
			...sees.northProtected,
			...casesOf("officer", NORTH),
		],
		may: [...may.sits, ...may.coordinator],
	},
	lead: {
		says: "every case and meeting; what a chair may, in any panel; appoint chairs",
		sees: [
			...sees.everyone,
			...sees.north,
			...sees.northDrafts,
			...sees.northProtected,
			...sees.south,
			...sees.southProtected,
			"every-panel",
		],
		may: [...may.chair, ...may.chairSouth, "appoint-deputies"],
	},
	officer: {
		says: "their own case, with protected details; add information, answer advice",
		sees: [...sees.everyone, "case:walled", "protected:walled", "unlisted:walled"],
		may: ["contribute:walled", "answer-advice:walled"],
	},
	"former-officer": { says: "another is the officer in their case now", sees: sees.everyone, may: [] },
	unsigned: {
		says: "a member who has not signed the panel’s undertaking: who sits on it, and none of its papers",
		sees: [...sees.everyone, "panel:north"],
		may: may.sits,
	},
	"admitted-observer": {
		says: "an observer in the room of the meeting in progress: it, and the case that is on",
		sees: [...sees.everyone, "panel:north", "meeting:live"],
		may: [],
	},
	guest: {
		says: "invited to one item of the meeting in progress, and in its room: it, and that case while it is on",
		sees: [...sees.everyone, "meeting:live"],
		may: ["inform:walled"],
	},
	"withdrawn-guest": {
		says: "was in the room of the meeting in progress, until the invitation was taken back",
		sees: sees.everyone,
		may: [],
	},
	"left-meeting": {
		says: "a member who has left the meeting in progress: its papers, and not its room",
		sees: [...sees.everyone, ...sees.north],
		may: [...may.sits, "contribute:north", "answer:plain", "own:plain"],
	},
};

/** Those to whom a meeting presents the case that is on: an observer whatever it is, a guest their own. */
export const WITNESSES: Partial<Record<ActorKind, readonly CaseName[]>> = {
	"admitted-observer": NORTH,
	guest: ["walled"],
};
/** The case that the meeting in progress is on. */
let current: CaseName | undefined;
export const moveOn = (to: CaseName | undefined): void => {
	current = to;
};
const isPresented = (kind: ActorKind, audience: Audience): boolean =>
	current !== undefined && audience === `case:${current}` && WITNESSES[kind]?.includes(current) === true;

/** Those whose browser holds no session that works. */
export const isSignedOut = (kind: ActorKind): boolean => kind === "signed-out" || kind === "left-agency";

/** Whether the role table lets somebody see an audience; everyone with a session also sees what is their own. */
export const seesAudience = (kind: ActorKind, audience: Audience): boolean =>
	finds(kind, audience) || isPresented(kind, audience) || (audience === `self:${kind}` && !isSignedOut(kind));

/** The same for lists and searches, in which a case that is only presented never stands. */
export const finds = (kind: ActorKind, audience: Audience): boolean =>
	ROLE_TABLE[kind].sees.includes(audience);

/** Observers listen, in whatever meeting. */
export const mayOnlyListen = (kind: ActorKind): boolean =>
	kind === "observer" || kind === "admitted-observer";

// --- what is asked for ------------------------------------------------------------------------------------

/** What the address of a route names; the fixture has some of each, and the test asks for one that is not. */
export type Subject =
	| "nothing"
	| "panel"
	| "case"
	| "entry"
	| "advice"
	| "action"
	| "incident"
	| "meeting"
	| "user"
	| "kept"
	| "link";

export type Outcome =
	/** A page, or the form was done. */
	| "given"
	| "not-found"
	/** 403, since they may know of it but not do this. */
	| "refused"
	/** 400, to a form that is right but for its content. */
	| "invalid"
	/** 409: it has become something else, such as a meeting that is over. */
	| "conflict"
	/** On to the sign-in page. */
	| "sign-in"
	/** On to another page, whoever asks. */
	| "elsewhere";

export type MeetingState = "draft" | "published" | "in-progress" | "adjourned" | "closed" | "cancelled";

export interface Gate {
	/**
	 * Whom it is open to at all: who holds the audience of "it" that is asked for, or of its panel; a case's "file" is
	 * open to those whose case it is, and not to those to whom a meeting only presents it; a meeting's
	 * "door" is open to those whom it admits, too, and "inside" are those of them who have accepted its statement.
	 */
	sees: "anybody" | "signed-in" | "it" | "file" | "panel" | "meetings" | "door" | "inside";
	/** Which power it takes besides; "author" is whoever wrote the entry. */
	may?:
		| "run"
		| "build"
		| "set-risk"
		| "follow-up"
		| "recuse"
		| "keep"
		| "add-case"
		| "contribute"
		| "answer"
		| "answer-advice"
		| "author"
		| "minute"
		| "inform"
		| "own"
		| "sits"
		/** Whoever does more than listen. */
		| "speak"
		| Power;
	/** Of a meeting, the states in which it is done; others are a conflict unless said otherwise. */
	when?: readonly MeetingState[];
	otherwise?: Outcome;
	/** The state is looked at before the power. */
	isStateFirst?: boolean;
	/** Only some things have what it is about, by the name of a field; others get this. */
	needs?: string;
	without?: Outcome;
	/** Which power it takes once that is there. */
	andMay?: Gate["may"];
	/** Of a meeting, for whoever is in its chair, or for all others. */
	chairs?: "it" | "not yet";
	/** How the door of a meeting's room lets in: see `roomOf` in judge.ts. */
	room?: "itself" | "before" | "on the wall" | "while it is held";
	/** What those get who are inside already. */
	inside?: Outcome;
	/** What those get who lack the power; "refused" unless said otherwise. */
	lacking?: Outcome;
	/** What those get who pass, where that is no page and no form done. */
	gives?: Outcome;
	/** The same for the signed-in, where it differs. */
	givesSignedIn?: Outcome;
}

export interface Read extends Gate {
	/** What may be on the page beside what every page shows. */
	shows: readonly Kind[];
	/** Forms of the address beside the plain one: `{name}` is an id of what is asked for. */
	queries?: readonly string[];
}

export interface Write extends Gate {
	/** The button, where the page has several. */
	intent?: string;
	/** The form, filled in rightly: `{name}` is an id of what is asked for; see `filled` in writes.ts. */
	fields: Readonly<Record<string, string>>;
	/** What kind of secret its `{word}` becomes. */
	plants?: Kind;
	/** It changes nothing for anybody else, so that everyone tries it. */
	isHarmless?: boolean;
	/** Done by the first who may, since a second has nothing left to do. */
	isOnce?: boolean;
	/** Done in the live scene alone, since it changes what the one who does it sees. */
	isInScene?: boolean;
	/** Each who may has a target of their own from this stock. */
	uses?: "meetings" | "drafts" | "deputies" | "newcomers";
	/** To whom its words are shown, where that is not who sees the thing. */
	plantedFor?: Audience;
	/** When in the course of a meeting it is done; what has no step comes first. */
	step?: number;
}

export interface Screen {
	of: Subject;
	/** Absent when the address only takes forms. */
	read?: Read;
	writes?: readonly Write[];
	/** What the answer to a form may hold, where the address has no page to say it. */
	shows?: readonly Kind[];
	/** A refused form is answered by a page of its own, not by this address's. */
	saysWhy?: boolean;
}

/** What the frame of every page shows a signed-in person: who they are, and their panels. */
export const FRAME: readonly Kind[] = ["organisation", "own", "panel"];

const toTheRoom: Read = { sees: "signed-in", gives: "elsewhere", shows: [] };
const administrators: Gate = { sees: "signed-in", may: "administer", lacking: "not-found" };
const seesFigures: Gate = { sees: "signed-in", may: "figures", lacking: "not-found" };
/** Whatever was or will be. */
/** What may be done with the views that somebody keeps of a list: they are one's own, and tell nobody of the rest. */
const savedViews = (sees: "signed-in" | "meetings", query: string): Write[] => [
	{ intent: "save", sees, fields: { name: "All of them", query } },
	{
		intent: "rename",
		sees,
		fields: { viewId: "none", name: "Nothing" },
		gives: "not-found",
		isHarmless: true,
	},
	{ intent: "delete", sees, fields: { viewId: "none" }, isHarmless: true },
];

const EVER = "preset=own&from=2000-01-01&to=2099-12-31";
const toCome = ["published", "in-progress", "adjourned"] as const;
const notOver = ["draft", ...toCome] as const;
const notStarted = ["draft", "published"] as const;
const builds: Gate = { sees: "it", may: "build" };
const runs: Gate = { sees: "it", may: "run" };
/** In the chair of a meeting in progress. */
const leads: Gate = { ...runs, when: ["in-progress"], chairs: "it" };
const tomorrow = { "date-day": "3", "date-month": "12", "date-year": "2031", time: "10:30" };

/** Every route of the manifest, by its id. "root" is the frame of all and has no address of its own. */
export const SCREENS: Readonly<Record<string, Screen>> = {
	root: { of: "nothing" },
	"not-found": { of: "nothing", read: { sees: "anybody", gives: "not-found", shows: [] } },

	"home/home": {
		of: "nothing",
		read: {
			sees: "signed-in",
			// Of entries the officer's advice, by its id, and of the file the breach that waits: the ways to their answers.
			shows: ["meeting", "meeting-id", "action", "head", "entry", "file"],
			queries: ["?recused"],
		},
	},
	"inbox/inbox": {
		of: "nothing",
		// Everybody has a notice about each action, piece of advice and breach; it is shown to whom the case opens.
		read: { sees: "signed-in", shows: ["head", "action", "entry", "file"], queries: ["?page=2"] },
		writes: [
			{ intent: "read", sees: "signed-in", fields: { noticeId: "{strangersNotice}" }, isHarmless: true },
			{
				intent: "read-all",
				sees: "signed-in",
				fields: { noticeIds: "{strangersNotice} {walledCase}" },
				isHarmless: true,
			},
			{
				intent: "done-with",
				sees: "signed-in",
				gives: "not-found",
				fields: { noticeId: "{strangersNotice}" },
				isHarmless: true,
			},
		],
	},
	"cases/find": {
		of: "nothing",
		read: {
			sees: "signed-in",
			shows: ["head", "person", "file", "entry", "action", "summary"],
			queries: ["?words=holt"],
		},
		writes: [{ sees: "signed-in", fields: { words: "{word}" }, isHarmless: true }],
	},
	"advice/officer": {
		of: "nothing",
		// Of those cases alone in which they are the officer.
		read: {
			sees: "signed-in",
			shows: ["head", "entry", "action"],
			queries: ["?page=2", "?answered=2", "?cases=2&actions=2"],
		},
	},
	"import/import": {
		of: "nothing",
		read: { sees: "signed-in", may: "import", shows: ["own"] },
		writes: [{ sees: "signed-in", may: "import", gives: "invalid", fields: {}, isHarmless: true }],
	},

	"import/import-page": {
		of: "nothing",
		// An import is known to whoever began it, and here a stranger has begun one.
		read: { sees: "signed-in", may: "import", gives: "not-found", shows: [] },
		writes: ["columns", "words", "again", "choose", "accept", "resume", "abandon", "undo"].map((intent) => ({
			sees: "signed-in" as const,
			may: "import" as const,
			gives: "not-found" as const,
			intent,
			fields: {},
			isHarmless: true,
		})),
	},

	"account/sign-in": {
		of: "nothing",
		read: { sees: "anybody", givesSignedIn: "elsewhere", shows: [], queries: ["?to=/account"] },
		writes: [{ sees: "anybody", gives: "invalid", fields: { email: "", password: "" }, isHarmless: true }],
	},
	"account/sign-out": {
		of: "nothing",
		read: { sees: "signed-in", shows: [] },
		writes: [{ sees: "signed-in", fields: {}, isInScene: true }],
	},
	"account/link": {
		of: "link",
		read: { sees: "anybody", shows: ["account"] },
		writes: [{ sees: "anybody", gives: "invalid", fields: { password: "short" }, isHarmless: true }],
	},
	"account/account": {
		of: "nothing",
		read: { sees: "signed-in", shows: ["account"] },
		writes: [{ sees: "signed-in", fields: { sessionId: "{strangersSession}" }, isHarmless: true }],
	},
	"account/stay-signed-in": {
		of: "nothing",
		// A number of milliseconds, none for whoever is signed out.
		read: { sees: "anybody", shows: [] },
		writes: [{ sees: "signed-in", fields: {}, isHarmless: true }],
	},
	"account/drafts": {
		of: "nothing",
		writes: [
			{
				sees: "signed-in",
				fields: { key: "entry:{walledCase}", fields: '{"body":"half a"}' },
				isHarmless: true,
			},
		],
	},
	"account/kept": {
		of: "kept",
		// Its address says where it was sent to.
		read: { sees: "it", shows: ["head"] },
		// Throwing away what is not there, or another's, is done and does nothing.
		writes: [{ sees: "signed-in", fields: {}, isHarmless: true }],
	},

	"panels/panel": {
		of: "panel",
		read: {
			sees: "panel",
			shows: ["seat", "meeting", "meeting-id", "head"],
			queries: ["?page=2", "?records=2"],
		},
	},
	"advice/panel-advice": {
		of: "panel",
		read: {
			sees: "meetings",
			shows: ["head", "entry"],
			queries: ["?show=all", "?show=declined", "?show=declined&page=2"],
		},
	},
	"panels/register": {
		of: "panel",
		read: {
			sees: "meetings",
			shows: ["head"],
			queries: ["?state=all", "?overdue=either&sort=victim", "?risk=high&from=2020-01-01"],
		},
		writes: [
			{ sees: "meetings", intent: "filter", fields: { words: "holt", state: "all" }, isHarmless: true },
			...savedViews("meetings", "state=all"),
		],
	},
	"panels/undertaking": {
		of: "panel",
		read: { sees: "panel", may: "sits", lacking: "not-found", shows: [] },
		// Everybody but one has signed: see `signAtLast` in probes.ts.
		writes: [
			{ sees: "panel", may: "sits", lacking: "not-found", fields: { agrees: "yes" }, isInScene: true },
		],
	},
	"panels/contacts": {
		of: "panel",
		// A contact is known by the cases in which they stand, and shown to whoever sees one.
		read: { sees: "meetings", may: "add-case", shows: ["action"], queries: ["?page=2"] },
		writes: [
			{
				sees: "meetings",
				may: "add-case",
				gives: "not-found",
				intent: "look",
				fields: { contactId: "none", email: "nobody@example.org" },
				isHarmless: true,
			},
			{
				sees: "meetings",
				may: "add-case",
				gives: "not-found",
				intent: "link",
				fields: { contactId: "none", email: "nobody@example.org" },
				isHarmless: true,
			},
			{
				sees: "meetings",
				may: "add-case",
				gives: "not-found",
				intent: "take-back",
				fields: { contactId: "none", userId: "none" },
				isHarmless: true,
			},
		],
	},
	"cases/add-case": {
		of: "panel",
		read: { sees: "panel", may: "add-case", shows: [] },
		writes: [
			{
				sees: "meetings",
				may: "add-case",
				plants: "head",
				fields: {
					victimName: "{word} Holt",
					suspectName: "Unknown",
					relationship: "stranger",
					risk: "not-assessed",
				},
			},
		],
	},
	"meetings/plan-meeting": {
		of: "panel",
		read: { sees: "meetings", may: "build", shows: [] },
		writes: [
			{
				sees: "meetings",
				may: "build",
				plants: "meeting",
				plantedFor: "drafts:north",
				fields: { ...tomorrow, howOften: "once", minutes: "90", place: "Room {word}" },
			},
			{
				sees: "meetings",
				may: "build",
				plants: "meeting",
				plantedFor: "drafts:north",
				fields: {
					...tomorrow,
					howOften: "series",
					everyWeeks: "2",
					count: "2",
					minutes: "90",
					place: "Room {word}",
				},
				isOnce: true,
			},
		],
	},

	"cases/case": {
		of: "case",
		read: { sees: "file", shows: ["head", "person", "file", "entry", "action", "protected", "meeting-id"] },
	},
	"summary/summary": { of: "case", read: { sees: "file", shows: ["head", "summary", "protected"] } },
	"summary/section": {
		of: "case",
		read: { sees: "file", shows: ["head", "summary", "protected"] },
		writes: [
			{
				sees: "it",
				may: "contribute",
				plants: "summary",
				fields: { base: "", text: "He stood by the {word}" },
				// What is restored before would take it out of the text again.
				step: 4,
			},
		],
	},
	"summary/authors": { of: "case", read: { sees: "file", shows: ["head", "summary", "protected"] } },
	"summary/states": {
		of: "case",
		read: { sees: "file", shows: ["head", "summary", "protected", "meeting-id"], queries: ["?page=2"] },
	},
	"summary/state": {
		of: "case",
		read: { sees: "file", shows: ["head", "summary", "protected", "meeting-id"] },
		writes: [{ sees: "it", may: "contribute", fields: {} }],
	},
	// Paper is carried about: no protected details.
	"summary/one-page": { of: "case", read: { sees: "file", shows: ["head", "file", "action", "summary"] } },
	"cases/add-entry": {
		of: "case",
		read: { sees: "it", may: "inform", lacking: "not-found", shows: ["head"] },
		writes: [
			{
				sees: "it",
				may: "inform",
				plants: "entry",
				fields: { kind: "information", body: "She was {word} on Monday", meetingId: "{meetingOfCase}" },
			},
			{
				sees: "it",
				may: "minute",
				plants: "entry",
				fields: { kind: "risk", body: "By telephone: {word}", forAgencyId: "{unlistedAgency}" },
			},
		],
	},
	"actions/add-action": {
		of: "case",
		read: { sees: "file", shows: ["head"] },
		writes: [
			{
				sees: "it",
				may: "contribute",
				plants: "action",
				fields: { what: "Change the {word}", ownerAgencyId: "{agency}", due: "2031-12-03" },
			},
		],
	},
	"cases/people": {
		of: "case",
		read: {
			sees: "file",
			shows: ["head", "person", "account"],
			queries: ["?change={personId}", "?change=officer", "?add"],
		},
		writes: [
			{
				intent: "change",
				sees: "it",
				may: "keep",
				plants: "head",
				fields: {
					personId: "{personId}",
					name: "{word} Holt",
					aliases: "",
					version: "{version:people:personId}",
				},
			},
			{
				intent: "add",
				sees: "it",
				may: "keep",
				plants: "head",
				fields: { part: "person-causing-harm", name: "{word} Holt" },
			},
			{
				intent: "officer",
				sees: "it",
				may: "keep",
				plants: "head",
				fields: { officerName: "PC {word}", officerEmail: "{officerEmail}" },
			},
		],
	},
	"cases/protected": {
		of: "case",
		read: {
			sees: "file",
			shows: ["head", "person", "protected"],
			queries: ["?add", "?remove={detailId}"],
		},
		writes: [
			{
				intent: "add",
				sees: "it",
				may: "keep",
				plants: "protected",
				fields: { personId: "{personId}", kind: "school", value: "{word} Primary" },
			},
			{ intent: "remove", sees: "it", may: "keep", fields: { detailId: "{spareDetailId}" }, isOnce: true },
			{ intent: "list", sees: "it", may: "keep", fields: { agencyId: "{unlistedAgency}" }, isOnce: true },
			{ intent: "unlist", sees: "it", may: "keep", fields: { agencyId: "{spareListed}" }, isOnce: true },
		],
	},
	"cases/risk": {
		of: "case",
		read: { sees: "file", may: "set-risk", shows: ["head"] },
		writes: [{ sees: "it", may: "set-risk", fields: { risk: "{otherRisk}" } }],
	},
	"follow-up/next-step": {
		of: "case",
		read: { sees: "file", may: "follow-up", shows: ["head", "file", "action"] },
		writes: [
			{
				intent: "set",
				sees: "it",
				may: "follow-up",
				fields: { step: "hearing", version: "{version:cases:caseId}" },
			},
			// What is open is opened by nobody.
			{
				intent: "reopen",
				sees: "it",
				may: "set-risk",
				gives: "invalid",
				fields: { reason: "By mistake", version: "{version:cases:caseId}" },
				isHarmless: true,
			},
		],
	},
	"follow-up/review": {
		of: "case",
		read: { sees: "file", may: "follow-up", shows: ["head", "file", "action", "entry"] },
		writes: [
			{ intent: "afresh", sees: "file", may: "follow-up", fields: {}, isHarmless: true },
			{
				sees: "it",
				may: "follow-up",
				plants: "file",
				fields: {
					hasStopped: "less",
					isSafer: "safer",
					victimSays: "not-asked",
					investigation: "continues",
					order: "none",
					changed: "He has moved to {word}",
					step: "hearing",
					version: "{reviewVersion}",
				},
			},
		],
	},
	"follow-up/safety-plans": {
		of: "case",
		read: {
			sees: "file",
			shows: ["head", "file"],
			queries: ["?add", "?change={planId}", "?review={planId}", "?end={planId}"],
		},
		writes: [
			{ intent: "afresh", sees: "file", fields: {}, isHarmless: true },
			{
				intent: "add",
				sees: "it",
				may: "follow-up",
				plants: "file",
				fields: { what: "A camera by the {word}", ownerAgencyId: "{unlistedAgency}" },
			},
			{
				intent: "change",
				sees: "it",
				may: "follow-up",
				plants: "file",
				fields: {
					planId: "{planId}",
					what: "A camera by the {word} too",
					ownerAgencyId: "{unlistedAgency}",
					version: "{version:safety_plans:planId}",
				},
				step: 1,
			},
			{
				intent: "review",
				sees: "it",
				may: "follow-up",
				plants: "entry",
				fields: {
					planId: "{planId}",
					found: "It works by {word}",
					reviewOn: "{soon}",
					version: "{version:safety_plans:planId}",
				},
				step: 2,
			},
			{
				intent: "end",
				sees: "it",
				may: "follow-up",
				plants: "file",
				fields: {
					planId: "{planId}",
					outcome: "She moved to {word}",
					version: "{version:safety_plans:planId}",
				},
				isOnce: true,
				step: 3,
			},
		],
	},
	"follow-up/refer-again": {
		of: "case",
		read: { sees: "file", may: "follow-up", shows: ["head", "file"] },
		writes: [
			{
				sees: "it",
				may: "follow-up",
				plants: "file",
				fields: { note: "He came to {word}", version: "{referralsVersion}" },
			},
		],
	},
	"incidents/chronology": {
		of: "case",
		read: {
			sees: "file",
			shows: ["head", "file"],
			queries: ["?order=newest&page=2", "?weeks=2026-01-05", "?count=3", "?added={strangersIncident}"],
		},
		writes: [
			{ intent: "afresh", sees: "file", fields: {}, isHarmless: true },
			{
				intent: "add",
				sees: "it",
				may: "contribute",
				plants: "file",
				fields: { lines: "5/1/2026 21:40 waited by {word}" },
			},
		],
	},
	"incidents/add-file": {
		of: "case",
		read: { sees: "file", may: "contribute", shows: ["head"] },
		writes: [
			{ intent: "read", sees: "file", may: "contribute", gives: "invalid", fields: {}, isHarmless: true },
			{
				intent: "add",
				sees: "it",
				may: "contribute",
				plants: "file",
				fields: { cells: '[["Date","What happened"],["5/1/2026","Rang from {word}"]]' },
			},
		],
	},
	"incidents/add-incident": {
		of: "case",
		// The answer to its form leads to the new one by its id.
		read: { sees: "file", may: "contribute", shows: ["head", "file"] },
		writes: [
			{ intent: "afresh", sees: "file", fields: {}, isHarmless: true },
			{
				intent: "add",
				sees: "it",
				may: "contribute",
				plants: "file",
				fields: {
					startsOn: "2026-01-05",
					kinds: "following",
					what: "Followed her to {word}",
					location: "By the bridge",
				},
			},
		],
	},
	// Its author keeps the panel's record, so that who may change it is one power; their own others change in its test.
	"incidents/incident": {
		of: "incident",
		read: { sees: "file", shows: ["head", "file", "history"] },
		writes: [
			{ intent: "afresh", sees: "file", fields: {}, isHarmless: true },
			{
				intent: "answer",
				sees: "it",
				may: "follow-up",
				plants: "file",
				fields: {
					queryId: "{queryId}",
					answer: "stays",
					reason: "It was {word}",
					version: "{version:recording_queries:queryId}",
				},
				isOnce: true,
			},
			// That about a breach may be answered by whoever may answer advice: the officer in the case, and for them. With an
			// old version it stays, and both are shown.
			{
				intent: "answer",
				sees: "it",
				may: "answer-advice",
				gives: "conflict",
				fields: { queryId: "{breachQueryId}", answer: "stays", reason: "It was bail", version: "0" },
				isHarmless: true,
			},
			{
				intent: "change",
				sees: "it",
				may: "minute",
				plants: "file",
				fields: {
					startsOn: "2026-01-05",
					kinds: "following",
					what: "Followed her to {word}",
					version: "{version:incidents:incidentId}",
				},
				step: 1,
			},
			// What is there no longer is in nobody's way: with an old version it stays, and both are shown.
			{
				intent: "remove",
				sees: "it",
				may: "minute",
				gives: "conflict",
				fields: { version: "0" },
				isHarmless: true,
			},
		],
	},
	"incidents/recording-queries": {
		of: "nothing",
		read: { ...seesFigures, shows: ["head", "file"], queries: ["?page=2"] },
	},
	"follow-up/due": {
		of: "panel",
		read: {
			sees: "meetings",
			may: "follow-up",
			shows: ["head", "file"],
			queries: ["?list=due", "?list=plans", "?list=hearing", "?list=hearing&page=2"],
		},
	},
	// Numbers, of the panels that one runs; in the list behind one the cases, and what an action is to be.
	"outcomes/outcomes": {
		of: "nothing",
		read: {
			...seesFigures,
			shows: [],
			queries: [
				"?preset=this-year",
				`?${EVER}`,
				"?preset=own&from=2026-02-31&to=x",
				`?${EVER}&area=Nowhere&agency=nobody`,
			],
		},
	},
	"outcomes/behind": {
		of: "nothing",
		read: {
			...seesFigures,
			// A line is known by the id of what was counted: a referral, a hearing, a review, a piece of advice.
			shows: ["head", "action", "file", "entry", "meeting-id"],
			queries: [
				"heard",
				"referred",
				"waited",
				"due",
				"done",
				"advice",
				"review-stopped",
				"overdue-actions",
				"overdue-reviews",
				"overdue-advice",
				"attendance",
			].map((figure) => `?${EVER}&figure=${figure}`),
		},
	},
	"outcomes/file": {
		of: "nothing",
		writes: [{ ...seesFigures, fields: { list: "outcomes-within" } }],
	},
	"cases/recusals": {
		of: "case",
		read: { sees: "file", shows: ["head", "file"], queries: ["?confirm"] },
		writes: [
			{ intent: "recuse", sees: "it", may: "recuse", fields: { userId: "{spareMember}" }, isOnce: true },
			{ intent: "lift", sees: "it", may: "recuse", fields: { recusalId: "{spareRecusal}" }, isOnce: true },
			{ intent: "recuse-me", sees: "it", fields: {}, isInScene: true },
		],
	},
	"cases/entry": {
		of: "entry",
		read: { sees: "file", shows: ["head", "entry", "history"] },
		writes: [
			{
				intent: "edit",
				sees: "it",
				may: "author",
				plants: "entry",
				fields: { kind: "risk", body: "She is {word} now", version: "{version:entries:entryId}" },
			},
			{
				intent: "confirm",
				sees: "it",
				may: "contribute",
				needs: "recordedFor",
				andMay: "own",
				fields: {},
				isOnce: true,
			},
		],
	},
	"advice/advice": {
		of: "advice",
		read: { sees: "file", shows: ["head", "entry", "history"] },
		writes: [
			{
				sees: "it",
				may: "answer-advice",
				plants: "entry",
				fields: {
					answer: "declined",
					reason: "There is no {word}",
					officerName: "DC Holt",
					version: "{version:advice:adviceId}",
				},
			},
		],
	},
	"actions/my-actions": {
		of: "nothing",
		read: {
			sees: "signed-in",
			shows: ["head", "action"],
			queries: ["?show=all", "?whose=agency&show=all&sort=case", "?show=answer&due=none"],
		},
		writes: [
			{ intent: "filter", sees: "signed-in", fields: { words: "holt", show: "all" }, isHarmless: true },
			{ intent: "update", sees: "signed-in", gives: "invalid", fields: { move: "done" }, isHarmless: true },
			...savedViews("signed-in", "show=all"),
		],
	},
	"actions/panel-actions": {
		of: "panel",
		read: {
			sees: "meetings",
			shows: ["head", "action"],
			queries: ["?show=all", "?show=all&sort=owner&page=2", "?show=overdue"],
		},
		writes: [
			{ intent: "filter", sees: "meetings", fields: { words: "holt", show: "all" }, isHarmless: true },
			{ intent: "update", sees: "meetings", gives: "invalid", fields: { move: "done" }, isHarmless: true },
			...savedViews("meetings", "show=all"),
		],
	},
	"actions/case-actions": {
		of: "case",
		read: { sees: "file", shows: ["head", "action"], queries: ["?show=all"] },
		writes: [
			{ intent: "filter", sees: "file", fields: { words: "holt", show: "all" }, isHarmless: true },
			{ intent: "update", sees: "file", gives: "invalid", fields: { move: "done" }, isHarmless: true },
			// A case's few actions have no saved views: whoever asks is told that there is no such form.
			...(["save", "rename", "delete"] as const).map((intent) => ({
				intent,
				sees: "signed-in" as const,
				gives: "invalid" as const,
				fields: { viewId: "none", name: "Nothing" },
				isHarmless: true as const,
			})),
		],
	},
	"actions/export": {
		of: "nothing",
		shows: ["head", "action"],
		writes: [{ sees: "signed-in", fields: { scope: "agency", show: "all", format: "csv" } }],
	},
	"actions/action": {
		of: "action",
		read: { sees: "file", shows: ["head", "action"] },
		writes: [
			{
				intent: "answer",
				sees: "it",
				may: "answer",
				fields: { answer: "accepted", version: "{version:actions:actionId}" },
				isOnce: true,
			},
			{
				intent: "confirm",
				sees: "it",
				may: "contribute",
				needs: "answeredFor",
				without: "invalid",
				andMay: "own",
				fields: { version: "{version:actions:actionId}" },
				isOnce: true,
			},
			{
				intent: "settle",
				sees: "it",
				may: "answer",
				plants: "action",
				fields: {
					ownerAgencyId: "{owner}",
					ownerDetail: "{word} Holt",
					due: "3/12/2031",
					version: "{version:actions:actionId}",
				},
			},
			{
				intent: "status",
				sees: "it",
				may: "answer",
				plants: "action",
				fields: { status: "done", outcome: "It was {word}", version: "{version:actions:actionId}" },
			},
			// None was refused after it had been accepted, none is offered, and none has ended yet.
			{
				intent: "decide",
				sees: "it",
				may: "contribute",
				gives: "conflict",
				fields: { decision: "not-done", words: "No", version: "{version:actions:actionId}" },
				isHarmless: true,
			},
			{
				intent: "offer",
				sees: "it",
				may: "answer",
				gives: "invalid",
				fields: { offerTo: "agency:none", version: "{version:actions:actionId}" },
				isHarmless: true,
			},
			{
				intent: "answer-offer",
				sees: "it",
				may: "contribute",
				gives: "conflict",
				fields: { "offer-answer": "accepted", version: "{version:actions:actionId}" },
				isHarmless: true,
			},
			{
				intent: "withdraw-offer",
				sees: "it",
				may: "contribute",
				gives: "conflict",
				fields: { version: "{version:actions:actionId}" },
				isHarmless: true,
			},
			{
				intent: "sign-off",
				sees: "it",
				may: "set-risk",
				gives: "invalid",
				fields: { version: "{version:actions:actionId}" },
				isHarmless: true,
			},
		],
	},

	"meetings/room": {
		of: "meeting",
		read: {
			sees: "door",
			room: "itself",
			shows: [
				"meeting",
				"meeting-id",
				"agenda",
				"head",
				"person",
				"file",
				"entry",
				"action",
				"protected",
				"summary",
			],
			queries: ["?case={caseId}", "?item={itemId}"],
		},
	},
	"meetings/agenda": {
		of: "meeting",
		read: {
			sees: "it",
			shows: ["meeting", "meeting-id", "agenda", "head", "action"],
			queries: ["?change=1", "?cancel=1"],
		},
		writes: [
			{ intent: "find", sees: "it", fields: { words: "holt" }, isHarmless: true },
			{ intent: "add", ...builds, fields: { caseId: "{caseToAdd}" }, isOnce: true },
			{
				intent: "other",
				...builds,
				plants: "agenda",
				fields: { title: "Training in {word}", minutes: "5" },
			},
			{
				intent: "change",
				...builds,
				plants: "agenda",
				plantedFor: "case:plain",
				fields: {
					itemId: "{itemId}",
					minutes: "12",
					listing: "review",
					presenterName: "DS {word}",
					version: "{version:agenda_items:itemId}",
				},
			},
			{ intent: "down", ...builds, fields: { itemId: "{firstItemId}" }, isOnce: true },
			{ intent: "up", ...builds, fields: { itemId: "{firstItemId}" }, isOnce: true },
			// One item is never the whole agenda.
			{ intent: "order", ...builds, gives: "conflict", fields: { itemIds: "{itemId}" }, isHarmless: true },
			{
				intent: "invite",
				...builds,
				when: notOver,
				fields: { itemId: "{itemId}", email: "{guestEmail}" },
				isOnce: true,
			},
			{ intent: "withdraw", ...builds, needs: "guestId", fields: { guestId: "{guestId}" }, isOnce: true },
			{ intent: "remove", ...builds, fields: { itemId: "{spareItemId}" }, isOnce: true, step: 9 },
			{ intent: "publish", ...builds, when: notStarted, fields: {}, uses: "drafts", isOnce: true },
			{
				intent: "meeting",
				...builds,
				when: notStarted,
				plants: "meeting",
				fields: {
					...tomorrow,
					minutes: "60",
					place: "Room {word}",
					version: "{version:meetings:meetingId}",
				},
			},
			{
				intent: "cancel",
				...builds,
				when: notStarted,
				plants: "meeting",
				fields: { reason: "The {word} is closed" },
				uses: "meetings",
				isOnce: true,
			},
		],
	},
	"meetings/papers": {
		of: "meeting",
		read: {
			sees: "it",
			shows: [
				"meeting",
				"meeting-id",
				"agenda",
				"head",
				"person",
				"file",
				"entry",
				"action",
				"protected",
				"summary",
			],
		},
		writes: [
			{
				sees: "it",
				when: ["published", "in-progress", "adjourned", "closed", "cancelled"],
				otherwise: "not-found",
				fields: { caseId: "{readCase}" },
				isHarmless: true,
			},
		],
	},
	"meetings/enter": {
		of: "meeting",
		read: { sees: "door", room: "before", shows: ["meeting", "meeting-id"] },
		writes: [
			{
				sees: "door",
				when: toCome,
				inside: "invalid",
				fields: { agrees: "yes" },
				uses: "meetings",
				step: 1,
			},
		],
	},
	"meetings/people": {
		of: "meeting",
		read: { sees: "it", shows: ["meeting", "meeting-id"] },
		writes: [
			{
				intent: "note",
				sees: "it",
				isStateFirst: true,
				when: notOver,
				may: "minute",
				plants: "meeting",
				fields: {
					state: "apologies",
					userName: "Sam {word}",
					agencyId: "{agency}",
					note: "Written by {word}",
				},
			},
			{
				intent: "apologies",
				sees: "it",
				when: notOver,
				inside: "invalid",
				plants: "meeting",
				fields: { note: "Away, ask {word}" },
				uses: "meetings",
			},
			{
				intent: "admit",
				sees: "it",
				may: "minute",
				when: toCome,
				fields: { userId: "{spareObserver}" },
				uses: "meetings",
				isOnce: true,
			},
			{
				intent: "withdraw-observer",
				sees: "it",
				may: "minute",
				when: toCome,
				needs: "admittedId",
				fields: { attendanceId: "{admittedId}" },
				isOnce: true,
			},
			{
				intent: "leave",
				sees: "door",
				isStateFirst: true,
				when: toCome,
				needs: "attendanceId",
				andMay: "minute",
				// They only sent apologies.
				gives: "invalid",
				fields: { attendanceId: "{attendanceId}" },
				isHarmless: true,
			},
			{
				intent: "raise-hand",
				sees: "inside",
				may: "speak",
				when: ["in-progress"],
				fields: {},
				isOnce: true,
			},
			{
				intent: "lower-hand",
				sees: "door",
				needs: "handId",
				andMay: "minute",
				fields: { handId: "{handId}" },
				isOnce: true,
			},
		],
	},
	"meetings/lead": {
		of: "meeting",
		saysWhy: true,
		read: toTheRoom,
		writes: [
			{
				intent: "no-chair",
				sees: "it",
				may: "minute",
				when: ["published", "adjourned"],
				fields: {},
				uses: "meetings",
				isOnce: true,
			},
			{ intent: "start", ...runs, when: ["published"], fields: {}, uses: "meetings", step: 2 },
			{ intent: "pause", ...leads, fields: {}, uses: "meetings", step: 3 },
			{ intent: "go-on", ...leads, fields: {}, uses: "meetings", step: 4 },
			{ intent: "extend", ...leads, fields: { minutes: "15" }, uses: "meetings", step: 4 },
			{ intent: "names", ...leads, fields: { isRevealed: "yes" }, uses: "meetings", step: 4 },
			{
				intent: "adjourn",
				...leads,
				plants: "meeting",
				fields: { until: "14:00 in {word}" },
				uses: "meetings",
				step: 5,
			},
			// One stays adjourned, so that its note is read.
			{
				intent: "resume",
				...runs,
				when: ["adjourned"],
				fields: {},
				uses: "meetings",
				isOnce: true,
				step: 6,
			},
			{
				intent: "pass-chair",
				...runs,
				when: ["in-progress", "adjourned"],
				chairs: "not yet",
				fields: { userId: "" },
				uses: "meetings",
				isOnce: true,
				step: 7,
			},
			{ intent: "back", ...leads, fields: {}, isOnce: true, step: 8 },
			{ intent: "reopen", ...runs, when: ["closed"], fields: {}, uses: "meetings", isOnce: true, step: 12 },
		],
	},
	"meetings/current": {
		of: "meeting",
		saysWhy: true,
		read: toTheRoom,
		writes: [
			{
				...leads,
				fields: { itemId: "{itemId}", nothingDecided: "yes" },
				uses: "meetings",
				step: 4,
			},
		],
	},
	"meetings/defer": {
		of: "meeting",
		read: {
			sees: "it",
			when: ["in-progress"],
			otherwise: "elsewhere",
			chairs: "it",
			room: "while it is held",
			shows: ["head"],
		},
		writes: [
			{
				...leads,
				plants: "agenda",
				plantedFor: "case:plain",
				fields: {
					itemId: "{itemId}",
					reason: "No {word} yet",
					safetyCover: "{word} patrols",
					interimOwner: "DS {word}",
				},
				uses: "meetings",
				isOnce: true,
				step: 10,
			},
		],
	},
	"meetings/close": {
		of: "meeting",
		read: {
			sees: "it",
			when: ["in-progress"],
			otherwise: "elsewhere",
			chairs: "it",
			room: "while it is held",
			shows: ["head", "agenda", "action", "meeting-id"],
		},
		writes: [
			{
				...leads,
				fields: { nothingDecided: "yes", all: "carried-over" },
				uses: "meetings",
				step: 11,
			},
		],
	},
	"meetings/projector": {
		of: "meeting",
		// No name, no case but by its reference, no place, and nothing that was typed for the meeting.
		read: { sees: "door", room: "on the wall", shows: ["meeting-id", "head"] },
	},
	"meetings/record": {
		of: "meeting",
		read: {
			sees: "it",
			room: "while it is held",
			shows: ["meeting", "meeting-id", "agenda", "head", "entry", "action", "summary"],
		},
	},

	"agencies/agencies": {
		of: "nothing",
		read: {
			...administrators,
			shows: [],
			queries: ["?rename={spareAgency}", "?close={spareAgency}", "?names={spareAgency}"],
		},
		writes: [
			{
				intent: "add",
				sees: "signed-in",
				may: "administer",
				plants: "organisation",
				fields: { name: "{word} Trust" },
			},
			{
				intent: "rename",
				sees: "signed-in",
				may: "administer",
				plants: "organisation",
				fields: {
					agencyId: "{spareAgency}",
					name: "{word} Homes",
					version: "{version:agencies:spareAgency}",
				},
			},
			{
				intent: "close",
				sees: "signed-in",
				may: "administer",
				fields: { agencyId: "{spareAgency}" },
				isOnce: true,
			},
			{
				intent: "strike",
				sees: "signed-in",
				may: "administer",
				fields: { aliasId: "{spareAlias}" },
				isOnce: true,
			},
		],
	},
	"people/users": {
		of: "nothing",
		read: { ...administrators, shows: ["account"], queries: ["?add=1", "?name=qz", "?standing=all"] },
		writes: [
			{
				sees: "signed-in",
				may: "administer",
				plants: "account",
				fields: { name: "Sam Holt", email: "{word}@panelroom.example", agencyId: "{agency}", role: "none" },
			},
		],
	},
	"people/user": {
		of: "user",
		read: { ...administrators, shows: ["account", "seat"], queries: ["?deactivate=1"] },
		writes: [
			{
				intent: "change",
				sees: "signed-in",
				may: "administer",
				plants: "account",
				fields: {
					name: "Sam Holt",
					email: "{word}@panelroom.example",
					agencyId: "{agency}",
					role: "none",
					version: "{version:users:userId}",
				},
			},
			{ intent: "link", sees: "signed-in", may: "administer", fields: {} },
			{ intent: "sign-out", sees: "signed-in", may: "administer", fields: {} },
			{ intent: "deactivate", sees: "signed-in", may: "administer", fields: {}, isOnce: true },
			{ intent: "reactivate", sees: "signed-in", may: "administer", fields: {}, isOnce: true },
		],
	},
	"panels/manage-panels": {
		of: "nothing",
		read: {
			sees: "signed-in",
			may: "appoint-deputies",
			lacking: "not-found",
			shows: [],
			queries: ["?add=1"],
		},
		writes: [
			{
				sees: "signed-in",
				may: "administer",
				fields: { name: "East", area: "East", referencePrefix: "QXE" },
				isOnce: true,
			},
		],
	},
	"panels/manage-panel": {
		of: "panel",
		read: {
			sees: "panel",
			may: "appoint-deputies",
			lacking: "not-found",
			shows: ["seat"],
			queries: ["?change=1", "?end={membershipId}"],
		},
		writes: [
			{
				intent: "change",
				sees: "panel",
				may: "administer",
				plants: "panel",
				fields: {
					name: "{panelName}",
					area: "{word}",
					referencePrefix: "{prefix}",
					version: "{version:panels:panelId}",
				},
			},
			{
				intent: "add",
				sees: "panel",
				may: "appoint-deputies",
				fields: { userId: "{newcomer}", role: "deputy" },
				uses: "newcomers",
			},
			{
				intent: "end",
				sees: "panel",
				may: "appoint-deputies",
				fields: { membershipId: "{membershipId}", when: "now" },
				uses: "deputies",
			},
		],
	},
};

// --- sockets ----------------------------------------------------------------------------------------------

/** Which audience a screen must hold to follow a subject. Everyone else is told that it is gone. */
export const FOLLOWS = {
	meeting: "inside",
	case: "file",
	panel: "meetings",
} as const satisfies Record<Follow["subject"]["kind"], Gate["sees"]>;

/** What a room is made of, as snapshots, answers and pushes carry it. */
const ROWS: readonly Kind[] = [
	"meeting",
	"meeting-id",
	"agenda",
	"head",
	"person",
	"file",
	"entry",
	"action",
	"protected",
	"summary",
];

/** Every message that a browser sends, and what kinds of secret may be in its answer. */
export const SENT: Readonly<Record<keyof BrowserMessages, readonly Kind[]>> = {
	follow: ROWS,
	// It is answered nothing.
	writing: [],
	"read-summary": ["file", "summary"],
	"leave-summary": [],
	"take-pen": [],
	"open-text": ["file", "summary"],
	"close-text": [],
	"write-text": [],
	"say-writing": [],
};

/** Every message that the server pushes, and what kinds of secret may be in it. */
export const PUSHED: Readonly<Record<keyof ServerMessages, readonly Kind[]>> = {
	changes: ROWS,
	reload: [],
	outgrown: [],
	present: [],
	// A number, of one's own inbox.
	inbox: [],
	"text-updates": ["file", "summary"],
	"text-said": ["file", "summary"],
	"summary-writers": [],
	"summary-closed": [],
	"signed-out": [],
};

// --- what hides in a form ---------------------------------------------------------------------------------

/** What a form may be sent with that the sender must not learn to exist. */
export type Hidden =
	| "walledCase"
	| "walledItem"
	| "walledLiveItem"
	| "walledGuest"
	| "otherPerson"
	| "otherDetail"
	| "otherRecusal"
	| "otherMeeting"
	| "liveMeeting"
	| "plannedMeeting"
	| "draftMeeting"
	| "strangersSession";

/** A form about something that its sender sees, in which one field names something that they do not. */
export interface Probe {
	as: readonly ActorKind[];
	route: string;
	intent?: string;
	/** As the fixture names it. */
	about: string;
	field: string;
	hidden: Hidden;
	/** The form is done all the same, and the field passed over. */
	isDone?: boolean;
}

/** A page that its reader sees, whose address names something that they do not. */
export const PEEKS: readonly (Pick<Probe, "as" | "route" | "about" | "hidden"> & { query: string })[] = [
	{
		as: ["recused", "recused-deputy", "recused-lead"],
		route: "meetings/room",
		about: "the live meeting",
		query: "?case=",
		hidden: "walledCase",
	},
	{
		as: ["coordinator"],
		route: "cases/people",
		about: "the plain case",
		query: "?change=",
		hidden: "otherPerson",
	},
	{
		as: ["coordinator"],
		route: "cases/protected",
		about: "the plain case",
		query: "?remove=",
		hidden: "otherDetail",
	},
];

export const PROBES: readonly Probe[] = [
	...["recused-deputy", "recused-lead"].flatMap((kind): Probe[] => {
		const as = [kind as ActorKind];
		const planned = { as, route: "meetings/agenda", about: "the planned meeting" };
		return [
			{ ...planned, intent: "add", field: "caseId", hidden: "walledCase" },
			{ ...planned, intent: "up", field: "itemId", hidden: "walledItem" },
			{ ...planned, intent: "down", field: "itemId", hidden: "walledItem" },
			{ ...planned, intent: "remove", field: "itemId", hidden: "walledItem" },
			{ ...planned, intent: "change", field: "itemId", hidden: "walledItem" },
			{ ...planned, intent: "invite", field: "itemId", hidden: "walledItem" },
			{ ...planned, intent: "withdraw", field: "guestId", hidden: "walledGuest" },
			{ as, route: "meetings/papers", about: "the planned meeting", field: "caseId", hidden: "walledCase" },
			{ as, route: "meetings/current", about: "the live meeting", field: "itemId", hidden: "walledLiveItem" },
		];
	}),
	...(["cases/add-entry", "actions/add-action"] as const).flatMap((route): Probe[] => [
		{ as: ["member"], route, about: "the plain case", field: "meetingId", hidden: "otherMeeting" },
		{ as: ["member"], route, about: "the plain case", field: "meetingId", hidden: "draftMeeting" },
		{ as: ["outsider"], route, about: "the other case", field: "meetingId", hidden: "liveMeeting" },
		{
			as: ["officer"],
			route,
			about: "the walled case",
			field: "meetingId",
			hidden: "plannedMeeting",
			isDone: true,
		},
	]),
	{
		as: ["coordinator"],
		route: "cases/people",
		intent: "change",
		about: "the plain case",
		field: "personId",
		hidden: "otherPerson",
	},
	{
		as: ["coordinator"],
		route: "cases/protected",
		intent: "add",
		about: "the plain case",
		field: "personId",
		hidden: "otherPerson",
	},
	{
		as: ["coordinator"],
		route: "cases/protected",
		intent: "remove",
		about: "the plain case",
		field: "detailId",
		hidden: "otherDetail",
	},
	{
		as: ["chair", "recused-deputy"],
		route: "cases/recusals",
		intent: "lift",
		about: "the plain case",
		field: "recusalId",
		hidden: "otherRecusal",
	},
	{
		as: ["member"],
		route: "account/account",
		about: "the page",
		field: "sessionId",
		hidden: "strangersSession",
		isDone: true,
	},
];
