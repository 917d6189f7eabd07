/**
 * What of a room stands on the wall. Built field by field: what is not named here is neither on the wall nor in the
 * page behind it; and all that may hold a name is in `revealed`, which is there only while the chair lets it.
 */
import type { AgendaItemRow, MeetingRow, meetingRoom } from "#server/meetings/index.ts";
import { headsOf } from "./case-heads.ts";
import { titleOf } from "./meeting-words.ts";

type Room = Awaited<ReturnType<typeof meetingRoom>>;

export function onTheWall(rows: Room["snapshot"]["rows"], seats: Room["seats"], today: string) {
	const meeting = rows.find((row): row is MeetingRow => row.kind === "meeting");
	const items = rows.filter((row): row is AgendaItemRow => row.kind === "agendaItem");
	const current = items.find((item) => item.isCurrent);
	const head = current?.caseId ? headsOf(rows, today).get(current.caseId) : undefined;
	const role = seats.find((seat) => seat.userId === meeting?.chairUserId)?.role;
	return {
		isPaused: meeting?.pausedAt != null,
		minutes: meeting?.minutes ?? 0,
		extendedBy: meeting?.extendedBy ?? 0,
		items: items.map(({ minutes, spentMs, runningSince, openedAt, isCurrent, outcome }, index) => ({
			id: String(index),
			minutes,
			spentMs,
			runningSince,
			openedAt,
			isCurrent,
			outcome,
		})),
		current: current
			? {
					number: items.indexOf(current) + 1,
					// A case is its reference; what somebody typed as the title of another item may be a name.
					title: titleOf({ ...current, title: null }, head?.reference ?? ""),
				}
			: null,
		chair: meeting?.chairUserId ? chairInWords(role) : null,
		revealed: meeting?.isRevealed
			? {
					title: current?.title ?? null,
					adjournedUntil: meeting.state === "adjourned" ? meeting.note : null,
					chair: meeting.chairName,
					names: head
						? { victim: head.victim || "Not known", suspects: head.suspects || "Not known", risk: head.risk }
						: null,
				}
			: null,
	};
}

/** Who chairs without sitting on the panel is the lead. */
function chairInWords(role: string | undefined): string {
	if (role === "chair") return "The panel’s chair";
	return role === "deputy" ? "A deputy chair" : "The lead";
}
