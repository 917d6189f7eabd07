/** What the pages for administrators share: several forms on one page that posts to itself, told apart by `intent`. */
import { useLocation } from "@remix-run/react";
import { useRef } from "react";
import { type FormAnswer, useFormAnswer } from "../form-answer.tsx";
import { NotificationBanner } from "../ui/index.ts";

const NOT_REFUSED: FormAnswer = {
	errors: {},
	values: {},
	conflict: undefined,
	all: () => undefined,
	date: () => undefined,
	turn: "",
};

/**
 * The forms of a page: what was answered to one of them, what `of` an intent has to show again, and a `key`
 * that begins every form anew once one was done, and not before.
 */
export function usePageForms() {
	const answer = useFormAnswer();
	const location = useLocation();
	const isRefused = answer.conflict !== undefined || Object.keys(answer.errors).length > 0;
	const key = useRef(location.key);
	if (!isRefused) key.current = location.key;
	return {
		answer,
		key: key.current,
		of: (intent: string): FormAnswer => (answer.values.intent === intent ? answer : NOT_REFUSED),
	};
}

/** Says that something was done, after a redirect that named it in `?done=`. */
export function DoneBanner({ said }: { said: string | null }) {
	return said ? <NotificationBanner type="success" heading={said} /> : null;
}
