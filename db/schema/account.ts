/** People who sign in, and what lets them. */
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { boolean, index, instant, integer, json, primaryKey, table, text, uniqueIndex } from "../columns.ts";
import { agencies } from "./agencies.ts";

export const users = table(
	"users",
	{
		id: text().primaryKey(),
		name: text().notNull(),
		nameKey: text().notNull(),
		email: text().notNull(),
		emailKey: text().notNull(),
		agencyId: text()
			.notNull()
			.references(() => agencies.id),
		managerId: text().references((): AnyPgColumn => users.id),
		/** What they are beside their panels; panel roles are memberships. */
		role: text({ enum: ["none", "administrator", "auditor", "lead"] }).notNull(),
		passwordHash: text(),
		deactivatedAt: instant(),
		version: integer().notNull(),
	},
	(t) => [uniqueIndex("users_email").on(t.emailKey), index("users_agency").on(t.agencyId)],
);

export const sessions = table(
	"sessions",
	{
		id: text().primaryKey(),
		/** SHA-256 of the cookie's token: a stolen database signs nobody in. */
		tokenHash: text().notNull(),
		userId: text()
			.notNull()
			.references(() => users.id),
		createdAt: instant().notNull(),
		lastSeenAt: instant().notNull(),
		/** Somebody in a meeting listens more than they type: until then the idle limit does not count. */
		inMeetingUntil: instant(),
		/** The absolute limit. */
		endsAt: instant().notNull(),
		revokedAt: instant(),
		/** Browser and system in a few words, so that a person recognises their own. */
		device: text().notNull(),
	},
	(t) => [uniqueIndex("sessions_token").on(t.tokenHash), index("sessions_user").on(t.userId)],
);

/** Failed sign-ins by account or address, for back-off; the key is a keyed hash, not the name typed. */
export const signInFailures = table("sign_in_failures", {
	key: text().primaryKey(),
	count: integer().notNull(),
	lastAt: instant().notNull(),
});

/** A link that sets a password, used once, handed over by an administrator. */
export const oneTimeLinks = table(
	"one_time_links",
	{
		id: text().primaryKey(),
		tokenHash: text().notNull(),
		/** Null for the first administrator of an empty database. */
		userId: text().references(() => users.id),
		createdAt: instant().notNull(),
		endsAt: instant().notNull(),
		usedAt: instant(),
	},
	(t) => [uniqueIndex("one_time_links_token").on(t.tokenHash), index("one_time_links_user").on(t.userId)],
);

/** What someone is typing, kept for them alone until it is sent. */
export const drafts = table(
	"drafts",
	{
		userId: text()
			.notNull()
			.references(() => users.id),
		/** Which composer, e.g. "entry:<case id>". */
		key: text().notNull(),
		fields: json<Record<string, string>>().notNull(),
		updatedAt: instant().notNull(),
	},
	(t) => [primaryKey({ columns: [t.userId, t.key] })],
);

/** A form sent just after its session had timed out: offered to the same person once they sign in again. */
export const keptPosts = table(
	"kept_posts",
	{
		id: text().primaryKey(),
		userId: text()
			.notNull()
			.references(() => users.id),
		path: text().notNull(),
		/** The fields, sealed. */
		sealedFields: text().notNull(),
		size: integer().notNull(),
		at: instant().notNull(),
		isDone: boolean().notNull(),
	},
	(t) => [index("kept_posts_user").on(t.userId)],
);
