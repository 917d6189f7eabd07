/** Whether a request comes from one of our own pages, by what the browser says and no page can forge. */
import { environment } from "../environment.ts";

/** "https://panelroom.example": scheme, host and port of BASE_URL. */
export const ownOrigin = (): string => new URL(environment().baseUrl).origin;

/** Whether an `Origin` header names us: what a socket's handshake is held against. */
export const isOwnOrigin = (origin: string | undefined): boolean => origin === ownOrigin();

/**
 * Whether a write may go on. `Sec-Fetch-Site` decides when the browser sends it; an `Origin`, where it says
 * anything, must be ours. A request with neither comes from no page of ours.
 */
export function isFromOwnPage(headers: { secFetchSite?: string; origin?: string }): boolean {
	const { secFetchSite, origin } = headers;
	// Browsers say "null" where they hide the origin; then only Sec-Fetch-Site can vouch for it.
	const isHidden = origin === undefined || origin === "null";
	if (secFetchSite !== undefined) return secFetchSite === "same-origin" && (isHidden || isOwnOrigin(origin));
	return !isHidden && isOwnOrigin(origin);
}
