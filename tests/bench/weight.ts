/** How much JavaScript a browser loads for the live room: every script, also of what its parts load once they are used. */
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { signInAll } from "#tests/setup/live-client.ts";
import { rounded } from "./measure.ts";
import { chairOf, startProduct } from "./product.ts";
import { openScreen } from "./screen.ts";
import type { Place } from "./subjects.ts";

export interface WeightFigures {
	liveRoomJsGzipKb: number;
}

/** The heaviest scripts are named. */
const SHOWN = 8;

interface Weight {
	name: string;
	bytes: number;
}

const sumOf = (weights: readonly Weight[]) => weights.reduce((sum, { bytes }) => sum + bytes, 0);
const inKb = (bytes: number) => rounded(bytes / 1000, 1);

/** Does in the room what a chair does: writes something down, and reads the case back before leaving it. */
async function workInRoom(page: Page): Promise<void> {
	await page.fill('.pr-room__capture [name="body"]', "Weighed.");
	await page.locator('form[action$="/entries/new"] button[type="submit"]').click();
	await page.locator(".pr-entry").getByText("Weighed.").first().waitFor();
	await page.getByRole("link", { name: "Read back and go on" }).first().click();
	await page.locator(".pr-read-back").waitFor();
	await page.waitForLoadState("networkidle");
}

/**
 * Opens the room as its chair in Chromium, with an empty cache. Each script that came is weighed by gzip, of
 * whatever encoding the browser was sent. A kB is 1,000 bytes. @param show prints a line.
 */
export async function measureWeight(
	place: Place,
	show: (line: Record<string, string | number>) => void,
): Promise<WeightFigures> {
	const product = await startProduct(place, 1);
	const { server, room } = product;
	try {
		const [chair] = await signInAll(server.url, [chairOf(product)]);
		if (!chair) throw new Error("The chair could not sign in");
		const screen = await openScreen(chair);
		const scripts = new Set<string>();
		screen.page.on("response", (response) => {
			if (/javascript/.test(response.headers()["content-type"] ?? "")) scripts.add(response.url());
		});
		await screen.page.goto(`${server.url}${room}`);
		await screen.page.waitForSelector(".pr-room");
		await screen.page.waitForLoadState("networkidle");
		await workInRoom(screen.page);
		await screen.close();
		chair.close();

		const weights: Weight[] = [];
		for (const url of scripts) {
			const body = Buffer.from(await (await fetch(url)).arrayBuffer());
			weights.push({ name: new URL(url).pathname.split("/").at(-1) ?? "", bytes: gzipSync(body).length });
		}
		weights.sort((a, b) => b.bytes - a.bytes);
		for (const { name, bytes } of weights.slice(0, SHOWN)) show({ script: name, "kB gzip": inKb(bytes) });
		const others = weights.slice(SHOWN);
		show({ script: `${others.length} others`, "kB gzip": inKb(sumOf(others)) });
		return { liveRoomJsGzipKb: inKb(sumOf(weights)) };
	} finally {
		await server.stop();
	}
}
