/** A case's summary on a live page. What is unsaved of it outlives the part of the page that shows it. */
import { useBlocker } from "@remix-run/react";
import { useEffect, useSyncExternalStore } from "react";
import type { SectionShown } from "#server/summary/index.ts";
import type { Line } from "../live/line.ts";
import type { LiveStatus } from "../live/use-live.ts";
import { SummaryClient } from "./summary-client.ts";

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
 * Asks before what is typed and not saved would be lost with the page; and forgets it when the session was ended on
 * purpose. @param line whose summaries they are
 */
export function useUnsavedSummaries(line: Line, status: LiveStatus): void {
	useEffect(() => {
		if (status === "closed") for (const client of summariesOf(line)) client.gone();
	}, [line, status]);
	useEffect(() => {
		const ask = (event: BeforeUnloadEvent) => {
			if (hasUnsaved(line)) event.preventDefault();
		};
		window.addEventListener("beforeunload", ask);
		return () => window.removeEventListener("beforeunload", ask);
	}, [line]);
	const blocker = useBlocker(
		({ currentLocation, nextLocation }) =>
			currentLocation.pathname !== nextLocation.pathname &&
			hasUnsaved(line) &&
			!window.confirm("Something you wrote in the summary is not saved yet. Leave this page and lose it?"),
	);
	useEffect(() => {
		if (blocker.state === "blocked") blocker.reset();
	}, [blocker]);
}

/** The summaries of a page that were shown on it. */
export const summariesOf = (line: Line): SummaryClient[] => [...(clients.get(line)?.values() ?? [])];

const hasUnsaved = (line: Line): boolean => summariesOf(line).some((client) => client.hasUnsaved);
