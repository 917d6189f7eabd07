/**
 * What is being typed on a live screen, per case: it outlives the composers, which come and go with what the
 * screen shows. A post that the server would not take comes back here, with every word.
 */
import { useCallback, useRef, useState } from "react";
import { paths } from "../paths.ts";
import type { Outbox, Post } from "./outbox.tsx";

export type Composer = "entry" | "action";
type Fields = Record<string, string>;

/** The field that makes a text of it; the others are choices. */
const TEXT = { entry: "body", action: "what" } as const;
const BETWEEN = { entry: "\n\n", action: "; " } as const;
const ADDRESS = { entry: paths.newEntry, action: paths.newAction } as const;

/** Whether somebody is in the middle of a sentence there. */
export const isText = (composer: Composer, fields: Fields | undefined): boolean =>
	Boolean(fields?.[TEXT[composer]]?.trim());

/** @param drafts what the server holds of earlier visits, by "entry:" or "action:" and the case's id */
export function useComposing(outbox: Outbox, drafts: Record<string, Fields>) {
	/** By the address that a composer posts to. Known and undefined: it was sent, and a draft loaded earlier is no more. */
	const typed = useRef(new Map<string, Fields | undefined>());
	const [returned, setReturned] = useState<Record<string, string>>({});
	const { drop } = outbox;

	/** A post that was refused goes before what is being typed now, whose choices stand. */
	const takeBack = useCallback(
		(post: Post) => {
			const composer = post.fields.what === undefined ? "entry" : "action";
			const field = TEXT[composer];
			const now = typed.current.get(post.action);
			const text = [post.fields[field], now?.[field]].filter((part) => part?.trim()).join(BETWEEN[composer]);
			const chosen = Object.entries(now ?? {}).filter(([, value]) => value !== "");
			typed.current.set(post.action, { ...post.fields, ...Object.fromEntries(chosen), [field]: text });
			setReturned((all) => ({ ...all, [post.action]: post.opId }));
			drop(post.opId);
		},
		[drop],
	);
	/** What a case's composer starts with, and a key that changes when something came back to it. */
	const startOf = (composer: Composer, caseId: string) => {
		const address = ADDRESS[composer](caseId);
		if (!typed.current.has(address)) typed.current.set(address, drafts[`${composer}:${caseId}`]);
		return {
			key: `${composer}-${caseId}-${returned[address] ?? "first"}`,
			draft: typed.current.get(address),
		};
	};
	/** Takes in what a composer holds now; nothing once it is sent. */
	const keep = useCallback((composer: Composer, caseId: string, fields: Fields | undefined) => {
		typed.current.set(ADDRESS[composer](caseId), isText(composer, fields) ? fields : undefined);
	}, []);
	return { takeBack, startOf, keep };
}
