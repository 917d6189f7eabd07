import { boolean, index, instant, integer, primaryKey, table, text } from "../columns.ts";
import { users } from "./account.ts";
import { cases } from "./cases.ts";
import { panels } from "./panels.ts";

/** Meetings that come round by themselves: every so many weeks on one weekday. */
export const meetingSeries = table(
	"meeting_series",
	{
		id: text().primaryKey(),
		panelId: text()
			.notNull()
			.references(() => panels.id),
		/** The civil date of the first; it tells the weekday. */
		startsOn: text().notNull(),
		/** On the London clock, "HH:MM". */
		startTime: text().notNull(),
		everyWeeks: integer().notNull(),
		minutes: integer().notNull(),
		place: text().notNull(),
		version: integer().notNull(),
	},
	(t) => [index("meeting_series_panel").on(t.panelId)],
);

export const meetings = table(
	"meetings",
	{
		id: text().primaryKey(),
		panelId: text()
			.notNull()
			.references(() => panels.id),
		seriesId: text().references(() => meetingSeries.id),
		startsAt: instant().notNull(),
		/** How long it is planned to take, and what the chair has added since. */
		minutes: integer().notNull(),
		extendedBy: integer().notNull(),
		place: text().notNull(),
		state: text({
			enum: ["draft", "published", "in-progress", "adjourned", "closed", "cancelled"],
		}).notNull(),
		/** Agencies that must be there, as the panel's rule was when it was planned. */
		quorum: integer().notNull(),
		publishedAt: instant(),
		/** How often the agenda has been published: each is a version that stands. */
		publications: integer().notNull(),
		startedAt: instant(),
		/** The clock stands still: the chair has paused, or the meeting is adjourned. */
		pausedAt: instant(),
		closedAt: instant(),
		/** Which item was on when it was closed, so that a wrong close can be undone. */
		closedOnItemId: text(),
		/** Who is in the chair now, with the name as written then. */
		chairUserId: text(),
		chairName: text(),
		/** Somebody has said that nobody is there who may take the chair; the lead is told. */
		chairMissingAt: instant(),
		/** Whether the projector may show names. */
		isRevealed: boolean().notNull(),
		/** Why it was cancelled, or until when it is adjourned. */
		note: text(),
		version: integer().notNull(),
	},
	(t) => [index("meetings_panel").on(t.panelId, t.startsAt)],
);

/**
 * One item on one agenda. An item about a case is seen only by those who may see the case, so that the current
 * one tells others nothing.
 */
export const agendaItems = table(
	"agenda_items",
	{
		id: text().primaryKey(),
		meetingId: text()
			.notNull()
			.references(() => meetings.id),
		kind: text({
			enum: ["welcome", "apologies", "minutes", "actions", "case", "other", "any-other-business"],
		}).notNull(),
		/** Of an item of the kind "case". */
		caseId: text().references(() => cases.id),
		listing: text({ enum: ["new", "repeat", "review"] }),
		/** Of an item of the kind "other". */
		title: text(),
		/** Planned. */
		minutes: integer().notNull(),
		presenterName: text(),
		/** Cases with children come together, so that those who come for them may leave. */
		hasChildren: boolean().notNull(),
		/** Order only; gaps are uneven on purpose, so that they do not tell of a case left out. */
		position: integer().notNull(),
		addedAt: instant().notNull(),
		/** When its minutes, presenter or place in the order last changed. */
		changedAt: instant(),
		isCurrent: boolean().notNull(),
		openedAt: instant(),
		leftAt: instant(),
		/** Time spent on it while it was current and the clock ran, without the run that is on now. */
		spentMs: integer().notNull(),
		/** Since when the clock runs for it; null when it does not. */
		runningSince: instant(),
		/** What came of it when it was last left; none when it never was. */
		outcome: text({ enum: ["heard", "nothing-decided", "deferred", "carried-over", "outside"] }),
		/** Why it was deferred, carried over or decided outside. */
		reason: text(),
		/** Who keeps the victim safe until a deferred case is heard, and how. */
		safetyCover: text(),
		interimOwner: text(),
		removedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("agenda_items_meeting").on(t.meetingId), index("agenda_items_case").on(t.caseId)],
);

/** Somebody invited to one item of one meeting. */
export const guests = table(
	"guests",
	{
		id: text().primaryKey(),
		meetingId: text()
			.notNull()
			.references(() => meetings.id),
		itemId: text()
			.notNull()
			.references(() => agendaItems.id),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		userId: text()
			.notNull()
			.references(() => users.id),
		userName: text().notNull(),
		agencyName: text().notNull(),
		invitedAt: instant().notNull(),
		removedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("guests_meeting").on(t.meetingId), index("guests_user").on(t.userId)],
);

/** Who was at a meeting, for which agency and when; or sent apologies, and what with them. */
export const attendances = table(
	"attendances",
	{
		id: text().primaryKey(),
		meetingId: text()
			.notNull()
			.references(() => meetings.id),
		/** None for somebody without an account, e.g. on the phone. */
		userId: text(),
		userName: text().notNull(),
		agencyId: text().notNull(),
		agencyName: text().notNull(),
		capacity: text({
			enum: ["chair", "deputy", "coordinator", "member", "lead", "observer", "guest"],
		}).notNull(),
		/** "admitted" is an observer who has yet to accept the statement; "withdrawn" one whose admission was taken back. */
		state: text({ enum: ["apologies", "admitted", "present", "left", "withdrawn"] }).notNull(),
		/** When they accepted the confidentiality statement of this meeting. */
		statementAt: instant(),
		arrivedAt: instant(),
		leftAt: instant(),
		/** What they sent with their apologies. */
		note: text(),
		/** Who wrote this for them, if not themself. */
		recordedByName: text(),
		version: integer().notNull(),
	},
	(t) => [index("attendances_meeting").on(t.meetingId), index("attendances_user").on(t.userId)],
);

/** Who asks to speak, in the order of asking. */
export const hands = table(
	"hands",
	{
		id: text().primaryKey(),
		meetingId: text()
			.notNull()
			.references(() => meetings.id),
		userId: text().notNull(),
		userName: text().notNull(),
		agencyName: text().notNull(),
		raisedAt: instant().notNull(),
		loweredAt: instant(),
		version: integer().notNull(),
	},
	(t) => [index("hands_meeting").on(t.meetingId)],
);

/** Which cases of a meeting's papers somebody has read, for themself alone. */
export const readings = table(
	"readings",
	{
		userId: text()
			.notNull()
			.references(() => users.id),
		meetingId: text()
			.notNull()
			.references(() => meetings.id),
		caseId: text().notNull(),
		at: instant().notNull(),
	},
	(t) => [primaryKey({ columns: [t.userId, t.meetingId, t.caseId] })],
);
