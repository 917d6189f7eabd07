/** A clock that ticks by the second and agrees with the server's, whatever this computer thinks the time is. */
import { useEffect, useState } from "react";

/** @param loadedAt the server's clock, ISO, when the page was made. @returns ms since 1970. */
export function useServerNow(loadedAt: string): number {
	const [time, setTime] = useState(() => Date.parse(loadedAt));
	useEffect(() => {
		const base = Date.parse(loadedAt);
		const begun = performance.now();
		const tick = () => setTime(base + performance.now() - begun);
		tick();
		const timer = setInterval(tick, 1_000);
		return () => clearInterval(timer);
	}, [loadedAt]);
	return time;
}
