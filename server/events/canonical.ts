/** One text for equal data, whatever order an engine gives its keys in: what the hashes are taken over. */
import { createHash } from "node:crypto";

/** JSON with sorted keys; undefined members are left out, dates become ISO strings. */
export function canonical(value: unknown): string {
	if (value instanceof Date) return JSON.stringify(value.toISOString());
	if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(",")}]`;
	if (value !== null && typeof value === "object") {
		const members = Object.entries(value)
			.filter(([, member]) => member !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
		return `{${members.join(",")}}`;
	}
	return JSON.stringify(value);
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");
