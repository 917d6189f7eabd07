/** Meetings: planned and published, led by a chair through an agenda, kept as a record. */

export { isHeld } from "./access.ts";
export {
	AgendaCase,
	AgendaItem,
	AgendaOther,
	addOtherItem,
	addToAgenda,
	ChangeItem,
	changeItem,
	MoveItem,
	moveItem,
	OrderAgenda,
	orderAgenda,
	removeFromAgenda,
} from "./agenda.ts";
export * from "./agenda-queries.ts";
export {
	AcceptStatement,
	acceptStatement,
	LeaveMeeting,
	leaveMeeting,
	NoteAttendance,
	noteAttendance,
} from "./attendance.ts";
export { CloseMeeting, closeMeeting, reopenMeeting } from "./close-meeting.ts";
export type { Absence, Comings } from "./comings.ts";
export type { OutstandingActions } from "./earlier.ts";
export { InviteGuest, inviteGuest, WithdrawGuest, withdrawGuest } from "./guests.ts";
export { LowerHand, lowerHand, RaiseHand, raiseHand } from "./hands.ts";
export { holdInRoom } from "./hold-in-room.ts";
export * from "./list-queries.ts";
export { AdmitObserver, admitObserver, WithdrawObserver, withdrawObserver } from "./observers.ts";
export * from "./papers-queries.ts";
export type { Attender } from "./people-seen.ts";
export {
	CancelMeeting,
	ChangeMeeting,
	cancelMeeting,
	changeMeeting,
	OneMeeting,
	PlanMeeting,
	PlanSeries,
	planMeeting,
	planSeries,
	publishMeeting,
} from "./plan-meeting.ts";
export { isOver, isUnknownTo } from "./policy.ts";
export type {
	AgendaItemRow,
	AttendanceNoteRow,
	AttendanceRow,
	GuestRow,
	HandRow,
	MeetingRow,
} from "./present.ts";
export { audienceOfGuest } from "./present.ts";
export { noteReading } from "./readings.ts";
export * from "./room-queries.ts";
export {
	AdjournMeeting,
	adjournMeeting,
	DeferItem,
	deferItem,
	ExtendMeeting,
	extendMeeting,
	OpenItem,
	openItem,
	PassChair,
	passChair,
	pauseMeeting,
	reportNoChair,
	resumeMeeting,
	ShowNames,
	showNames,
	startMeeting,
	stepBack,
	unpauseMeeting,
} from "./run-meeting.ts";
