/** Keeps what is being typed as a private draft on the server, every two seconds while it changes. */
import { useCallback, useEffect, useRef } from "react";
import { paths } from "../paths.ts";
import { useFormToken } from "../ui/index.ts";

const EVERY_MS = 2_000;

interface Draft {
	/** The text changed. */
	changed(fields: Record<string, string>): void;
	/** It is being sent: what the post must carry for the server to forget the draft once it has the text. */
	sent(): Record<string, string>;
}

/** @param isKept whether the server holds a draft of this composer already. */
export function useDraft(key: string, isKept: boolean): Draft {
	const token = useFormToken();
	const waiting = useRef<Record<string, string> | null>(null);
	const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
	const onServer = useRef(isKept);
	const saving = useRef<AbortController | null>(null);
	const isGone = useRef(false);
	const latest = useRef({ key, token });
	latest.current = { key, token };

	const save = useCallback(() => {
		timer.current = null;
		const fields = waiting.current;
		if (!fields) return;
		waiting.current = null;
		onServer.current = true;
		const body = new URLSearchParams({ ...latest.current, fields: JSON.stringify(fields) });
		saving.current = new AbortController();
		const { signal } = saving.current;
		fetch(paths.drafts(), { method: "POST", body, keepalive: true, signal })
			.then(({ ok, status }) => ok || status < 500 || Promise.reject(new Error(`${status}`)))
			.catch(() => {
				// No loss yet: the text is still on the screen, and is tried again though nobody types on.
				if (signal.aborted || isGone.current) return;
				waiting.current ??= fields;
				timer.current ??= setTimeout(save, EVERY_MS);
			});
	}, []);

	// Leaving the page, or the case, in the middle of a sentence.
	useEffect(() => {
		isGone.current = false;
		return () => {
			isGone.current = true;
			if (timer.current) clearTimeout(timer.current);
			save();
		};
	}, [save]);

	const changed = useCallback(
		(fields: Record<string, string>) => {
			waiting.current = fields;
			timer.current ??= setTimeout(save, EVERY_MS);
		},
		[save],
	);
	const sent = useCallback((): Record<string, string> => {
		if (timer.current) clearTimeout(timer.current);
		timer.current = null;
		waiting.current = null;
		// On a slow line it would arrive after the text itself, and bring it back as something unsent.
		saving.current?.abort();
		const wasKept = onServer.current;
		onServer.current = false;
		return wasKept ? { draft: latest.current.key } : {};
	}, []);
	return { changed, sent };
}
