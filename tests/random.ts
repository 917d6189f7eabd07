/** Chance that can be had again: the same seed gives the same choices. */
export interface Chance {
	/** A whole number from 0 to `below` - 1. */
	below(below: number): number;
	/** One of them. @throws when there is none. */
	pick<T>(list: readonly T[]): T;
	/** True that often, from 0 (never) to 1 (always). */
	isTrue(share: number): boolean;
}

export function chanceOf(seed: number): Chance {
	let state = (seed * 0x9e3779b9) | 0;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	return {
		below,
		pick: (list) => {
			if (list.length === 0) throw new Error("Nothing to pick from");
			return list[below(list.length)] as (typeof list)[number];
		},
		isTrue: (share) => next() < share,
	};
}

/** A seed for this run: that of TEST_SEED, to have a failure again, or a new one. */
export const seedOfRun = (): number => Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 1e9));
