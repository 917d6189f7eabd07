/** F1: the server is killed at random moments, while many write and many watch. */

import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { fromSnapshot, type RoomState } from "#app/live/room-state.ts";
import type { LiveRoom, LoadClient } from "#tests/setup/live-client.ts";
import type { Random } from "./random.ts";
import { openMeeting, type World } from "./world.ts";
import { Writing } from "./writers.ts";

export const WRITERS = 40;
export const WATCHERS = 60;
const CONVERGE_MS = 5_000;
const FINISH_MS = 20_000;

export interface KillReport {
	kills: number;
	writing: Writing;
	watchers: number;
	/** Watchers whose screen was the database's within 5 s of the last restart, or of the last write after it. */
	converged: number;
	/** In ms, from the last restart to the last change of any screen. */
	slowest: number;
	problems: string[];
}

export async function killUnderLoad(
	world: World,
	{ kills, seconds, random }: { kills: number; seconds: number; random: Random },
): Promise<KillReport> {
	const problems: string[] = [];
	// Everybody on the panel and some members watch, with several screens each.
	const watching = [...world.panel, ...world.members.slice(0, 5)];
	const rooms = await Promise.all(
		Array.from({ length: WATCHERS }, (_, index) =>
			openMeeting(world, watching[index % watching.length] as LoadClient),
		),
	);
	const writing = new Writing(world, "F1", random);
	writing.begin(world.members.slice(0, WRITERS));

	const begun = performance.now();
	const slot = (seconds * 1000) / kills;
	for (let kill = 0; kill < kills; kill++) {
		const at = begun + (kill + random.next()) * slot;
		// When a restart took longer than planned, the next kill comes soon after it, and not at once.
		await wait(Math.max(at - performance.now(), 100 + random.below(500)));
		await world.server.kill9();
		await world.server.restart();
	}
	const restarted = performance.now();
	if (!(await writing.stop(FINISH_MS))) problems.push("Not every post was acknowledged in the end");
	// Whoever was still writing when the server came back: screens cannot be equal before the last of it.
	const written = performance.now();
	await settled(rooms, written + CONVERGE_MS);

	let converged = 0;
	let slowest = 0;
	const expected = new Map<LoadClient, RoomState>();
	for (const [index, room] of rooms.entries()) {
		const state = expected.get(room.client) ?? (await freshState(world, room.client));
		expected.set(room.client, state);
		const difference = differenceBetween(room.state, state);
		slowest = Math.max(slowest, room.changedAt - restarted);
		const took = room.changedAt - written;
		if (difference) problems.push(`Watcher ${index}: ${difference} (${JSON.stringify(room.counts)})`);
		else if (took > CONVERGE_MS)
			problems.push(`Watcher ${index} took ${Math.round(took)} ms after the last write`);
		else converged++;
	}
	for (const [answer, times] of writing.refusals) problems.push(`Refused ${times} times: ${answer}`);
	for (const room of rooms) room.close();
	return { kills, writing, watchers: rooms.length, converged, slowest: Math.round(slowest), problems };
}

/** Waits until every screen follows and none has changed for a moment, or until `deadline`. */
async function settled(rooms: readonly LiveRoom[], deadline: number): Promise<void> {
	const QUIET_MS = 300;
	while (performance.now() < deadline) {
		const newest = Math.max(...rooms.map((room) => room.changedAt));
		if (rooms.every((room) => room.isAtRest) && performance.now() - newest > QUIET_MS) return;
		await wait(50);
	}
}

const freshState = async (world: World, client: LoadClient): Promise<RoomState> =>
	fromSnapshot(await client.snapshot(`/meetings/${world.meeting.meetingId}`));

/** The first difference in words, or nothing. */
export function differenceBetween(screen: RoomState, database: RoomState): string | undefined {
	if (screen.version !== database.version) {
		return `stands at version ${screen.version} of ${database.version}`;
	}
	for (const [name, row] of database.rows) {
		if (!isDeepStrictEqual(screen.rows.get(name), row)) return `${name} is missing or differs`;
	}
	for (const name of screen.rows.keys()) if (!database.rows.has(name)) return `${name} should not be there`;
	return undefined;
}
