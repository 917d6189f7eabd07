/** What happened in a stream after a version, as one actor may see it now. */
import { and, asc, eq, gt } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { events, streams } from "#db/schema/index.ts";
import { type Access, holds } from "../audiences/index.ts";
import { type Presented, presentTouched, type Row } from "./rows.ts";
import { caseOf, type TypedEvent, whoseAccess } from "./types.ts";

/** One step of a stream for one screen: merge `rows`, drop `removed` ("kind:id"), and be at `to`. */
export interface Changes {
	stream: string;
	from: number;
	to: number;
	rows: Row[];
	removed: string[];
}

/** More changes than this are not worth merging: the screen loads anew. */
const TOO_MANY = 1000;

/** A stream's present version. Read it before the rows of a snapshot. @throws when there is no such stream. */
export async function versionOf(reader: Reader, streamId: string): Promise<number> {
	const [stream] = await reader
		.select({ version: streams.version })
		.from(streams)
		.where(eq(streams.id, streamId));
	if (!stream) throw new Error(`There is no stream ${streamId}`);
	return stream.version;
}

/** What part of a stream a screen has open. */
export interface View {
	/** Keeps out rows of cases that the screen has not opened. */
	isInScope(presented: Presented): boolean;
	/** Whether an event shuts what the screen has open: it must be emptied, and load anew. */
	isLeftBy(event: TypedEvent): boolean;
	/** Whether an event gives the screen more, or less, to show than changes can bring it: it must load anew. */
	isOutgrownBy(event: TypedEvent): boolean;
}

const WHOLE_STREAM: View = {
	isInScope: () => true,
	isLeftBy: () => false,
	isOutgrownBy: () => false,
};

/**
 * The current presentation of everything touched after `version`, for the actor's current audiences. Or
 * "reload" when their standing changed or their view was shut in between, or too much happened; or "outgrown"
 * when the view was, and what the screen shows may stay until it has loaded anew.
 */
export async function changesSince(
	reader: Reader,
	access: Access,
	streamId: string,
	version: number,
	view: View = WHOLE_STREAM,
): Promise<Changes | "reload" | "outgrown"> {
	const to = await versionOf(reader, streamId);
	if (version > to) return "reload";
	const since = await reader
		.select({ type: events.type, data: events.data, touched: events.touched })
		.from(events)
		.where(and(eq(events.streamId, streamId), gt(events.version, version)))
		.orderBy(asc(events.version), asc(events.position))
		.limit(TOO_MANY);
	if (since.length === TOO_MANY) return "reload";
	for (const event of since) {
		const typed = event as unknown as TypedEvent;
		if (changesSight(typed, access, streamId) || view.isLeftBy(typed)) return "reload";
	}
	if (since.some((event) => view.isOutgrownBy(event as unknown as TypedEvent))) return "outgrown";
	const presented = await presentTouched(
		reader,
		since.flatMap((event) => event.touched),
	);
	const maySee = (item: Presented) => view.isInScope(item) && holds(access, item.audience);
	return { stream: streamId, from: version, to, ...visible(presented, maySee) };
}

/** Whether an event changes this actor's standing. */
export function concerns(event: TypedEvent, access: { userId: string; agencyId: string }): boolean {
	const { userIds, agencyIds } = whoseAccess(event);
	return userIds.includes(access.userId) || agencyIds.includes(access.agencyId);
}

/**
 * Whether an event of a stream changes what this actor sees. An agency that is listed on a case changes nothing
 * for those of its people who may not know of the case: a reload would tell them that something happened there.
 */
export function changesSight(event: TypedEvent, access: Access, streamId: string): boolean {
	const { userIds, agencyIds } = whoseAccess(event);
	if (userIds.includes(access.userId)) return true;
	const caseId = caseOf(event);
	return (
		agencyIds.includes(access.agencyId) &&
		(caseId === undefined || holds(access, { kind: "case", panelId: streamId, caseId }))
	);
}

/** Splits what may be seen into rows to merge and names to drop. */
export function visible(
	presented: readonly Presented[],
	maySee: (presented: Presented) => boolean,
): { rows: Row[]; removed: string[] } {
	const rows: Row[] = [];
	const removed: string[] = [];
	for (const item of presented) {
		if (!maySee(item)) continue;
		if (item.isGone) removed.push(`${item.row.kind}:${item.row.id}`);
		else rows.push(item.row);
	}
	return { rows, removed };
}
