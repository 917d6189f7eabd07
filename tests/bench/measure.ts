/** Numbers: percentiles, and who was busy and how big while they were taken. */
import fs from "node:fs";

export interface Percentiles {
	p50: number;
	p95: number;
}

/** @param share from 0 to 1. @returns the smallest value that at least this share of `values` do not exceed. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const percentiles = (values: readonly number[]): Percentiles => ({
	p50: rounded(percentile(values, 0.5), 1),
	p95: rounded(percentile(values, 0.95), 1),
});

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const TICKS_A_SECOND = 100;

/** Seconds of processor time that a process has used so far; NaN where the system does not tell. */
export function processorSeconds(pid: number | undefined): number {
	try {
		const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
		// The second field is the program's name in brackets, and may hold anything.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
	} catch {
		return Number.NaN;
	}
}

/** Memory that a process holds, in MB of a million bytes; NaN where the system does not tell. */
export function residentMb(pid: number | undefined): number {
	try {
		const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
		const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
		return (Number(kilobytes) * 1024) / 1_000_000;
	} catch {
		return Number.NaN;
	}
}

/** How busy a server and this process are, as shares of a processor, from now until `stop` is called. */
export function watchProcessors(pid: number | undefined): { stop(): { server: number; load: number } } {
	const begun = { at: performance.now(), server: processorSeconds(pid), load: processorSeconds(process.pid) };
	return {
		stop: () => {
			const seconds = (performance.now() - begun.at) / 1000;
			return {
				server: (processorSeconds(pid) - begun.server) / seconds,
				load: (processorSeconds(process.pid) - begun.load) / seconds,
			};
		},
	};
}
