const kept = globalThis as typeof globalThis & { panelroomKept?: Map<string, unknown> };

/** Makes a singleton once per process and keeps it through reloads in development. */
export function remember<T>(name: string, make: () => T): T {
	kept.panelroomKept ??= new Map();
	const existing = kept.panelroomKept;
	if (!existing.has(name)) existing.set(name, make());
	return existing.get(name) as T;
}
