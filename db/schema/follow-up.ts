/** What becomes of a case between its hearings: referrals, hearings, reviews and safety plans. */
import { index, instant, integer, table, text, uniqueIndex } from "../columns.ts";
import { cases } from "./cases.ts";

/** One time that a pair was referred; again within 12 months of the last is a repeat. */
export const referrals = table(
	"referrals",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		panelId: text().notNull(),
		/** Civil dates, on the London calendar. */
		referredOn: text().notNull(),
		kind: text({ enum: ["new", "repeat"] }).notNull(),
		/** The referral before it, if any. */
		previousOn: text(),
		note: text(),
		/** When a meeting first heard it. */
		firstHeardOn: text(),
		authorId: text().notNull(),
		authorName: text().notNull(),
		at: instant().notNull(),
		version: integer().notNull(),
	},
	(t) => [
		index("referrals_case").on(t.caseId),
		index("referrals_panel").on(t.panelId, t.referredOn),
		index("referrals_heard").on(t.panelId, t.firstHeardOn),
	],
);

/** One time that a panel heard a case. Imported ones have no meeting. */
export const hearings = table(
	"hearings",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		panelId: text().notNull(),
		meetingId: text(),
		heardOn: text().notNull(),
		listing: text({ enum: ["new", "repeat", "review"] }).notNull(),
		version: integer().notNull(),
	},
	(t) => [
		uniqueIndex("hearings_meeting").on(t.meetingId, t.caseId),
		index("hearings_case").on(t.caseId),
		index("hearings_panel").on(t.panelId, t.heardOn),
	],
);

/** One look at a case after its hearing: due on a date, then done with the same few answers each time. */
export const reviews = table(
	"reviews",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		panelId: text().notNull(),
		dueOn: text().notNull(),
		/** Dropped when the case went back to a hearing, or closed, before it was done. */
		state: text({ enum: ["due", "done", "dropped"] }).notNull(),
		hasStopped: text({ enum: ["stopped", "less", "the-same", "more", "not-known"] }),
		isSafer: text({ enum: ["safer", "the-same", "less-safe", "not-known"] }),
		victimSays: text({ enum: ["safer", "the-same", "less-safe", "not-asked"] }),
		investigation: text({
			enum: ["continues", "charged", "convicted", "acquitted", "no-further-action", "not-known"],
		}),
		order: text({
			enum: ["none", "considered", "applied", "interim", "in-force", "breached", "ended", "not-known"],
		}),
		changed: text(),
		doneOn: text(),
		doneById: text(),
		doneByName: text(),
		at: instant().notNull(),
		version: integer().notNull(),
	},
	(t) => [
		index("reviews_case").on(t.caseId),
		index("reviews_panel").on(t.panelId, t.state, t.dueOn),
		index("reviews_done").on(t.panelId, t.doneOn),
	],
);

/** What keeps somebody safe for the next three to six months, and who sees to it. */
export const safetyPlans = table(
	"safety_plans",
	{
		id: text().primaryKey(),
		caseId: text()
			.notNull()
			.references(() => cases.id),
		panelId: text().notNull(),
		what: text().notNull(),
		ownerAgencyId: text().notNull(),
		ownerAgencyName: text().notNull(),
		ownerDetail: text(),
		startsOn: text().notNull(),
		endsOn: text().notNull(),
		reviewOn: text().notNull(),
		endedAt: instant(),
		/** What came of it. */
		outcome: text(),
		authorId: text().notNull(),
		authorName: text().notNull(),
		at: instant().notNull(),
		version: integer().notNull(),
	},
	(t) => [index("safety_plans_case").on(t.caseId), index("safety_plans_panel").on(t.panelId, t.reviewOn)],
);
