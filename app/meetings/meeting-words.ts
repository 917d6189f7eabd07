/** What items of an agenda and people at a meeting are called, on every screen. */
import type { AgendaItemRow, AttendanceRow } from "#server/meetings/index.ts";

const STANDING: Record<Exclude<AgendaItemRow["itemKind"], "case" | "other">, string> = {
	welcome: "Welcome and confidentiality",
	apologies: "Apologies",
	minutes: "Record of the last meeting",
	actions: "Outstanding actions",
	"any-other-business": "Any other business",
};

export const LISTING_WORDS = { new: "New", repeat: "Repeat", review: "Review" } as const;

export const OUTCOME_WORDS = {
	heard: "Heard",
	"nothing-decided": "Heard, nothing decided",
	deferred: "Deferred",
	"carried-over": "Carried over",
	outside: "To be decided outside the meeting",
} as const;

/** The title of an item; of one about a case, what the caller knows of the case. */
export function titleOf(item: Pick<AgendaItemRow, "itemKind" | "title">, aboutCase: string): string {
	if (item.itemKind === "case") return aboutCase;
	if (item.itemKind === "other") return item.title ?? "Another item";
	return STANDING[item.itemKind];
}

export const ATTENDANCE_WORDS: Record<AttendanceRow["state"], string> = {
	apologies: "Sent apologies",
	admitted: "Admitted, not here yet",
	present: "Here",
	left: "Left",
	withdrawn: "Admission withdrawn",
};

export const CAPACITY_WORDS: Record<AttendanceRow["capacity"], string> = {
	chair: "Chair",
	deputy: "Deputy chair",
	coordinator: "Coordinator",
	member: "Member",
	lead: "Lead",
	observer: "Observer",
	guest: "Guest",
};
