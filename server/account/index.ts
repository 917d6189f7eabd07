/** Accounts as their owners use them: signing in, sessions, one-time links, drafts and kept forms. */
export { clearedCookie, sessionCookie, sessionOf } from "./cookie.ts";
export { deviceOf } from "./device.ts";
export { clearDraft, draftsOf, saveDraft } from "./drafts.ts";
export { emailKey } from "./fields.ts";
export {
	type KeptPost,
	keepPost,
	keptPostOf,
	keptPostsOf,
	settleKeptPost,
	type TypedForm,
} from "./kept-posts.ts";
export { firstAdministratorLink, IssueLink, issueLink, type Link, linkOf } from "./links.ts";
export { hashPassword } from "./passwords.ts";
export { type MyAccount, myAccount } from "./queries.ts";
export {
	beginSession,
	endSession,
	holdInMeeting,
	idleEndsAt,
	lastsAtLeastMs,
	liveSessionsOf,
	onRevoked,
	RevokeSessions,
	remainingMs,
	revokeAllSessionsOf,
	revokeSessions,
	type Session,
	type SessionState,
	sessionByToken,
	sessionsStillLive,
	staySignedIn,
	touchSession,
} from "./sessions.ts";
export { BeginOrganisation, beginOrganisation, setPasswordByLink } from "./set-password.ts";
export { type SignedIn, type SignInAttempt, signIn } from "./sign-in.ts";
export { tidyAccounts } from "./tidy-accounts.ts";
