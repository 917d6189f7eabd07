/**
 * How long the server takes for the pages that people open most, with 100 and with 100,000 cases, on both engines:
 * from the request until the last byte of the document, over a kept connection of this machine, one at a time.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import { Agent, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { newId } from "#server/ids.ts";
import { type LoadClient, signInAll } from "#tests/setup/live-client.ts";
import { askPart } from "#tests/setup/parts.ts";
import { asAdministrator, databaseUrl, startPostgres } from "#tests/setup/postgres.ts";
import { freePort } from "#tests/setup/processes.ts";
import { startServer } from "#tests/setup/server.ts";
import { type Percentiles, percentile, percentiles, rounded } from "./measure.ts";
import type { Bulk, BulkSeed } from "./seed-bulk.ts";
import type { Place } from "./subjects.ts";

/** The same force, young and grown. Its few cases are all in three panels, so that a page of a list is about as full. */
export const BULKS: readonly Bulk[] = [
	{ cases: 100, panels: 3 },
	{ cases: 100_000, panels: 43 },
];
const WARM_UP = 25;
const REQUESTS = 80;

export const ENGINES = ["sqlite", "postgres"] as const;
export type Engine = (typeof ENGINES)[number];

export interface PageFigures extends Percentiles {
	engine: Engine;
	page: string;
	cases: number;
	/** Of a server that has just come up, the slowest: what is kept in memory is not there yet. */
	first: number;
}

type Who = "chair" | "member" | "lead" | "officer";
interface Page {
	page: string;
	/** Asked for in turn. */
	asks: (seed: BulkSeed) => Ask[];
}
/** By whom, where, and what is posted there, if anything is: what a search is for stands in no address. */
type Ask = readonly [Who, string, posted?: Record<string, string>];

const SEARCHES = ["smith", "szczepanski", "o'brien sarah", "PAA-", "begum fat", "nobody of this name"];

/** One line a page. Those whose address is not found are named and left out. */
const PAGES: readonly Page[] = [
	{
		page: "home",
		asks: () => [
			["chair", "/"],
			["member", "/"],
			["lead", "/"],
			["officer", "/"],
		],
	},
	{ page: "panel", asks: ({ panelId }) => both(`/panels/${panelId}`) },
	{
		page: "register",
		asks: ({ panelId }) => [
			...both(`/panels/${panelId}/register`),
			["lead", `/panels/${panelId}/register?page=3`],
		],
	},
	{
		page: "search",
		asks: () =>
			SEARCHES.flatMap((words): Ask[] => [
				["lead", "/find", { words }],
				["member", "/find", { words }],
			]),
	},
	{
		page: "action log",
		asks: ({ panelId }) => [
			["chair", `/panels/${panelId}/actions`],
			["lead", `/panels/${panelId}/actions`],
			["member", "/actions"],
			["lead", "/actions"],
		],
	},
	{ page: "case", asks: ({ caseId }) => [...both(`/cases/${caseId}`), ["lead", `/cases/${caseId}`]] },
	{
		page: "room",
		asks: ({ meetingId }) => [...both(`/meetings/${meetingId}`), ["lead", `/meetings/${meetingId}`]],
	},
	{ page: "agenda", asks: ({ plannedId }) => [["chair", `/meetings/${plannedId}/agenda`]] },
	{ page: "lead’s page", asks: () => [["lead", "/outcomes?preset=last-12-months"]] },
];

function both(address: string): [Who, string][] {
	return [
		["chair", address],
		["member", address],
	];
}

/** Secrets of made-up data, the same each time: a database that is kept must still be read. */
const SECRETS = {
	PANELROOM_SESSION_SECRET: "only for the benchmark’s made-up data, the same each time",
	PANELROOM_SEALING_KEY: Buffer.alloc(32, "made up").toString("base64"),
};

/** Measures a server on each engine with few and with many cases. @param show prints a line. */
export async function measurePages(
	place: Place,
	engines: readonly Engine[],
	bulks: readonly Bulk[],
	show: (line: Record<string, string | number>) => void,
): Promise<PageFigures[]> {
	const figures: PageFigures[] = [];
	for (const engine of engines) {
		for (const bulk of bulks) {
			const { url, seed, end } = engine === "sqlite" ? await sqliteOf(bulk) : await postgresOf(bulk);
			try {
				for (const line of await measureOne(place, url, seed)) {
					const { page, ...times } = line;
					show({ engine, cases: bulk.cases, page, ...times });
					figures.push({
						engine,
						page,
						cases: bulk.cases,
						p50: line.p50,
						p95: line.p95,
						first: line.first,
					});
				}
			} finally {
				await end();
			}
		}
	}
	return figures;
}

async function measureOne(place: Place, databaseUrl: string, seed: BulkSeed) {
	const server = await startServer({
		databaseUrl,
		cpus: place.cpus,
		nodeArguments: place.nodeArguments,
		port: await freePort(),
		env: { ...SECRETS, LOG_LEVEL: "warn" },
	});
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const people = ["chair", "member", "lead", "officer"] as const;
	try {
		const clients = await signInAll(
			server.url,
			people.map((who) => seed[who]),
		);
		const clientOf = new Map(people.map((who, at) => [who, clients[at] as LoadClient]));
		const lines: ({ page: string; first: number; worst: string } & Percentiles)[] = [];
		for (const { page, asks } of PAGES) {
			const all = asks(seed);
			const ask = ([who, address, posted]: Ask) =>
				timed(agent, `${server.url}${address}`, clientOf.get(who) as LoadClient, posted);
			const firsts: Awaited<ReturnType<typeof ask>>[] = [];
			for (const one of all) firsts.push(await ask(one));
			const statuses = firsts.map(({ status }) => status);
			if (statuses.some((status) => status !== 200)) {
				console.log(`${page}: left out, since it answers ${statuses.join(", ")}`);
				continue;
			}
			for (let number = 0; number < WARM_UP; number++) await ask(all[number % all.length] as never);
			const times = new Map<string, number[]>();
			for (let number = 0; number < REQUESTS; number++) {
				const one = all[number % all.length] as (typeof all)[number];
				const key = [one[0], one[1], ...Object.values(one[2] ?? {})].join(" ");
				times.set(key, [...(times.get(key) ?? []), (await ask(one)).ms]);
			}
			const worst = [...times].sort(([, a], [, b]) => percentile(b, 0.5) - percentile(a, 0.5))[0];
			lines.push({
				page,
				...percentiles([...times.values()].flat()),
				first: rounded(Math.max(...firsts.map(({ ms }) => ms)), 1),
				worst: worst ? `${worst[0]} ${rounded(percentile(worst[1], 0.5), 1)}` : "",
			});
		}
		for (const client of clients) client.close();
		return lines;
	} finally {
		agent.destroy();
		await server.stop();
	}
}

/** Until the last byte; what came is not unpacked here, since browsers do that on machines of their own. */
export function timed(
	agent: Agent,
	url: string,
	client: LoadClient,
	posted?: Record<string, string>,
): Promise<{ status: number; ms: number }> {
	const body = posted && client.form(newId(), posted);
	const headers = {
		...(body && {
			"Content-Type": "application/x-www-form-urlencoded",
			"Content-Length": Buffer.byteLength(body),
		}),
		...client.credentials,
		Accept: "text/html",
		"Accept-Encoding": "gzip",
		"Sec-Fetch-Dest": "document",
		"Sec-Fetch-Site": "same-origin",
	};
	return new Promise((resolve, reject) => {
		const begun = performance.now();
		const sent = request(url, { agent, headers, method: body ? "POST" : "GET" }, (answer) => {
			answer.resume();
			answer.on("error", reject);
			answer.on("end", () => resolve({ status: answer.statusCode ?? 0, ms: performance.now() - begun }));
		});
		sent.on("error", reject);
		sent.end(body);
	});
}

// --- databases, kept for the next run ---------------------------------------------------------------------

interface Seeded {
	url: string;
	seed: BulkSeed;
	end(): Promise<void>;
}

const FOLDER = path.join(os.tmpdir(), "panelroom-bench-pages");

/** Takes away what was kept for this many cases by another recipe or on another day. @returns its names. */
function forgetOthers(name: string, bulk: Bulk, ending: string): string[] {
	fs.mkdirSync(FOLDER, { recursive: true });
	const others = fs
		.readdirSync(FOLDER)
		.filter((entry) => entry.startsWith(`${bulk.cases}-`) && entry.endsWith(ending))
		.map((entry) => entry.slice(0, -ending.length))
		.filter((other) => other !== name);
	for (const other of others) fs.rmSync(path.join(FOLDER, `${other}${ending}`));
	return others;
}

/** What the rows depend on: how they are made, into which schema, and on which day. */
function nameOf(bulk: Bulk): string {
	const project = projectFolder();
	const hash = createHash("sha256").update(JSON.stringify([bulk, new Date().toISOString().slice(0, 10)]));
	const sources = ["tests/bench/seed-bulk.ts", "tests/bench/bulk-writer.ts"];
	const migrations = ["sqlite", "postgres"].flatMap((engine) =>
		fs
			.readdirSync(path.join(project, "db/migrations", engine))
			.filter((entry) => entry.endsWith(".sql"))
			.map((entry) => `db/migrations/${engine}/${entry}`),
	);
	for (const source of [...sources, ...migrations]) hash.update(fs.readFileSync(path.join(project, source)));
	return `${bulk.cases}-${hash.digest("hex").slice(0, 12)}`;
}

async function seedOnce(bulk: Bulk, url: string, answer: string): Promise<void> {
	const begun = performance.now();
	const seed = await askPart<BulkSeed>("seed-bulk", bulk, {
		...SECRETS,
		DATABASE_URL: url,
		LOG_LEVEL: "warn",
	});
	const rows = Object.values(seed.rows).reduce((sum, n) => sum + n, 0);
	const seconds = rounded((performance.now() - begun) / 1000, 0);
	console.log(`seeded ${bulk.cases} cases, ${rows.toLocaleString("en-GB")} rows, in ${seconds} s`);
	fs.writeFileSync(answer, JSON.stringify(seed));
}

const SQLITE = ".sqlite.json";
const POSTGRES = ".postgres.json";

async function sqliteOf(bulk: Bulk): Promise<Seeded> {
	const name = nameOf(bulk);
	const files = (of: string) =>
		["", "-wal", "-shm", ".lock"].map((end) => path.join(FOLDER, `${of}.db${end}`));
	for (const other of forgetOthers(name, bulk, SQLITE))
		for (const file of files(other)) fs.rmSync(file, { force: true });
	const answer = path.join(FOLDER, `${name}${SQLITE}`);
	const url = `file:${path.join(FOLDER, `${name}.db`)}`;
	if (!fs.existsSync(answer)) {
		for (const file of files(name)) fs.rmSync(file, { force: true });
		await seedOnce(bulk, url, answer);
	}
	return { url, seed: JSON.parse(fs.readFileSync(answer, "utf8")) as BulkSeed, end: async () => {} };
}

async function postgresOf(bulk: Bulk): Promise<Seeded> {
	const name = nameOf(bulk);
	const databaseOf = (of: string) => `pages_${of.replaceAll("-", "_")}`;
	const postgres = await startPostgres({
		durable: true,
		keepAs: "panelroom-bench-pages-postgres",
		settings: { shared_buffers: "512MB", effective_cache_size: "2GB", max_wal_size: "4GB" },
	});
	try {
		for (const other of forgetOthers(name, bulk, POSTGRES))
			await asAdministrator(postgres.url, `drop database if exists ${databaseOf(other)}`);
		const answer = path.join(FOLDER, `${name}${POSTGRES}`);
		const url = databaseUrl(postgres.url, databaseOf(name));
		if (!fs.existsSync(answer) || !(await canOpen(url))) {
			await asAdministrator(postgres.url, `drop database if exists ${databaseOf(name)}`);
			await asAdministrator(postgres.url, `create database ${databaseOf(name)}`);
			await seedOnce(bulk, url, answer);
		}
		return { url, seed: JSON.parse(fs.readFileSync(answer, "utf8")) as BulkSeed, end: postgres.stop };
	} catch (error) {
		await postgres.stop();
		throw error;
	}
}

const canOpen = (url: string): Promise<boolean> =>
	asAdministrator(url, "select 1").then(
		() => true,
		() => false,
	);

function projectFolder(): string {
	let folder = path.dirname(fileURLToPath(import.meta.url));
	while (!fs.existsSync(path.join(folder, "package.json"))) folder = path.dirname(folder);
	return folder;
}
