/**
 * Answers what pages' own script fetches and posts (".data"). Remix matches such a request against every route,
 * several times over, which was a seventh of all work on a write; here only against those that begin like it.
 */
import { createRequestHandler, type RequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";

type Options = Omit<Parameters<typeof createRequestHandler>[0], "build">;
type Routes = ServerBuild["routes"];

/** The fixed word with which a route's address begins; none for the root, the start page and what takes any address. */
const firstWord = (path = ""): string | undefined => /^[^/:*]+/.exec(path)?.[0];

/** Handles every request of a build. Pages are rendered with the table of all routes, so they take the whole. */
export function requestHandler(build: ServerBuild, options: Options): RequestHandler {
	const whole = createRequestHandler({ build, ...options });
	const all = Object.entries(build.routes);
	const words = new Set(all.flatMap(([, route]) => firstWord(route?.path) ?? []));
	const parts = new Map(
		[...words].map((word) => {
			const mayMatch = all.filter(([, route]) => [word, undefined].includes(firstWord(route?.path)));
			const routes: Routes = Object.fromEntries(mayMatch);
			return [word, createRequestHandler({ build: { ...build, routes }, ...options })];
		}),
	);
	return (request, response, next) => {
		const word = request.path.endsWith(".data") ? request.path.split("/", 2)[1] : undefined;
		return (parts.get(word ?? "") ?? whole)(request, response, next);
	};
}
