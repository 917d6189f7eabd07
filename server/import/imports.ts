/**
 * The life of an import: begun with a file, mapped, looked at, written, accepted, and perhaps undone. Only whoever
 * began it knows of it, and only while they coordinate a panel.
 */
import { createHash } from "node:crypto";
import { and, eq, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { db, remember, transaction } from "#db/index.ts";
import { agencies, cases, imports } from "#db/schema/index.ts";
import { addAliases } from "../agencies/index.ts";
import { type Access, type Actor, accessOf, SYSTEM } from "../audiences/index.ts";
import { now } from "../clock.ts";
import { beginStream, claim, command, keepRevision, record, type Stream } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { type Content, contentOf, forget, type Import, sealContent } from "./content.ts";
import {
	type ColumnsSaid,
	guessMapping,
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
import { planImport } from "./plan.ts";
import type { Plan, Saying } from "./planned.ts";
import { coordinates } from "./policy.ts";
import { prepare } from "./prepare.ts";
import { statusOf } from "./read-row.ts";
import { moveHeadings, type Opened, openInThread } from "./reading.ts";
import { comparable, TrackerUnreadable } from "./sheet.ts";
import type { Tracker, TrackerStatus } from "./tracker.ts";
import { removeLoneContacts, removeStaged, undoImport } from "./undo.ts";
import { accept, ChangedMeanwhile, indexAccepted, stage } from "./write.ts";

/** What a form waits for; whatever takes longer goes on, and its page says how far it is. */
const PATIENCE_MS = 4_000;
const CHANGED = "This import has gone on since you opened the page. Look at it again.";

/** What is under way in this process: after a restart nothing is, whatever the database says. */
const running = remember(
	"imports under way",
	() => new Map<string, { written: number; outOf: number; ended: Promise<void> }>(),
);

/** Whether anybody has a live screen open; set by whoever knows. */
const company = remember("whether anybody is live", () => ({ isAlone: (): boolean => false }));
/** Lets imports write without pauses while nobody is there to notice. */
export const paceImportsBy = (isAlone: () => boolean): void => {
	company.isAlone = isAlone;
};

// --- who may ----------------------------------------------------------------------------------------------

async function requireCoordinator(actor: Actor): Promise<Access> {
	const access = await accessOf(db, actor);
	if (![...access.panels.keys()].some((id) => coordinates(actor, access, id))) {
		throw new NotAllowed("Only a panel’s coordinator can import a tracker.");
	}
	return access;
}

/** One's own import. @throws NotFound for everybody else's; NotAllowed once one coordinates no panel */
export async function mine(actor: Actor, importId: string): Promise<Import> {
	if (actor.role !== "system") await requireCoordinator(actor);
	const [found] = await db.select().from(imports).where(eq(imports.id, importId));
	if (!found || found.uploadedById !== actor.userId) throw new NotFound();
	return found;
}

/** Saves a step of an import, if nothing else has happened to it. @throws Conflict */
async function move(found: Import, to: Partial<typeof imports.$inferInsert>): Promise<Import> {
	const [moved] = await transaction((tx) =>
		tx
			.update(imports)
			.set({ ...to, version: found.version + 1 })
			.where(and(eq(imports.id, found.id), eq(imports.version, found.version)))
			.returning(),
	);
	if (!moved) throw new Conflict(CHANGED, { current: {}, submitted: {} });
	return moved;
}

// --- begun ------------------------------------------------------------------------------------------------

const Begin = z.object({ fileName: z.string(), fingerprint: z.string() });

/**
 * Begins an import with a file. @returns its id.
 * @throws NotAllowed; Invalid at `file`, when it cannot be read
 */
export async function beginImport(
	actor: Actor,
	opId: string,
	file: { name: string; data: Uint8Array },
): Promise<{ importId: string }> {
	const access = await requireCoordinator(actor);
	const fileName = file.name.slice(0, 200) || "tracker";
	const fingerprint = createHash("sha256").update(file.data).digest("hex");
	const opening = openInThread(file.data, fileName);
	const first = await settledWithin(opening, PATIENCE_MS).catch((error: unknown) => {
		if (error instanceof TrackerUnreadable) throw new Invalid({ file: error.message });
		throw error;
	});
	const begin = command("import.begin", Begin, async ({ tx }, input) => {
		const importId = newId();
		await beginStream(tx, importId, "inbox");
		const [stream] = (await claim(tx, opId, [importId])) as [Stream];
		const text = await keepRevision(
			tx,
			actor,
			stream,
			{ kind: "import", id: importId },
			{ fileName: input.fileName },
		);
		await record(tx, actor, stream, "import.begun", { importId, text }, []);
		await tx.insert(imports).values({
			id: importId,
			uploadedById: actor.userId,
			fileName: input.fileName,
			state: "reading",
			progress: 0,
			outOf: 0,
			panelIds: [],
			at: now(),
			version: 1,
		});
		return { importId };
	});
	const { importId } = await begin(actor, opId, { fileName, fingerprint });
	if (first) await opened(actor, access, importId, first);
	else {
		void track(importId, 0, async () => {
			try {
				await opened(actor, access, importId, await opening);
			} catch (error) {
				const [found] = await db.select().from(imports).where(eq(imports.id, importId));
				const isPlain = error instanceof TrackerUnreadable;
				if (found) await move(found, { state: "failed", problem: isPlain ? error.message : FAILED });
				if (!isPlain) throw error;
			}
		});
	}
	return { importId };
}

const FAILED = "Something went wrong on our side while the file was read. Try again.";

/** What a promise answers if it does so in time. */
async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), ms);
	});
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Keeps track of what goes on after its form has been answered. It fails into the log. */
function track(importId: string, outOf: number, work: () => Promise<void>): Promise<void> {
	const ended = work()
		.catch((error: unknown) => log().error({ err: error, importId }, "an import stopped"))
		.finally(() => running.delete(importId));
	running.set(importId, { written: 0, outOf, ended });
	return ended;
}

async function opened(
	actor: Actor,
	access: Access,
	importId: string,
	{ packed, digest }: Opened,
): Promise<void> {
	const [found] = await db.select().from(imports).where(eq(imports.id, importId));
	// The same click a second time.
	if (found?.state !== "reading") return;
	const content: Content = {
		packed: Buffer.from(packed).toString("base64"),
		digest,
		mapping: await guessMapping(actor, access, digest),
		words: null,
		choices: {},
		preview: null,
		prepared: null,
	};
	const sealedContent = await sealContent(importId, content);
	await move(found, { state: "mapping", sealedContent }).catch((error: unknown) => {
		// The same click's other copy was quicker.
		if (!(error instanceof Conflict)) throw error;
	});
}

// --- mapped -----------------------------------------------------------------------------------------------

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
	if (words.owners.length + words.statuses.length > 0) {
		await save(found, next);
		return { next: "words" };
	}
	await lookAhead(actor, found, next, tracker);
	return { next: "preview" };
}

/** Says which agencies are meant, and what the words for how an action stands mean. The preview is made of it. */
export async function mapWords(
	actor: Actor,
	importId: string,
	version: number,
	said: {
		owners: Record<string, string>;
		statuses: Record<string, TrackerStatus>;
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
		mapping: { ...content.mapping, owners: said.owners, statuses: said.statuses },
		choices: {},
	};
	await rememberMapping(next);
	await lookAhead(actor, found, next, await readAs(next));
}

// --- looked at --------------------------------------------------------------------------------------------

async function planOf(actor: Actor, content: Content, tracker: Tracker): Promise<Plan> {
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
async function lookAhead(
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

async function save(
	found: Import,
	content: Content,
	also: Partial<typeof imports.$inferInsert> = { state: "mapping" },
): Promise<Import> {
	return move(found, { ...also, sealedContent: await sealContent(found.id, content) });
}

/** An import that is where its page says. @throws NotFound; Conflict when it has gone on since */
async function inState(
	actor: Actor,
	importId: string,
	version: number,
	states: Import["state"][],
): Promise<Import> {
	const found = await mine(actor, importId);
	if (!states.includes(found.state) || found.version !== version) {
		throw new Conflict(CHANGED, { current: {}, submitted: {} });
	}
	return found;
}

async function theContent(found: Import): Promise<Content> {
	const content = await contentOf(found);
	if (!content) throw new NotFound();
	return content;
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

/** Goes back to what the columns mean. */
export async function mapAgain(actor: Actor, importId: string, version: number): Promise<void> {
	const found = await inState(actor, importId, version, ["preview", "mapping"]);
	await save(found, { ...(await theContent(found)), words: null, choices: {}, preview: null });
}

// --- written ----------------------------------------------------------------------------------------------

/**
 * Writes what the preview showed, and nothing else: when anything is another by now, the preview is shown anew.
 * Answers once it is accepted, or after some seconds while it goes on.
 */
export async function acceptImport(actor: Actor, importId: string, version: number): Promise<void> {
	const before = await mine(actor, importId);
	// The same click a second time: what it asked for has happened, or is happening.
	if (before.version > version && (before.state === "writing" || before.state === "accepted")) return;
	const found = await inState(actor, importId, version, ["preview"]);
	const content = await theContent(found);
	const tracker = await readAs(content);
	const plan = await planOf(actor, content, tracker);
	if (JSON.stringify(plan.rows) !== JSON.stringify(content.preview?.rows)) {
		return lookAhead(
			actor,
			found,
			content,
			tracker,
			"Something has changed since you looked. Look at the rows again.",
		);
	}
	if (plan.panels.length === 0) throw new Invalid({ form: "There is nothing in this file to import." });
	const prepared = await prepare(db, plan);
	const started = await save(
		found,
		{ ...content, prepared },
		{ state: "writing", outOf: prepared.cases.length },
	);
	await settledWithin(write(actor, started), PATIENCE_MS);
}

/** Goes on with an import that was interrupted. */
export async function resumeImport(actor: Actor, importId: string): Promise<void> {
	const found = await mine(actor, importId);
	if (found.state !== "writing") throw new Conflict(CHANGED, { current: {}, submitted: {} });
	await settledWithin(running.get(importId)?.ended ?? write(actor, found), PATIENCE_MS);
}

function write(actor: Actor, found: Import): Promise<void> {
	return track(found.id, found.outOf, async () => {
		const content = await theContent(found);
		if (!content.prepared) throw new Error("There is nothing prepared to be written");
		try {
			await stage(actor, found.id, content.prepared, {
				isAlone: () => company.isAlone(),
				progress: (written) => {
					const mark = running.get(found.id);
					if (mark) mark.written = written;
				},
			});
			await accept(actor, found.id, content.prepared);
			forget(found.id);
			await indexAccepted(found.id, () => company.isAlone());
		} catch (error) {
			if (!(error instanceof ChangedMeanwhile || error instanceof NotAllowed)) throw error;
			await lookAgain(actor, found.id, `Nothing was imported. ${error.message}`);
		}
	});
}

/** What was staged goes, and the preview is made of what there is now. */
async function lookAgain(actor: Actor, importId: string, why: string): Promise<void> {
	await removeStaged(importId, company.isAlone);
	const found = await mine(actor, importId);
	const content = await theContent(found);
	await lookAhead(actor, found, content, await readAs(content), why);
}

/** Gives an import up: what was read is gone, and what was written of it was seen by nobody. */
export async function abandonImport(actor: Actor, opId: string, importId: string): Promise<void> {
	const found = await mine(actor, importId);
	if (!["reading", "mapping", "preview", "writing"].includes(found.state) || running.has(importId)) {
		throw new Conflict(CHANGED, { current: {}, submitted: {} });
	}
	await giveUp(actor, opId, found);
}

async function giveUp(actor: Actor, opId: string, found: Import): Promise<void> {
	const run = command("import.abandon", z.object({ importId: z.string() }), async ({ tx }, { importId }) => {
		const [stream] = (await claim(tx, opId, [importId])) as [Stream];
		await tx
			.update(imports)
			.set({ state: "abandoned", sealedContent: null, version: sql`${imports.version} + 1` })
			.where(eq(imports.id, importId));
		await record(tx, actor, stream, "import.abandoned", { importId }, []);
		return {};
	});
	await run(actor, opId, { importId: found.id });
	forget(found.id);
	await settledWithin(
		track(found.id, 0, () => removeStaged(found.id, company.isAlone)),
		PATIENCE_MS,
	);
}

/** Takes an accepted import back. @throws Invalid, saying what stands in the way */
export async function takeBack(actor: Actor, opId: string, importId: string): Promise<void> {
	await mine(actor, importId);
	await undoImport(actor, opId, { importId });
	await settledWithin(
		track(importId, 0, () => finishUndo(importId)),
		PATIENCE_MS,
	);
}

async function finishUndo(importId: string): Promise<void> {
	await removeStaged(importId, company.isAlone);
	const [found] = await db.select().from(imports).where(eq(imports.id, importId));
	if (found?.state !== "undoing") return;
	await removeLoneContacts(found.panelIds);
	await move(found, { state: "undone" });
}

/**
 * Finishes what a stop of the server left half done, and forgets files that nobody has decided upon for a day.
 * An import that was being written waits for its owner: it may go on.
 */
export async function tidyImports(): Promise<void> {
	const dayAgo = new Date(now().getTime() - 24 * 3_600_000);
	const idle = (found: Import) => !running.has(found.id);
	const reading = await db.select().from(imports).where(eq(imports.state, "reading"));
	for (const found of reading.filter(idle)) {
		await move(found, {
			state: "failed",
			problem: "The server was restarted while the file was read. Choose it again.",
		});
	}
	const old = await db
		.select()
		.from(imports)
		.where(and(isNotNull(imports.sealedContent), lt(imports.at, dayAgo)));
	const lost = await db
		.select()
		.from(imports)
		.where(and(eq(imports.state, "writing"), isNull(imports.sealedContent), lt(imports.at, dayAgo)));
	for (const found of [...old, ...lost].filter(idle)) await giveUp(SYSTEM, newId(), found);
	const unindexed = await db
		.select()
		.from(imports)
		.where(and(eq(imports.state, "accepted"), lt(imports.progress, imports.outOf)));
	for (const found of unindexed.filter(idle)) await indexAccepted(found.id, () => company.isAlone());
	const undoing = await db.select().from(imports).where(eq(imports.state, "undoing"));
	for (const found of undoing.filter(idle)) await finishUndo(found.id);
	const left = await db
		.selectDistinct({ id: imports.id })
		.from(cases)
		.innerJoin(imports, eq(imports.id, cases.stagedIn))
		.where(inArray(imports.state, ["abandoned", "failed"]));
	for (const { id } of left) if (!running.has(id)) await removeStaged(id, company.isAlone);
}

/** How far an import that is under way has come; nothing when none is, whatever its state says. */
export const underWay = (importId: string): { written: number; outOf: number } | null => {
	const mark = running.get(importId);
	return mark ? { written: mark.written, outOf: mark.outOf } : null;
};
