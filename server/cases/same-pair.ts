/** Whether a pair has been referred before: the same victim and the same person causing harm, by any of their names. */
import { and, eq, inArray, like, or } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { cases, people } from "#db/schema/index.ts";
import { type Access, casesSeenBy } from "../audiences/index.ts";
import { nameKey } from "../text-keys.ts";

interface Person {
	name: string;
	aliases: string[];
	/** Civil date. */
	dateOfBirth: string | null;
}

export interface Pair {
	victim: Person;
	suspect: Person;
}

/** What is written where nobody is known: it is nobody's name. */
const NOBODY = new Set(["", "unknown", "not known", "unidentified", "n/a", "na", "none", "tbc", "?"]);

const keysOf = ({ name, aliases }: Pick<Person, "name" | "aliases">): string[] =>
	[name, ...aliases].map(nameKey).filter((key) => !NOBODY.has(key));

/** Whether a person has this name or alias: see searchKey in add-case.ts, which joins them. */
const isNamed = (key: string) =>
	or(
		eq(people.searchKey, key),
		like(people.searchKey, `${key} | %`),
		like(people.searchKey, `% | ${key}`),
		like(people.searchKey, `% | ${key} | %`),
	);

/** More names than these are not asked for: each is a condition of its own. */
const MOST_NAMES = 10;
const MOST_FOUND = 10;

/**
 * Cases of the same pair among those that `access` may see, the last referred first. Somebody is the same when a name or
 * alias is equal, whatever its accents and capitals, and the dates of birth do not contradict each other.
 */
export async function casesOfSamePair(
	reader: Pick<Reader, "select">,
	access: Access,
	pair: Pair,
): Promise<(typeof cases.$inferSelect)[]> {
	const victimKeys = keysOf(pair.victim);
	if (victimKeys.length === 0 || keysOf(pair.suspect).length === 0) return [];
	const named = await reader
		.select({ caseId: people.caseId })
		.from(people)
		.innerJoin(cases, eq(cases.id, people.caseId))
		.where(
			and(
				casesSeenBy(access),
				eq(people.part, "victim"),
				or(...victimKeys.slice(0, MOST_NAMES).map(isNamed)),
			),
		)
		.limit(500);
	if (named.length === 0) return [];
	const caseIds = [...new Set(named.map(({ caseId }) => caseId))];
	const known = await reader.select().from(people).where(inArray(people.caseId, caseIds));
	const isIn = (caseId: string, part: (typeof known)[number]["part"], who: Person) =>
		known.some((person) => person.caseId === caseId && person.part === part && isSame(person, who));
	const found = caseIds.filter(
		(caseId) => isIn(caseId, "victim", pair.victim) && isIn(caseId, "person-causing-harm", pair.suspect),
	);
	if (found.length === 0) return [];
	const files = await reader
		.select()
		.from(cases)
		.where(inArray(cases.id, found.slice(0, 100)));
	return files.sort((a, b) => ((a.referredOn ?? "") < (b.referredOn ?? "") ? 1 : -1)).slice(0, MOST_FOUND);
}

function isSame(one: Person, other: Person): boolean {
	const isContradicted =
		one.dateOfBirth !== null && other.dateOfBirth !== null && one.dateOfBirth !== other.dateOfBirth;
	const keys = keysOf(one);
	return !isContradicted && keysOf(other).some((key) => keys.includes(key));
}
