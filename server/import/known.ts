/** What a panel already has of the cases that a file may mean: candidates only, found by indexes, never the whole panel. */
import { and, eq, inArray, isNull, type SQL } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { actions, cases, entries, imports, people, protectedDetails, referrals } from "#db/schema/index.ts";
import { detailPlace } from "../cases/index.ts";
import { unseal } from "../sealing.ts";
import { nameKey } from "../text-keys.ts";
import { inChunks } from "./chunks.ts";
import type { Untouched } from "./differences.ts";
import { comparable } from "./sheet.ts";
import type { TrackerCase } from "./tracker.ts";

type DetailRow = typeof protectedDetails.$inferSelect;
export type Detail = DetailRow & { value: string };

/** A case as it stands, with what a file may say of it. */
export interface KnownCase {
	file: typeof cases.$inferSelect;
	victim: typeof people.$inferSelect | undefined;
	suspect: typeof people.$inferSelect | undefined;
	/** The protected details that stand. */
	details: Detail[];
	/** Those that somebody or an import took away, the last one first: a file may still hold them. */
	removed: DetailRow[];
	actions: (typeof actions.$inferSelect)[];
	/** Each time that it was referred, the first one first. */
	referrals: (typeof referrals.$inferSelect)[];
	/** The texts of its entries. */
	said: Set<string>;
}

/** The cases of a panel that any of these may be. */
export async function knownCases(
	reader: Reader,
	panelId: string,
	read: readonly TrackerCase[],
): Promise<KnownCase[]> {
	const ofPanel = (also: SQL) => and(eq(cases.panelId, panelId), isNull(cases.stagedIn), also);
	const texts = (of: (one: TrackerCase) => string | null) => read.flatMap((one) => of(one) ?? []);
	const files = new Map<string, typeof cases.$inferSelect>();
	const keep = (found: (typeof cases.$inferSelect)[]) => {
		for (const file of found) files.set(file.id, file);
	};
	keep(
		await inChunks(
			texts(({ key }) => key),
			(some) =>
				reader
					.select()
					.from(cases)
					.where(ofPanel(inArray(cases.importKey, some))),
		),
	);
	keep(
		await inChunks(
			texts(({ reference }) => reference),
			(some) =>
				reader
					.select()
					.from(cases)
					.where(ofPanel(inArray(cases.reference, some))),
		),
	);
	keep(
		await inChunks(
			texts(({ crimeReference }) => crimeReference),
			(some) =>
				reader
					.select()
					.from(cases)
					.where(ofPanel(inArray(cases.crimeReference, some))),
		),
	);
	const named = await inChunks(
		texts(({ victim }) => nameKey(victim.name) || null),
		(some) =>
			reader
				.select({ file: cases })
				.from(people)
				.innerJoin(cases, eq(cases.id, people.caseId))
				.where(ofPanel(and(inArray(people.searchKey, some), eq(people.part, "victim")) as SQL)),
	);
	keep(named.map(({ file }) => file));
	const ids = [...files.keys()];
	const persons = await inChunks(ids, (some) =>
		reader.select().from(people).where(inArray(people.caseId, some)).orderBy(people.id),
	);
	const details = await inChunks(ids, (some) =>
		reader
			.select()
			.from(protectedDetails)
			.where(inArray(protectedDetails.caseId, some))
			.orderBy(protectedDetails.id),
	);
	const acts = await inChunks(ids, (some) =>
		reader.select().from(actions).where(inArray(actions.caseId, some)),
	);
	const referred = await inChunks(ids, (some) =>
		reader.select().from(referrals).where(inArray(referrals.caseId, some)),
	);
	const said = await inChunks(ids, (some) =>
		reader
			.select({ caseId: entries.caseId, body: entries.body })
			.from(entries)
			.where(inArray(entries.caseId, some)),
	);
	const by = <Row extends { caseId: string }>(rows: Row[]) => {
		const groups = new Map<string, Row[]>();
		for (const row of rows) {
			const group = groups.get(row.caseId);
			if (group) group.push(row);
			else groups.set(row.caseId, [row]);
		}
		return groups;
	};
	const [personsBy, detailsBy, actsBy, saidBy] = [by(persons), by(details), by(acts), by(said)];
	const referredBy = by(referred);
	return ids.map((id) => {
		const details = detailsBy.get(id) ?? [];
		return {
			file: files.get(id) as typeof cases.$inferSelect,
			victim: personsBy.get(id)?.find(({ part }) => part === "victim"),
			suspect: personsBy.get(id)?.find(({ part }) => part === "person-causing-harm"),
			details: details
				.filter(({ removedAt }) => removedAt === null)
				.map((one) => ({ ...one, value: unseal(one.sealed, detailPlace(one.id)) })),
			removed: details.filter(({ removedAt }) => removedAt !== null).sort((a, b) => b.version - a.version),
			actions: actsBy.get(id) ?? [],
			referrals: (referredBy.get(id) ?? []).sort((a, b) => (a.referredOn < b.referredOn ? -1 : 1)),
			said: new Set((saidBy.get(id) ?? []).map(({ body }) => body)),
		};
	});
}

/**
 * What of a panel only imports have written: its rows carry a version that an import made or that its undoing made. A row
 * that an undoing put back as somebody had left it is theirs, whatever its version.
 */
export async function untouchedIn(reader: Reader, panelId: string): Promise<Untouched> {
	const written = await reader
		.select({ counts: imports.counts })
		.from(imports)
		.where(inArray(imports.state, ["accepted", "undoing", "undone"]));
	const versions = new Set([0]);
	const byHand = new Set<string>();
	for (const { counts } of written) {
		for (const [name, version] of Object.entries(counts ?? {})) {
			if (name === versionIn(panelId) || name === undoneIn(panelId)) versions.add(version);
			if (name.startsWith(HAND)) byHand.add(`${name.slice(HAND.length)} ${version}`);
		}
	}
	return ({ id, version }) => versions.has(version) && !byHand.has(`${id} ${version}`);
}

/** Under which name an import's counts hold the version that it made of a panel. */
export const versionIn = (panelId: string) => `version:${panelId}`;
/** The same for the version that its undoing made. */
export const undoneIn = (panelId: string) => `undone:${panelId}`;
/** And for a row that its undoing put back as somebody had left it: the version that the row has carried since. */
export const handIn = (rowId: string) => `${HAND}${rowId}`;
const HAND = "hand:";

export type Match =
	| { kind: "new" }
	/** A further line of a case that another line is, and that has come in before. */
	| { kind: "same"; known: KnownCase; isFurther?: true }
	/** The same pair on another line or another day: a person says whether it was referred again. */
	| { kind: "again"; known: KnownCase; isPerhapsMoved?: true }
	/** The same pair as on an earlier line of the file. */
	| { kind: "line-again"; line: TrackerCase }
	/** It may be one of these; a person says. */
	| { kind: "maybe"; candidates: KnownCase[] };

/**
 * Which known case each read one is: by the row that it came from, by reference, else by victim, suspect and the text
 * of an action. No known case is two.
 */
export function matchCases(
	read: readonly TrackerCase[],
	known: readonly KnownCase[],
): Map<TrackerCase, Match> {
	const matches = new Map<TrackerCase, Match>();
	const free = new Set(known);
	const pass = (find: (one: TrackerCase) => KnownCase[]) => {
		for (const one of read) {
			if (matches.has(one)) continue;
			const found = find(one).filter((candidate) => free.has(candidate));
			const [only] = found;
			if (found.length !== 1 || !only) continue;
			matches.set(one, { kind: "same", known: only });
			free.delete(only);
		}
	};
	const byKey = index(known, ({ file }) => file.importKey);
	const byReference = index(known, ({ file }) => comparable(file.reference));
	const byCrime = index(known, ({ file }) => file.crimeReference && comparable(file.crimeReference));
	const byVictim = index(known, ({ victim }) => victim && nameKey(victim.name));
	const ofCrime = (one: TrackerCase) =>
		one.crimeReference ? (byCrime.get(comparable(one.crimeReference)) ?? []) : [];
	const ofVictim = (one: TrackerCase) => byVictim.get(nameKey(one.victim.name)) ?? [];
	const isVictim = (one: TrackerCase, { victim }: KnownCase) =>
		victim !== undefined && nameKey(victim.name) === nameKey(one.victim.name);
	const isSuspect = (one: TrackerCase, { suspect }: KnownCase) =>
		suspect !== undefined && nameKey(suspect.name) === nameKey(one.suspect.name);
	const sharesAction = (one: TrackerCase, { actions: acts }: KnownCase) => {
		const texts = new Set(acts.map(({ what }) => comparable(what)));
		return one.actions.some(({ text }) => texts.has(comparable(text)));
	};
	/** Each has a crime reference, and not the same. */
	const differsInCrime = (one: TrackerCase, { file }: KnownCase) =>
		one.crimeReference !== null &&
		file.crimeReference !== null &&
		comparable(one.crimeReference) !== comparable(file.crimeReference);

	pass((one) => byKey.get(one.key) ?? []);
	pass((one) => (one.reference ? (byReference.get(comparable(one.reference)) ?? []) : []));
	pass((one) => ofCrime(one).filter((known) => isVictim(one, known) && isSuspect(one, known)));
	pass((one) => ofCrime(one).filter((known) => isVictim(one, known) || isSuspect(one, known)));
	pass((one) => ofVictim(one).filter((known) => isSuspect(one, known) && sharesAction(one, known)));
	pass((one) => ofVictim(one).filter((known) => isSuspect(one, known) && !differsInCrime(one, known)));
	for (const one of read) {
		if (matches.has(one)) continue;
		const isUnknown = (known: KnownCase) =>
			!one.suspect.isIdentified || (known.suspect !== undefined && /^unknown\b/i.test(known.suspect.name));
		const maybe = [
			...ofCrime(one),
			...ofVictim(one).filter(
				(known) => isSuspect(one, known) || isUnknown(known) || sharesAction(one, known),
			),
		];
		const candidates = [...new Set(maybe)].filter((candidate) => free.has(candidate));
		matches.set(one, candidates.length > 0 ? { kind: "maybe", candidates } : { kind: "new" });
	}
	return matches;
}

function index(known: readonly KnownCase[], keyOf: (one: KnownCase) => string | null | undefined) {
	const by = new Map<string, KnownCase[]>();
	for (const one of known) {
		const key = keyOf(one);
		if (key) by.set(key, [...(by.get(key) ?? []), one]);
	}
	return by;
}
