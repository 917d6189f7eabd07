/** Changes rows that were there before an import, and puts them back. */
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "#db/index.ts";
import { actions, cases, hearings, people, protectedDetails, referrals } from "#db/schema/index.ts";
import { blindIndexOf, detailPlace, searchKey } from "../cases/index.ts";
import { now } from "../clock.ts";
import { type Stream, touch } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { REFUSALS, REMINDERS, settleNotices } from "../inbox/index.ts";
import { seal } from "../sealing.ts";
import { chunks } from "./chunks.ts";
import type { PlannedChange } from "./planned.ts";
import type { Officer } from "./rows.ts";

/** Columns of an action that a change holds as texts. */
const INSTANTS = ["statusAt", "signedOffAt", "escalatedAt", "offeredAt"] as const;

/** An action whose date or standing is another now is asked about anew. */
export async function settleAsked(tx: Tx, changes: readonly PlannedChange[]): Promise<void> {
	const asked = changes.filter(
		({ subject, after }) => subject === "action" && ("status" in after || "due" in after),
	);
	for (const some of chunks(asked, 500)) {
		await settleNotices(
			tx,
			some.map(({ id }) => id),
			[...REMINDERS, ...REFUSALS],
		);
	}
}

/** Changes a row that is there; who calls it sees to the search and to what was asked. @returns what it touched. */
export async function applyChange(
	tx: Tx,
	stream: Stream,
	{ subject, id, caseId, before, after }: PlannedChange,
	officer: Officer,
): Promise<string[]> {
	const version = stream.version;
	switch (subject) {
		case "case": {
			const withOfficer = "officerName" in after ? officer : {};
			const { isRepeat, ...texts } = after;
			await tx
				.update(cases)
				.set({
					...texts,
					...withOfficer,
					isRepeat: isRepeat === undefined ? undefined : isRepeat !== null,
					version,
				} as Partial<typeof cases.$inferInsert>)
				.where(eq(cases.id, id));
			return [touch("case", id)];
		}
		case "referral": {
			const { firstHeardOn, referredOn } = after;
			const [moved] = await tx
				.update(referrals)
				.set({ firstHeardOn, referredOn: referredOn ?? undefined, version })
				.where(eq(referrals.id, id))
				.returning({ panelId: referrals.panelId, kind: referrals.kind });
			if (moved) {
				await moveHearing(
					tx,
					{ ...moved, caseId, version },
					before.firstHeardOn ?? null,
					firstHeardOn ?? null,
				);
			}
			return [touch("referral", id)];
		}
		case "person": {
			const [person] = await tx.select().from(people).where(eq(people.id, id));
			if (!person) throw new NotFound();
			const next = { ...person, ...after, version };
			await tx
				.update(people)
				.set({ ...next, searchKey: searchKey(next) })
				.where(eq(people.id, id));
			return [touch("person", id)];
		}
		case "action": {
			const { isRefusedLater, reminded, ...texts } = after;
			const instants = Object.fromEntries(
				INSTANTS.flatMap((column) => {
					const at = after[column];
					return at === undefined ? [] : [[column, at === null ? null : new Date(at)]];
				}),
			);
			await tx
				.update(actions)
				.set({
					...texts,
					...instants,
					isRefusedLater: isRefusedLater === undefined ? undefined : isRefusedLater !== null,
					reminded: reminded == null ? undefined : Number(reminded),
					version,
				} as Partial<typeof actions.$inferInsert>)
				.where(eq(actions.id, id));
			return [touch("action", id)];
		}
		case "protected-detail": {
			const touched: string[] = [];
			if (before.value !== null) {
				await tx
					.update(protectedDetails)
					.set({ removedAt: now(), version })
					.where(eq(protectedDetails.id, id));
				touched.push(touch("protectedDetail", id));
			}
			if (after.value != null) {
				const nextId = newId();
				const kind = after.kind as "address";
				await tx.insert(protectedDetails).values({
					id: nextId,
					caseId,
					personId: after.personId ?? "",
					kind,
					sealed: seal(after.value, detailPlace(nextId)),
					blindIndex: blindIndexOf(kind, after.value),
					version,
				});
				touched.push(touch("protectedDetail", nextId));
			}
			return touched;
		}
		default:
			return subject satisfies never;
	}
}

/** The hearing that a file told of goes where its day goes; one that a meeting held stays. */
async function moveHearing(
	tx: Tx,
	{
		caseId,
		panelId,
		kind,
		version,
	}: { caseId: string; panelId: string; kind: "new" | "repeat"; version: number },
	from: string | null,
	to: string | null,
): Promise<void> {
	if (from === to) return;
	if (from === null && to !== null) {
		await tx.insert(hearings).values({ id: newId(), caseId, panelId, heardOn: to, listing: kind, version });
		return;
	}
	const told = and(eq(hearings.caseId, caseId), eq(hearings.heardOn, from ?? ""), isNull(hearings.meetingId));
	if (to === null) await tx.delete(hearings).where(told);
	else await tx.update(hearings).set({ heardOn: to, version }).where(told);
}
