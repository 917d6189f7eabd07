import { describe, expect, it } from "vitest";
import { keyedHash, seal, unseal } from "./sealing.ts";

const place = "protected_details|sealed|1";
const address = "14 Elm Row, Nørre Ålby, NN1 2AB\nFlat 3 😀";

/** One character of a sealed value's part replaced by another of its alphabet. */
function altered(sealed: string, part: number): string {
	const parts = sealed.split(".");
	const text = parts[part] ?? "";
	parts[part] = `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
	return parts.join(".");
}

describe("sealing", () => {
	it("gives back what was sealed", () => {
		for (const text of [address, "", " ", "x".repeat(20_000)]) {
			expect(unseal(seal(text, place), place)).toBe(text);
		}
	});

	it("shows nothing of it, and never twice the same", () => {
		const sealed = seal(address, place);
		expect(sealed).not.toContain("Elm");
		expect(Buffer.from(sealed.split(".")[2] ?? "", "base64url").toString("utf8")).not.toContain("Elm");
		expect(seal(address, place)).not.toBe(sealed);
	});

	it("opens in its own place only", () => {
		const sealed = seal(address, place);
		expect(() => unseal(sealed, "protected_details|sealed|2")).toThrow();
		expect(() => unseal(sealed, "revisions|body|1")).toThrow();
		expect(() => unseal(sealed, "")).toThrow();
	});

	it.each([
		["the nonce", 1],
		["the body", 2],
		["the tag", 3],
	])("does not open when %s was altered", (_, part) => {
		expect(() => unseal(altered(seal(address, place), part), place)).toThrow();
	});

	it("does not open when it was cut short, lengthened or is something else", () => {
		const sealed = seal(address, place);
		const [form, nonce, body, tag] = sealed.split(".");
		const wrong = [
			sealed.slice(0, -1),
			`${form}.${nonce}.${body?.slice(0, -4)}.${tag}`,
			`${form}.${nonce}.${body}AAAA.${tag}`,
			`${form}.${nonce}.${body}.${tag?.slice(0, 6)}`,
			`${form}.${nonce}.${body}`,
			`s2.${nonce}.${body}.${tag}`,
			address,
			"",
		];
		for (const value of wrong) expect(() => unseal(value, place), value).toThrow();
	});
});

describe("a keyed hash", () => {
	it("tells equal values, and keeps purposes apart", () => {
		expect(keyedHash("address", "14 elm row")).toBe(keyedHash("address", "14 elm row"));
		expect(keyedHash("address", "14 elm row")).not.toBe(keyedHash("address", "15 elm row"));
		expect(keyedHash("address", "14 elm row")).not.toBe(keyedHash("school", "14 elm row"));
	});

	it("does not tell the value", () => {
		expect(keyedHash("address", "14 elm row")).toMatch(/^[\w-]{43}$/);
	});
});
