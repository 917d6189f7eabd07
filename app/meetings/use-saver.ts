/**
 * Saves what is changed in place on an agenda, one change after the other, so that each begins from what the one
 * before it left. A change keeps its id through every try, and leaving the page with one unsaved is asked about.
 */
import { useFetcher } from "@remix-run/react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Refused } from "#server/http/screen.ts";
import { type FormAnswer, formAnswerOf } from "../form-answer.tsx";
import type { Unsent } from "../live/unsent.ts";
import { type SaveStateName, useFormToken } from "../ui/index.ts";

/** One change, as its form would post it. */
export interface Change {
	/** What it changes; a later change of the same replaces one that has not been sent yet. */
	key: string;
	fields: [name: string, value: string][];
	/** What was stored when the person began: if it still is, a newer version is no conflict. */
	base?: Record<string, string>;
}

interface Sent extends Change {
	opId: string;
	/** Its version is the one that the server named last, which is newer than what this page holds. */
	isOverNamed?: true;
}

export interface Saver {
	state: SaveStateName;
	/** The last change that was refused, until it is dismissed or made again. */
	refused: { key: string; answer: FormAnswer } | null;
	/** @param isAsStored whether this is what is stored: then what waited to change it is not sent at all. */
	save(change: Change, isAsStored?: boolean): void;
	dismiss(): void;
}

type Answer = Refused | Unsent | { ok: true };

const RETRY_MS = 2_000;

/**
 * @param freshened makes a change anew from what is stored by the time it is sent.
 * @param onSettled is told each change that was saved, or refused for good.
 */
export function useSaver(
	freshened: (change: Change) => Change,
	onSettled: (change: Change, wasSaved: boolean) => void,
): Saver {
	const fetcher = useFetcher<Answer>();
	const token = useFormToken();
	const queue = useRef<Sent[]>([]);
	const inFlight = useRef<Sent | null>(null);
	const handled = useRef<unknown>(undefined);
	const [state, setState] = useState<SaveStateName>("saved");
	const [refused, setRefused] = useState<Saver["refused"]>(null);
	const latest = useRef({ fetcher, token, freshened, onSettled });
	latest.current = { fetcher, token, freshened, onSettled };

	const sendNext = useCallback(() => {
		const { fetcher, token, freshened } = latest.current;
		const next = queue.current[0];
		if (!next || inFlight.current || fetcher.state !== "idle") return;
		inFlight.current = next;
		const { fields } = next.isOverNamed ? next : freshened(next);
		const body = new FormData();
		for (const [name, value] of fields) body.append(name, value);
		body.set("token", token);
		body.set("opId", next.opId);
		body.set("enhanced", "1");
		fetcher.submit(body, { method: "post" });
	}, []);

	const save = useCallback(
		(change: Change, isAsStored = false) => {
			queue.current = queue.current.filter(
				(waiting) => waiting.key !== change.key || waiting === inFlight.current,
			);
			setRefused((before) => (before?.key === change.key ? null : before));
			const onItsWay = inFlight.current?.key === change.key ? inFlight.current : null;
			const isNothing = onItsWay ? String(onItsWay.fields) === String(change.fields) : isAsStored;
			if (!isNothing) queue.current.push({ ...change, opId: crypto.randomUUID() });
			if (queue.current.length > 0) setState("saving");
			sendNext();
		},
		[sendNext],
	);

	const { state: fetching, data } = fetcher;
	useEffect(() => {
		if (fetching !== "idle" || data === undefined || handled.current === data) return;
		handled.current = data;
		const change = inFlight.current;
		inFlight.current = null;
		if (!change) return;
		if (isUnsent(data)) {
			setState("not-saved");
			const retry = setTimeout(sendNext, RETRY_MS);
			return () => clearTimeout(retry);
		}
		queue.current = queue.current.filter((waiting) => waiting !== change);
		const version = versionWithoutConflict(change, data);
		if (version !== undefined) {
			const fields = change.fields.filter(([name]) => name !== "version");
			queue.current.unshift({
				...change,
				fields: [...fields, ["version", version]],
				opId: crypto.randomUUID(),
				isOverNamed: true,
			});
		} else {
			if (isSaved(data)) {
				const saved = Object.fromEntries(change.fields);
				for (const waiting of queue.current)
					if (waiting.key === change.key && waiting.base) waiting.base = saved;
			} else setRefused({ key: change.key, answer: formAnswerOf(data) });
			latest.current.onSettled(change, isSaved(data));
		}
		if (queue.current.length === 0) setState("saved");
		sendNext();
	}, [fetching, data, sendNext]);

	const isUnsaved = state !== "saved" || refused !== null;
	useEffect(() => {
		if (!isUnsaved) return;
		const ask = (event: BeforeUnloadEvent) => event.preventDefault();
		window.addEventListener("beforeunload", ask);
		return () => window.removeEventListener("beforeunload", ask);
	}, [isUnsaved]);

	const dismiss = useCallback(() => setRefused(null), []);
	return { state: refused && state === "saved" ? "not-saved" : state, refused, save, dismiss };
}

const isSaved = (data: Answer): data is { ok: true } => "ok" in data && data.ok;

/** Worth another try as it is: not reached, or not able to write just now. */
const isUnsent = (data: Answer): boolean =>
	("outcome" in data && data.outcome === "not-sent") || ("isTemporary" in data && data.isTemporary === true);

/** The version to name when only the row's version has moved on, as when items were put in another order. */
function versionWithoutConflict({ base }: Change, data: Answer): string | undefined {
	const conflict = "conflict" in data ? data.conflict : undefined;
	if (!base || conflict?.version === undefined) return undefined;
	const isSame = Object.entries(conflict.current).every(([name, value]) => base[name] === value);
	return isSame ? String(conflict.version) : undefined;
}
