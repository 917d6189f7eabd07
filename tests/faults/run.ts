/**
 * The fault tests: what a panel must not lose when its server is killed, stopped or attacked.
 *
 *   npm run test:faults [-- --short] [--kills 12] [--seconds 30] [--text-kills 20] [--engine sqlite|postgres] [--seed 1]
 *
 * Prints one line of JSON per engine, and how many faults were held; exits with 1 when one was not.
 */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { askPart, runPart } from "#tests/setup/parts.ts";
import type { Checked, ToCheck } from "./check.ts";
import type { CheckedText } from "./check-text.ts";
import { sendNonsense } from "./frames.ts";
import { type KillReport, killUnderLoad, WRITERS } from "./kill.ts";
import { randomFrom } from "./random.ts";
import { sameClickAtOnce } from "./same-click.ts";
import { terminateUnderLoad } from "./terminate.ts";
import { killWhileTyping } from "./text.ts";
import { type EngineName, makeWorld } from "./world.ts";

/** Accounts whom the writers share. */
const MEMBERS = 10;

interface Options {
	kills: number;
	seconds: number;
	/** Of a server in whose summaries people write. */
	textKills: number;
	engines: EngineName[];
	seed: number;
}

function readOptions(): Options {
	const { values } = parseArgs({
		options: {
			short: { type: "boolean", default: false },
			kills: { type: "string" },
			seconds: { type: "string" },
			"text-kills": { type: "string" },
			engine: { type: "string" },
			seed: { type: "string" },
		},
	});
	const kills = Number(values.kills ?? (values.short ? 4 : 12));
	const seconds = Number(values.seconds ?? kills * 2.5);
	const textKills = Number(values["text-kills"] ?? (values.short ? 10 : 20));
	const seed = Number(values.seed ?? randomBytes(4).readUInt32BE());
	const engines = (["sqlite", "postgres"] as const).filter(
		(name) => !values.engine || values.engine === name,
	);
	if (
		!Number.isInteger(kills) ||
		kills < 1 ||
		!(seconds > 0) ||
		!Number.isInteger(textKills) ||
		!Number.isInteger(seed) ||
		engines.length === 0
	) {
		throw new Error(
			"--kills, --text-kills and --seconds take a number above 0, --seed a whole one, --engine sqlite or postgres",
		);
	}
	return { kills, seconds, textKills, engines, seed };
}

/** Holds all faults against one engine. @returns how many were held and how many were not. */
async function onEngine(engine: EngineName, { kills, seconds, textKills, seed }: Options) {
	const random = randomFrom(seed);
	const broken = new Map<string, string[]>();
	const complain = (fault: string, problems: readonly string[]) =>
		broken.set(fault, [...(broken.get(fault) ?? []), ...problems]);

	const world = await makeWorld(engine, { members: MEMBERS, sessions: WRITERS });
	try {
		const f1 = await killUnderLoad(world, { kills, seconds, random });
		complain("F1", f1.problems);
		const f2 = await terminateUnderLoad(world, random);
		complain("F2", f2.problems);
		const f8 = await sendNonsense(world);
		complain("F8", f8.problems);
		const f11 = await sameClickAtOnce(world);
		complain("F11", f11.problems);
		const text = await killWhileTyping(world, { kills: textKills, random });
		complain("text", text.problems);
		await world.server.stop();

		const question: ToCheck = {
			acknowledged: [...f1.writing.acknowledged, ...f2.writing.acknowledged, ...f11.bodies],
		};
		const checked = await askPart<Checked>("check", question, world.environment);
		complain("F1", wrongInDatabase(checked));
		const { caseId, texts, words } = text;
		const checkedText = await askPart<CheckedText>("check-text", { caseId, texts, words }, world.environment);
		complain("text", checkedText.problems);
		report(f1, checked);
		console.log(
			`F2: left within ${f2.took} ms, ${f2.writing.acknowledged.size} entries acknowledged around it`,
		);

		console.log(
			`text: ${text.kills} kills while 6 people typed, ${Object.keys(words).length} acknowledged words looked for, ` +
				`${text.closed} pages closed with unsent words`,
		);

		const faults = Object.fromEntries(
			[...broken].map(([fault, problems]) => [fault, problems.length === 0 ? "held" : "broken"]),
		);
		for (const [fault, problems] of broken) {
			for (const problem of problems.slice(0, 10)) console.error(`${engine} ${fault}: ${problem}`);
		}
		const { lost, duplicated, gaps, chain } = checked;
		const { converged, watchers } = f1;
		const acknowledged = question.acknowledged.length;
		const line = { engine, kills, acknowledged, lost, duplicated, gaps, chain, converged, watchers, faults };
		console.log(JSON.stringify(line));
		const held = Object.values(faults).filter((state) => state === "held").length;
		if (held < broken.size) console.error(world.server.logs().slice(-40).join("\n"));
		return { held, broken: broken.size - held };
	} finally {
		await world.end();
	}
}

function wrongInDatabase({ lost, duplicated, gaps, chain }: Checked): string[] {
	return [
		lost > 0 ? `${lost} acknowledged entries are lost` : "",
		duplicated > 0 ? `${duplicated} entries are there more than once` : "",
		gaps > 0 ? `${gaps} versions are missing` : "",
		chain === "whole" ? "" : chain,
	].filter(Boolean);
}

function report({ writing, watchers, converged, slowest }: KillReport, { entries }: Checked): void {
	console.log(
		`F1: ${writing.acknowledged.size} entries acknowledged, ${writing.retries} posts sent again, ` +
			`${entries} entries in the database at the end; ` +
			`${converged} of ${watchers} screens equal, the slowest ${slowest} ms after the last restart`,
	);
}

async function main(): Promise<void> {
	const options = readOptions();
	// Shared by the server and by what looks into its database.
	process.env.PANELROOM_SESSION_SECRET ??= randomBytes(48).toString("base64");
	process.env.PANELROOM_SEALING_KEY ??= randomBytes(32).toString("base64");
	console.log(
		`Seed ${options.seed}: ${options.kills} kills within ${options.seconds} s on ${options.engines.join(" and ")}`,
	);
	let held = 0;
	let broken = 0;
	for (const engine of options.engines) {
		const result = await onEngine(engine, options);
		held += result.held;
		broken += result.broken;
	}
	console.log(`${held} passed, ${broken} failed`);
	process.exitCode = broken > 0 ? 1 : 0;
}

const isPart = await runPart({
	seed: async (input: { members: number }) =>
		(await import("#tests/setup/meeting-for-load.ts")).seedMeeting(input),
	check: async (input: ToCheck) => (await import("./check.ts")).check(input),
	"check-text": async (input: Parameters<typeof import("./check-text.ts").checkText>[0]) =>
		(await import("./check-text.ts")).checkText(input),
});
if (!isPart) await main();
