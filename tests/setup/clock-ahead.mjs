/**
 * Preloaded into a server under test: its clock then runs CLOCK_AHEAD_MS ahead of the machine's (or behind, when that
 * is negative), so that a year goes by in a minute. The product itself has no such switch.
 */
const ahead = Number(process.env.CLOCK_AHEAD_MS);
if (!Number.isFinite(ahead)) throw new Error("CLOCK_AHEAD_MS is not a number");
const present = () => RealDate.now() + ahead;
const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
	construct: (target, values, asked) =>
		Reflect.construct(target, values.length === 0 ? [present()] : values, asked),
	apply: () => new RealDate(present()).toString(),
	get: (target, name) => (name === "now" ? present : Reflect.get(target, name)),
});
