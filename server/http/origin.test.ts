import { describe, expect, test } from "vitest";
import { isFromOwnPage, isOwnOrigin } from "./origin.ts";

const own = "http://localhost:3000";

describe("a write", () => {
	test.each([
		[{ secFetchSite: "same-origin", origin: own }],
		[{ secFetchSite: "same-origin" }],
		[{ secFetchSite: "same-origin", origin: "null" }],
		[{ origin: own }],
	])("%o comes from our own page", (headers) => {
		expect(isFromOwnPage(headers)).toBe(true);
	});

	test.each([
		[{}],
		[{ origin: "null" }],
		[{ origin: "" }],
		[{ origin: "https://evil.example" }],
		[{ origin: "http://localhost:3001" }],
		[{ origin: "https://localhost:3000" }],
		[{ origin: `${own}/` }],
		[{ origin: `${own}.evil.example` }],
		[{ secFetchSite: "cross-site" }],
		[{ secFetchSite: "cross-site", origin: own }],
		[{ secFetchSite: "same-site", origin: own }],
		[{ secFetchSite: "none", origin: own }],
		[{ secFetchSite: "", origin: own }],
		[{ secFetchSite: "same-origin", origin: "https://evil.example" }],
		[{ secFetchSite: "Same-Origin" }],
	])("%o does not", (headers) => {
		expect(isFromOwnPage(headers)).toBe(false);
	});
});

test("a socket's handshake must name our origin", () => {
	expect(isOwnOrigin(own)).toBe(true);
	for (const other of [undefined, "null", "https://evil.example"]) expect(isOwnOrigin(other)).toBe(false);
});
