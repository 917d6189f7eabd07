/**
 * The words by which a log was last looked through, so that the way back from one of its actions leads to what was
 * found. In memory alone: they are posted, and stand in no address, no history and no log.
 */
import { useLocation, useRouteLoaderData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { LogFilter } from "#server/actions/index.ts";
import type { loader as rootLoader } from "../root.tsx";
import type { FoundLog, LogPage } from "./log-desk.ts";
import { logPath } from "./log-words.ts";

export interface Looked {
	words: string;
	filter: LogFilter;
}

let last: (Looked & { userId: string; log: string; key: string }) | undefined;

/** Says of an address to go on to that it was come from by words; without them it is the whole log. */
const MARK = "found";
export const withMark = (path: string): string => `${path}${path.includes("?") ? "&" : "?"}${MARK}=1`;

/** Looks for the last words again: by the browser's way back, by that of an action, and once their answer is gone. */
export function useLastWords(
	page: LogPage,
	found: FoundLog | undefined,
	look: (looked: Looked) => void,
): void {
	const userId = useRouteLoaderData<typeof rootLoader>("root")?.person?.userId ?? "";
	const { key, search } = useLocation();
	const log = logPath(page.scope);
	const isMarked = new URLSearchParams(search).has(MARK);
	const latest = useRef(look);
	latest.current = look;
	useEffect(() => {
		if (found) {
			last = { userId, log, key, words: found.words, filter: found.filter };
			return;
		}
		const isTheirs = last?.userId === userId && last.log === log;
		if (last && isTheirs && (isMarked || last.key === key)) latest.current(last);
		else last = undefined;
	}, [found, userId, log, key, isMarked]);
}
