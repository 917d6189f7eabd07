/** A post that the server would not take goes back into the composer it came from, with every word. */
import { useCallback, useState } from "react";
import type { Outbox, Post } from "./outbox.tsx";

type Kind = "entry" | "action";

const kindOf = (post: Post): Kind => (post.fields.what === undefined ? "entry" : "action");

/** Answers how to take a post back, and what a case's composer then starts with, instead of `drafts`. */
export function useTakenBack(outbox: Outbox, drafts: Record<string, Record<string, string>>) {
	const [taken, setTaken] = useState<Record<string, Post>>({});
	const { drop } = outbox;
	const takeBack = useCallback(
		(post: Post) => {
			setTaken((all) => ({ ...all, [`${post.action} ${kindOf(post)}`]: post }));
			drop(post.opId);
		},
		[drop],
	);
	/** @param action where the composer posts to. The key changes when something was taken back. */
	const startOf = (kind: Kind, caseId: string, action: string) => {
		const post = taken[`${action} ${kind}`];
		return {
			key: `${kind}-${caseId}-${post?.opId ?? "first"}`,
			draft: post?.fields ?? drafts[`${kind}:${caseId}`],
		};
	};
	return { takeBack, startOf };
}
