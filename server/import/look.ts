/** The preview: what would become of every row, and what a person chooses of those that are uncertain. */
import { db } from "#db/index.ts";
import { agencies } from "#db/schema/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import type { Content, Import } from "./content.ts";
import { readAs } from "./mapping.ts";
import { inState, save, theContent } from "./own-import.ts";
import { planImport } from "./plan.ts";
import type { Plan, Saying } from "./planned.ts";
import { coordinates } from "./policy.ts";
import { statusOf } from "./read-row.ts";
import { comparable } from "./sheet.ts";
import type { Tracker } from "./tracker.ts";

export async function planOf(actor: Actor, content: Content, tracker: Tracker): Promise<Plan> {
	const open = new Map(
		(await db.select().from(agencies))
			.filter(({ closedAt }) => closedAt === null)
			.map(({ id, name }) => [id, name]),
	);
	const { owners, statuses, panelIds } = content.mapping;
	const saying: Saying = {
		panelIds,
		agencyOf(part) {
			const id = owners[comparable(part)];
			const name = id ? open.get(id) : undefined;
			return id && name ? { id, name } : null;
		},
		statusOf: ({ statusAsWritten }) =>
			statuses[comparable(statusAsWritten ?? "")] ?? statusOf(statusAsWritten),
		choices: content.choices,
		whyLeftOut: (sheet) => `The sheet “${sheet}” goes into no panel that you coordinate`,
	};
	return planImport(db, actor, await accessOf(db, actor), tracker, saying);
}

/** Plans it, and shows what would become of every row. */
export async function lookAhead(
	actor: Actor,
	found: Import,
	content: Content,
	tracker: Tracker,
	problem: string | null = null,
): Promise<void> {
	const plan = await planOf(actor, content, tracker);
	const { rows, counts } = plan;
	// A sheet of a panel that they coordinate no longer is left out: then the import is none of that panel's.
	const access = await accessOf(db, actor);
	const panelIds = content.mapping.panelIds.filter((id) => id !== null && coordinates(actor, access, id));
	await save(
		found,
		{ ...content, preview: { rows, counts }, prepared: null },
		{
			state: "preview",
			counts,
			problem,
			panelIds: [...new Set(panelIds.filter((id) => id !== null))],
		},
	);
}

/** Chooses what uncertain rows are. The preview is made anew, since one answer may settle other rows. */
export async function chooseRows(
	actor: Actor,
	importId: string,
	version: number,
	choices: Record<string, string>,
): Promise<void> {
	const found = await inState(actor, importId, version, ["preview"]);
	const content = await theContent(found);
	const next = { ...content, choices: { ...content.choices, ...choices } };
	await lookAhead(actor, found, next, await readAs(next));
}
