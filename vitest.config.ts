import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { aliases } from "./vite.aliases.ts";

const everyEngine = ["server/**/*.test.ts", "db/**/*.test.ts", "tests/*.test.ts"];

/** Meetings in which several people are at their screens, and what they see is awaited by the clock: one at a time. */
const timed = ["inbox", "keys-and-plain", "meeting", "panel-meets", "walls"].map(
	(name) => `tests/e2e/${name}.test.ts`,
);
/** Those that take longest begin first: one that began last would keep the other worker waiting. */
const LONGEST = [
	"tests/e2e/year",
	"tests/e2e/leaks",
	"tests/invariant",
	"server/import/imports",
	"tests/summary-random",
	"tests/e2e/follow-up",
	"server/import/walls",
];
class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({ moduleId }: TestSpecification) => {
			const found = LONGEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
			return found === -1 ? LONGEST.length : found;
		};
		return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
	}
}

const browsers = {
	globalSetup: "tests/setup/global-sqlite.ts",
	testTimeout: 60_000,
	hookTimeout: 120_000,
};

/**
 * The same suite on both engines, and the browser tests. Each test file runs in a process of its own with a
 * fresh database: see tests/setup/template.ts.
 */
export default defineConfig({
	resolve: { alias: aliases },
	test: {
		pool: "forks",
		isolate: true,
		maxWorkers: 2,
		// Generous, since a machine of two cores may be busy: a test that hangs fails all the same.
		testTimeout: 30_000,
		hookTimeout: 30_000,
		env: {
			BASE_URL: "http://localhost:3000",
			LOG_LEVEL: "silent",
			PANELROOM_SESSION_SECRET: "a secret for tests only, never for a real panel",
			PANELROOM_SEALING_KEY: Buffer.alloc(32, "tests only").toString("base64"),
		},
		sequence: { setupFiles: "list", sequencer: LongestFirst },
		setupFiles: ["tests/setup/database.ts", "tests/setup/console.ts"],
		projects: [
			{
				extends: true,
				test: {
					name: "sqlite",
					include: [...everyEngine, "app/**/*.test.{ts,tsx}"],
					globalSetup: "tests/setup/global-sqlite.ts",
				},
			},
			{
				extends: true,
				test: {
					name: "postgres",
					include: everyEngine,
					globalSetup: "tests/setup/global-postgres.ts",
				},
			},
			{
				extends: true,
				test: {
					name: "e2e",
					include: ["tests/e2e/**/*.test.ts"],
					exclude: timed,
					// Each file drives a server and a browser of its own, and mostly waits for them: two go on at a time.
					...browsers,
				},
			},
			{
				extends: true,
				test: {
					name: "e2e-timed",
					include: timed,
					fileParallelism: false,
					sequence: { groupOrder: 1 },
					...browsers,
				},
			},
		],
	},
});
