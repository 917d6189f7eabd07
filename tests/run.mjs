/**
 * All checks of the project, from a bare clone to the last fault test: `npm test`. With --quick, `npm run
 * check`: what needs neither a build, nor a browser, nor PostgreSQL. Plain Node, since it also installs the
 * dependencies. It stops at the first step that fails, and its last line counts the tests.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const project = fileURLToPath(new URL("..", import.meta.url));
const output = path.join(project, "tests/.output");
const isQuick = process.argv.includes("--quick");

const install = { name: "Install", isNeeded: isInstallNeeded, command: ["npm", "ci", "--include=dev"] };
// An incomplete lock file goes unnoticed here and then stops `npm ci` on every fresh clone.
const lock = { name: "Lock file", command: ["npm", "ci", "--dry-run", "--offline", "--loglevel=error"] };
const typecheck = { name: "Types", command: ["npm", "run", "--silent", "typecheck"] };
const lint = { name: "Lint", command: ["npm", "run", "--silent", "lint"] };
const arrows = { name: "Arrows", command: ["npm", "run", "--silent", "arrows"] };
const build = { name: "Build", command: ["npm", "run", "--silent", "build"] };
const faults = {
	name: "Faults",
	command: ["npm", "run", "--silent", "test:faults", "--", "--short"],
	count: countLastLine,
};

/** Steps in one list run side by side. */
const quick = [[install], [lock, typecheck, lint, arrows], [suite("Suite on SQLite", "sqlite")]];
const full = [
	...quick.slice(0, 2),
	[build],
	[suite("Suite on SQLite", "sqlite")],
	[suite("Suite on PostgreSQL", "postgres")],
	[suite("End to end", "e2e*")],
	[faults],
];

function suite(name, vitestProject) {
	const report = path.join(output, `${vitestProject.replace("*", "")}.json`);
	// The quick run takes a tenth of the random sequences; the full one takes them all.
	const env = isQuick
		? { INVARIANT_SEEDS: process.env.INVARIANT_SEEDS ?? "30", TEXT_SEEDS: process.env.TEXT_SEEDS ?? "50" }
		: {};
	const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
	return {
		name,
		prepare: () => fs.rmSync(report, { force: true }),
		env,
		command: [
			process.execPath,
			"node_modules/vitest/vitest.mjs",
			"run",
			"--project",
			vitestProject,
			...reporters,
		],
		count: () => countReport(report),
	};
}

// --- what there is to install -----------------------------------------------------------------------------

/** Whether node_modules differs from the lock file: npm keeps a list of what it has put there. */
function isInstallNeeded() {
	const installed = readJson("node_modules/.package-lock.json");
	const wanted = readJson("package-lock.json");
	if (!installed) return true;
	return Object.entries(wanted.packages).some(
		([place, { version, optional }]) =>
			place !== "" && !optional && installed.packages[place]?.version !== version,
	);
}

function readJson(file) {
	try {
		return JSON.parse(fs.readFileSync(path.resolve(project, file), "utf8"));
	} catch {
		return undefined;
	}
}

// --- counting tests ---------------------------------------------------------------------------------------

const none = { passed: 0, failed: 0, skipped: 0 };

function countReport(file) {
	const report = readJson(file);
	if (!report) return none;
	const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report;
	return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/** The fault tests end with a line of their own, such as `14 passed, 0 failed`. */
function countLastLine(lines) {
	const counts = lines.map((line) => /^(\d+) passed, (\d+) failed/.exec(stripVTControlCharacters(line)));
	const [, passed, failed] = counts.filter(Boolean).at(-1) ?? [];
	return passed === undefined ? none : { passed: Number(passed), failed: Number(failed), skipped: 0 };
}

// --- running ----------------------------------------------------------------------------------------------

const running = new Set();
let isInterrupted = false;

/** Each child leads a process group, so that a signal reaches whatever it has started in turn. */
function stopAll(signal) {
	for (const child of running) {
		try {
			process.kill(-child.pid, signal);
		} catch {
			// It has ended by itself.
		}
	}
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.once(signal, () => {
		isInterrupted = true;
		stopAll(signal);
	});
}

/** Runs one step. Output appears as it comes, or in one piece at the end when others run beside it. */
async function run(step, isAlone) {
	const started = performance.now();
	const lines = [];
	const write = isAlone ? (line) => console.log(line) : () => {};
	if (isAlone) console.log(`\n── ${step.name}`);
	let hasPassed = true;
	const isSkipped = step.isNeeded?.() === false;
	if (isSkipped) write("Nothing to do.");
	else {
		step.prepare?.();
		hasPassed = await runCommand(step, (line) => {
			lines.push(line);
			write(line);
		});
	}
	const seconds = (performance.now() - started) / 1000;
	if (!isAlone) console.log(["", `── ${step.name}`, ...lines].join("\n"));
	console.log(`${hasPassed ? "✓" : "✗"} ${step.name}, ${seconds.toFixed(1)} s`);

	const tests = { ...(step.count?.(lines) ?? none) };
	if (step.count && hasPassed && tests.passed + tests.failed === 0) {
		console.log(`${step.name} ran no test, and a step that tests nothing has not passed.`);
		hasPassed = false;
	}
	// A file that does not load, or a program that dies, fails no single test: it counts as one all the same.
	if (!hasPassed && tests.failed === 0) tests.failed = 1;
	return { ...step, hasPassed, seconds, tests };
}

function runCommand({ command: [program, ...values], env }, onLine) {
	return new Promise((resolve) => {
		const child = spawn(program, values, {
			cwd: project,
			detached: true,
			stdio: ["ignore", "pipe", "pipe"],
			env: { ...process.env, ...env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }) },
		});
		running.add(child);
		for (const stream of [child.stdout, child.stderr]) {
			createInterface({ input: stream }).on("line", onLine);
		}
		child.on("error", (error) => {
			onLine(`${program} could not be started: ${error.message}`);
			running.delete(child);
			resolve(false);
		});
		child.on("close", (code) => {
			running.delete(child);
			resolve(code === 0);
		});
	});
}

function table(results) {
	const width = Math.max(...results.map(({ name }) => name.length));
	return results.map(({ name, hasPassed, seconds, tests, count }) => {
		const counted = count ? `  ${tests.passed} passed, ${tests.failed} failed` : "";
		return `  ${hasPassed ? "✓" : "✗"} ${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s${counted}`;
	});
}

fs.mkdirSync(output, { recursive: true });
const results = [];
for (const group of isQuick ? quick : full) {
	results.push(...(await Promise.all(group.map((step) => run(step, group.length === 1)))));
	if (isInterrupted || results.some(({ hasPassed }) => !hasPassed)) break;
}

const failed = results.filter(({ hasPassed }) => !hasPassed);
console.log(["", ...table(results)].join("\n"));
if (isInterrupted) console.log("\nInterrupted.");
else if (failed.length > 0) {
	console.log(`\nFailed: ${failed.map(({ name }) => name).join(", ")}. What comes after it was not run.`);
}
const sum = (key) => results.reduce((total, { tests }) => total + tests[key], 0);
const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : "";
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed${skipped}`);
process.exitCode = failed.length > 0 || isInterrupted ? 1 : 0;
