/** The inbox: what somebody is told that asks something of them, and the reminders of what is due. */
export { type NextStep, nextSteps } from "./next-steps.ts";
export {
	type NewNotice,
	type NoticeKind,
	notify,
	REFUSALS,
	REMINDERS,
	settleNotices,
} from "./notices.ts";
export {
	ASKS,
	type Asks,
	doneWith,
	type InboxLine,
	type InboxState,
	inboxOf,
	inboxState,
	markRead,
} from "./queries.ts";
export { chairsOf, leadsOf, managersOf, type Owned } from "./receivers.ts";
export { levelReached, remind } from "./remind.ts";
export { onInboxes } from "./told.ts";
