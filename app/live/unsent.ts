/** What a live form learns of its post: taken, refused for good, or not sent and worth another try. */
import {
	type ClientActionFunctionArgs,
	isRouteErrorResponse,
	type ShouldRevalidateFunctionArgs,
} from "@remix-run/react";

export type Unsent =
	/** The server was not reached, or could not write just now: the same post may be sent again. */
	| { outcome: "not-sent" }
	/** The server will not take it: why, in words. */
	| { outcome: "refused"; message: string };

/**
 * Runs the server's action; a failure of the network becomes an answer instead of an error page, so that
 * what was typed stays on the screen and is sent again. Use as the route's clientAction.
 */
export async function orUnsent({ serverAction }: ClientActionFunctionArgs): Promise<unknown> {
	try {
		return await serverAction();
	} catch (error) {
		// A redirect, to sign-in: what was typed has been kept there.
		if (error instanceof Response) throw error;
		if (isRouteErrorResponse(error) && error.status < 500) {
			const message = (error.data as { message?: string } | null)?.message;
			const plain = error.status === 404 ? "You can no longer see this case." : "This could not be saved.";
			return { outcome: "refused", message: message ?? plain } satisfies Unsent;
		}
		return { outcome: "not-sent" } satisfies Unsent;
	}
}

/** A route's shouldRevalidate beside it: where the form did not arrive, the page could not be loaded anew either. */
export const unlessUnsent = ({
	actionResult,
	defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs): boolean =>
	typeof actionResult === "object" && actionResult !== null && "outcome" in actionResult
		? false
		: defaultShouldRevalidate;
