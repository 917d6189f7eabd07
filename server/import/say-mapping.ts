/** What a person says of the file: where its headings are, what its columns and words mean, and which panels it is for. */
import { db } from "#db/index.ts";
import { addAliases } from "../agencies/index.ts";
import { type Actor, accessOf } from "../audiences/index.ts";
import { RISKS } from "../cases/index.ts";
import { newId } from "../ids.ts";
import type { Content } from "./content.ts";
import { lookAhead } from "./look.ts";
import {
	type ColumnsSaid,
	guessOwners,
	meaningsOf,
	newAliases,
	panelsOf,
	readAs,
	refuseUnusable,
	remembered,
	rememberMapping,
	sameColumnsAs,
	signatureOf,
	wordsOf,
} from "./mapping.ts";
import { inState, save, theContent } from "./own-import.ts";
import { moveHeadings } from "./reading.ts";
import type { Risk, TrackerStatus } from "./tracker.ts";

/**
 * Says where the headings of each sheet are, what its columns mean and into which panel it goes.
 * @returns "columns" when other headings were named: what stands there is to be looked at first.
 */
export async function mapColumns(
	actor: Actor,
	importId: string,
	version: number,
	said: ColumnsSaid[],
): Promise<{ next: "columns" | "words" | "preview" }> {
	const found = await inState(actor, importId, version, ["mapping", "preview"]);
	const content = await theContent(found);
	const access = await accessOf(db, actor);
	const coordinated = (await panelsOf(actor, access)).map(({ id }) => id);
	const panelIds = said.map(({ panelId }) => (panelId && coordinated.includes(panelId) ? panelId : null));
	const meaningsSaid = (at: number) => {
		const first = sameColumnsAs(content.digest, at);
		return said[first < 0 ? at : first]?.meanings ?? {};
	};
	const isMoved = content.digest.sheets.some((sheet, at) => (said[at]?.headings ?? null) !== sheet.headings);
	if (isMoved) {
		const rows = content.digest.sheets.map((sheet, at) => {
			const row = said[at]?.headings ?? null;
			return row !== null && row >= 1 && row <= sheet.rows ? row : null;
		});
		const { packed, digest } = await moveHeadings(Buffer.from(content.packed, "base64"), rows);
		const known = await remembered(digest);
		const mapping = {
			...content.mapping,
			panelIds,
			meanings: digest.sheets.map((sheet, at) =>
				sheet.headings === content.digest.sheets[at]?.headings
					? meaningsSaid(at)
					: meaningsOf(sheet, known.get(signatureOf(sheet))),
			),
		};
		await save(found, {
			...content,
			packed: Buffer.from(packed).toString("base64"),
			digest,
			mapping,
			words: null,
			choices: {},
		});
		return { next: "columns" };
	}
	refuseUnusable(content.digest, panelIds, said);
	const meanings = content.digest.sheets.map((_, at) => meaningsSaid(at));
	const mapping = { ...content.mapping, panelIds, meanings };
	const tracker = await readAs({ ...content, mapping });
	const words = await wordsOf(tracker, panelIds);
	const owners = await guessOwners(words);
	// What was chosen of rows was chosen as they were read then, in the panel into which they went then.
	const next: Content = { ...content, mapping: { ...mapping, owners }, words, choices: {}, preview: null };
	await rememberMapping(next);
	if (words.owners.length + words.statuses.length + words.risks.length > 0) {
		await save(found, next);
		return { next: "words" };
	}
	await lookAhead(actor, found, next, tracker);
	return { next: "preview" };
}

/** Says which agencies are meant, and what the words for how an action stands and for a case's risk mean. The preview is made of it. */
export async function mapWords(
	actor: Actor,
	importId: string,
	version: number,
	said: {
		owners: Record<string, string>;
		statuses: Record<string, TrackerStatus>;
		risks?: Record<string, string>;
		/** Whether the owners' names are to be known as their agencies' from now on. */
		isRemembered?: boolean;
	},
): Promise<void> {
	const found = await inState(actor, importId, version, ["mapping", "preview"]);
	const content = await theContent(found);
	if (said.isRemembered)
		await addAliases(actor, newId(), { aliases: await newAliases(content, said.owners) });
	const next = {
		...content,
		mapping: {
			...content.mapping,
			owners: said.owners,
			statuses: said.statuses,
			risks: risksIn(said.risks ?? {}),
		},
		choices: {},
	};
	await rememberMapping(next);
	await lookAhead(actor, found, next, await readAs(next));
}

const risksIn = (said: Record<string, string>): Record<string, Risk> =>
	Object.fromEntries(
		Object.entries(said).flatMap(([word, said]) => {
			const risk = RISKS.find((one) => one === said);
			return risk ? [[word, risk]] : [];
		}),
	);

/** Goes back to what the columns mean. */
export async function mapAgain(actor: Actor, importId: string, version: number): Promise<void> {
	const found = await inState(actor, importId, version, ["preview", "mapping"]);
	await save(found, { ...(await theContent(found)), words: null, choices: {}, preview: null });
}
