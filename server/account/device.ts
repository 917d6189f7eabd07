/** Browser and system in a few words, so that a person recognises their own session. */

const BROWSERS: [RegExp, string][] = [
	[/\bEdgA?\//, "Edge"],
	[/\bOPR\//, "Opera"],
	[/\bSamsungBrowser\//, "Samsung Internet"],
	[/\b(Firefox|FxiOS)\//, "Firefox"],
	[/\b(Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
	[/\bVersion\/.*\bSafari\//, "Safari"],
];

const SYSTEMS: [RegExp, string][] = [
	[/\b(iPhone|iPod)\b/, "iPhone"],
	[/\biPad\b/, "iPad"],
	[/\bAndroid\b/, "Android"],
	[/\bWindows\b/, "Windows"],
	[/\bMac OS X\b/, "Mac"],
	[/\bCrOS\b/, "ChromeOS"],
	[/\bLinux\b/, "Linux"],
];

const called = (names: [RegExp, string][], text: string) =>
	names.find(([pattern]) => pattern.test(text))?.[1];

/** "Firefox on Windows", from a User-Agent header; "Unknown device" when it says neither. */
export function deviceOf(userAgent: string | null): string {
	const text = (userAgent ?? "").slice(0, 500);
	const browser = called(BROWSERS, text);
	const system = called(SYSTEMS, text);
	if (browser && system) return `${browser} on ${system}`;
	return browser ?? system ?? "Unknown device";
}
