/**
 * What an import keeps while it is not accepted: the file as it was read, what somebody said of it, and what would become
 * of every row. It is sealed, since it holds what the file does, and gone once the import is accepted or given up.
 */
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import { remember } from "#db/index.ts";
import type { imports } from "#db/schema/index.ts";
import { seal, unseal } from "../sealing.ts";
import type { Meaning } from "./columns.ts";
import type {
	Plan,
	PlannedAction,
	PlannedCase,
	PlannedContact,
	PlannedReferral,
	PlannedRow,
} from "./planned.ts";
import type { Digest } from "./reading.ts";
import type { Risk, TrackerStatus } from "./tracker.ts";

export type Import = typeof imports.$inferSelect;

export interface Content {
	/** The sheets' cells, deflated, in base64; only the reading thread looks into it. */
	packed: string;
	digest: Digest;
	mapping: Mapping;
	/** What stands for owners, statuses and risks in the columns that hold them; once the columns are known. */
	words: Words | null;
	/** What a person chose of uncertain rows, by their key. */
	choices: Record<string, string>;
	preview: { rows: PlannedRow[]; counts: Plan["counts"] } | null;
	/** What is being written. */
	prepared: Prepared | null;
}

/** What somebody says of a file. */
export interface Mapping {
	/** For each sheet the panel into which it goes; null leaves it out. */
	panelIds: (string | null)[];
	/** For each sheet what its columns mean, by the column's number. */
	meanings: Record<string, Meaning>[];
	/** Agencies by what is written for them, normalised; "" keeps the name as it is written. */
	owners: Record<string, string>;
	statuses: Record<string, TrackerStatus>;
	risks: Record<string, Risk>;
}

export interface Words {
	owners: { key: string; written: string; times: number }[];
	statuses: { key: string; written: string; times: number }[];
	/** Of cases. */
	risks: { key: string; written: string; times: number }[];
}

/** A plan with the ids under which it is written, so that an import that was interrupted goes on where it was. */
export interface Prepared {
	/** Tells one attempt to write from the next. */
	attempt: string;
	panels: {
		panelId: string;
		rowsRead: number;
		contacts: (PlannedContact & { id: string; nameKey: string })[];
	}[];
	cases: PreparedCase[];
}

export interface PreparedCase extends Omit<PlannedCase, "entries" | "actions" | "officer" | "again"> {
	panelId: string;
	id: string;
	isNew: boolean;
	officerContactId: string | null;
	entries: { id: string; body: string }[];
	again: (PlannedReferral & { id: string })[];
	actions: (PlannedAction & {
		id: string;
		ownerContactId: string | null;
		ownerUser: { id: string; name: string } | null;
	})[];
}

const place = (importId: string) => `imports|sealed_content|${importId}`;
const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

/** The last few that were opened: their pages are asked for again and again. */
const opened = remember(
	"contents of imports",
	() => new Map<string, { version: number; content: Content }>(),
);
const MOST_OPENED = 4;

/** What an import's content is stored as. Do this before a transaction: it takes a while. */
export async function sealContent(importId: string, content: Content): Promise<string> {
	return seal((await pack(JSON.stringify(content))).toString("base64"), place(importId));
}

/** The content of an import, or nothing once it is gone. Not to be altered: it is shared. */
export async function contentOf({ id, version, sealedContent }: Import): Promise<Content | null> {
	if (sealedContent === null) return null;
	const known = opened.get(id);
	if (known?.version === version) return known.content;
	const packed = Buffer.from(unseal(sealedContent, place(id)), "base64");
	const content = JSON.parse((await unpack(packed)).toString("utf8")) as Content;
	opened.delete(id);
	opened.set(id, { version, content });
	for (const oldest of [...opened.keys()].slice(0, -MOST_OPENED)) opened.delete(oldest);
	return content;
}

export const forget = (importId: string): void => void opened.delete(importId);
