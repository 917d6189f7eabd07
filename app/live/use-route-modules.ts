/** Loads the code of the routes that a live screen posts to, with the page: a post while the server is away must not need it. */
import { useEffect } from "react";

/** @param routeIds as in the build's manifest, e.g. "cases/add-entry" */
export function useRouteModules(...routeIds: string[]): void {
	const ids = routeIds.join(" ");
	useEffect(() => {
		for (const id of ids.split(" ")) {
			const module = window.__remixManifest?.routes[id]?.module;
			// The router asks for the same address later and finds it loaded; if this fails, so would that.
			if (module) import(/* @vite-ignore */ module).catch(() => undefined);
		}
	}, [ids]);
}

declare global {
	interface Window {
		/** Remix's own table of what the browser can load. */
		__remixManifest?: { routes: Record<string, { module: string } | undefined> };
	}
}
