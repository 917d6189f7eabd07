/** Loading a live screen again waits for a line that is cut: an error page would take away what is being typed. */
import { type ClientLoaderFunctionArgs, isRouteErrorResponse } from "@remix-run/react";

const AGAIN_MS = 1_000;
/** A server that answers and still fails has another trouble than the line. */
const FAILURES = 10;

/** Runs the server's loader; while the screen is open, what fails is tried again. Use as the route's clientLoader. */
export async function loadPatiently<Loaded>({
	serverLoader,
	request,
}: ClientLoaderFunctionArgs): Promise<Loaded> {
	const isOpen = window.location.pathname === new URL(request.url).pathname;
	for (let failures = 0; ; ) {
		try {
			return (await serverLoader()) as Loaded;
		} catch (error) {
			if (error instanceof Response || !isOpen || request.signal.aborted) throw error;
			if (isRouteErrorResponse(error) && (error.status < 500 || ++failures === FAILURES)) throw error;
			await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
		}
	}
}
