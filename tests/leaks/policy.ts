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
] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Whom a secret belongs to; see server/audiences for the product's own. */
export type Audience =
	| "organisation"
	/** Accounts as administrators keep them. */
	| "administration"
	| `panel:${PanelName}`
	| `meetings:${PanelName}`
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
	| "removed";

// --- the role table of the design, section 5 --------------------------------------------------------------

export type Power =
	| `${"run" | "build" | "set-risk" | "recuse" | "keep" | "add-case" | "contribute" | "answer"}:${PanelName}`
	| `${"contribute" | "answer"}:${CaseName}`
	| "import"
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
	south: ["panel:south", "meetings:south", "case:other"],
	southProtected: ["protected:other", "unlisted:other"],
} as const satisfies Record<string, readonly Audience[]>;

const may = {
	chair: ["run:north", "build:north", "set-risk:north", "recuse:north", "contribute:north", "answer:north"],
	coordinator: ["build:north", "keep:north", "add-case:north", "import", "contribute:north", "answer:north"],
	chairSouth: [
		"run:south",
		"build:south",
		"set-risk:south",
		"recuse:south",
		"contribute:south",
		"answer:south",
	],
} as const satisfies Record<string, readonly Power[]>;

export const ROLE_TABLE: Readonly<Record<ActorKind, Standing>> = {
	"signed-out": { says: "nobody", sees: sees.nothing, may: [] },
	outsider: {
		says: "a member of another panel, for an agency that works with the victim of a case of this one",
		sees: [...sees.everyone, ...sees.south],
		may: ["contribute:south"],
	},
	observer: {
		says: "sees the current item in a meeting that admitted them; until meetings can, only that the panel exists",
		sees: [...sees.everyone, "panel:north"],
		may: [],
	},
	recused: {
		says: "a member recused from two cases, for an agency that works with the victim of one of them",
		sees: [...sees.everyone, ...sees.northBehindTheWall],
		may: ["contribute:north"],
	},
	"recused-deputy": {
		says: "as the chair, but recused from two cases",
		sees: [...sees.everyone, ...sees.northBehindTheWall, "protected:plain", "unlisted:plain"],
		may: may.chair,
	},
	"recused-lead": {
		says: "the lead, but recused from two cases",
		sees: [
			...sees.everyone,
			...sees.northBehindTheWall,
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
		may: ["contribute:north", "answer:plain"],
	},
	"working-member": {
		says: "a member whose agency is listed as working with the victim of one case: its protected details too",
		sees: [...sees.everyone, ...sees.north, "protected:walled"],
		may: ["contribute:north", "answer:walled", "answer:late"],
	},
	chair: {
		says: "their panel's cases, meetings, protected details; run meetings; set risk; declare and lift recusals",
		sees: [...sees.everyone, ...sees.north, ...sees.northProtected],
		may: may.chair,
	},
	deputy: {
		says: "as the chair",
		sees: [...sees.everyone, ...sees.north, ...sees.northProtected],
		may: may.chair,
	},
	coordinator: {
		says: "as the chair; create cases, keep people and protected details, build agendas, import",
		sees: [...sees.everyone, ...sees.north, ...sees.northProtected, ...casesOf("officer", NORTH)],
		may: may.coordinator,
	},
	lead: {
		says: "every case and meeting; what a chair may, in any panel; appoint chairs",
		sees: [
			...sees.everyone,
			...sees.north,
			...sees.northProtected,
			...sees.south,
			...sees.southProtected,
			"every-panel",
		],
		may: [...may.chair, ...may.chairSouth, "appoint-deputies"],
	},
	officer: {
		says: "their own case, with protected details; add information",
		sees: [...sees.everyone, "case:walled", "protected:walled", "unlisted:walled"],
		may: ["contribute:walled"],
	},
	"former-officer": { says: "another is the officer in their case now", sees: sees.everyone, may: [] },
};

/** Those whose browser holds no session that works. */
export const isSignedOut = (kind: ActorKind): boolean => kind === "signed-out" || kind === "left-agency";

/** Whether the role table lets somebody see an audience; everyone with a session also sees what is their own. */
export const seesAudience = (kind: ActorKind, audience: Audience): boolean =>
	ROLE_TABLE[kind].sees.includes(audience) || (audience === `self:${kind}` && !isSignedOut(kind));

// --- what is asked for ------------------------------------------------------------------------------------

/** What the address of a route names; the fixture has some of each, and the test asks for one that is not. */
export type Subject =
	| "nothing"
	| "panel"
	| "case"
	| "entry"
	| "action"
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
	/** On to the sign-in page. */
	| "sign-in"
	/** On to another page, whoever asks. */
	| "elsewhere";

export interface Gate {
	/** Whom it is open to at all: who holds the audience of "it" that is asked for, or of its panel. */
	sees: "anybody" | "signed-in" | "it" | "panel" | "meetings";
	/** Which power it takes besides; "author" is whoever wrote the entry. */
	may?:
		| "run"
		| "build"
		| "set-risk"
		| "recuse"
		| "keep"
		| "add-case"
		| "contribute"
		| "answer"
		| "author"
		| Power;
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
	uses?: "meetings" | "deputies" | "newcomers";
}

export interface Screen {
	of: Subject;
	/** Absent when the address only takes forms. */
	read?: Read;
	writes?: readonly Write[];
}

/** What the frame of every page shows a signed-in person: who they are, and their panels. */
export const FRAME: readonly Kind[] = ["organisation", "own", "panel"];

const toTheRoom: Read = { sees: "signed-in", gives: "elsewhere", shows: [] };
const administrators: Gate = { sees: "signed-in", may: "administer", lacking: "not-found" };
const tomorrow = { "date-day": "3", "date-month": "12", "date-year": "2031", time: "10:30" };

/** Every route of the manifest, by its id. "root" is the frame of all and has no address of its own. */
export const SCREENS: Readonly<Record<string, Screen>> = {
	root: { of: "nothing" },
	"not-found": { of: "nothing", read: { sees: "anybody", gives: "not-found", shows: [] } },

	"home/home": {
		of: "nothing",
		read: { sees: "signed-in", shows: ["meeting", "meeting-id", "action", "head"], queries: ["?recused"] },
	},
	"cases/find": {
		of: "nothing",
		read: { sees: "signed-in", shows: ["head"], queries: ["?q=holt", "?q=qz", "?q=%25", "?q=holt&page=2"] },
	},
	"import/import": {
		of: "nothing",
		read: { sees: "signed-in", may: "import", shows: [] },
		writes: [{ sees: "signed-in", may: "import", gives: "invalid", fields: {}, isHarmless: true }],
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
			{ sees: "meetings", may: "build", plants: "meeting", fields: { ...tomorrow, place: "Room {word}" } },
		],
	},

	"cases/case": {
		of: "case",
		read: { sees: "it", shows: ["head", "person", "file", "entry", "action", "protected", "meeting-id"] },
	},
	"cases/add-entry": {
		of: "case",
		read: { sees: "it", shows: ["head"] },
		writes: [
			{
				sees: "it",
				may: "contribute",
				plants: "entry",
				fields: { kind: "information", body: "She was {word} on Monday", meetingId: "{meetingOfCase}" },
			},
		],
	},
	"actions/add-action": {
		of: "case",
		read: { sees: "it", shows: ["head"] },
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
			sees: "it",
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
			sees: "it",
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
		read: { sees: "it", may: "set-risk", shows: ["head"] },
		writes: [{ sees: "it", may: "set-risk", fields: { risk: "{otherRisk}" } }],
	},
	"cases/recusals": {
		of: "case",
		read: { sees: "it", shows: ["head", "file"], queries: ["?confirm"] },
		writes: [
			{ intent: "recuse", sees: "it", may: "recuse", fields: { userId: "{spareMember}" }, isOnce: true },
			{ intent: "lift", sees: "it", may: "recuse", fields: { recusalId: "{spareRecusal}" }, isOnce: true },
			{ intent: "recuse-me", sees: "it", fields: {}, isInScene: true },
		],
	},
	"cases/entry": {
		of: "entry",
		read: { sees: "it", shows: ["head", "entry", "history"] },
		writes: [
			{
				sees: "it",
				may: "author",
				plants: "entry",
				fields: { kind: "risk", body: "She is {word} now", version: "{version:entries:entryId}" },
			},
		],
	},
	"actions/action": {
		of: "action",
		read: { sees: "it", shows: ["head", "action"] },
		writes: [
			{
				sees: "it",
				may: "answer",
				plants: "action",
				fields: { status: "done", outcome: "It was {word}", version: "{version:actions:actionId}" },
			},
		],
	},

	"meetings/room": {
		of: "meeting",
		read: {
			sees: "meetings",
			shows: ["meeting", "meeting-id", "agenda", "head", "person", "file", "entry", "action", "protected"],
			queries: ["?case={caseId}"],
		},
	},
	"meetings/agenda": {
		of: "meeting",
		read: { sees: "meetings", shows: ["meeting", "meeting-id", "agenda", "head"] },
		writes: [
			{ intent: "add", sees: "meetings", may: "build", fields: { caseId: "{caseToAdd}" }, isOnce: true },
			{ intent: "down", sees: "meetings", may: "build", fields: { itemId: "{firstItemId}" }, isOnce: true },
			{ intent: "up", sees: "meetings", may: "build", fields: { itemId: "{firstItemId}" }, isOnce: true },
			{ intent: "remove", sees: "meetings", may: "build", fields: { itemId: "{spareItemId}" }, isOnce: true },
		],
	},
	"meetings/start": {
		of: "meeting",
		read: toTheRoom,
		writes: [{ sees: "meetings", may: "run", fields: {}, uses: "meetings" }],
	},
	"meetings/current": {
		of: "meeting",
		read: toTheRoom,
		writes: [{ sees: "meetings", may: "run", fields: { itemId: "{itemId}" }, uses: "meetings" }],
	},
	"meetings/close": {
		of: "meeting",
		read: toTheRoom,
		writes: [{ sees: "meetings", may: "run", fields: {}, uses: "meetings" }],
	},
	"meetings/record": {
		of: "meeting",
		read: { sees: "meetings", shows: ["meeting", "meeting-id", "agenda", "head", "entry", "action"] },
	},

	"agencies/agencies": {
		of: "nothing",
		read: {
			...administrators,
			shows: [],
			queries: ["?rename={spareAgency}", "?close={spareAgency}"],
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
	meeting: "meetings",
	case: "it",
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
];

/** Every message that a browser sends, and what kinds of secret may be in its answer. */
export const SENT: Readonly<Record<keyof BrowserMessages, readonly Kind[]>> = { follow: ROWS };

/** Every message that the server pushes, and what kinds of secret may be in it. */
export const PUSHED: Readonly<Record<keyof ServerMessages, readonly Kind[]>> = {
	changes: ROWS,
	reload: [],
	present: [],
	"signed-out": [],
};

// --- what hides in a form ---------------------------------------------------------------------------------

/** What a form may be sent with that the sender must not learn to exist. */
export type Hidden =
	| "walledCase"
	| "walledItem"
	| "walledLiveItem"
	| "otherPerson"
	| "otherDetail"
	| "otherRecusal"
	| "otherMeeting"
	| "liveMeeting"
	| "plannedMeeting"
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
			{ as, route: "meetings/current", about: "the live meeting", field: "itemId", hidden: "walledLiveItem" },
		];
	}),
	...(["cases/add-entry", "actions/add-action"] as const).flatMap((route): Probe[] => [
		{ as: ["member"], route, about: "the plain case", field: "meetingId", hidden: "otherMeeting" },
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
