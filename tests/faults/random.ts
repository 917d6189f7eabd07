/** Chance that can be repeated: the same seed, the same run. */
export interface Random {
	/** From 0 to 1, without 1. */
	next(): number;
	/** A whole number below `limit`. */
	below(limit: number): number;
}

/** mulberry32: small, and good enough to choose when to pull a plug. */
export function randomFrom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return { next, below: (limit) => Math.floor(next() * limit) };
}
