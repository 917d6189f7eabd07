/** A real Chromium for tests: the one of this machine, or one from an npm package where there is none. */
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { folderForUs, unpackOnce } from "./unpack-once.ts";

const flags = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

/**
 * CHROMIUM_PATH names a browser; PANELROOM_TEST_BROWSER=bundled insists on the npm package.
 * @param more flags of Chromium's own, such as host-resolver-rules.
 */
export async function launchChromium(...more: string[]): Promise<Browser> {
	const args = [...flags, ...more];
	const installed = process.env.PANELROOM_TEST_BROWSER === "bundled" ? undefined : installedChromium();
	if (installed) return chromium.launch({ executablePath: installed, args });
	const { executablePath, env } = bundledChromium();
	return chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
}

function installedChromium(): string | undefined {
	if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
	const folders = (process.env.PATH ?? "").split(path.delimiter);
	const candidates = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) =>
		folders.map((folder) => path.join(folder, name)),
	);
	candidates.push("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
	// A name alone proves little: some systems ship a stub that only says how to install the real one.
	return candidates.find((file) => fs.existsSync(file) && answersVersion(file));
}

function answersVersion(file: string, env?: Record<string, string>): boolean {
	const { status } = spawnSync(file, ["--version", "--no-sandbox"], {
		env: { ...process.env, ...env },
		stdio: "ignore",
		timeout: 20_000,
	});
	return status === 0;
}

// --- the browser from the npm package ---------------------------------------------------------------------

const require = createRequire(import.meta.url);

/**
 * The package unpacks to fixed names in the temporary folder and takes whatever stands there for its own, even
 * half-written by another run: so it is given a temporary folder of its own.
 */
function bundledChromium(): { executablePath: string; env: Record<string, string> } {
	const entry = require.resolve("@sparticuz/chromium");
	const { version } = JSON.parse(
		fs.readFileSync(path.resolve(path.dirname(entry), "../../package.json"), "utf8"),
	);
	const home = folderForUs(os.tmpdir(), `panelroom-chromium-${version}`);
	unpackOnce(home, (staging) => {
		const unpack = `import("@sparticuz/chromium").then(({ default: chromium }) => chromium.executablePath())`;
		execFileSync(process.execPath, ["--input-type=module", "--eval", unpack], {
			cwd: path.dirname(entry),
			// Taken for AWS Lambda, the package also unpacks the libraries that a bare system lacks.
			env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" },
			stdio: ["ignore", "ignore", "inherit"],
		});
		fs.writeFileSync(path.join(staging, "fonts.conf"), fontSettings(home));
	});

	const executablePath = path.join(home, "chromium");
	const fonts = { FONTCONFIG_FILE: path.join(home, "fonts.conf") };
	const fontsAndLibraries = { ...fonts, LD_LIBRARY_PATH: path.join(home, "al2023", "lib") };
	// A full system's own libraries are newer.
	const env = [fonts, fontsAndLibraries].find((candidate) => answersVersion(executablePath, candidate));
	if (!env) throw new Error("No Chromium runs here. Install one, or set CHROMIUM_PATH.");
	return { executablePath, env };
}

/** The package's own font settings name folders of AWS Lambda. */
function fontSettings(home: string): string {
	const folders = [path.join(home, "fonts"), "/usr/share/fonts", "/usr/local/share/fonts"];
	const lines = folders.map((folder) => `<dir>${folder}</dir>`).join("");
	const cache = `<cachedir>${path.join(home, "fonts-cache")}</cachedir>`;
	return `<?xml version="1.0"?>\n<fontconfig>${lines}${cache}</fontconfig>\n`;
}

// --- accessibility ----------------------------------------------------------------------------------------

const wcag22AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

type AxeViolation = {
	id: string;
	impact?: string;
	help: string;
	nodes: { target: string[]; failureSummary?: string }[];
};

/** What axe finds against WCAG 2.2 A and AA in the page as it is now, one readable entry per rule and place. */
export async function axeViolations(page: Page): Promise<string[]> {
	// Through the debugger, since the page's own Content-Security-Policy rightly refuses injected scripts.
	const session = await page.context().newCDPSession(page);
	const evaluate = async (expression: string): Promise<unknown> => {
		const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
			expression,
			awaitPromise: true,
			returnByValue: true,
			allowUnsafeEvalBlockedByCSP: true,
		});
		if (exceptionDetails) {
			throw new Error(`axe failed: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
		}
		return result.value;
	};
	const options = {
		runOnly: { type: "tag", values: wcag22AA },
		// The one AA rule of WCAG 2.2 that axe leaves off unless it is asked for by name.
		rules: { "target-size": { enabled: true } },
		resultTypes: ["violations"],
		preload: false,
	};
	try {
		// With JavaScript off, promises still settle but timers never fire, and axe waits for some.
		const timers = (await evaluate("matchMedia('(scripting: none)').matches"))
			? "const setTimeout = (run) => Promise.resolve().then(run);"
			: "";
		await evaluate(`(() => { ${timers} ${axe.source} })()`);
		const found = (await evaluate(
			`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => JSON.parse(JSON.stringify(violations)))`,
		)) as AxeViolation[];
		return found.flatMap(({ id, impact, help, nodes }) =>
			nodes.map(({ target, failureSummary }) => {
				const summary = failureSummary?.replace(/\s*\n\s*/g, " ") ?? "";
				return `[${impact}] ${id}: ${help}. At ${target.join(" ")}. ${summary}`;
			}),
		);
	} finally {
		await session.detach();
	}
}
