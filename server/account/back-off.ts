/**
 * Slows down whoever guesses passwords: after some failures for an account, or from an address, each further
 * try waits longer. An account that does not exist waits the same, so waiting tells nothing.
 */
import { and, eq, gt, sql } from "drizzle-orm";
import { type Tx, transaction } from "#db/index.ts";
import { signInFailures } from "#db/schema/index.ts";
import { now } from "../clock.ts";
import { Invalid } from "../http/errors.ts";
import { keyedHash } from "../sealing.ts";

const MINUTE = 60_000;
const LONGEST_WAIT_MS = 15 * MINUTE;
/** One failure is forgiven for each of these: a whole force may share an address, and people mistype. */
const FORGIVEN_EVERY_MS = 10 * MINUTE;
const FREE = { account: 5, address: 20 };

/** What is counted: the e-mail address as it is compared, and the network address of the browser. */
export interface Guesser {
	emailKey: string;
	address: string;
}

const accountOf = ({ emailKey }: Guesser) => keyedHash("sign-in failures of an account", emailKey);
const addressOf = ({ address }: Guesser) => keyedHash("sign-in failures of an address", networkOf(address));

/** A household or an office has a whole /64 of IPv6; counting single addresses would count nothing. */
function networkOf(address: string): string {
	const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
	if (!plain.includes(":")) return plain;
	const [head = "", tail] = plain.split("::");
	const groups = head.split(":").filter(Boolean);
	const rest = (tail ?? "").split(":").filter(Boolean);
	if (tail !== undefined) while (groups.length + rest.length < 8) groups.push("0");
	return [...groups, ...rest].slice(0, 4).join(":");
}

/**
 * Counts one try as a failure before it is made, so that a hundred tries at once are a hundred;
 * `forgiveAttempt` takes it back when it succeeds, `takeBack` when nobody could tell.
 * @throws Invalid, saying when to try again, while somebody has to wait; such a try is not counted.
 */
export async function countAttempt(guesser: Guesser): Promise<void> {
	const counted = [
		{ key: accountOf(guesser), free: FREE.account },
		{ key: addressOf(guesser), free: FREE.address },
		// In sorted order, so that two tries never wait for each other in a circle.
	].sort((a, b) => (a.key < b.key ? -1 : 1));
	await transaction(async (tx) => {
		const at = now();
		const standing: { key: string; count: number; until: number }[] = [];
		for (const { key, free } of counted) {
			const { count, lastAt } = await takeRow(tx, key, at);
			const last = Math.min(lastAt.getTime(), at.getTime());
			const failures = Math.max(0, count - Math.floor((at.getTime() - last) / FORGIVEN_EVERY_MS));
			standing.push({ key, count: failures, until: last + waitAfter(failures, free) });
		}
		const until = Math.max(...standing.map((row) => row.until));
		if (until > at.getTime()) throw new Invalid({ form: tooMany(new Date(until)) });
		for (const { key, count } of standing) {
			await tx
				.update(signInFailures)
				.set({ count: count + 1, lastAt: at })
				.where(eq(signInFailures.key, key));
		}
	});
}

/** The row as it stands, held until the transaction ends. */
async function takeRow(tx: Tx, key: string, at: Date) {
	await tx.insert(signInFailures).values({ key, count: 0, lastAt: at }).onConflictDoNothing();
	const [row] = await tx
		.update(signInFailures)
		.set({ count: sql`${signInFailures.count}` })
		.where(eq(signInFailures.key, key))
		.returning();
	if (!row) throw new Error("A row of sign-in failures vanished while it was held");
	return row;
}

const waitAfter = (failures: number, free: number) =>
	failures < free ? 0 : Math.min(LONGEST_WAIT_MS, MINUTE * 2 ** Math.min(failures - free, 10));

function tooMany(until: Date): string {
	const roundedUp = new Date(Math.ceil(until.getTime() / MINUTE) * MINUTE);
	const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "Europe/London" }).format(
		roundedUp,
	);
	return `There have been too many attempts to sign in. Try again at ${time}.`;
}

/** A success clears the account, and takes its own try back from the address. */
export async function forgiveAttempt(tx: Tx, guesser: Guesser): Promise<void> {
	await takeBack(tx, guesser);
	await forgiveAccount(tx, guesser.emailKey);
}

/** Takes a try back that came to no verdict, so that our own trouble makes nobody wait. */
export async function takeBack(tx: Tx, guesser: Guesser): Promise<void> {
	for (const key of [accountOf(guesser), addressOf(guesser)].sort()) {
		await tx
			.update(signInFailures)
			.set({ count: sql`${signInFailures.count} - 1` })
			.where(and(eq(signInFailures.key, key), gt(signInFailures.count, 0)));
	}
}

/** Clears an account after its password was set anew. */
export async function forgiveAccount(tx: Tx, emailKey: string): Promise<void> {
	await tx.delete(signInFailures).where(eq(signInFailures.key, accountOf({ emailKey, address: "" })));
}
