/**
 * How rows are shown: each feature registers, for each kind of row, the one reader that presents it. The
 * same presentation serves loaders, pushes and catching up, so they cannot differ.
 */
import { type Reader, remember } from "#db/index.ts";
import type { Audience } from "../audiences/index.ts";

/** A row as a screen gets it. `version` is the stream's version at which it last changed. */
export interface Row {
	kind: string;
	id: string;
	version: number;
}

/** A row with the audience to which it belongs; gone when it is no longer part of the room. */
export interface Presented<R extends Row = Row> {
	row: R;
	audience: Audience;
	isGone?: boolean;
	/** The case whose file the row is in, if any: a screen that has not opened the case is not sent it. */
	caseId?: string;
}

export type Presenter<R extends Row = Row> = (reader: Reader, ids: string[]) => Promise<Presented<R>[]>;

const presenters = remember("presenters", () => new Map<string, Presenter>());

/** Registers the reader of one kind of row. It must depend on rows of the row's own stream only. */
export function presents<R extends Row>(kind: R["kind"], presenter: Presenter<R>): Presenter<R> {
	presenters.set(kind, presenter);
	return presenter;
}

/** Presents touched rows ("kind:id") as they are now, grouped into one read a kind. */
export async function presentTouched(reader: Reader, touched: Iterable<string>): Promise<Presented[]> {
	const byKind = new Map<string, Set<string>>();
	for (const name of touched) {
		const colon = name.indexOf(":");
		const kind = name.slice(0, colon);
		const ids = byKind.get(kind) ?? new Set();
		byKind.set(kind, ids.add(name.slice(colon + 1)));
	}
	const rows: Presented[] = [];
	for (const [kind, ids] of byKind) {
		const presenter = presenters.get(kind);
		if (!presenter) throw new Error(`Nothing presents rows of kind ${kind}; is its feature loaded?`);
		rows.push(...(await presenter(reader, [...ids])));
	}
	return rows;
}
