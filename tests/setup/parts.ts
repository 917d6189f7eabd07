/**
 * Parts of the fault tests and benchmarks that need a process of their own: db/dialect.ts reads the address of
 * the database once, a SQLite file has one writer, and a server under load must not share a processor with it.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { hasEnded, lastWill } from "./processes.ts";

type Environment = Record<string, string>;

/** What a part does with its input; what it answers is printed as one line of JSON. */
export type Part = (input: never) => Promise<unknown>;

const MARK = "--part";

/**
 * Runs the part that this process was started for, if it was.
 * @returns whether it was; then there is nothing else to do.
 */
export async function runPart(parts: Record<string, Part>): Promise<boolean> {
	if (process.argv[2] !== MARK) return false;
	const part = parts[process.argv[3] ?? ""];
	if (!part) throw new Error(`There is no part "${process.argv[3]}"`);
	const chunks: Buffer[] = [];
	for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
	const input = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
	const result = await part(input as never);
	if (result !== undefined) process.stdout.write(`${JSON.stringify(result)}\n`);
	return true;
}

/** Starts a part of this program. It ends with us, however we end. @param cpus see ServerOptions. */
export function startPart(
	name: string,
	input: unknown,
	environment: Environment,
	cpus?: string,
): ChildProcess {
	const node = [process.execPath, ...process.execArgv, process.argv[1] ?? "", MARK, name];
	const [command = "", ...values] = cpus && canPin() ? ["taskset", "-c", cpus, ...node] : node;
	const child = spawn(command, values, {
		env: { ...process.env, ...environment },
		stdio: ["pipe", "pipe", "inherit"],
	});
	const will = lastWill('kill -KILL "$1"', [String(child.pid)]);
	child.once("exit", () => will.revoke());
	child.stdin?.on("error", () => {});
	child.stdin?.end(input === undefined ? "" : JSON.stringify(input));
	return child;
}

/** Runs a part to its end. @returns what it answered. @throws when it failed; why is on our own stderr. */
export async function askPart<T>(name: string, input: unknown, environment: Environment): Promise<T> {
	const child = startPart(name, input, environment);
	let printed = "";
	child.stdout?.setEncoding("utf8").on("data", (text: string) => {
		printed += text;
	});
	const [code] = await once(child, "close");
	if (code !== 0) throw new Error(`The part "${name}" failed`);
	return JSON.parse(printed.trim().split("\n").at(-1) ?? "") as T;
}

/** Ends a part that runs until it is told to. */
export async function stopPart(child: ChildProcess): Promise<void> {
	if (hasEnded(child)) return;
	const ended = once(child, "exit");
	child.kill("SIGTERM");
	await ended;
}

/** Whether a process can be tied to a processor here. */
export const canPin = (): boolean =>
	spawnSync("taskset", ["-c", "0", "true"], { stdio: "ignore" }).status === 0;
