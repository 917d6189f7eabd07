/** What the rows of a case are told, and what each of them would write: a row that waits for a person writes nothing. */
import type { Choice, Fate, PlannedCase, Told } from "./planned.ts";

/** Of several things that become of one row the weightiest is what it is counted as. */
const WEIGHT: readonly Fate[] = ["unchanged", "not-imported", "created", "changed", "uncertain"];

/** Rows that are these write nothing; an action that is left out holds back no more than itself. */
const HELD: readonly Fate[] = ["uncertain", "not-imported"];

type Writes = Partial<
	Pick<PlannedCase, "entries" | "actions" | "changes" | "again" | "officer" | "formerOfficerId">
>;

export class RowsTold {
	readonly #told = new Map<number, Told>();
	readonly #writes: { row: number; writes: Writes }[] = [];

	/** Adds to what a row is told, and to what it writes. */
	tell(row: number, fate: Fate, more: Omit<Told, "fate"> = {}, writes: Writes = {}): void {
		const before = this.#told.get(row);
		const about = [before?.about, more.about].filter(Boolean).join(": ");
		const reason = [before?.reason, more.reason].filter(Boolean).join(". ");
		const differences = [...(before?.differences ?? []), ...(more.differences ?? [])];
		const choices: Choice[] = [...(before?.choices ?? []), ...(more.choices ?? [])];
		const isWeightier = before !== undefined && WEIGHT.indexOf(before.fate) > WEIGHT.indexOf(fate);
		this.#told.set(row, {
			fate: isWeightier ? before.fate : fate,
			...(about && { about }),
			...(reason && { reason }),
			...(differences.length > 0 && { differences }),
			...(choices.length > 0 && { choices }),
			...((before?.tellsProtected || more.tellsProtected) && { tellsProtected: true as const }),
		});
		this.#writes.push({ row, writes });
	}

	/** The rows that would write anything. */
	writing(): number[] {
		const isAny = (writes: Writes) =>
			Object.values(writes).some((one) => Array.isArray(one) && one.length > 0);
		return [...new Set(this.#writes.filter(({ writes }) => isAny(writes)).map(({ row }) => row))];
	}

	/** Keeps a row from writing anything. */
	hold(row: number, fate: "uncertain" | "not-imported", reason: string): void {
		const { differences: _, ...before } = this.#told.get(row) ?? { fate };
		this.#told.set(row, {
			...before,
			fate: before.fate === "uncertain" ? before.fate : fate,
			reason: [reason, before.reason].filter(Boolean).join(". "),
		});
	}

	get told(): Map<number, Told> {
		return this.#told;
	}

	/** Puts into a case what its decided rows write. @returns the case, or nothing when there is nothing to be written. */
	writeTo(planned: PlannedCase): PlannedCase | null {
		const decided = this.#writes.filter(({ row }) => !HELD.includes(this.#told.get(row)?.fate as Fate));
		for (const { writes } of decided) {
			planned.entries.push(...(writes.entries ?? []));
			planned.actions.push(...(writes.actions ?? []));
			planned.changes.push(...(writes.changes ?? []));
			planned.again.push(...(writes.again ?? []));
			planned.officer = writes.officer ?? planned.officer;
			planned.formerOfficerId = writes.formerOfficerId ?? planned.formerOfficerId;
		}
		const { entries, actions, changes, again } = planned;
		return entries.length + actions.length + changes.length + again.length > 0 ? planned : null;
	}
}
