/** F2: the operator stops the server while people write. */
import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";
import { Writing } from "./writers.ts";

const LONGEST_MS = 10_000;

/** It drains, exits with 0 within 10 s, and answers nothing that is an error. */
export async function terminateUnderLoad(world: World, random: Random) {
	const problems: string[] = [];
	const writing = new Writing(world, "F2", random);
	writing.begin(world.members);
	await wait(1_000 + random.below(500));
	const asked = performance.now();
	const code = await world.server.stop("SIGTERM");
	const took = Math.round(performance.now() - asked);
	if (code !== 0) problems.push(`The server exited with ${code}`);
	if (took > LONGEST_MS) problems.push(`The server took ${took} ms to leave`);
	await world.server.restart();
	if (!(await writing.stop(20_000))) problems.push("Not every post was acknowledged in the end");
	for (const [answer, times] of writing.refusals) problems.push(`Refused ${times} times: ${answer}`);
	return { writing, took, problems };
}
