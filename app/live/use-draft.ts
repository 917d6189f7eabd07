/** Keeps what is being typed as a private draft on the server, every two seconds while it changes. */
import { useCallback, useEffect, useRef } from "react";
import { paths } from "../paths.ts";
import { useFormToken } from "../ui/index.ts";

const EVERY_MS = 2_000;

/** Answers how to say that the text changed, and how to forget the draft once the text is saved for good. */
export function useDraft(key: string): { changed(fields: Record<string, string>): void; forget(): void } {
	const token = useFormToken();
	const waiting = useRef<Record<string, string> | null>(null);
	const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
	const latest = useRef({ key, token });
	latest.current = { key, token };

	const save = useCallback(() => {
		timer.current = null;
		const fields = waiting.current;
		if (!fields) return;
		waiting.current = null;
		const body = new URLSearchParams({ ...latest.current, fields: JSON.stringify(fields) });
		// A draft that does not get through is no loss yet: the text is still on the screen, the next try takes it.
		fetch(paths.drafts(), { method: "POST", body, keepalive: true }).catch(() => {
			waiting.current ??= fields;
		});
	}, []);

	useEffect(
		() => () => {
			if (timer.current) clearTimeout(timer.current);
			save();
		},
		[save],
	);

	const changed = useCallback(
		(fields: Record<string, string>) => {
			waiting.current = fields;
			timer.current ??= setTimeout(save, EVERY_MS);
		},
		[save],
	);
	const forget = useCallback(() => {
		waiting.current = {};
		save();
	}, [save]);
	return { changed, forget };
}
