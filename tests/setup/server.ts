/** Runs the built product as an operator would, and lets a test stop, kill and restart it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort, hasEnded, lastWill } from "./processes.ts";

export type ServerOptions = {
	databaseUrl: string;
	/** Read anew at each start. */
	env?: Record<string, string>;
	/** A free one by default. */
	port?: number;
	/** For Node itself, such as `["--max-old-space-size=128"]`. */
	nodeArguments?: string[];
	/** The processors that it may use, such as "0", where the system can tell it so (Linux). */
	cpus?: string;
};

export type Server = {
	readonly url: string;
	readonly port: number;
	/** The process that runs now; a restart makes another. */
	readonly process: ChildProcess;
	/** Asks it to end and waits until it has: gives the exit code, or null when a signal ended it. */
	stop(signal?: NodeJS.Signals): Promise<number | null>;
	kill9(): Promise<void>;
	/** Starts it again, after a stop or a kill, with the same port, secrets and database. */
	restart(): Promise<void>;
	/** All lines that it has logged so far, restarts included. */
	logs(): string[];
};

export async function startServer(options: ServerOptions): Promise<Server> {
	const port = options.port ?? (await freePort());
	const url = `http://localhost:${port}`;
	const secrets = {
		// A test's own secrets, where it has some, so that it can read what the server seals.
		PANELROOM_SESSION_SECRET: process.env.PANELROOM_SESSION_SECRET ?? randomBytes(48).toString("base64"),
		PANELROOM_SEALING_KEY: process.env.PANELROOM_SEALING_KEY ?? randomBytes(32).toString("base64"),
	};
	const environment = (): NodeJS.ProcessEnv => ({
		...process.env,
		NODE_ENV: "production",
		PORT: String(port),
		BASE_URL: url,
		DATABASE_URL: options.databaseUrl,
		...secrets,
		LOG_LEVEL: "info",
		...options.env,
	});
	const lines: string[] = [];
	let running: ChildProcess;

	async function start(): Promise<void> {
		running = launch(environment(), options, lines);
		await untilReady(url, running, lines);
	}

	async function stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
		if (!hasEnded(running)) {
			const ended = once(running, "exit");
			running.kill(signal);
			await ended;
		}
		return running.exitCode;
	}

	await start();
	return {
		url,
		port,
		get process() {
			return running;
		},
		stop,
		kill9: async () => {
			await stop("SIGKILL");
		},
		restart: async () => {
			await stop();
			await start();
		},
		logs: () => [...lines],
	};
}

function launch(environment: NodeJS.ProcessEnv, options: ServerOptions, lines: string[]): ChildProcess {
	const program = path.join(projectFolder(), "build/command-line/main.js");
	if (!fs.existsSync(program)) throw new Error("There is no build to start. Run npm run build first.");
	const node = [process.execPath, ...(options.nodeArguments ?? []), program];
	// taskset replaces itself by Node, so the process id is Node's.
	const [command, ...values] = options.cpus && canPin() ? ["taskset", "-c", options.cpus, ...node] : node;
	const child = spawn(command!, values, {
		cwd: projectFolder(),
		env: environment,
		stdio: ["ignore", "pipe", "pipe"],
	});
	for (const stream of [child.stdout, child.stderr]) {
		createInterface({ input: stream }).on("line", (line) => lines.push(line));
	}
	child.on("error", (error) => lines.push(error.message));
	if (child.pid !== undefined) {
		const will = lastWill('kill -KILL "$1"', [String(child.pid)]);
		child.once("exit", () => will.revoke());
	}
	return child;
}

async function untilReady(url: string, child: ChildProcess, lines: string[]): Promise<void> {
	for (const deadline = Date.now() + 60_000; Date.now() < deadline; await wait(25)) {
		if (hasEnded(child)) break;
		try {
			const { status } = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
			// The one that answers may be another program on this port: then ours has ended by now.
			if (status === 200 && !hasEnded(child)) return;
		} catch {
			// Not yet.
		}
	}
	child.kill("SIGKILL");
	throw new Error(`The server did not become ready:\n${lines.slice(-20).join("\n")}`);
}

function canPin(): boolean {
	return spawnSync("taskset", ["-c", "0", "true"], { stdio: "ignore" }).status === 0;
}

/** Also when this module runs from a build, as it does for faults and benchmarks. */
function projectFolder(): string {
	let folder = path.dirname(fileURLToPath(import.meta.url));
	while (!fs.existsSync(path.join(folder, "package.json"))) folder = path.dirname(folder);
	return folder;
}
