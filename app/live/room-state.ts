/**
 * What a live screen holds: rows by kind and id, as of a version of their stream. One reducer for every kind
 * of change; no code per event.
 */

/** A row as the server presents it. */
export interface LiveRow {
	kind: string;
	id: string;
	version: number;
}

/** One step of the stream, or several together. */
export interface LiveChanges {
	stream: string;
	from: number;
	to: number;
	rows: readonly LiveRow[];
	/** Names of rows to drop, "kind:id". */
	removed: readonly string[];
}

export interface RoomState {
	readonly stream: string;
	readonly version: number;
	readonly rows: ReadonlyMap<string, LiveRow>;
}

const nameOf = (row: LiveRow) => `${row.kind}:${row.id}`;

/** The state that a loader's snapshot stands for. */
export function fromSnapshot(snapshot: {
	stream: string;
	version: number;
	rows: readonly LiveRow[];
}): RoomState {
	const { stream, version, rows } = snapshot;
	return { stream, version, rows: new Map(rows.map((row) => [nameOf(row), row])) };
}

/** Takes one row in, unless a newer one is there: for the row that answers this person's own click. */
export function withRow(state: RoomState, row: LiveRow): RoomState {
	const known = state.rows.get(nameOf(row));
	if (known && known.version > row.version) return state;
	return { ...state, rows: new Map(state.rows).set(nameOf(row), row) };
}

/**
 * Merges what the server sent, one message or several in their order. A message that is already known changes
 * nothing; one that does not follow on this state is a "gap", and the screen must ask for what lies between.
 */
export function merge(state: RoomState, ...messages: readonly LiveChanges[]): RoomState | "gap" {
	let { version } = state;
	let rows: Map<string, LiveRow> | undefined;
	for (const changes of messages) {
		if (changes.stream !== state.stream || changes.to <= version) continue;
		if (changes.from > version) return "gap";
		rows ??= new Map(state.rows);
		for (const row of changes.rows) {
			const known = rows.get(nameOf(row));
			if (!known || known.version <= row.version) rows.set(nameOf(row), row);
		}
		for (const name of changes.removed) rows.delete(name);
		version = changes.to;
	}
	return rows ? { stream: state.stream, version, rows } : state;
}

/** The rows of one kind. */
export function rowsOf<R extends LiveRow>(state: RoomState, kind: R["kind"]): R[] {
	return [...state.rows.values()].filter((row): row is R => row.kind === kind);
}
