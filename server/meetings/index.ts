/** Meetings: an agenda of cases, led by a chair, kept as a record. */
export {
	AgendaCase,
	AgendaItem,
	addToAgenda,
	MoveItem,
	moveItem,
	PlanMeeting,
	planMeeting,
	removeFromAgenda,
} from "./agenda.ts";
export type { AgendaItemRow, MeetingRow } from "./present.ts";
export * from "./queries.ts";
export { closeMeeting, OneMeeting, OpenItem, openItem, startMeeting } from "./run-meeting.ts";
