/** How long it takes from the chair's "next" until the last of 60 screens is on the new case, one of them Chromium's. */
import { setTimeout as wait } from "node:timers/promises";
import { signInAll } from "#tests/setup/live-client.ts";
import type { SignIn } from "#tests/setup/meeting-for-load.ts";
import { type Percentiles, percentiles, rounded } from "./measure.ts";
import { kindOf } from "./mixture.ts";
import { asSubject, startProduct } from "./product.ts";
import { openScreen, type Screen } from "./screen.ts";
import { type Place, sentence } from "./subjects.ts";

const SCREENS = 60;
const CHANGES = 30;
const MEMBERS = 14;
/** What the panel has done before: enough for Node to have compiled it, and no more than a screen has to show. */
const BEFORE = 300;
const PAUSE_MS = 500;
const LOST_MS = 10_000;

export interface NextFigures extends Percentiles {
	watchers: number;
}

/** Measures a server of its own. @param show prints a line. */
export async function measureNext(
	place: Place,
	show: (line: Record<string, string | number>) => void,
): Promise<NextFigures> {
	const product = await startProduct(place, MEMBERS);
	const { server, meeting, room } = product;
	const subject = await asSubject(product, { watchers: SCREENS - 1, writers: 1 });
	let screen: Screen | undefined;
	try {
		for (let number = 0; number < BEFORE; number++)
			await subject.post(0, subject.prepare(kindOf(number), sentence(`before ${number}`)));
		const [person] = await signInAll(server.url, [meeting.members.at(-1) as SignIn]);
		if (!person) throw new Error("Nobody could sign in to look");
		screen = await openScreen(person);
		await screen.page.goto(`${server.url}${room}`);
		await screen.page.waitForLoadState("networkidle");

		let onArrival: (mark: string, at: number) => void = () => {};
		const watchers = await subject.watch(SCREENS - 1, (mark, at) => onArrival(mark, at));
		const sockets: number[] = [];
		const browser: number[] = [];
		const acknowledged: number[] = [];
		for (let number = 0; number < CHANGES; number++) {
			const post = subject.prepare("item", "");
			const shown = whenShown(screen, subject.reference());
			// Also lets the page begin to look.
			await wait(PAUSE_MS);
			const sent = { at: performance.now(), clock: Date.now() };
			const heard = new Promise<number>((resolve, reject) => {
				const lost = setTimeout(() => reject(new Error("A screen was left behind")), LOST_MS);
				let missing = SCREENS - 1;
				onArrival = (mark, at) => {
					if (mark !== post.mark || --missing > 0) return;
					clearTimeout(lost);
					resolve(at);
				};
			});
			const answered = subject.post(0, post).then(() => acknowledged.push(performance.now() - sent.at));
			const [at, clock] = await Promise.all([heard, shown, answered]);
			sockets.push(at - sent.at);
			browser.push(clock - sent.clock);
		}
		watchers.close();
		const last = sockets.map((ms, at) => Math.max(ms, browser[at] ?? Number.NaN));
		for (const [name, values] of Object.entries({ acknowledged, sockets, browser, last })) {
			const { p50, p95 } = percentiles(values);
			show({ "until …": NAMES[name as keyof typeof NAMES], p50, p95, most: rounded(Math.max(...values), 1) });
		}
		return { watchers: SCREENS, ...percentiles(last) };
	} finally {
		await screen?.close();
		await subject.end();
	}
}

const NAMES = {
	acknowledged: "acknowledged",
	sockets: "last of 59 sockets",
	browser: "Chromium's frame",
	last: "last of all 60",
};

/**
 * When the page shows the case of this reference as the current one, in the agenda and in the middle: at the
 * frame in which it is drawn, by the machine's own clock, which both processes read. (performance.timeOrigin is
 * that clock as it stood when a process began, and drifts from it.)
 */
function whenShown({ page }: Screen, reference: string): Promise<number> {
	return page.evaluate(
		(reference) =>
			new Promise<number>((resolve) => {
				const says = (selector: string) =>
					document.querySelector(selector)?.textContent?.includes(reference) === true;
				const isShown = () =>
					says('.pr-agenda [aria-current="step"]') &&
					says(".pr-room__case") &&
					document.querySelector(".pr-room__elsewhere") === null;
				const look = () => {
					if (!isShown()) return;
					observer.disconnect();
					requestAnimationFrame(() => resolve(Date.now()));
				};
				const observer = new MutationObserver(look);
				observer.observe(document.body, {
					subtree: true,
					childList: true,
					characterData: true,
					attributes: true,
				});
				look();
			}),
		reference,
	);
}
