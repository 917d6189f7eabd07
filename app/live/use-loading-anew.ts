/** For pages that follow only how far a stream is: what they show comes from their loader, asked again. */
import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef } from "react";

const EVERY_MS = 3_000;

/**
 * Asks the loader again once the stream has moved on: at once, and then at most every three seconds.
 * @param load does so in another way, for a page that shows what a form was answered.
 */
export function useLoadingAnew(version: number, loaded: number, load?: () => void) {
	const { revalidate } = useRevalidator();
	const latest = useRef(load);
	latest.current = load;
	const last = useRef(Number.NEGATIVE_INFINITY);
	useEffect(() => {
		if (version <= loaded) return;
		const wait = Math.max(0, last.current + EVERY_MS - performance.now());
		const timer = setTimeout(() => {
			last.current = performance.now();
			if (latest.current) latest.current();
			else revalidate();
		}, wait);
		return () => clearTimeout(timer);
	}, [version, loaded, revalidate]);
}
