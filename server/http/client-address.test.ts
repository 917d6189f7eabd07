import { afterEach, expect, test } from "vitest";
import { environment } from "../environment.ts";
import { addressReader } from "./client-address.ts";

afterEach(() => {
	environment().trustedProxies = [];
});

const through = (proxies: string[], remote: string | undefined, forwardedFor?: string) => {
	environment().trustedProxies = proxies;
	return addressReader()(remote, forwardedFor);
};

test("without a configured proxy, what a client says of itself counts for nothing", () => {
	expect(through([], "198.51.100.4", "203.0.113.9")).toBe("198.51.100.4");
	expect(through([], "::ffff:198.51.100.4")).toBe("198.51.100.4");
	expect(through([], undefined)).toBe("unknown");
});

test("a configured proxy says who asked; what stands left of that is the client's own claim", () => {
	const proxies = ["10.0.0.0/8", " 192.0.2.1", "fd00::/8"];
	expect(through(proxies, "10.1.2.3", "203.0.113.9")).toBe("203.0.113.9");
	expect(through(proxies, "::ffff:10.1.2.3", "6.6.6.6, 203.0.113.9, 192.0.2.1")).toBe("203.0.113.9");
	expect(through(proxies, "fd00::1", "2001:db8::7")).toBe("2001:db8::7");
	expect(through(proxies, "203.0.113.9", "6.6.6.6")).toBe("203.0.113.9");
	expect(through(proxies, "10.1.2.3", "not an address")).toBe("10.1.2.3");
	expect(through(proxies, "10.1.2.3")).toBe("10.1.2.3");
});
