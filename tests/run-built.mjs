/**
 * Runs one of the project's built programs, and builds first where there is no build:
 * `node tests/run-built.mjs faults --short`. Plain Node, as tests/run.mjs is.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));
const [name = "", ...values] = process.argv.slice(2);
const program = path.join(project, "build/command-line", `${name}.js`);

if (!fs.existsSync(program)) {
	const { status } = spawnSync("npm", ["run", "--silent", "build"], { cwd: project, stdio: "inherit" });
	if (status !== 0) process.exit(status ?? 1);
}
process.argv = [process.argv[0], program, ...values];
await import(pathToFileURL(program).href);
