/** People who write without a pause, and who send the same post again until the server has answered for good. */
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { LoadClient } from "#tests/setup/live-client.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What some writers send; each entry has a text of its own, and one opId through all its tries. */
export class Writing {
	/** What the server took. */
	readonly acknowledged = new Set<string>();
	/** Posts sent again because nobody knew whether they had arrived. */
	retries = 0;
	/** Answers that are neither "done" nor "not just now": a fault must never bring one about. */
	readonly refusals = new Map<string, number>();
	private isStopped = false;
	private readonly writers: Promise<void>[] = [];

	/** @param longestPause in ms, between one's posts: a person who never pauses at all tests fewer moments. */
	constructor(
		private readonly world: World,
		private readonly name: string,
		private readonly random: Random,
		private readonly longestPause = 150,
	) {}

	begin(clients: readonly LoadClient[]): void {
		for (const [index, client] of clients.entries()) this.writers.push(this.write(client, index));
	}

	/** Lets everybody finish the entry they are at, and no longer than `ms`. @returns whether they all did. */
	async stop(ms: number): Promise<boolean> {
		this.isStopped = true;
		const late = wait(ms, false, { ref: false });
		return Promise.race([Promise.all(this.writers).then(() => true), late]);
	}

	private async write(client: LoadClient, writer: number): Promise<void> {
		const { meetingId, caseIds } = this.world.meeting;
		for (let number = 1; !this.isStopped; number++) {
			const body = `${this.name}, writer ${writer}, entry ${number}`;
			const caseId = caseIds[this.random.below(caseIds.length)];
			await this.deliver(client, `/cases/${caseId}/entries/new`, { kind: "information", body, meetingId });
			this.acknowledged.add(body);
			await wait(this.random.below(this.longestPause));
		}
	}

	/** Sends one form, with one opId, until it is acknowledged. */
	private async deliver(client: LoadClient, path: string, fields: Record<string, string>): Promise<void> {
		const opId = randomUUID();
		for (;;) {
			try {
				const { status, body } = await client.post(path, opId, fields);
				if (status === 200) return;
				if (status !== 503) this.refuse(`${status} ${body.slice(0, 200)}`);
			} catch {
				// The server is away, or went in the middle of it.
			}
			this.retries++;
			await wait(50 + this.random.below(100));
		}
	}

	private refuse(answer: string): void {
		this.refusals.set(answer, (this.refusals.get(answer) ?? 0) + 1);
	}
}
