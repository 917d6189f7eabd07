/** Meetings: planned and published, led by a chair through an agenda, kept as a record. */
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
export {
	AcceptStatement,
	AdmitObserver,
	acceptStatement,
	admitObserver,
	InviteGuest,
	inviteGuest,
	LeaveMeeting,
	LowerHand,
	leaveMeeting,
	lowerHand,
	NoteAttendance,
	noteAttendance,
	RaiseHand,
	raiseHand,
	WithdrawGuest,
	WithdrawObserver,
	withdrawGuest,
	withdrawObserver,
} from "./attendance.ts";
export { CloseMeeting, closeMeeting, reopenMeeting } from "./close-meeting.ts";
export type { Absence, Comings } from "./comings.ts";
export { holdInRoom } from "./hold-in-room.ts";
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

export * from "./queries.ts";
export { noteReading } from "./readings.ts";
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
