/** Whether a live meeting notices that a tracker comes in: how long posts take to the last screen, without and during. */
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { decode } from "turbo-stream";
import { type LoadClient, signInAll } from "#tests/setup/live-client.ts";
import type { SignIn } from "#tests/setup/meeting-for-load.ts";
import { lastOf, postAtRate, type Timed } from "./live.ts";
import { type Percentiles, percentiles, rounded } from "./measure.ts";
import { asSubject, type Product, startProduct } from "./product.ts";
import type { Place } from "./subjects.ts";
import { warmUp } from "./write.ts";

const WATCHERS = 60;
const MEMBERS = 14;
const RATE = 5;
const WARM_UP = { posts: 2_000, mostSeconds: 15 };
/** A round is half of it without an import, then the import, then the other half: what drifts, drifts for both. */
const QUIET_SECONDS = 16;
const CASES = 100;
const ACTIONS_EACH = 3;
const MOST_SECONDS = 180;

export interface ImportFigures {
	quiet: Percentiles;
	during: Percentiles;
	/** Of the p95. */
	ratio: number;
	rows: number;
	/** From the file's first byte until its cases are seen. */
	seconds: number;
}

/** Measures a server of its own. @param show prints a line. */
export async function measureImport(
	place: Place,
	show: (line: Record<string, string | number>) => void,
): Promise<ImportFigures> {
	const product = await startProduct(place, MEMBERS);
	const subject = await asSubject(product, { watchers: WATCHERS, writers: 8 });
	try {
		await warmUp(subject, WARM_UP);
		const coordinator = product.meeting.panel.find(({ email }) => email.startsWith("coordinator@"));
		const [client] = await signInAll(product.server.url, [coordinator as SignIn]);
		if (!client) throw new Error("The coordinator could not sign in");
		const heard = new Map<string, Timed>();
		const watchers = await subject.watch(WATCHERS, (mark, at) => {
			const post = heard.get(mark);
			post?.arrivals.push(at - post.sent);
		});
		await wait(500);
		let round = 0;
		const posts = (seconds: number, isOver?: () => boolean) =>
			postAtRate(subject, { watchers: WATCHERS, rate: RATE, seconds, round: round++, heard, isOver });
		const quiet = await posts(QUIET_SECONDS / 2);
		let isOver = false;
		const begun = performance.now();
		const imported = importTracker(product, client).finally(() => {
			isOver = true;
		});
		const [during] = await Promise.all([posts(MOST_SECONDS, () => isOver), imported]);
		const seconds = rounded((performance.now() - begun) / 1000, 1);
		quiet.push(...(await posts(QUIET_SECONDS / 2)));
		for (const [name, some] of Object.entries({ quiet, during })) {
			const { p50, p95 } = percentiles(lastOf(some));
			show({ "": name, posts: some.length, "last, p50": p50, "last, p95": p95 });
		}
		watchers.close();
		client.close();
		const figures = { quiet: percentiles(lastOf(quiet)), during: percentiles(lastOf(during)) };
		const ratio = rounded(figures.during.p95 / figures.quiet.p95, 2);
		return { ...figures, ratio, rows: CASES * ACTIONS_EACH, seconds };
	} finally {
		await subject.end();
	}
}

/** Cases with actions, as a panel lists them. */
const tracker = (): string => {
	const lines = ["Victim,Suspect,OIC,Victim address,Action,Owner,Due,Status"];
	for (let number = 1; number <= CASES; number++) {
		for (let action = 1; action <= ACTIONS_EACH; action++) {
			lines.push(
				`Ann Imported ${number},Bob Imported ${number},DC Import ${number % 40},${number} New Road,Action ${action} of ${number}: visit and report,Housing / J. Low ${number % 9},2031-05-0${action},open`,
			);
		}
	}
	return lines.join("\n");
};

interface ImportPage {
	head: { state: string; version: number };
	mapping: { sheets: { meanings: Record<string, string>; headings: number }[] } | null;
}

/** As a coordinator does it, who takes every guess, into the very panel that is meeting. */
async function importTracker({ server, meeting }: Product, client: LoadClient): Promise<void> {
	const form = new FormData();
	form.set("token", client.formToken);
	form.set("opId", randomUUID());
	form.set("file", new Blob([tracker()], { type: "text/csv" }), "tracker.csv");
	const begun = await fetch(`${server.url}/import`, {
		method: "POST",
		body: form,
		headers: { ...client.credentials, "Sec-Fetch-Site": "same-origin" },
		redirect: "manual",
	});
	const path = begun.headers.get("Location");
	if (!path) throw new Error(`The file was answered ${begun.status}: ${(await begun.text()).slice(0, 300)}`);
	const page = async (state: string): Promise<ImportPage> => {
		for (let tries = 0; tries < MOST_SECONDS * 2; tries++) {
			const { body } = await client.data(path);
			const { value, done } = await decode(new Blob([body]).stream());
			await done;
			const all = Object.values(value as Record<string, { data?: Partial<ImportPage> }>);
			const found = all.find(({ data }) => data?.head)?.data as ImportPage | undefined;
			if (found?.head.state === state) return found;
			await wait(500);
		}
		throw new Error(`The import never was ${state}`);
	};
	const post = async (intent: string, version: number, fields: Record<string, string> = {}) => {
		const answer = await client.post(path, randomUUID(), { intent, version: String(version), ...fields });
		if (answer.status >= 400)
			throw new Error(`${intent} was answered ${answer.status}: ${answer.body.slice(0, 300)}`);
	};
	const { head, mapping } = await page("mapping");
	const [sheet] = mapping?.sheets ?? [];
	await post("columns", head.version, {
		sheets: "1",
		"panel-0": meeting.panelId,
		"headings-0": String(sheet?.headings),
		...Object.fromEntries(
			Object.entries(sheet?.meanings ?? {}).map(([column, meaning]) => [`column-0-${column}`, meaning]),
		),
	});
	await post("words", (await page("mapping")).head.version);
	await post("accept", (await page("preview")).head.version);
	await page("accepted");
}
