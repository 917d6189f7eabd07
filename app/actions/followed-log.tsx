/** A list of actions that is kept as it is on the server. */
import { useFetchers, useSubmit } from "@remix-run/react";
import { type ReactNode, useEffect, useRef } from "react";
import { LiveNotice } from "../live/live-notice.tsx";
import { useLive } from "../live/use-live.ts";
import { useLoadingAnew } from "../live/use-loading-anew.ts";
import { InsetText, useFormToken } from "../ui/index.ts";
import { type Looked, useLastWords } from "./last-words.ts";
import type { FoundLog, LogPage } from "./log-desk.ts";
import { filterFields } from "./log-filter.tsx";
import { logPath } from "./log-words.ts";

/**
 * A list by words is an answer to a form, so the same form is sent again, also once something was pressed in it, and by
 * whoever comes back to it.
 */
export function useAskingAgain(page: LogPage, found: FoundLog | undefined): () => void {
	const submit = useSubmit();
	const token = useFormToken();
	const look = ({ words, filter }: Looked) => {
		const fields = { ...filterFields(filter), words, intent: "filter", token };
		submit(fields, {
			method: "post",
			action: logPath(page.scope),
			replace: true,
			preventScrollReset: true,
		});
	};
	const askAgain = () => {
		if (found) look(found);
	};
	useLastWords(page, found, look);
	const pressed = useFetchers().some(({ formMethod }) => formMethod === "POST");
	const latest = useRef(askAgain);
	latest.current = askAgain;
	const wasPressed = useRef(false);
	useEffect(() => {
		if (wasPressed.current && !pressed) latest.current();
		wasPressed.current = pressed;
	}, [pressed]);
	return askAgain;
}

interface FollowedProps {
	live: NonNullable<LogPage["frame"]["live"]>;
	found: FoundLog | undefined;
	/** Looks for the same words once more. */
	askAgain: () => void;
	/** Somebody is in the middle of ticking or typing: the list waits. */
	isBusy: boolean;
	/** @param isSignedOut the rows are shown no more; what is half said of some of them still is. */
	children: (isSignedOut: boolean) => ReactNode;
}

const TYPED = {
	whenSignedOut:
		"Nothing that you typed here is lost yet: press “Update the ticked actions”, and it is kept until you have signed in.",
	whenOffline: "Keep this page open: what you have typed stays here. Save it once the connection is back.",
};
/** Where nothing is ticked or typed. */
const NOTHING_TYPED = { ...TYPED, whenSignedOut: "" };

/** A list over one panel, or of one case, follows it; others are as they were when they were opened. */
export function Followed({ live, found, askAgain, isBusy, children }: FollowedProps) {
	const { stream, version } = live;
	const { state, status } = useLive(live.kind, live.id, { stream, version, rows: [] });
	const loaded = Math.max(found?.version ?? 0, version);
	const isBehind = state.version > loaded;
	useLoadingAnew(isBusy ? loaded : state.version, loaded, found ? askAgain : undefined);
	return (
		<>
			<LiveNotice status={status} hasUnsaved={false} typed={isBusy ? TYPED : NOTHING_TYPED} />
			{isBusy && isBehind ? (
				<InsetText>
					<p className="govuk-body" role="status">
						Something has changed since you opened this list. It is shown once you have saved, or unticked
						all.
					</p>
				</InsetText>
			) : null}
			{status === "closed" || (status === "signed-out" && !isBusy) ? null : children(status === "signed-out")}
		</>
	);
}
