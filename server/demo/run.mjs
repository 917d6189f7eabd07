/**
 * `npm run demo`, on a bare clone: from nothing to a meeting in progress with people to sign in as, and simulated
 * colleagues at work in it. `--alone` leaves the colleagues out; PORT chooses the port. Plain Node,
 * since it also installs the dependencies. It keeps to data/demo/ and touches no other database.
 */
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../..", import.meta.url));
const home = path.join(project, "data/demo");
const port = Number(process.env.PORT ?? 3000);
const url = process.env.BASE_URL ?? `http://localhost:${port}`;
const isAlone = process.argv.includes("--alone");

/** A failure that people can do something about: its message is all that they are shown. */
class Problem extends Error {}

async function main() {
	requireNode(20, 19);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new Problem(`PORT must be a number from 1 to 65535, and is "${process.env.PORT}".`);
	}
	fs.mkdirSync(home, { recursive: true });
	await requireNoOtherDemo();
	await requireFreePort();

	if (isInstallNeeded()) {
		await step("Installing dependencies", () => run("npm", ["ci", "--include=dev", "--no-progress"]));
	}
	if (isBuildNeeded()) {
		await step("Building", async () => {
			await run("npm", ["run", "--silent", "build"]);
			fs.writeFileSync(stampFile, sourceStamp());
		});
	}
	const environment = {
		...process.env,
		NODE_ENV: "production",
		PORT: String(port),
		BASE_URL: url,
		DATABASE_URL: `file:${path.join(home, "panelroom.db")}`,
		...secrets(),
	};
	const seeded = await step("Filling a fresh database", () => seed(environment));
	const server = await step("Starting the server", () => startServer(environment));

	console.log(welcome(seeded));
	if (!isAlone) startColleagues(environment, seeded);
	await once(server, "exit");
	if (!isStopping) throw new Problem(`The server stopped by itself${lastWords("server.log")}`);
}

// --- what must be true before we start --------------------------------------------------------------------

function requireNode(major, minor) {
	const [haveMajor, haveMinor] = process.versions.node.split(".").map(Number);
	if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
	throw new Problem(
		`Panelroom needs Node.js ${major}.${minor} or newer, and this is ${process.versions.node}. Install a newer one from nodejs.org or with your version manager.`,
	);
}

/** The database of a demo that still runs must not be pulled away from under it. */
async function requireNoOtherDemo() {
	const other = readJson(path.join(home, "running.json"));
	if (!other || !isAlive(other.pid) || !(await isReady(other.port))) return;
	throw new Problem(
		`A demo is already running at ${other.url} (process ${other.pid}). Use that one, or stop it first.`,
	);
}

async function requireFreePort() {
	const probe = createServer().listen(port);
	try {
		await once(probe, "listening");
	} catch (error) {
		if (error.code === "EACCES") {
			throw new Problem(`Port ${port} is only for the system. Choose another: PORT=3001 npm run demo`);
		}
		if (error.code !== "EADDRINUSE") throw error;
		throw new Problem(
			`Port ${port} is in use. Stop the program that uses it, or choose another: PORT=${port + 1} npm run demo`,
		);
	}
	probe.close();
	await once(probe, "close");
}

/** Whether node_modules differs from the lock file: npm keeps a list of what it has put there. */
function isInstallNeeded() {
	const installed = readJson(path.join(project, "node_modules/.package-lock.json"));
	const wanted = readJson(path.join(project, "package-lock.json"));
	if (!installed) return true;
	return Object.entries(wanted.packages).some(
		([place, { version, optional }]) =>
			place !== "" && !optional && installed.packages[place]?.version !== version,
	);
}

const stampFile = path.join(project, "build/.stamp");

function isBuildNeeded() {
	if (!fs.existsSync(path.join(project, "build/command-line/main.js"))) return true;
	return !fs.existsSync(stampFile) || fs.readFileSync(stampFile, "utf8") !== sourceStamp();
}

/** Changes whenever a source file is added, removed or written. */
function sourceStamp() {
	const hash = createHash("sha256");
	const add = (file) => {
		const stat = fs.statSync(file, { throwIfNoEntry: false });
		if (stat?.isDirectory()) {
			for (const name of fs.readdirSync(file).sort()) add(path.join(file, name));
		} else if (stat && !/\.test\.tsx?$/.test(file)) {
			hash.update(`${path.relative(project, file)} ${stat.size} ${stat.mtimeMs}\n`);
		}
	};
	const settings = fs.readdirSync(project).filter((name) => /\.(ts|js|json)$/.test(name));
	for (const name of ["app", "server", "db", ...settings.sort()]) add(path.join(project, name));
	return hash.digest("hex");
}

/** Made once and kept, so that a browser's sign-in outlives a restart of the demo. */
function secrets() {
	const file = path.join(home, "secrets.json");
	const kept = readJson(file);
	if (kept) return kept;
	const made = {
		PANELROOM_SESSION_SECRET: randomBytes(48).toString("base64"),
		PANELROOM_SEALING_KEY: randomBytes(32).toString("base64"),
	};
	fs.writeFileSync(file, `${JSON.stringify(made, null, "\t")}\n`, { mode: 0o600 });
	return made;
}

// --- the parts --------------------------------------------------------------------------------------------

/** @returns what the seeding program prints last: whom to sign in as, and the meeting to look at. */
async function seed(environment) {
	for (const name of fs.readdirSync(home)) {
		if (name.startsWith("panelroom.db")) fs.rmSync(path.join(home, name));
	}
	const lines = await run(process.execPath, ["build/command-line/seed-demo.js"], environment);
	try {
		return JSON.parse(lines.at(-1));
	} catch {
		throw new Problem("The demo's database was filled, but without a word on who can sign in.");
	}
}

async function startServer(environment) {
	const log = fs.openSync(path.join(home, "server.log"), "w");
	const server = start(process.execPath, ["build/command-line/main.js"], environment, ["ignore", log, log]);
	fs.closeSync(log);
	for (const deadline = Date.now() + 60_000; Date.now() < deadline; await wait(50)) {
		if (!isRunning(server)) throw new Problem(`The server did not start${lastWords("server.log")}`);
		if (await isReady(port)) {
			fs.writeFileSync(path.join(home, "running.json"), JSON.stringify({ url, port, pid: server.pid }));
			return server;
		}
	}
	throw new Problem(`The server was not ready within a minute${lastWords("server.log")}`);
}

/** The room works as well without the colleagues, so a failure here is told and no more. */
function startColleagues(environment, { colleagues, meetingId }) {
	const child = start(
		process.execPath,
		["build/command-line/colleagues.js"],
		{
			...environment,
			COLLEAGUES_URL: url,
			COLLEAGUES_MEETING: meetingId,
			COLLEAGUES: JSON.stringify(colleagues),
		},
		["ignore", "pipe", "pipe"],
	);
	let complaint = "";
	createInterface({ input: child.stdout }).on("line", (line) => console.log(`  ${line}`));
	createInterface({ input: child.stderr }).on("line", (line) => {
		complaint = plain(line) || complaint;
	});
	child.on("close", (code) => {
		if (code === 0 || isStopping) return;
		console.log(
			`  The simulated colleagues have left${complaint && `: ${complaint}`}. You can go on without.`,
		);
	});
}

async function isReady(readyPort) {
	try {
		const answer = await fetch(`http://localhost:${readyPort}/readyz`, {
			signal: AbortSignal.timeout(5_000),
		});
		return answer.status === 200;
	} catch {
		return false;
	}
}

// --- what people see --------------------------------------------------------------------------------------

/** Shows what is being done, and then that it is done and how long it took. */
async function step(name, work) {
	const started = performance.now();
	// The first install may take minutes: what is going on is said before it is done.
	process.stdout.write(`… ${name}${process.stdout.isTTY ? "" : "\n"}`);
	const endLine = (mark) => {
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		console.log(`${process.stdout.isTTY ? "\r" : ""}${mark} ${name}, ${seconds} s`);
	};
	try {
		const result = await work();
		endLine("✓");
		return result;
	} catch (error) {
		endLine("✗");
		throw error;
	}
}

function welcome({ signIns, meetingPath }) {
	const titles = { name: "Name", email: "E-mail", password: "Password", role: "Role", agency: "Agency" };
	const rows = [{ ...titles, sees: "What they will see" }, ...signIns];
	const columns = Object.keys(titles);
	const widths = columns.map((column) => Math.max(...rows.map((row) => row[column].length)));
	const width = widths.reduce((sum, each) => sum + each + 2, 2);
	const longest = Math.max(...rows.map(({ sees }) => sees.length));
	// On a narrow screen, what somebody will see goes on a line of its own.
	const isNarrow = width + longest > (process.stdout.columns ?? Number.POSITIVE_INFINITY);
	const table = rows.map((row) => {
		const cells = columns.map((column, index) => row[column].padEnd(widths[index]));
		return isNarrow ? `  ${cells.join("  ")}\n      ${row.sees}` : `  ${[...cells, row.sees].join("  ")}`;
	});
	return [
		"",
		`Panelroom is running at ${url}`,
		"",
		"The North panel is meeting: three cases done, one on, three to come. Sign in as its chair and lead the rest.",
		"Or sign in as any of these; two browsers, or one private window, show two people in one room.",
		...(isAlone
			? []
			: ["Simulated colleagues play some of them, and make way for you when you sign in as one."]),
		"",
		...table,
		"",
		`The meeting in progress: ${url}${meetingPath}`,
		"",
		"Press Ctrl-C to stop. The server's log is data/demo/server.log.",
		"",
	].join("\n");
}

/** The cause that a log ends with, as the rest of a sentence. */
function lastWords(file) {
	const lines = fs.readFileSync(path.join(home, file), "utf8").split("\n");
	const cause = plain(lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.findLast(plain) ?? "");
	return `${cause && `: ${cause.replace(/\.$/, "")}`}. Its log is data/demo/${file}.`;
}

/** A line as a person would read it: out of its JSON, and nothing of a stack trace. */
function plain(line) {
	if (line.startsWith("{")) {
		try {
			const { err, msg } = JSON.parse(line);
			return [msg, err?.message].filter(Boolean).join(": ");
		} catch {
			// Not JSON after all.
		}
	}
	if (/^\s+at |^node:|^file:|^Node\.js v|^\s*[{}^]+\s*$/.test(line)) return "";
	return line.trim().replace(/^\w*Error: /, "");
}

// --- programs that we start -------------------------------------------------------------------------------

const children = new Set();
let isStopping = false;

/** Each leads a process group, so that Ctrl-C reaches it through us only and what it started ends with it. */
function start(program, values, environment, stdio) {
	const child = spawn(program, values, { cwd: project, env: environment, stdio, detached: true });
	children.add(child);
	child.on("error", () => children.delete(child));
	child.on("exit", () => children.delete(child));
	return child;
}

/** Runs a program to its end. @returns the lines that it printed. */
async function run(program, values, environment = process.env) {
	const child = start(program, values, environment, ["ignore", "pipe", "pipe"]);
	const printed = [];
	const complaints = [];
	createInterface({ input: child.stdout }).on("line", (line) => printed.push(line));
	createInterface({ input: child.stderr }).on("line", (line) => complaints.push(line));
	const [code] = await once(child, "close").catch((error) => [error.message]);
	if (code === 0) return printed.filter((line) => line.trim() !== "");
	if (isStopping) throw new Problem("");

	const all = [...printed, ...complaints].map(plain).filter(Boolean);
	if (all.some((line) => line.includes("NODE_MODULE_VERSION"))) {
		throw new Problem("The dependencies belong to another version of Node.js. Run npm ci and try again.");
	}
	const command = [path.basename(program), ...values].join(" ");
	throw new Problem([`${command} failed:`, ...all.slice(-12).map((line) => `  ${line}`)].join("\n"));
}

function isRunning(child) {
	return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === "EPERM";
	}
}

function signalAll(signal) {
	for (const child of children) {
		try {
			process.kill(-child.pid, signal);
		} catch {
			// It has just ended by itself.
		}
	}
}

async function stopAll() {
	isStopping = true;
	signalAll("SIGTERM");
	for (const deadline = Date.now() + 10_000; children.size > 0 && Date.now() < deadline; ) await wait(50);
	signalAll("SIGKILL");
}

function readJson(file) {
	try {
		return JSON.parse(fs.readFileSync(file, "utf8"));
	} catch {
		return undefined;
	}
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.on(signal, async () => {
		// Asked twice, they mean it.
		if (isStopping) signalAll("SIGKILL");
		else {
			console.log("\nStopping.");
			await stopAll();
			process.exit(0);
		}
	});
}

try {
	await main();
} catch (error) {
	if (!isStopping) {
		console.error(`\n${error.message}`);
		process.exitCode = 1;
		await stopAll();
	}
}
