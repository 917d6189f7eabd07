/** A live screen as the server knows it, whatever carries its messages: what it follows, and as whom. */
import { db } from "#db/index.ts";
import { type Access, type Actor, accessOf } from "../audiences/index.ts";
import { type Commit, changesSight, changesSince, concerns } from "../events/index.ts";
import type { Follow, Followed } from "./messages.ts";
import { openScope, type Scope } from "./scope.ts";

export interface Seat {
	readonly actor: Actor;
	access: Access;
	/** Nothing until it follows something, and again from the moment it is told to load anew. */
	scope?: Scope;
	/** How often the person's standing has changed since they connected. */
	turns: number;
}

/** Puts a screen onto its stream and answers what it missed. What it followed before it leaves at once. */
export async function followFrom(seat: Seat, { subject, version }: Follow): Promise<Followed> {
	seat.scope = undefined;
	const { turns } = seat;
	const access = await accessOf(db, seat.actor);
	const scope = await openScope(access, subject);
	// A recusal may have come while we read, before there was a scope to empty.
	if (seat.turns !== turns) return { status: "reload" };
	if (!scope) return { status: "gone" };
	// On the stream first, caught up second: what is committed in between arrives twice rather than never.
	seat.access = access;
	seat.scope = scope;
	const changes = await changesSince(db, access, scope.streamId, version, scope);
	// Another follow, or a reload, has come while we read.
	if (seat.scope !== scope) return { status: "reload" };
	if (changes === "reload" || changes === "outgrown") {
		seat.scope = undefined;
		return { status: changes };
	}
	return { status: "following", changes };
}

/**
 * Lets a seat hear of a commit, in the same tick. Answers why its screen must load anew, if it must: "reload"
 * when its person's standing has changed or what it has open was shut, so that it is emptied first and sent
 * nothing more; "outgrown" when there is more or less to show than changes bring, so that it stays until then.
 */
export function mustLoadAnew(seat: Seat, commit: Commit): "reload" | "outgrown" | undefined {
	const { events, streamId } = commit;
	// Counted whatever the seat sees: what it is about to see is still being read.
	if (events.some((event) => concerns(event, seat.actor))) seat.turns++;
	const { scope, access } = seat;
	if (!scope) return undefined;
	if (events.some((event) => changesSight(event, access, streamId))) return "reload";
	if (scope.streamId !== streamId) return undefined;
	if (events.some((event) => scope.isLeftBy(event))) return "reload";
	return events.some((event) => scope.isOutgrownBy(event)) ? "outgrown" : undefined;
}
