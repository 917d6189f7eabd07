/** A simulated colleague: a real client over HTTP that adds an entry to the current case every few seconds. */
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "./client.ts";

const LINES = [
	["information", "We have seen him twice since the last panel. He was calm and did not mention her."],
	["information", "Nothing new is held by us since the referral."],
	["risk", "He has started to ask staff where she works now."],
	["information", "Her GP has referred her to talking therapies; the first appointment is next week."],
	["advice", "Ask the victim to keep the phone as it is until the Digital Media Investigator has seen it."],
	["risk", "His contact goes up after each missed appointment; the next one is on Tuesday."],
	["information", "A neighbour tells us of a parked car on three evenings. We will ask for the mark."],
	["decision", "We will share the appointment dates with the officer in the case."],
] as const;

const EVERY_MS = 5_000;

const {
	COLLEAGUE_URL: url,
	COLLEAGUE_EMAIL: email,
	COLLEAGUE_PASSWORD: password,
	COLLEAGUE_MEETING: meeting,
} = process.env;
if (!url || !email || !password || !meeting)
	throw new Error("The colleague needs COLLEAGUE_URL, _EMAIL, _PASSWORD and _MEETING");

const client = new Client(url);
await client.signIn(email, password);

for (let turn = 0; ; turn++) {
	await wait(turn === 0 ? 3_000 : EVERY_MS);
	try {
		// What a person without script would do: read the room, fill in its form, send it.
		const room = await client.page(`/meetings/${meeting}`);
		const action = /action="(\/cases\/[^"]+\/entries\/new)"/.exec(room)?.[1];
		const isOpen = room.includes(`name="meetingId" value="${meeting}"`);
		if (action && !isOpen) break;
		const [kind, body] = LINES[turn % LINES.length] ?? LINES[0];
		if (action) await client.post(action, randomUUID(), { kind, body, meetingId: meeting });
	} catch {
		// The server may be restarting; there is another turn in a few seconds.
	}
}
