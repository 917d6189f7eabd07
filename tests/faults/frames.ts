/** F8: what no browser sends: malformed, oversized and endless messages, and requests of 2,000 headers. */
import fs from "node:fs";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { RawSocket } from "./raw-socket.ts";
import { openMeeting, type World } from "./world.ts";

interface Attack {
	name: string;
	/** Whether the server must close the socket; it may always. */
	mustClose: boolean;
	send(socket: RawSocket): void;
}

const follow = (subject: string) => `42["follow",{"subject":${subject},"version":0}]`;

const ATTACKS: Attack[] = [
	{ name: "half a message", mustClose: true, send: (socket) => socket.text('42["follow",{') },
	{ name: "an event without a name", mustClose: false, send: (socket) => socket.text("42[{}]") },
	{ name: "a reserved event", mustClose: true, send: (socket) => socket.text('42["disconnect"]') },
	{ name: "an unknown event", mustClose: false, send: (socket) => socket.text('42["erase","everything"]') },
	{ name: "no acknowledgement asked for", mustClose: true, send: (socket) => socket.text(follow("{}")) },
	{
		name: "a namespace of nobody",
		mustClose: false,
		send: (socket) => socket.text('42/admin,["follow",{}]'),
	},
	{ name: "an unknown kind of packet", mustClose: true, send: (socket) => socket.text("49") },
	{
		name: "a prototype",
		mustClose: true,
		send: (socket) => socket.text('421["follow",{"__proto__":{"isAdministrator":true},"version":0}]'),
	},
	{
		name: "deeply nested",
		mustClose: false,
		send: (socket) => socket.text(`421["follow",${"[".repeat(30_000)}${"]".repeat(30_000)}]`),
	},
	{ name: "10 MB", mustClose: true, send: (socket) => socket.text("4".repeat(10_000_000)) },
	{
		name: "10,000 attachments",
		mustClose: true,
		send: (socket) => {
			socket.text('4510000-["follow",{"_placeholder":true,"num":0}]');
			for (let sent = 0; sent < 10_000; sent++) socket.binary(Buffer.from([sent & 255]));
		},
	},
	{
		name: "an attachment that is not there",
		mustClose: true,
		send: (socket) => {
			socket.text('451-["follow",{"_placeholder":true,"num":5}]');
			socket.binary(Buffer.from([1]));
		},
	},
	{
		name: "a thousand messages at once",
		mustClose: true,
		send: (socket) => {
			for (let sent = 0; sent < 1_000; sent++)
				socket.text(`42${sent}${follow('{"kind":"case","id":"x"}').slice(2)}`);
		},
	},
	{ name: "no frame at all", mustClose: true, send: (socket) => socket.bytes(Buffer.alloc(4_000, 0xff)) },
];

const CLOSE_MS = 3_000;
const MOST_GROWTH = 50 * 1024 * 1024;

/** The process stays up, its memory stays small, and others notice nothing. */
export async function sendNonsense(world: World) {
	const { server, panel } = world;
	const problems: string[] = [];
	const [attacker, bystander] = panel;
	if (!attacker || !bystander) throw new Error("The panel is empty");
	const pid = server.process.pid;
	const witness = await openMeeting(world, bystander);
	const before = memoryOf(pid);

	for (const { name, mustClose, send } of ATTACKS) {
		const socket = await RawSocket.join(server.url, attacker.credentials);
		send(socket);
		if (mustClose && !(await socket.closes(CLOSE_MS))) problems.push(`The socket stayed open after ${name}`);
		if (!mustClose) await wait(100);
		socket.end();
	}
	const manyHeaders = Array.from({ length: 2_000 }, (_, number) => `X-Header-${number}: 1`);
	await sendRequest(server.port, ["GET /sign-in HTTP/1.1", "Host: localhost", ...manyHeaders]);
	await sendRequest(server.port, ["GET /sign-in HTTP/1.1", `Host: ${"x".repeat(100_000)}`]);
	await sendRequest(server.port, ["NONSENSE", "\0\0\0"]);

	const answers = await fetch(`${server.url}/readyz`).then(({ status }) => status, String);
	if (answers !== 200) problems.push(`The server then answered ${answers}`);
	if (server.process.pid !== pid || server.process.exitCode !== null) problems.push("The process ended");
	if (witness.counts.connections !== 1 || !witness.isAtRest)
		problems.push("Somebody else lost their connection");
	const grown = memoryOf(pid) - before;
	if (grown > MOST_GROWTH) problems.push(`The process grew by ${Math.round(grown / 1024 / 1024)} MB`);
	witness.close();
	return { attacks: ATTACKS.length + 3, problems };
}

/** Sends a request's head and waits for the answer or the end, whichever it is. */
async function sendRequest(port: number, lines: string[]): Promise<void> {
	const socket = connect(port, "localhost");
	socket.on("error", () => {});
	socket.resume();
	socket.end(`${lines.join("\r\n")}\r\n\r\n`);
	const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
	await Promise.race([ended, wait(CLOSE_MS, undefined, { ref: false })]);
	socket.destroy();
}

/** Resident memory in bytes; 0 where the system does not tell. */
function memoryOf(pid: number | undefined): number {
	try {
		const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
		return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
	} catch {
		return 0;
	}
}
