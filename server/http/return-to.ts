/** Where a person is sent after a form: only ever to a path of this very site. */

/**
 * The path when it is one of ours, else null. "//evil.example" and "/\evil.example" are addresses of other
 * sites to a browser, and it drops tabs and line breaks before it looks.
 */
export function samePath(path: string | null | undefined): string | null {
	if (!path || path.length > 2000 || !/^\/(?![/\\])/.test(path) || /[\s\\\p{Cc}]/u.test(path)) return null;
	const base = "http://panelroom.invalid";
	if (!URL.canParse(path, base) || new URL(path, base).origin !== base) return null;
	return path;
}

/** The sign-in page, which then goes on to `to`. @param isKept whether a form was kept for them. */
export function signInPath(to: string, isKept = false): string {
	const query = new URLSearchParams({ to });
	if (isKept) query.set("kept", "1");
	return `/sign-in?${query}`;
}
