/**
 * How much longer the server takes for a case of which much is known than for one that has just been added: 2,000
 * incidents, 500 entries and 200 kB of summary. Both are asked for in turn, so that what the machine does meets both.
 */
import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import path from "node:path";
import { type LoadClient, signInAll } from "#tests/setup/live-client.ts";
import { askPart } from "#tests/setup/parts.ts";
import { freePort } from "#tests/setup/processes.ts";
import { startServer } from "#tests/setup/server.ts";
import { type Percentiles, percentiles, rounded } from "./measure.ts";
import { timed } from "./pages.ts";
import type { HeavyCase } from "./seed-heavy.ts";
import type { Place } from "./subjects.ts";

const WARM_UP = 20;
const REQUESTS = 60;

export interface HeavyFigures {
	page: string;
	empty: Percentiles;
	full: Percentiles;
	/** How many times as long as the empty one the full one takes, at the median. */
	ratio: number;
}

const PAGES: readonly [page: string, address: (caseId: string) => string][] = [
	["case", (caseId) => `/cases/${caseId}`],
	["summary", (caseId) => `/cases/${caseId}/summary`],
	["chronology", (caseId) => `/cases/${caseId}/chronology`],
];

/** @param show prints a line. */
export async function measureHeavy(
	{ folder, cpus, nodeArguments }: Place,
	show: (line: Record<string, string | number>) => void,
): Promise<HeavyFigures[]> {
	const databaseUrl = `file:${path.join(folder, `${randomUUID()}.db`)}`;
	const seed = await askPart<HeavyCase>("seed-heavy", {}, { DATABASE_URL: databaseUrl, LOG_LEVEL: "warn" });
	const server = await startServer({ databaseUrl, cpus, nodeArguments, port: await freePort() });
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	try {
		const [client] = (await signInAll(server.url, [seed.chair])) as [LoadClient];
		const figures: HeavyFigures[] = [];
		for (const [page, address] of PAGES) {
			const times = { empty: [] as number[], full: [] as number[] };
			for (let number = 0; number < WARM_UP + REQUESTS; number++) {
				for (const which of ["empty", "full"] as const) {
					const { status, ms } = await timed(agent, `${server.url}${address(seed[which])}`, client);
					if (status !== 200) throw new Error(`${page} of the ${which} case answers ${status}`);
					if (number >= WARM_UP) times[which].push(ms);
				}
			}
			const [empty, full] = [percentiles(times.empty), percentiles(times.full)];
			const ratio = rounded(full.p50 / empty.p50, 2);
			show({ page, "empty p50": empty.p50, "full p50": full.p50, "full p95": full.p95, ratio });
			figures.push({ page, empty, full, ratio });
		}
		client.close();
		return figures;
	} finally {
		agent.destroy();
		await server.stop();
	}
}
