import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environment } from "../environment.ts";
import { draining } from "./drain.ts";
import { middleware, readablePath } from "./middleware.ts";

const own = "http://localhost:3000";
const seen: IncomingHttpHeaders[] = [];
const app = express();
app.use(middleware({ isServedByVite: false }));
app.all("*", (request, response) => {
	seen.push({ ...request.headers });
	request.resume().on("end", () => {
		response.json({ nonce: response.locals.nonce, requestId: response.locals.requestId });
	});
});
const server = createServer(app);

beforeAll(async () => {
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
});
afterAll(() => {
	server.close();
});

interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	body: string;
}

/** Not fetch: it would decide about some of these headers itself. */
function ask(
	path: string,
	{
		method = "GET",
		headers = {},
		body = "",
	}: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
	const { port } = server.address() as AddressInfo;
	return new Promise((resolve, reject) => {
		const sent = httpRequest({
			port,
			host: "127.0.0.1",
			path,
			method,
			headers: { Host: "localhost:3000", ...headers },
		});
		sent.on("response", (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (chunk: string) => {
				text += chunk;
			});
			response.on("end", () =>
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
			);
		});
		sent.on("error", reject);
		sent.end(body);
	});
}

const post = (path: string, headers: Record<string, string>, body = "a=b") =>
	ask(path, {
		method: "POST",
		headers: { "Content-Length": String(Buffer.byteLength(body)), ...headers },
		body,
	});

describe("every answer", () => {
	test("has a policy with a nonce of its own, and is not stored", async () => {
		const [first, second] = [await ask("/cases/1"), await ask("/cases/1")];
		const { nonce, requestId } = JSON.parse(first.body);
		expect(first.headers["content-security-policy"]).toBe(
			`default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'self'; connect-src 'self' ws://localhost:3000; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'`,
		);
		expect(JSON.parse(second.body).nonce).not.toBe(nonce);
		expect(first.headers).toMatchObject({
			"cache-control": "no-store",
			"referrer-policy": "same-origin",
			"x-content-type-options": "nosniff",
			"x-frame-options": "DENY",
			"cross-origin-opener-policy": "same-origin",
			"x-request-id": requestId,
		});
		expect(first.headers["permissions-policy"]).toContain("camera=()");
		expect(first.headers).not.toHaveProperty("strict-transport-security");
		expect(first.headers).not.toHaveProperty("x-powered-by");
	});

	test("on https is pinned to it", async () => {
		const { baseUrl } = environment();
		environment().baseUrl = "https://panelroom.example";
		const secured = express().use(middleware({ isServedByVite: false }));
		environment().baseUrl = baseUrl;
		const other = createServer(secured.get("*", (_, response) => void response.end())).listen(0);
		await once(other, "listening");
		const answer = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
		other.close();
		expect(answer.headers.get("strict-transport-security")).toBe("max-age=63072000");
		expect(answer.headers.get("content-security-policy")).toContain(
			"connect-src 'self' wss://panelroom.example;",
		);
	});

	test("may be stored when it is a file with its hash in its name, and only then", async () => {
		expect((await ask("/assets/root-Bx_9-.js")).headers["cache-control"]).toBeUndefined();
		for (const path of ["/assets/../account", "/assets/%2e%2e/account", "/assets/", "/favicon.svg"]) {
			expect((await ask(path)).headers["cache-control"]).toBe("no-store");
		}
	});
});

describe("a write", () => {
	test.each([
		["from our own page", { "Sec-Fetch-Site": "same-origin", Origin: own }, 200],
		["with our origin, from a browser without Sec-Fetch", { Origin: own }, 200],
		["same-origin with a hidden origin", { "Sec-Fetch-Site": "same-origin", Origin: "null" }, 200],
		["with neither", {}, 403],
		["with a hidden origin only", { Origin: "null" }, 403],
		["from another site", { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }, 403],
		["from a neighbour", { "Sec-Fetch-Site": "same-site", Origin: own }, 403],
		["from another port", { Origin: "http://localhost:3001" }, 403],
		[
			"with a forwarded host that fits the origin",
			{ Origin: "https://evil.example", "X-Forwarded-Host": "evil.example" },
			403,
		],
	])("%s", async (_, headers, status) => {
		const answer = await post("/cases/1/entries/new", headers as Record<string, string>);
		expect(answer.status).toBe(status);
		if (status === 403) {
			expect(answer.headers["content-type"]).toMatch(/text\/html/);
			expect(answer.body).toContain("nothing was changed");
		}
	});

	const ours = { Origin: own };

	test("by any other method is refused", async () => {
		for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
			expect((await ask("/cases/1", { method, headers: ours })).status).toBe(405);
		}
	});

	test("is at most 1 MB, and somewhat more than 50 MB for an import", async () => {
		const mb = "x".repeat(1024 * 1024);
		expect((await post("/cases/1", ours, mb)).status).toBe(200);
		expect((await post("/cases/1", { ...ours, "Content-Length": String(mb.length + 1) }, "")).status).toBe(
			413,
		);
		expect((await post("/import", ours, mb + mb)).status).toBe(200);
		expect((await post("/import.data", ours, mb + mb)).status).toBe(200);
		const tooLarge = { ...ours, "Content-Length": String(51 * mb.length + 1) };
		expect((await post("/import.data", tooLarge, "")).status).toBe(413);
		const huge = { ...ours, "Content-Length": String(1025 * mb.length) };
		expect((await post("/import", huge, "")).status).toBe(413);
		expect((await post("/imports", { ...ours, "Content-Length": String(2 * mb.length) }, "")).status).toBe(
			413,
		);
	});

	test("of a file that is too large is read to its end, and told at the field where it was chosen", async () => {
		const answer = await post("/import", ours, "x".repeat(51 * 1024 * 1024 + 1));
		expect([answer.status, answer.headers.location]).toEqual([303, "/import?too-large=1"]);
	});

	test("must say how long it is", async () => {
		const answer = await ask("/cases/1", {
			method: "POST",
			headers: { ...ours, "Transfer-Encoding": "chunked" },
			body: "a",
		});
		expect(answer.status).toBe(411);
	});
});

describe("what a screen is told", () => {
	test("is never what only a proxy may say, nor another name than ours", async () => {
		await ask("/", {
			headers: {
				Host: "evil.example",
				"X-Forwarded-Host": "evil.example",
				"X-Forwarded-Proto": "https",
				"X-Forwarded-For": "6.6.6.6",
				Forwarded: "for=6.6.6.6",
				"X-Real-IP": "6.6.6.6",
				"X-Client-Address": "6.6.6.6",
				"X-Request-Id": "mine",
			},
		});
		const headers = seen.at(-1) ?? {};
		expect(headers.host).toBe("localhost:3000");
		expect(headers["x-client-address"]).toBe("127.0.0.1");
		expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
		expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|x-forwarded|evil/);
	});
});

describe("health", () => {
	test("up is up, also while leaving; ready only when it can serve", async () => {
		expect(await ask("/healthz")).toMatchObject({ status: 200 });
		expect(await ask("/readyz")).toMatchObject({ status: 200, body: "ready\n" });
		draining.isDraining = true;
		expect(await ask("/readyz")).toMatchObject({ status: 503, body: "not ready\n" });
		expect(await ask("/healthz")).toMatchObject({ status: 200 });
		draining.isDraining = false;
	});
});

test.each([
	[
		"/cases/0193a1b2-0000-7000-8000-000000000000/entries/new?body=Jane",
		"/cases/0193a1b2-0000-7000-8000-000000000000/entries/new",
	],
	[
		"/meetings/0193a1b2-0000-7000-8000-000000000000.data?_routes=x",
		"/meetings/0193a1b2-0000-7000-8000-000000000000",
	],
	["/link/secrettoken", "/link/*"],
	["/link/aBc123-_x.data", "/link/*"],
	["/find/Jane%20Smith", "/find/*"],
	["/kept/aBc123-_x", "/kept/*"],
	["/assets/root-Bx_9.js", "/assets/root-Bx_9.js"],
	["/", "/"],
])("%s is logged as %s", (url, path) => {
	expect(readablePath(url)).toBe(path);
});
