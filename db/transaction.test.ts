/** What db/index.ts promises of reading and writing, whichever engine is underneath. */
import { setTimeout as wait } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db, dialect, isOutOfRoom, isUniqueViolation, ping, type Tx, transaction } from "#db/index.ts";
import { panels, signInFailures } from "#db/schema/index.ts";

const at = new Date("2026-07-01T12:00:00.000Z");
const add = (tx: Tx, key: string, count = 1) => tx.insert(signInFailures).values({ key, count, lastAt: at });
const keys = async () => (await db.select().from(signInFailures)).map((row) => row.key).sort();
const countOf = async (key: string) =>
	(await db.select().from(signInFailures).where(eq(signInFailures.key, key)))[0]?.count;

/** A promise and the way to settle it, to hold a transaction open for as long as a test needs. */
function gate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

beforeEach(() => transaction(async (tx) => void (await tx.delete(signInFailures))));

describe("a transaction", () => {
	it("writes when its work resolves, and answers what the work answers", async () => {
		const answer = await transaction(async (tx) => {
			await add(tx, "a");
			await add(tx, "b");
			return "done";
		});
		expect(answer).toBe("done");
		expect(await keys()).toEqual(["a", "b"]);
	});

	it("writes nothing when its work throws, and throws the same", async () => {
		const cause = new Error("changed my mind");
		const failing = transaction(async (tx) => {
			await add(tx, "a");
			await wait(1);
			throw cause;
		});
		await expect(failing).rejects.toBe(cause);
		expect(await keys()).toEqual([]);
	});

	it("writes nothing when a statement fails, and the next one works", async () => {
		const failing = transaction(async (tx) => {
			await add(tx, "a");
			await add(tx, "a");
		});
		await expect(failing).rejects.toThrow();
		await transaction(async (tx) => void (await add(tx, "b")));
		expect(await keys()).toEqual(["b"]);
	});

	it("sees its own rows", async () => {
		await transaction(async (tx) => {
			await add(tx, "a");
			expect(await tx.$count(signInFailures)).toBe(1);
		});
	});

	it("refuses another inside it, which then harms nothing", async () => {
		await transaction(async (tx) => {
			await add(tx, "a");
			await expect(transaction(async () => {})).rejects.toThrow("transaction() inside a transaction");
		});
		expect(await keys()).toEqual(["a"]);
	});

	it("refuses db inside it, also after an await and in what it calls", async () => {
		const read = async () => {
			await wait(1);
			return db.select().from(signInFailures);
		};
		await transaction(async (tx) => {
			await add(tx, "a");
			expect(() => db.select()).toThrow("db is used inside a transaction");
			await expect(read()).rejects.toThrow("db is used inside a transaction");
			expect(() => db.$count(signInFailures)).toThrow("db is used inside a transaction");
		});
	});

	it("cannot be used after its end", async () => {
		let kept: Tx | undefined;
		await transaction(async (tx) => {
			kept = tx;
		});
		expect(() => kept?.insert(signInFailures)).toThrow("This transaction has ended");
		await expect(
			transaction(async (tx) => {
				kept = tx;
				throw new Error("no");
			}),
		).rejects.toThrow("no");
		expect(() => kept?.select()).toThrow("This transaction has ended");
	});

	it("catches the await that is missing", async () => {
		let late: Promise<unknown> = Promise.resolve();
		await transaction(async (tx) => {
			late = wait(5).then(() => add(tx, "late"));
			late.catch(() => {});
		});
		await expect(late).rejects.toThrow("an await is missing");
		expect(await keys()).toEqual([]);
	});

	it("lets work that it set off for later read and write on its own", async () => {
		let later: Promise<void> = Promise.resolve();
		await transaction(async (tx) => {
			await add(tx, "first");
			later = wait(20).then(() => transaction(async (other) => void (await add(other, "later"))));
		});
		await later;
		expect(await keys()).toEqual(["first", "later"]);
	});
});

describe("afterCommit", () => {
	it("runs once each, in order, when the rows can be read", async () => {
		const order: string[] = [];
		let seen: Promise<string[]> | undefined;
		await transaction(async (tx) => {
			tx.afterCommit(() => order.push("first"));
			await add(tx, "a");
			tx.afterCommit(() => {
				order.push("second");
				seen = keys();
			});
			await wait(5);
			expect(order).toEqual([]);
		});
		expect(order).toEqual(["first", "second"]);
		expect(await seen).toEqual(["a"]);
	});

	it("does not run when nothing was committed", async () => {
		let ran = 0;
		const failing = transaction(async (tx) => {
			tx.afterCommit(() => ran++);
			throw new Error("no");
		});
		await expect(failing).rejects.toThrow("no");
		await transaction(async () => {});
		expect(ran).toBe(0);
	});

	it("may begin a transaction of its own", async () => {
		let next: Promise<void> | undefined;
		await transaction(async (tx) => {
			tx.afterCommit(() => {
				next = transaction(async (other) => void (await add(other, "next")));
			});
		});
		await next;
		expect(await keys()).toEqual(["next"]);
	});
});

describe("transactions side by side", () => {
	it("lose no update", async () => {
		await transaction(async (tx) => void (await add(tx, "n", 0)));
		await Promise.all(
			Array.from({ length: 20 }, () =>
				transaction(async (tx) => {
					await tx
						.update(signInFailures)
						.set({ count: sql`${signInFailures.count} + 1` })
						.where(eq(signInFailures.key, "n"));
				}),
			),
		);
		expect(await countOf("n")).toBe(20);
	});

	it("wait for each other once one has written the row that the other wants", async () => {
		await transaction(async (tx) => void (await add(tx, "n", 0)));
		const order: string[] = [];
		const next = async (name: string) =>
			transaction(async (tx) => {
				// As claim() does: write first, then what is read cannot change under the work.
				await tx.update(signInFailures).set({ lastAt: at }).where(eq(signInFailures.key, "n"));
				order.push(`${name} begins`);
				const [row] = await tx.select().from(signInFailures).where(eq(signInFailures.key, "n"));
				await wait(2);
				await tx
					.update(signInFailures)
					.set({ count: (row?.count ?? 0) + 1 })
					.where(eq(signInFailures.key, "n"));
				order.push(`${name} ends`);
			});
		const names = Array.from({ length: 12 }, (_, index) => `work ${index}`);
		await Promise.all(names.map(next));
		expect(await countOf("n")).toBe(12);
		for (let index = 0; index < order.length; index += 2) {
			expect(order[index + 1]).toBe(order[index]?.replace("begins", "ends"));
		}
	});

	it("go on when one of them fails", async () => {
		const all = await Promise.allSettled(
			Array.from({ length: 10 }, (_, index) =>
				transaction(async (tx) => {
					await add(tx, `k${index}`);
					if (index % 2) throw new Error("odd");
				}),
			),
		);
		expect(all.map((one) => one.status === "fulfilled")).toEqual(all.map((_, index) => index % 2 === 0));
		expect(await keys()).toEqual(["k0", "k2", "k4", "k6", "k8"]);
	});

	if (dialect === "sqlite") {
		it("run one after the other on SQLite, whatever they touch", async () => {
			let open = 0;
			let most = 0;
			await Promise.all(
				Array.from({ length: 6 }, (_, index) =>
					transaction(async (tx) => {
						most = Math.max(most, ++open);
						await add(tx, `k${index}`);
						await wait(2);
						open--;
					}),
				),
			);
			expect(most).toBe(1);
		});
	}
});

describe("db", () => {
	it("sees no row before its commit, and all of them after", async () => {
		const written = gate();
		const seen = gate();
		const writing = transaction(async (tx) => {
			await add(tx, "a");
			await tx.update(signInFailures).set({ count: 7 });
			written.open();
			await seen.opened;
		});
		await written.opened;
		expect(await keys()).toEqual([]);
		seen.open();
		await writing;
		expect(await countOf("a")).toBe(7);
	});

	it("keeps showing the old state while a change is in hand, and after it is undone", async () => {
		await transaction(async (tx) => void (await add(tx, "a", 1)));
		const written = gate();
		const seen = gate();
		const writing = transaction(async (tx) => {
			await tx.update(signInFailures).set({ count: 99 });
			written.open();
			await seen.opened;
			throw new Error("undone");
		});
		writing.catch(() => {});
		await written.opened;
		expect(await countOf("a")).toBe(1);
		seen.open();
		await expect(writing).rejects.toThrow("undone");
		expect(await countOf("a")).toBe(1);
	});

	it("has no way to write", () => {
		for (const method of ["insert", "update", "delete", "execute", "run", "transaction"]) {
			expect(method in db, method).toBe(false);
		}
	});

	it("answers a ping", () => expect(ping()).resolves.toBeUndefined());
});

describe("isUniqueViolation", () => {
	const failureOf = async (work: (tx: Tx) => Promise<unknown>): Promise<unknown> =>
		transaction(async (tx) => void (await work(tx))).then(
			() => undefined,
			(cause: unknown) => cause,
		);
	const panel = (id: string, name: string) => ({
		id,
		name,
		nameKey: name,
		area: "North",
		referencePrefix: id.toUpperCase(),
		quorum: 3,
		version: 1,
	});

	it("knows a primary key and a unique index that hold the value", async () => {
		const sameKey = await failureOf(async (tx) => {
			await add(tx, "a");
			await add(tx, "a");
		});
		expect(isUniqueViolation(sameKey)).toBe(true);
		const sameName = await failureOf(async (tx) => {
			await tx.insert(panels).values(panel("one", "Same name"));
			await tx.insert(panels).values(panel("two", "Same name"));
		});
		expect(isUniqueViolation(sameName)).toBe(true);
		expect(isOutOfRoom(sameName)).toBe(false);
	});

	it("knows the loser of two that insert at once", async () => {
		const outcomes = await Promise.allSettled(
			["x", "x", "x"].map((key) =>
				transaction(async (tx) => {
					await wait(2);
					await add(tx, key);
				}),
			),
		);
		const reasons = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
		expect(reasons).toHaveLength(2);
		expect(reasons.every(isUniqueViolation)).toBe(true);
	});

	it("takes nothing else for one", async () => {
		const missing = await failureOf((tx) => tx.insert(signInFailures).values({ key: "a" } as never));
		expect(missing).toBeInstanceOf(Error);
		expect(isUniqueViolation(missing)).toBe(false);
		const wrong = await failureOf((tx) => tx.select({ x: sql`no_such_column` }).from(signInFailures));
		expect(wrong).toBeInstanceOf(Error);
		expect(isUniqueViolation(wrong)).toBe(false);
		for (const other of [
			new Error("UNIQUE constraint failed"),
			undefined,
			null,
			"23505",
			{ code: "23505" },
		]) {
			expect(isUniqueViolation(other)).toBe(false);
		}
	});
});
