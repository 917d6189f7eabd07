/** What a fault happens to: the built server on a database of its own, with a meeting in progress. */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { LiveRoom, type LoadClient, signInAll } from "#tests/setup/live-client.ts";
import type { MeetingForLoad, SignIn } from "#tests/setup/meeting-for-load.ts";
import { askPart } from "#tests/setup/parts.ts";
import { asAdministrator, databaseUrl, startPostgres } from "#tests/setup/postgres.ts";
import { lastWill } from "#tests/setup/processes.ts";
import { type Server, startServer } from "#tests/setup/server.ts";

export type EngineName = "sqlite" | "postgres";

export interface World {
	engine: EngineName;
	server: Server;
	meeting: MeetingForLoad;
	/** The environment of a part that looks into the database. */
	environment: Record<string, string>;
	/** Signed in as each of these, one session each: a session is a password hashed, which is slow on purpose. */
	panel: LoadClient[];
	members: LoadClient[];
	/** Ends everything and removes it. */
	end(): Promise<void>;
}

/** @param sessions how many sign-ins there are of members, who share `members` accounts evenly. */
export async function makeWorld(
	engine: EngineName,
	{ members, sessions }: { members: number; sessions: number },
): Promise<World> {
	const database = engine === "sqlite" ? sqliteFile() : await postgresDatabase();
	try {
		const environment = { DATABASE_URL: database.url, LOG_LEVEL: "warn" };
		const meeting = await askPart<MeetingForLoad>("seed", { members }, environment);
		const server = await startServer({ databaseUrl: database.url, env: { LOG_LEVEL: "warn" } });
		const people = [
			...meeting.panel,
			...Array.from({ length: sessions }, (_, index) => meeting.members[index % members] as SignIn),
		];
		const clients = await signInAll(server.url, people);
		return {
			engine,
			server,
			meeting,
			environment,
			panel: clients.slice(0, meeting.panel.length),
			members: clients.slice(meeting.panel.length),
			end: async () => {
				for (const client of clients) client.close();
				await server.stop("SIGKILL");
				await database.remove();
			},
		};
	} catch (error) {
		await database.remove();
		throw error;
	}
}

/** A screen of the meeting, open for this person. */
export const openMeeting = (world: World, client: LoadClient): Promise<LiveRoom> =>
	LiveRoom.open(client, `/meetings/${world.meeting.meetingId}`, {
		kind: "meeting",
		id: world.meeting.meetingId,
	});

interface Database {
	url: string;
	remove(): Promise<void>;
}

function sqliteFile(): Database {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), "panelroom-faults-"));
	const will = lastWill('rm -rf "$1"', [folder]);
	return {
		url: `file:${path.join(folder, "panelroom.db")}`,
		remove: async () => {
			fs.rmSync(folder, { recursive: true, force: true });
			will.revoke();
		},
	};
}

/** It waits for the disk at each commit, as the real one does. */
async function postgresDatabase(): Promise<Database> {
	const postgres = await startPostgres({ durable: true });
	const name = `panelroom_faults_${randomBytes(6).toString("hex")}`;
	try {
		await asAdministrator(postgres.url, `create database ${name}`);
	} catch (error) {
		await postgres.stop();
		throw error;
	}
	return {
		url: databaseUrl(postgres.url, name),
		remove: async () => {
			await asAdministrator(postgres.url, `drop database ${name} with (force)`).catch(() => {});
			await postgres.stop();
		},
	};
}
