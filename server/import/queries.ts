/** What the screens of an import read. All of it is its owner's alone. */
import { desc, eq, inArray } from "drizzle-orm";
import { db } from "#db/index.ts";
import { imports, panels } from "#db/schema/index.ts";
import { openAgencies } from "../agencies/index.ts";
import { type Access, type Actor, accessOf } from "../audiences/index.ts";
import { noteReads } from "../audit/index.ts";
import { NotAllowed } from "../http/errors.ts";
import { isOpen, mayLeadToSomebody } from "./columns.ts";
import { type Content, contentOf } from "./content.ts";
import { panelsOf, sameColumnsAs } from "./mapping.ts";
import { mine } from "./own-import.ts";
import { FOR_SOMEBODY_ELSE } from "./plan-case.ts";
import { FATES, type Fate, type PlannedRow } from "./planned.ts";
import { coordinates } from "./policy.ts";
import { riskOf, statusOf } from "./read-row.ts";
import { underWay } from "./under-way.ts";

const MOST_LISTED = 20;

/** One's own imports, the newest first. */
export async function importsOf(actor: Actor) {
	const found = await db
		.select()
		.from(imports)
		.where(eq(imports.uploadedById, actor.userId))
		.orderBy(desc(imports.at))
		.limit(MOST_LISTED);
	return found.map(({ id, fileName, state, at, counts }) => ({
		id,
		fileName,
		state,
		at: at.toISOString(),
		casesCreated: counts?.casesCreated ?? 0,
		actionsCreated: counts?.actionsCreated ?? 0,
	}));
}

const ROWS_A_PAGE = 50;

/**
 * An import as its page shows it.
 * @throws NotFound for everybody but its owner; NotAllowed once they coordinate not all of its panels
 */
export async function importPage(
	actor: Actor,
	importId: string,
	{ fate, page }: { fate: Fate | null; page: number },
) {
	const found = await mine(actor, importId);
	const access = await accessOf(db, actor);
	// What its columns mean is the file's alone; all that comes after tells of what the panels have.
	if (found.state !== "mapping" && !found.panelIds.every((id) => coordinates(actor, access, id))) {
		throw new NotAllowed("Only the coordinator of all its panels can look at an import.");
	}
	const content = await contentOf(found);
	noteReads(actor, "import", [importId]);
	const { id, fileName, state, problem, version, counts } = found;
	const names = new Map(
		(
			await db
				.select({ id: panels.id, name: panels.name })
				.from(panels)
				.where(inArray(panels.id, found.panelIds))
		).map((panel) => [panel.id, panel.name]),
	);
	const head = {
		id,
		fileName,
		state,
		problem,
		version,
		at: found.at.toISOString(),
		acceptedAt: found.acceptedAt?.toISOString() ?? null,
		undoneAt: found.undoneAt?.toISOString() ?? null,
		panelNames: found.panelIds.flatMap((panelId) => names.get(panelId) ?? []),
		panelIds: found.panelIds,
		counts,
		progress: underWay(importId),
	};
	const mapping =
		state === "mapping" && content
			? {
					sheets: content.digest.sheets.map((sheet, at) => ({
						...sheet,
						columns: sheet.columns.map((column) => ({
							...column,
							mayLeadToSomebody: mayLeadToSomebody(column.heading),
						})),
						sameAs: sameColumnsAs(content.digest, at),
						panelId: content.mapping.panelIds[at] ?? null,
						meanings: content.mapping.meanings[at] ?? {},
					})),
					panels: (await panelsOf(actor, access)).map(({ id, name }) => ({ id, name })),
					words: content.words && {
						owners: content.words.owners,
						statuses: content.words.statuses.map((word) => ({ ...word, guess: statusOf(word.written) })),
						risks: content.words.risks.map((word) => ({ ...word, guess: riskOf(word.written) })),
					},
					owners: content.mapping.owners,
					statuses: content.mapping.statuses,
					risks: content.mapping.risks,
					agencies: content.words ? await openAgencies() : [],
				}
			: null;
	const preview =
		state === "preview" && content?.preview
			? { ...rowsOf(actor, veiled(content.preview, access), fate, page), openHeadings: openHeadings(content) }
			: null;
	const shown: Record<string, number> | null = preview ? preview.counts : counts;
	return { head: { ...head, counts: shown }, mapping, preview };
}

/** The headings of the columns whose cells become entries. */
function openHeadings({ digest, mapping }: Content): string[] {
	const headings = digest.sheets.flatMap((sheet, at) => {
		const first = sameColumnsAs(digest, at);
		const meanings = mapping.meanings[first < 0 ? at : first] ?? {};
		return mapping.panelIds[at] === null
			? []
			: sheet.columns
					.filter(({ column }) => isOpen(meanings[column] ?? "none"))
					.map(({ heading }) => heading);
	});
	return [...new Set(headings)];
}

type PreviewKept = NonNullable<Content["preview"]>;

/**
 * The preview was made some time ago: of cases from which the actor has been recused since, it tells no more than one that
 * is made now.
 */
function veiled({ rows, counts }: PreviewKept, access: Access): PreviewKept {
	const isVeiled = ({ caseIds = [] }: PlannedRow) => caseIds.some((id) => access.recusedFrom.has(id));
	const hidden = rows.filter(isVeiled);
	if (hidden.length === 0) return { rows, counts };
	const shown = rows.map((row): PlannedRow => {
		const { sheet, row: number } = row;
		return isVeiled(row) ? { sheet, row: number, fate: "not-imported", reason: FOR_SOMEBODY_ELSE } : row;
	});
	const ofFate = (fate: Fate) => shown.filter((row) => row.fate === fate).length;
	const chosenNew = hidden.filter(({ choices = [] }) =>
		choices.some(({ chosen, key }) => chosen === "new" && key.split(":").length === 2),
	);
	return {
		rows: shown,
		counts: {
			...counts,
			...(Object.fromEntries(FATES.map((fate) => [fate, ofFate(fate)])) as Record<Fate, number>),
			casesCreated: counts.casesCreated - chosenNew.length,
			// Which of the actions are of those rows is not kept: the rows that remain say how many there are.
			actionsCreated: Math.min(counts.actionsCreated, ofFate("created")),
		},
	};
}

function rowsOf(actor: Actor, { rows, counts }: PreviewKept, fate: Fate | null, page: number) {
	const chosen = IN_ORDER.filter((one) => fate === null || one === fate).flatMap((one) =>
		rows.filter((row) => row.fate === one),
	);
	const pages = Math.max(1, Math.ceil(chosen.length / ROWS_A_PAGE));
	const current = Math.min(page, pages);
	const shown = chosen.slice((current - 1) * ROWS_A_PAGE, current * ROWS_A_PAGE);
	// The rows tell of cases that are there: what these say now stands beside what the file says.
	const casesIn = (some: typeof rows) => [...new Set(some.flatMap(({ caseIds = [] }) => caseIds))];
	noteReads(actor, "case", casesIn(shown));
	noteReads(actor, "protected-details", casesIn(shown.filter(({ tellsProtected }) => tellsProtected)));
	return {
		rows: shown.map(({ caseIds: _, tellsProtected: __, ...row }) => row),
		counts,
		fate,
		page: current,
		pages,
		total: chosen.length,
		undecided: rows.filter((row) => row.fate === "uncertain" && row.choices).length,
		whyNot: whyNot(rows),
	};
}

/** First what somebody has to decide, then what changes, then what they need only look over. */
const IN_ORDER: readonly Fate[] = ["uncertain", "changed", "created", "not-imported", "unchanged"];

/** Why rows are not imported, in few words, and how many for each; what a row quotes stays with the row. */
function whyNot(rows: PlannedRow[]): { reason: string; rows: number }[] {
	const counted = new Map<string, number>();
	for (const { fate, reason = "" } of rows) {
		if (fate !== "not-imported") continue;
		const short = reason.split(/[:“]/)[0]?.trim() ?? "";
		counted.set(short, (counted.get(short) ?? 0) + 1);
	}
	return [...counted].map(([reason, n]) => ({ reason, rows: n })).sort((a, b) => b.rows - a.rows);
}
