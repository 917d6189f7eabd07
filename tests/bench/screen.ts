/** The room in a real Chromium, for what no load generator can tell. */
import type { Browser, Page } from "playwright-core";
import type { LoadClient } from "#tests/setup/live-client.ts";

export interface Screen {
	page: Page;
	close(): Promise<void>;
}

/** An empty page of somebody who has signed in already, with nothing in its cache. */
export async function openScreen(person: LoadClient): Promise<Screen> {
	// The other parts run where no browser is.
	const { launchChromium } = await import("#tests/setup/chromium.ts");
	const browser: Browser = await launchChromium();
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
	const [name = "", value = ""] = (person.credentials.Cookie ?? "").split("=", 2);
	await context.addCookies([{ name, value, url: person.url }]);
	return { page: await context.newPage(), close: () => browser.close() };
}
