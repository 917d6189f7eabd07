/** What a command leaves behind: in the record, also in words, and on open screens. */
import { expect } from "vitest";
import { db } from "#db/index.ts";
import { type Actor, accessOf } from "#server/audiences/index.ts";
import { type Changes, changesSince, describe, type TypedEvent, versionOf } from "#server/events/index.ts";
import { anOpId, eventsOf } from "./factories.ts";

const names = { actor: "Priya Shah", user: () => "Sam Cole", agency: () => "Housing" };

/** What a stream has recorded after a version, each with its sentence: Priya Shah did it, to Sam Cole or Housing. */
export async function recordedSince(streamId: string, version: number) {
	return (await eventsOf(streamId, version)).map((event) => ({
		...event,
		sentence: describe(event as unknown as TypedEvent, names),
	}));
}

/** Sends one form twice. @returns the answer, which is the same; the second time nothing has changed. */
export async function sentTwice<Result>(
	streamId: string,
	send: (opId: string) => Promise<Result>,
): Promise<Result> {
	const opId = anOpId();
	const first = await send(opId);
	const version = await versionOf(db, streamId);
	expect(await send(opId)).toEqual(first);
	expect(await versionOf(db, streamId)).toBe(version);
	return first;
}

/** What an open screen of this actor is sent of a stream after a version. */
export async function sentTo(
	actor: Actor,
	streamId: string,
	version: number,
): Promise<Changes | "reload" | "outgrown"> {
	return changesSince(db, await accessOf(db, actor), streamId, version);
}

/** The rows of a kind in it, the oldest first; none when the screen is told to load anew. */
export const rowsIn = (changes: Changes | "reload" | "outgrown", kind: string) =>
	typeof changes === "string"
		? []
		: changes.rows.filter((row) => row.kind === kind).sort((a, b) => (a.id < b.id ? -1 : 1));
