/**
 * What a file means: into which panels its sheets go, what its columns are, whom its names and words mean. It is guessed
 * by what is usual and by what somebody said of such a file before, and kept for the next one.
 */
import { createHash } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import { db, transaction } from "#db/index.ts";
import { agencies, agencyAliases, importMappings, panels } from "#db/schema/index.ts";
import type { Access, Actor } from "../audiences/index.ts";
import { londonDate, now } from "../clock.ts";
import { Invalid } from "../http/errors.ts";
import { nameKey } from "../text-keys.ts";
import { type Meaning, mayRepeat, withoutMeaning } from "./columns.ts";
import type { Content, Mapping, Words } from "./content.ts";
import { agencyFor } from "./nicknames.ts";
import { coordinates } from "./policy.ts";
import { type Digest, readInThread, type SheetDigest } from "./reading.ts";
import { comparable } from "./sheet.ts";
import type { Risk, Tracker, TrackerStatus } from "./tracker.ts";

/** Names a sheet's table by its headings: such a one was perhaps mapped before. */
export const signatureOf = (sheet: SheetDigest): string =>
	createHash("sha256")
		.update(JSON.stringify(sheet.columns.map(({ heading }) => comparable(heading))))
		.digest("hex");

export async function remembered(digest: Digest): Promise<Map<string, Record<string, string>>> {
	const signatures = digest.sheets.filter(({ columns }) => columns.length > 0).map(signatureOf);
	const rows = await db.select().from(importMappings).where(inArray(importMappings.signature, signatures));
	return new Map(rows.map(({ signature, mapping }) => [signature, mapping]));
}

export async function guessMapping(actor: Actor, access: Access, digest: Digest): Promise<Mapping> {
	const known = await remembered(digest);
	const coordinated = await panelsOf(actor, access);
	const tables = digest.sheets.filter(({ headings }) => headings !== null);
	const statuses: Record<string, TrackerStatus> = {};
	const risks: Record<string, Risk> = {};
	for (const mapping of known.values()) {
		for (const [key, status] of Object.entries(mapping)) {
			if (key.startsWith("status:")) statuses[key.slice(7)] = status as TrackerStatus;
			if (key.startsWith("risk:")) risks[key.slice(5)] = status as Risk;
		}
	}
	return {
		panelIds: digest.sheets.map((sheet) => {
			if (sheet.headings === null) return null;
			const before = known.get(signatureOf(sheet))?.[`sheet:${comparable(sheet.name)}`];
			const called = (one: { name: string; nameKey: string }) =>
				one.nameKey === nameKey(sheet.name) || comparable(one.name).startsWith(`${comparable(sheet.name)} `);
			const panel =
				coordinated.find(({ id }) => id === before) ??
				coordinated.find(called) ??
				(tables.length === 1 && coordinated.length === 1 ? coordinated[0] : undefined);
			return panel?.id ?? null;
		}),
		meanings: digest.sheets.map((sheet) => meaningsOf(sheet, known.get(signatureOf(sheet)))),
		owners: {},
		statuses,
		risks,
	};
}

/** What somebody said of such a column before, else what it seems to be. */
export function meaningsOf(
	sheet: SheetDigest,
	before: Record<string, string> | undefined,
): Record<string, Meaning> {
	return Object.fromEntries(
		sheet.columns.map(({ column, heading, guess }) => [
			String(column),
			(before?.[`column:${comparable(heading)}`] as Meaning | undefined) ?? guess ?? withoutMeaning(heading),
		]),
	);
}

/** The panels into which the actor may import, by name. */
export async function panelsOf(actor: Actor, access: Access) {
	const all = await db
		.select({ id: panels.id, name: panels.name, nameKey: panels.nameKey })
		.from(panels)
		.orderBy(panels.nameKey);
	return all.filter(({ id }) => coordinates(actor, access, id));
}

/** What the form about columns says, sheet by sheet. */
export interface ColumnsSaid {
	panelId: string | null;
	headings: number | null;
	meanings: Record<string, Meaning>;
}

/** @throws Invalid, a message at each field that must be another. */
export function refuseUnusable(digest: Digest, panelIds: (string | null)[], said: ColumnsSaid[]): void {
	const problems: Record<string, string> = {};
	const isUsed = (at: number) =>
		panelIds.some((id, other) => id !== null && (other === at || sameColumnsAs(digest, other) === at));
	for (const [at, sheet] of digest.sheets.entries()) {
		if (sheet.headings === null || sameColumnsAs(digest, at) >= 0 || !isUsed(at)) continue;
		const meanings = Object.entries(said[at]?.meanings ?? {});
		const of = (meaning: Meaning) => meanings.filter(([, one]) => one === meaning).map(([column]) => column);
		const [first] = sheet.columns;
		if (of("victim").length === 0 && first) {
			problems[`column-${at}-${first.column}`] = `Say which column of “${sheet.name}” names the victim`;
		}
		for (const [column, meaning] of meanings) {
			const [earlier] = of(meaning);
			if (!mayRepeat(meaning) && earlier !== undefined && earlier !== column) {
				problems[`column-${at}-${column}`] = `Two columns of “${sheet.name}” have this meaning. Choose one`;
			}
		}
	}
	if (!panelIds.some((id, at) => id !== null && digest.sheets[at]?.headings !== null)) {
		const at = digest.sheets.findIndex(({ headings }) => headings !== null);
		problems[`panel-${Math.max(0, at)}`] ??=
			digest.sheets.length === 1
				? "Choose the panel into which this goes"
				: "Choose the panel for at least one sheet";
	}
	if (Object.keys(problems).length > 0) throw new Invalid(problems);
}

export async function readAs(content: Content): Promise<Tracker> {
	const tables = content.digest.sheets.map((sheet, at) =>
		sheet.headings === null || content.mapping.panelIds[at] === null
			? null
			: {
					headings: sheet.headings,
					meanings: Object.entries(content.mapping.meanings[at] ?? {}).map(
						([column, meaning]) => [Number(column), meaning] as [number, Meaning],
					),
				},
	);
	const names = [...(await agencyWords()).keys()];
	const { risks } = content.mapping;
	return readInThread(Buffer.from(content.packed, "base64"), tables, {
		today: londonDate(),
		agencies: names,
		risks,
	});
}

/** Every name and other name of the open agencies, normalised. */
async function agencyWords(): Promise<Map<string, { id: string; name: string }>> {
	const open = (await db.select().from(agencies)).filter(({ closedAt }) => closedAt === null);
	const byId = new Map(open.map(({ id, name }) => [id, { id, name }]));
	const words = new Map(open.map(({ id, name }) => [comparable(name), { id, name }]));
	for (const { agencyId, alias } of await db.select().from(agencyAliases)) {
		const agency = byId.get(agencyId);
		if (agency && !words.has(comparable(alias))) words.set(comparable(alias), agency);
	}
	return words;
}

const MOST_WORDS = 300;

export function wordsOf(tracker: Tracker, panelIds: (string | null)[]): Words {
	const count = (words: (string | null)[]) => {
		const counted = new Map<string, { key: string; written: string; times: number }>();
		for (const written of words) {
			const key = comparable(written ?? "");
			if (!written || !key) continue;
			const before = counted.get(key);
			if (before) before.times++;
			else counted.set(key, { key, written, times: 1 });
		}
		return [...counted.values()].sort((a, b) => b.times - a.times).slice(0, MOST_WORDS);
	};
	const read = tracker.sheets.filter((_, at) => panelIds[at] !== null).flatMap((sheet) => sheet.cases);
	const acts = read.flatMap((one) => one.actions);
	return {
		owners: count(acts.map(({ owner }) => owner.part)),
		statuses: count(acts.map((one) => one.statusAsWritten)),
		risks: count(read.map((one) => one.riskAsWritten)),
	};
}

export async function guessOwners(words: Words): Promise<Record<string, string>> {
	const known = await agencyWords();
	return Object.fromEntries(
		words.owners.map(({ key, written }) => {
			const usual = agencyFor(written);
			return [key, (known.get(key) ?? (usual ? known.get(comparable(usual)) : undefined))?.id ?? ""];
		}),
	);
}

/** Names in a file that somebody gave to an agency, and that nobody would have understood without them. */
export async function newAliases({ words }: Content, owners: Record<string, string>) {
	const guessed = words ? await guessOwners(words) : {};
	return (words?.owners ?? []).flatMap(({ key, written }) => {
		const agencyId = owners[key];
		return agencyId && agencyId !== guessed[key] ? [{ agencyId, alias: written }] : [];
	});
}

/**
 * The first sheet with the very same columns, for which somebody says once what they mean; -1 for a sheet that is the
 * first of its kind.
 */
export function sameColumnsAs({ sheets }: Digest, at: number): number {
	const columnsOf = (sheet: SheetDigest | undefined) =>
		JSON.stringify(sheet?.columns.map(({ column, heading }) => [column, comparable(heading)]));
	if (!sheets[at]?.columns.length) return -1;
	const first = sheets.findIndex((sheet) => columnsOf(sheet) === columnsOf(sheets[at]));
	return first < at ? first : -1;
}

/** What a panel's columns and words mean is kept for its next file. */
export async function rememberMapping({ digest, mapping }: Content): Promise<void> {
	const updatedAt = now();
	await transaction(async (tx) => {
		for (const [at, sheet] of digest.sheets.entries()) {
			if (sheet.headings === null || mapping.panelIds[at] === null) continue;
			const signature = signatureOf(sheet);
			const [before] = await tx.select().from(importMappings).where(eq(importMappings.signature, signature));
			const kept = {
				...before?.mapping,
				...Object.fromEntries(
					sheet.columns.map(({ column, heading }) => [
						`column:${comparable(heading)}`,
						mapping.meanings[at]?.[column] ?? "none",
					]),
				),
				...Object.fromEntries(Object.entries(mapping.risks).map(([word, risk]) => [`risk:${word}`, risk])),
				...Object.fromEntries(
					Object.entries(mapping.statuses).map(([word, status]) => [`status:${word}`, status]),
				),
				[`sheet:${comparable(sheet.name)}`]: mapping.panelIds[at] ?? "",
			};
			await tx
				.insert(importMappings)
				.values({ signature, mapping: kept, updatedAt })
				.onConflictDoUpdate({ target: importMappings.signature, set: { mapping: kept, updatedAt } });
		}
	});
}
