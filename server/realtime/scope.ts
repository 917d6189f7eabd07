/** What part of a stream a live screen has open; it is sent nothing of the cases it has not opened. */
import { and, eq, isNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agendaItems, cases, meetings } from "#db/schema/index.ts";
import { type Access, holds } from "../audiences/index.ts";
import type { View } from "../events/index.ts";

/** What a screen asks to follow. "panel" follows the version alone: such pages reload through their loader. */
export type Subject = { kind: "meeting" | "case" | "panel"; id: string };

export interface Scope extends View {
	readonly subject: Subject;
	readonly streamId: string;
	/** Cases whose rows the screen shows. */
	readonly caseIds: ReadonlySet<string>;
}

/** Opens a scope for an actor, or answers nothing when they may not know of its subject. */
export async function openScope(access: Access, subject: Subject): Promise<Scope | undefined> {
	switch (subject.kind) {
		case "meeting": {
			const [meeting] = await db.select().from(meetings).where(eq(meetings.id, subject.id));
			if (!meeting || !holds(access, { kind: "meetings", panelId: meeting.panelId })) return undefined;
			const items = await db
				.select({ caseId: agendaItems.caseId })
				.from(agendaItems)
				.where(and(eq(agendaItems.meetingId, subject.id), isNull(agendaItems.removedAt)));
			return scope(access, subject, meeting.panelId, new Set(items.map((item) => item.caseId)));
		}
		case "case": {
			const [file] = await db.select().from(cases).where(eq(cases.id, subject.id));
			if (!file || !holds(access, { kind: "case", panelId: file.panelId, caseId: file.id })) return undefined;
			return scope(access, subject, file.panelId, new Set([file.id]));
		}
		case "panel":
			if (!holds(access, { kind: "meetings", panelId: subject.id })) return undefined;
			return scope(access, subject, subject.id, new Set());
		default:
			return subject.kind satisfies never;
	}
}

function scope(access: Access, subject: Subject, streamId: string, caseIds: ReadonlySet<string>): Scope {
	const isMeeting = subject.kind === "meeting";
	return {
		subject,
		streamId,
		caseIds,
		isInScope({ row, caseId }) {
			if (row.kind === "meeting") return isMeeting && row.id === subject.id;
			if (row.kind === "agendaItem") return isMeeting && "meetingId" in row && row.meetingId === subject.id;
			return caseId !== undefined && caseIds.has(caseId);
		},
		isLeftBy(event) {
			if (event.type !== "agenda.item-added" && event.type !== "agenda.item-removed") return false;
			const { meetingId, caseId } = event.data;
			// To load anew for a case that one may not know of would tell that it is on the agenda.
			return (
				isMeeting && meetingId === subject.id && holds(access, { kind: "case", panelId: streamId, caseId })
			);
		},
	};
}
