/** What part of a stream a live screen has open; it is sent nothing of the cases it has not opened. */
import { and, eq, isNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agendaItems, attendances, cases, meetings } from "#db/schema/index.ts";
import { type Access, type Audience, holds, opensCase } from "../audiences/index.ts";
import type { TypedEvent, View } from "../events/index.ts";
import { audienceOfGuest, isOver, isUnknownTo } from "../meetings/index.ts";

/** What a screen asks to follow. "panel" follows the version alone: such pages reload through their loader. */
export type Subject = { kind: "meeting" | "case" | "panel"; id: string };

export interface Scope extends View {
	readonly subject: Subject;
	readonly streamId: string;
	/** Cases whose rows the screen shows. */
	readonly caseIds: ReadonlySet<string>;
	/** Who may be told that this person has the screen open. */
	readonly presence: Audience;
}

/** Opens a scope for an actor, or answers nothing when they may not know of its subject. */
export async function openScope(access: Access, subject: Subject): Promise<Scope | undefined> {
	switch (subject.kind) {
		case "meeting": {
			const [meeting] = await db.select().from(meetings).where(eq(meetings.id, subject.id));
			const audience = { kind: "meeting", panelId: meeting?.panelId ?? "", meetingId: subject.id } as const;
			if (!meeting || isUnknownTo(access, meeting) || !holds(access, audience)) return undefined;
			const there = await attendanceOf(access.userId, meeting);
			// The confidentiality statement opens a meeting's room, and leaving closes it again.
			if (!isOver(meeting) && !(there?.state === "present" && there.statementAt !== null)) return undefined;
			const isOfPanel = holds(access, { kind: "meetings", panelId: meeting.panelId });
			const presence =
				there?.capacity === "guest" && !isOfPanel
					? await audienceOfGuest(db, audience, access.userId)
					: audience;
			const items = await db
				.select({ caseId: agendaItems.caseId })
				.from(agendaItems)
				.where(and(eq(agendaItems.meetingId, subject.id), isNull(agendaItems.removedAt)));
			const caseIds = items.flatMap(({ caseId }) => (caseId ? [caseId] : []));
			return scope(access, subject, meeting.panelId, new Set(caseIds), presence);
		}
		case "case": {
			const [file] = await db
				.select()
				.from(cases)
				.where(and(eq(cases.id, subject.id), isNull(cases.stagedIn)));
			if (!file || !opensCase(access, { panelId: file.panelId, caseId: file.id })) return undefined;
			return scope(access, subject, file.panelId, new Set([file.id]), {
				kind: "case",
				panelId: file.panelId,
				caseId: file.id,
			});
		}
		case "panel":
			if (!holds(access, { kind: "meetings", panelId: subject.id })) return undefined;
			return scope(access, subject, subject.id, new Set(), { kind: "meetings", panelId: subject.id });
		default:
			return subject.kind satisfies never;
	}
}

async function attendanceOf(userId: string, meeting: typeof meetings.$inferSelect) {
	const [there] = await db
		.select({
			state: attendances.state,
			statementAt: attendances.statementAt,
			capacity: attendances.capacity,
		})
		.from(attendances)
		.where(and(eq(attendances.meetingId, meeting.id), eq(attendances.userId, userId)));
	return there;
}

/** Whether an event hides somebody whom screens of a meeting show, though the standing of their own people stays. */
export const hidesSomebody = (event: TypedEvent): boolean =>
	event.type === "statement.accepted" && event.data.isGuestNow === true;

/** Rows of a meeting's room that carry its id. */
const ROOM_ROWS = new Set(["agendaItem", "attendance", "attendanceNote", "hand", "guest"]);

function scope(
	access: Access,
	subject: Subject,
	streamId: string,
	caseIds: ReadonlySet<string>,
	presence: Audience,
): Scope {
	const isMeeting = subject.kind === "meeting";
	return {
		subject,
		streamId,
		caseIds,
		presence,
		isInScope({ row, caseId }) {
			if (row.kind === "meeting") return isMeeting && row.id === subject.id;
			if (ROOM_ROWS.has(row.kind)) return isMeeting && "meetingId" in row && row.meetingId === subject.id;
			return caseId !== undefined && caseIds.has(caseId);
		},
		isLeftBy(event) {
			if (hidesSomebody(event)) {
				return isMeeting && "meetingId" in event.data && event.data.meetingId === subject.id;
			}
			// The case may be gone with the import that brought it.
			if (event.type === "import.undone") return subject.kind === "case";
			// While it was closed, the room was open also to who had not accepted its statement.
			return event.type === "meeting.reopened" && isMeeting && event.data.meetingId === subject.id;
		},
		isOutgrownBy(event) {
			if (event.type === "import.accepted") return event.data.isLarge === true;
			if (event.type === "import.undone") return true;
			if (event.type !== "agenda.item-added" && event.type !== "agenda.item-removed") return false;
			const { meetingId, caseId } = event.data;
			// An item about no case brings no file with it: its row is enough.
			if (!caseId) return false;
			// To load anew for a case that one may not know of would tell that it is on the agenda.
			return (
				isMeeting && meetingId === subject.id && holds(access, { kind: "case", panelId: streamId, caseId })
			);
		},
	};
}
