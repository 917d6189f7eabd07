/**
 * The same pair on another line: the same case referred again, or other people of these names. A case is found only once
 * by a file's lines, so every further line of its pair is a person's to decide, until it has come in.
 */
import { nameKey } from "../text-keys.ts";
import { heardOn } from "./as-new.ts";
import type { KnownCase, Match } from "./known.ts";
import { comparable } from "./sheet.ts";
import type { TrackerCase } from "./tracker.ts";

/** Alters the matches of the lines of one panel. */
export function findAgain(
	read: readonly TrackerCase[],
	known: readonly KnownCase[],
	matches: Map<TrackerCase, Match>,
) {
	const earlier = new Map<string, TrackerCase[]>();
	const byVictim = new Map<string, KnownCase[]>();
	for (const one of known) {
		if (!one.victim) continue;
		const key = nameKey(one.victim.name);
		byVictim.set(key, [...(byVictim.get(key) ?? []), one]);
	}
	for (const one of read) {
		const victim = nameKey(one.victim.name);
		const match = matches.get(one);
		const ofVictim = byVictim.get(victim) ?? [];
		const before = earlier.get(victim) ?? [];
		earlier.set(victim, [...before, one]);
		if (match?.kind === "same") {
			if (isOtherDate(one, match.known))
				matches.set(one, { kind: "again", known: match.known, isPerhapsMoved: true });
			continue;
		}
		if (match?.kind !== "new") continue;
		const brought = ofVictim.find((candidate) => cameFrom(one, candidate));
		const samePair = ofVictim.find(({ suspect }) => suspect && isSame(one, suspect.name));
		const line = before.find((other) => isSame(one, other.suspect.name));
		if (brought) matches.set(one, { kind: "same", known: brought, isFurther: true });
		else if (samePair) matches.set(one, { kind: "again", known: samePair });
		else if (line) matches.set(one, { kind: "line-again", line });
	}
}

const isUnknown = (suspect: string) => /^((unknown|unidentified|not known|n\/k|tbc)\b|\?)/i.test(suspect);
/** Whether it may be the same pair; of an unknown suspect nobody knows that it is not. */
const isSame = ({ suspect }: TrackerCase, other: string) =>
	nameKey(suspect.name) === nameKey(other) || !suspect.isIdentified || isUnknown(other);

/** A line that has come in before: its actions came from it, or the case was referred on its very date. */
const cameFrom = (one: TrackerCase, { actions, suspect, referrals }: KnownCase): boolean => {
	const keys = new Set(one.actions.map(({ key }) => key));
	if (actions.some(({ importKey }) => importKey !== null && keys.has(importKey))) return true;
	const on = heardOn(one);
	return (
		one.actions.length === 0 &&
		on !== null &&
		suspect !== undefined &&
		nameKey(suspect.name) === nameKey(one.suspect.name) &&
		referrals.some(({ referredOn }) => referredOn === on)
	);
};

/**
 * Whether a line tells of another day than those on which the case was referred or heard, and is not plainly the one that
 * came in before: that one holds all the actions that it held then.
 */
function isOtherDate(one: TrackerCase, { referrals, actions, file }: KnownCase): boolean {
	const on = heardOn(one);
	if (on === null || file.heardOn === null || hasDate(referrals, on) || file.heardOn === on) return false;
	const brought = actions.filter(({ importKey }) => importKey !== null);
	const texts = new Set(one.actions.map(({ text }) => comparable(text)));
	return brought.length === 0 || !brought.every(({ what }) => texts.has(comparable(what)));
}

export const hasDate = (referrals: KnownCase["referrals"], on: string): boolean =>
	referrals.some(({ referredOn, firstHeardOn }) => referredOn === on || firstHeardOn === on);
