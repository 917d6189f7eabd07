/** A case's summary on a live page. What is unsaved of it outlives the part of the page that shows it. */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { SectionShown } from "#server/summary/index.ts";
import type { Line } from "../live/line.ts";
import type { LiveStatus } from "../live/use-live.ts";
import { type Saved, SummaryClient } from "./summary-client.ts";

/** Those of a page, by its line: whoever looks at another case and comes back finds what was being typed. */
const clients = new WeakMap<Line, Map<string, SummaryClient>>();

function clientOf(line: Line, caseId: string, sections: readonly SectionShown[]): SummaryClient {
	const ofLine = clients.get(line) ?? new Map<string, SummaryClient>();
	clients.set(line, ofLine);
	const client = ofLine.get(caseId) ?? new SummaryClient(line, caseId, sections);
	ofLine.set(caseId, client);
	return client;
}

/** @param sections what the page was made with; the line brings what comes after */
export function useSummary(line: Line, caseId: string, sections: readonly SectionShown[]): SummaryClient {
	const client = clientOf(line, caseId, sections);
	useSyncExternalStore(
		client.subscribe,
		() => client.version,
		() => 0,
	);
	useEffect(() => client.start(), [client]);
	return client;
}

/**
 * Asks before the window is closed on what is typed and not saved; and forgets it when the session was ended on
 * purpose. Going to another page of ours is for the page to ask about, once for all that it holds.
 * @param line whose summaries they are
 */
export function useUnsavedSummaries(line: Line, status: LiveStatus): void {
	useEffect(() => {
		if (status === "closed") for (const client of summariesOf(line)) client.gone();
	}, [line, status]);
	useEffect(() => {
		const ask = (event: BeforeUnloadEvent) => {
			if (hasUnsavedSummary(line)) event.preventDefault();
		};
		window.addEventListener("beforeunload", ask);
		return () => window.removeEventListener("beforeunload", ask);
	}, [line]);
}

/** How safe what was typed in any of a page's summaries is, also in those that are out of sight. */
export function useSummariesSaved(line: Line): Saved {
	const [saved, setSaved] = useState<Saved>("saved");
	useEffect(() => {
		const timer = setInterval(() => setSaved(worstOf(line)), 500);
		return () => clearInterval(timer);
	}, [line]);
	return saved;
}

function worstOf(line: Line): Saved {
	const all = summariesOf(line).flatMap((client) =>
		[...client.editing.keys()].map((key) => client.savedStateOf(key)),
	);
	return all.includes("not-saved") ? "not-saved" : all.includes("saving") ? "saving" : "saved";
}

/** The summaries of a page that were shown on it. */
export const summariesOf = (line: Line): SummaryClient[] => [...(clients.get(line)?.values() ?? [])];

/** Whether leaving the page would take words that are nowhere else: not saved yet, or refused and not copied. */
export const hasUnsavedSummary = (line: Line): boolean =>
	summariesOf(line).some((client) => client.hasUnsaved || client.hasToCopy);
