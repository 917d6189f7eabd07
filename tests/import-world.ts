/**
 * A panel whose coordinator imports lines of CSV: looked at, chosen, written and undone by what the screens call, without
 * the thread in which a server reads what is uploaded.
 */
import { and, desc, eq, isNull } from "drizzle-orm";
import { db } from "#db/index.ts";
import { actions, cases, hearings, imports, people, protectedDetails, referrals } from "#db/schema/index.ts";
import type { Actor } from "#server/audiences/index.ts";
import { londonDate } from "#server/clock.ts";
import { importTracker, planTracker } from "#server/import/import-tracker.ts";
import { readTracker } from "#server/import/index.ts";
import { removeStaged } from "#server/import/remove.ts";
import { undoImport } from "#server/import/undo.ts";
import { aMember, anOpId, aPanel } from "./factories.ts";

export type Choices = Record<string, string>;

export async function anImportWorld() {
	const panel = await aPanel();
	const coordinator: Actor = await aMember({ panel, role: "coordinator" });
	const read = (lines: string[]) =>
		readTracker(new Uint8Array(Buffer.from(lines.join("\n"))), londonDate(), `${panel.name}.csv`);
	const world = {
		panel,
		coordinator,
		/** What would become of these lines, headings first, by what a person has chosen. */
		async looks(lines: string[], choices: Choices = {}) {
			const { rows, counts, panels } = await planTracker(coordinator, await read(lines), choices);
			return { counts, rows: rows.filter(({ row }) => row > 1), writes: panels.flatMap((one) => one.cases) };
		},
		/** Imports them. @returns the counts, and the id by which it is undone. */
		async imports(lines: string[], choices: Choices = {}) {
			const { counts, rows } = await importTracker(coordinator, anOpId(), await read(lines), choices);
			const [last] = await db
				.select()
				.from(imports)
				.where(eq(imports.uploadedById, coordinator.userId))
				.orderBy(desc(imports.at), desc(imports.id))
				.limit(1);
			return { counts, rows: rows.filter(({ row }) => row > 1), importId: last?.id ?? "" };
		},
		async undoes(importId: string) {
			await undoImport(coordinator, anOpId(), { importId });
			await removeStaged(importId, () => true);
		},
		cases: () => db.select().from(cases).where(eq(cases.panelId, panel.id)).orderBy(cases.reference),
		actions: () => db.select().from(actions).where(eq(actions.panelId, panel.id)).orderBy(actions.what),
		referrals: () =>
			db.select().from(referrals).where(eq(referrals.panelId, panel.id)).orderBy(referrals.referredOn),
		hearings: () =>
			db.select().from(hearings).where(eq(hearings.panelId, panel.id)).orderBy(hearings.heardOn),
		/** The only case that there is. */
		async case() {
			const [file, other] = await world.cases();
			if (!file || other) throw new Error("There is not just one case");
			return file;
		},
		async action(what: string) {
			const found = (await world.actions()).find((one) => one.what === what);
			if (!found) throw new Error(`There is no action “${what}”`);
			return found;
		},
		async victim() {
			const { id } = await world.case();
			const ofCase = and(eq(people.caseId, id), eq(people.part, "victim"));
			const [person] = await db.select().from(people).where(ofCase);
			return person as NonNullable<typeof person>;
		},
		/** The protected details that stand. */
		async details() {
			const { id } = await world.case();
			const standing = and(eq(protectedDetails.caseId, id), isNull(protectedDetails.removedAt));
			return db.select().from(protectedDetails).where(standing);
		},
	};
	return world;
}
