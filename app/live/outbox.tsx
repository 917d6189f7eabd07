/**
 * What has been sent and not yet acknowledged. Each post keeps its id through every try, so the server takes
 * it once; it lives in memory only, and leaving the page with something unsaved is asked about first.
 */
import { useBlocker, useFetcher } from "@remix-run/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { type SaveStateName, useFormToken } from "../ui/index.ts";
import type { Unsent } from "./unsent.ts";

export interface Post {
	opId: string;
	/** Where it is sent. */
	action: string;
	fields: Record<string, string>;
	state: SaveStateName;
	/** Why the server would not take it. */
	errors?: Record<string, string>;
	/** The stream's version that saved it; the row itself comes over the socket, perhaps later. */
	savedAt?: number;
}

export interface Outbox {
	posts: readonly Post[];
	/** Those that are not yet seen among what everybody sees: unsaved, or saved and still on their way here. */
	pending: readonly Post[];
	/** The worst state of all: what the person is shown. */
	state: SaveStateName;
	send(action: string, fields: Record<string, string>): void;
	update(opId: string, change: Partial<Post>): void;
	drop(opId: string): void;
}

/**
 * Holds the posts of one screen, which stands at `version` of its stream. Render a Delivery for each.
 * @param isElseUnsaved whether anything else on the page would be lost with it
 */
export function useOutbox(version: number, isElseUnsaved: () => boolean = () => false): Outbox {
	const [posts, setPosts] = useState<readonly Post[]>([]);
	const send = useCallback((action: string, fields: Record<string, string>) => {
		setPosts((all) => [...all, { opId: crypto.randomUUID(), action, fields, state: "saving" }]);
	}, []);
	const update = useCallback((opId: string, change: Partial<Post>) => {
		setPosts((all) => all.map((post) => (post.opId === opId ? { ...post, ...change } : post)));
	}, []);
	const drop = useCallback((opId: string) => setPosts((all) => all.filter((post) => post.opId !== opId)), []);

	const state = posts.some((post) => post.state === "not-saved")
		? "not-saved"
		: posts.some((post) => post.state === "saving")
			? "saving"
			: "saved";
	const isUnsaved = state !== "saved";
	useEffect(() => {
		if (!isUnsaved) return;
		const ask = (event: BeforeUnloadEvent) => event.preventDefault();
		window.addEventListener("beforeunload", ask);
		return () => window.removeEventListener("beforeunload", ask);
	}, [isUnsaved]);
	useLeavingAsked(() => isUnsaved || isElseUnsaved());
	const isHere = useCallback(
		(post: Post) => post.state === "saved" && (post.savedAt ?? 0) <= version,
		[version],
	);
	useEffect(() => {
		if (posts.some(isHere)) setPosts((all) => all.filter((post) => !isHere(post)));
	}, [isHere, posts]);
	return { posts, pending: posts.filter((post) => !isHere(post)), state, send, update, drop };
}

/**
 * Another page of ours would forget what is still being sent as surely as closing the window. Once a page: the router
 * asks no more than one such question.
 */
export function useLeavingAsked(isUnsaved: () => boolean): void {
	const blocker = useBlocker(
		({ currentLocation, nextLocation }) =>
			isUnsaved() &&
			currentLocation.pathname !== nextLocation.pathname &&
			!window.confirm("Something you wrote is not saved yet. Leave this page and lose it?"),
	);
	useEffect(() => {
		if (blocker.state === "blocked") blocker.reset();
	}, [blocker]);
}

/** What a live form's route answers: the action's own data, or what orUnsent made of a failure. */
interface Answer extends Partial<Pick<Extract<Unsent, { outcome: "refused" }>, "message">> {
	ok?: true;
	version?: number;
	outcome?: Unsent["outcome"];
	errors?: Record<string, string>;
	conflict?: { message: string };
	/** The server could not write just now. */
	isTemporary?: true;
}

/** Saying "not saved" sooner would flicker on a slow link; later would be a lie. */
const NOT_SAVED_AFTER_MS = 2_500;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;
/** A try that hangs is given up and made again. */
const GIVE_UP_MS = 12_000;

/** Sends one post until the server has answered for good. Shows nothing. */
export function Delivery({ post, outbox, connections }: DeliveryProps) {
	const fetcher = useFetcher<Answer>({ key: `post-${post.opId}` });
	const token = useFormToken();
	const tries = useRef(0);
	const handled = useRef<unknown>(undefined);
	const latest = useRef({ post, outbox, fetcher, token });
	latest.current = { post, outbox, fetcher, token };

	const attempt = useCallback(() => {
		const { fetcher, post, token } = latest.current;
		tries.current += 1;
		fetcher.submit(
			{ ...post.fields, token, opId: post.opId, enhanced: "1" },
			{ method: "post", action: post.action },
		);
	}, []);

	useEffect(() => {
		if (tries.current === 0) attempt();
		const late = setTimeout(() => {
			const { outbox, post } = latest.current;
			if (post.state === "saving") outbox.update(post.opId, { state: "not-saved" });
		}, NOT_SAVED_AFTER_MS);
		return () => clearTimeout(late);
	}, [attempt]);

	const { state, data } = fetcher;
	useEffect(() => {
		if (state !== "idle" || data === undefined || handled.current === data) return;
		handled.current = data;
		const { outbox, post } = latest.current;
		const refusal =
			(data.isTemporary ? undefined : data.errors) ??
			(data.conflict ? { form: data.conflict.message } : undefined) ??
			(data.outcome === "refused" ? { form: data.message ?? "This could not be saved." } : undefined);
		if (data.ok) {
			outbox.update(post.opId, { state: "saved", savedAt: data.version });
		} else if (refusal) {
			outbox.update(post.opId, { state: "not-saved", errors: refusal });
		} else {
			outbox.update(post.opId, { state: "not-saved" });
			const wait = Math.min(FIRST_RETRY_MS * 2 ** (tries.current - 1), LONGEST_RETRY_MS);
			const retry = setTimeout(attempt, wait);
			return () => clearTimeout(retry);
		}
	}, [state, data, attempt]);

	useEffect(() => {
		if (state === "idle") return;
		const hung = setTimeout(attempt, GIVE_UP_MS);
		return () => clearTimeout(hung);
	}, [state, attempt]);

	// The line is back: no need to wait for the next try.
	useEffect(() => {
		const { fetcher, post } = latest.current;
		if (connections > 1 && post.state === "not-saved" && !post.errors && fetcher.state === "idle") attempt();
	}, [connections, attempt]);

	return null;
}

type DeliveryProps = {
	post: Post;
	outbox: Outbox;
	/** Changes at every reconnection. */
	connections: number;
};
