/** What tests need to know about the servers that they start beside them. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";

export type LastWill = { revoke(): void };

/**
 * What must happen to our children even when this process gets no chance to do it itself (kill -9, a crash,
 * a runner that loses patience): a tiny shell waits on a pipe that only we hold open, and runs the command
 * when the pipe closes. It sits in a session of its own, so that Ctrl-C in the terminal does not reach it.
 */
export function lastWill(command: string, values: string[]): LastWill {
	const shell = spawn("/bin/sh", ["-c", `while read -r _; do :; done\n${command}`, "last-will", ...values], {
		detached: true,
		stdio: ["pipe", "ignore", "ignore"],
		cwd: "/",
	});
	// A shell that is gone must not break the tests that it guards.
	shell.on("error", () => {});
	shell.stdin.on("error", () => {});
	letGo(shell);
	return {
		revoke: () => {
			shell.kill("SIGKILL");
		},
	};
}

/** Lets this process end while the child still runs: the last will then deals with the child. */
export function letGo(child: ChildProcess): void {
	child.unref();
	for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket | null)?.unref();
}

export function hasEnded(child: ChildProcess): boolean {
	return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** A port that nobody uses just now; somebody may take it before the caller does. */
export async function freePort(): Promise<number> {
	const probe = createServer().listen(0, "127.0.0.1");
	await once(probe, "listening");
	const address = probe.address();
	probe.close();
	await once(probe, "close");
	if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1.");
	return address.port;
}
