/** Many ids or rows, some at a time: an engine takes only so many in one statement. */

const CHUNK = 50;
const ASKED = 200;

export function* chunks<T>(all: T[], size = CHUNK): Generator<T[]> {
	for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

/** Runs a query for some ids at a time; others get their turn in between. @returns all that was found. */
export async function inChunks<T, R>(all: Iterable<T>, query: (some: T[]) => Promise<R[]>): Promise<R[]> {
	const found: R[] = [];
	for (const some of chunks([...new Set(all)], ASKED)) {
		found.push(...(await query(some)));
		await new Promise((resume) => setImmediate(resume));
	}
	return found;
}
