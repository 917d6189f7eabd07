/** Tells whoever pressed a button of a row that it was done, and gives the focus a place once the button is gone. */
import { useFetchers } from "@remix-run/react";
import { type FormEvent, type RefObject, useEffect, useRef } from "react";
import type { LogLine } from "#server/actions/index.ts";
import type { PressAnswer } from "../meetings/press.tsx";
import { useAnnounce } from "../ui/index.ts";

/** What was done, by the form's intent. */
const DONE_WORDS: Record<string, string> = {
	answer: "Accepted",
	"answer-offer": "Taken over",
	confirm: "Confirmed",
	status: "In progress",
	"sign-off": "Signed off",
};

/** The link of a row to all that can be done with it. */
export const moreId = (line: Pick<LogLine, "id">) => `more-${line.id}`;

interface Pressed {
	id: string;
	version: number;
	said: string;
	isDone: boolean;
}

/**
 * @param list takes the focus when the row has left it.
 * @returns what is to be called when a form of a row is sent.
 */
export function usePressed(lines: LogLine[], list: RefObject<HTMLElement>) {
	const announce = useAnnounce();
	const fetchers = useFetchers();
	const pressed = useRef<Pressed>();
	useEffect(() => {
		const last = pressed.current;
		if (!last || last.isDone) return;
		// Between the answer and the list that comes after it.
		const answered = fetchers.find(
			({ state, formAction }) => state === "loading" && formAction?.includes(last.id),
		);
		if (!(answered?.data as PressAnswer | undefined)?.ok) return;
		last.isDone = true;
		announce(last.said);
	}, [fetchers, announce]);
	useEffect(() => {
		const last = pressed.current;
		if (!last?.isDone || lines.some(({ id, version }) => id === last.id && version === last.version)) return;
		pressed.current = undefined;
		// Somebody who has gone on to something else stays there.
		if (document.activeElement !== document.body) return;
		(document.getElementById(moreId(last)) ?? list.current)?.focus();
	}, [lines, list]);
	return ({ id, version, what }: LogLine, { target }: FormEvent) => {
		const intent = target instanceof HTMLFormElement ? new FormData(target).get("intent") : null;
		pressed.current = {
			id,
			version,
			said: `${DONE_WORDS[String(intent)] ?? "Saved"}: ${what}`,
			isDone: false,
		};
	};
}
