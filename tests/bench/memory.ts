/** How much memory the server holds: when nobody but one person is there, and with 500 screens of a meeting. */
import { setTimeout as wait } from "node:timers/promises";
import { type LoadClient, signInAll } from "#tests/setup/live-client.ts";
import { residentMb, rounded } from "./measure.ts";
import { SOCKETS_A_SESSION, startProduct } from "./product.ts";
import { openSockets, type Place } from "./subjects.ts";

const SOCKETS = 500;
const SESSIONS = SOCKETS / SOCKETS_A_SESSION;
/** Settled: it has not moved by more than this in three looks, a second apart. */
const STILL_MB = 1;
const LOOKS = 3;
const PATIENCE_SECONDS = 30;

export interface MemoryFigures {
	idleMb: number;
	sockets500Mb: number;
}

/** Measures a server of its own. @param show prints a line. */
export async function measureMemory(
	place: Place,
	show: (line: Record<string, string | number>) => void,
): Promise<MemoryFigures> {
	const product = await startProduct(place, SESSIONS);
	const { server, meeting, room } = product;
	const clients: LoadClient[] = [];
	const resident = async (stage: string): Promise<number> => {
		const mb = await settled(server.process.pid);
		show({ stage, MB: rounded(mb, 1) });
		return mb;
	};
	try {
		const [first, ...others] = meeting.members;
		clients.push(...(await signInAll(server.url, first ? [first] : [])));
		const idle = await resident("one person signed in");
		clients.push(...(await signInAll(server.url, others)));
		const signedIn = await resident(`${SESSIONS} people signed in`);
		const snapshot = await (clients[0] as LoadClient).snapshot(room);
		const clientOf = (index: number) => clients[Math.floor(index / SOCKETS_A_SESSION)];
		const sockets = await openSockets(SOCKETS, () => {}, meeting.meetingId, snapshot, clientOf);
		const following = await resident(`${SOCKETS} sockets follow the meeting`);
		// As every screen does before it follows. It comes after, for the sockets would hide in what pages leave behind.
		for (let number = 0; number < SOCKETS; number++) await clientOf(number)?.page(room);
		const loaded = await resident("and each of their screens has loaded the room");
		sockets.close();
		show({ stage: "a socket", MB: rounded((following - signedIn) / SOCKETS, 3) });
		show({
			stage: "a socket and its page, until that is collected",
			MB: rounded((loaded - signedIn) / SOCKETS, 3),
		});
		return { idleMb: rounded(idle, 1), sockets500Mb: rounded(following, 1) };
	} finally {
		for (const client of clients) client.close();
		await server.stop();
	}
}

/** What the process holds once that no longer moves. */
async function settled(pid: number | undefined): Promise<number> {
	const looks: number[] = [];
	for (let second = 0; second < PATIENCE_SECONDS; second++) {
		looks.push(residentMb(pid));
		const last = looks.slice(-LOOKS);
		if (last.length === LOOKS && Math.max(...last) - Math.min(...last) <= STILL_MB) break;
		await wait(1_000);
	}
	return looks.at(-1) ?? Number.NaN;
}
