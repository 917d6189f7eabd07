/** The built product on SQLite with a seeded meeting in progress, and the chair who writes in its room. */
import { randomUUID } from "node:crypto";
import path from "node:path";
import { type LoadClient, signInAll } from "#tests/setup/live-client.ts";
import type { MeetingForLoad, SignIn } from "#tests/setup/meeting-for-load.ts";
import { askPart } from "#tests/setup/parts.ts";
import { freePort } from "#tests/setup/processes.ts";
import { type Server, startServer } from "#tests/setup/server.ts";
import { openSockets, type Place, type Post, type Subject, send } from "./subjects.ts";

export const SOCKETS_A_SESSION = 10;
const WEEKS_2 = 14 * 24 * 60 * 60 * 1000;

/** A server and the meeting in its database; nobody is signed in yet. */
export interface Product {
	server: Server;
	meeting: MeetingForLoad;
	/** Where its room is. */
	room: string;
}

/** Seeds a database and starts a server on it. @param members who follow the meeting, beside the panel's people. */
export async function startProduct(
	{ folder, cpus, nodeArguments }: Place,
	members: number,
): Promise<Product> {
	const databaseUrl = `file:${path.join(folder, `${randomUUID()}.db`)}`;
	const meeting = await askPart<MeetingForLoad>(
		"seed",
		{ members },
		{ DATABASE_URL: databaseUrl, LOG_LEVEL: "warn" },
	);
	const server = await startServer({ databaseUrl, cpus, nodeArguments, port: await freePort() });
	return { server, meeting, room: `/meetings/${meeting.meetingId}` };
}

/** Who is in the chair of the seeded meeting. @throws when nobody is. */
export function chairOf({ meeting }: Product): SignIn {
	const chair = meeting.panel.find(({ email }) => email.startsWith("chair@"));
	if (!chair) throw new Error("Nobody is in the chair");
	return chair;
}

export interface RoomSubject extends Subject {
	/** The reference of the case that the last post made ready is about. */
	reference(): string;
}

/**
 * Signs in the chair, who writes alone or with others, and the sessions of the watchers. Ends the server, too.
 * @param watchers at most.
 */
export async function asSubject(
	product: Product,
	{ watchers, writers }: { watchers: number; writers: number },
): Promise<RoomSubject> {
	const { server, meeting, room } = product;
	const { meetingId, members } = meeting;
	const others = Array.from(
		{ length: writers - 1 + Math.ceil(watchers / SOCKETS_A_SESSION) },
		(_, at) => members[at % members.length] as SignIn,
	);
	const clients = await signInAll(server.url, [chairOf(product), ...others]);
	const writing = clients.slice(0, writers);
	const watching = clients.slice(writers);
	const agenda = await agendaOf(writing[0] as LoadClient, product);
	let current = 0;
	return {
		name: "product",
		pid: server.process.pid,
		watch: async (number, hear) => {
			const snapshot = await (watching[0] as LoadClient).snapshot(room);
			const clientOf = (index: number) => watching[Math.floor(index / SOCKETS_A_SESSION)];
			return openSockets(number, hear, meetingId, snapshot, clientOf);
		},
		prepare: (kind, text) => {
			if (kind === "item") current = (current + 1) % agenda.cases.length;
			const { itemId, caseId } = agenda.cases[current] as Case;
			return { kind, ...postOf(kind, text, { itemId, caseId, meetingId, agencyId: agenda.agencyId }) };
		},
		post: (writer, post) => send(writing[writer], post),
		reference: () => agenda.cases[current]?.reference ?? "",
		end: async () => {
			for (const client of clients) client.close();
			await server.stop();
		},
	};
}

interface Case {
	itemId: string;
	caseId: string;
	reference: string;
}

/** The cases in the agenda's order, the current one first, and an agency that can own an action. */
async function agendaOf(
	client: LoadClient,
	{ meeting, room }: Product,
): Promise<{ cases: Case[]; agencyId: string }> {
	type Row = { kind: string; id: string; caseId?: string; reference?: string; agencyId?: string };
	const rows: Row[] = (await client.snapshot(room)).rows;
	const cases = meeting.caseIds.map((caseId) => ({
		caseId,
		itemId: rows.find((row) => row.kind === "agendaItem" && row.caseId === caseId)?.id ?? "",
		reference: rows.find((row) => row.kind === "case" && row.id === caseId)?.reference ?? "",
	}));
	const agencyId = rows.find((row) => row.kind === "attendance")?.agencyId ?? "";
	return { cases, agencyId };
}

interface About extends Omit<Case, "reference"> {
	meetingId: string;
	agencyId: string;
}

/** As the room's composers and the chair's button send it. */
function postOf(kind: Post["kind"], text: string, about: About): Omit<Post, "kind"> {
	const { itemId, caseId, meetingId, agencyId } = about;
	switch (kind) {
		case "entry":
			return {
				mark: text,
				path: `/cases/${caseId}/entries/new`,
				fields: { kind: "information", body: text, meetingId },
			};
		case "action": {
			const due = new Date(Date.now() + WEEKS_2).toISOString().slice(0, 10);
			return {
				mark: text,
				path: `/cases/${caseId}/actions/new`,
				fields: { what: text, ownerAgencyId: agencyId, due, priority: "routine", meetingId },
			};
		}
		case "item":
			return {
				mark: itemId,
				path: `/meetings/${meetingId}/current`,
				fields: { itemId, nothingDecided: "yes", returnTo: `/meetings/${meetingId}?follow` },
			};
	}
}
