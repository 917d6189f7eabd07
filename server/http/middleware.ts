/**
 * What every request passes before it reaches a screen: a request id and a line in the log, security headers,
 * and the refusal of what no page of ours would send.
 */
import { randomBytes, randomUUID } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { ping } from "#db/index.ts";
import { environment } from "../environment.ts";
import { log } from "../log.ts";
import { addressReader } from "./client-address.ts";
import { draining } from "./drain.ts";
import { isFromOwnPage, ownOrigin } from "./origin.ts";
import { plainPage } from "./plain-page.ts";
import { inTurn } from "./turns.ts";

const MB = 1024 * 1024;
const LARGEST_BODY = MB;
/** Somewhat more than the largest file, so that the form around it fits too. */
const LARGEST_IMPORT = 51 * MB;
/** So much of a file that is too large for an import is taken in and let go, to say so where it was chosen. */
const LARGEST_PASSED_OVER = 1024 * MB;

interface Options {
	/** Vite injects styles and speaks to the browser on a port of its own; only ever in development. */
	isServedByVite?: boolean;
}

/** The handlers, in their order, for `app.use`. They put `nonce` and `requestId` into `response.locals`. */
export function middleware({ isServedByVite = !environment().isProduction }: Options = {}): RequestHandler[] {
	return [identify(), logged, secureHeaders(isServedByVite), health, named(), bounded, fromOwnPage, inTurn()];
}

// --- who asks, and the log --------------------------------------------------------------------------------

/** Gives the request its id and its address, and takes away what only a proxy may say. */
function identify(): RequestHandler {
	const addressOf = addressReader();
	return (request, response, next) => {
		const forwardedFor = request.headers["x-forwarded-for"];
		const told = Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor;
		const address = addressOf(request.socket.remoteAddress, told);
		// BASE_URL says how people reach us, so nothing else of these headers is ever needed: Remix would believe them.
		for (const header of Object.keys(request.headers)) {
			if (/^(x-forwarded-|forwarded$|x-real-ip$)/.test(header)) delete request.headers[header];
		}
		const requestId = randomUUID();
		request.headers["x-request-id"] = requestId;
		request.headers["x-client-address"] = address;
		response.locals.requestId = requestId;
		response.setHeader("X-Request-Id", requestId);
		response.removeHeader("X-Powered-By");
		// Somebody busy would otherwise keep their connection, and us, until the last moment.
		if (draining.isDraining) response.setHeader("Connection", "close");
		next();
	};
}

/** One line a request. Ids stay readable; anything else in a path, and every query, may tell of a person. */
const logged: RequestHandler = (request, response, next) => {
	const begun = performance.now();
	response.once("close", () => {
		const path = readablePath(request.originalUrl);
		const line = {
			requestId: response.locals.requestId,
			method: request.method,
			path,
			status: response.statusCode,
			ms: Math.round(performance.now() - begun),
			...(response.writableFinished ? {} : { isCutOff: true }),
		};
		if (/^\/(assets\/|healthz|readyz)/.test(path)) log().debug(line, "request");
		else log().info(line, "request");
	});
	next();
};

const HASHED_FILE = /^\/assets\/[\w-][\w.-]*\.\w+$/;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const WORD = /^[a-z]{2,20}(-[a-z]{2,20})*$/;

/** A path for the log: known words and ids as they are, everything else (a one-time link's token) as "*". */
export function readablePath(url: string): string {
	const path = (url.split(/[?#]/)[0] ?? "").replace(/\.data$/, "").slice(0, 500);
	if (HASHED_FILE.test(path)) return path;
	const segments = path.split("/");
	return segments
		.map((segment, at) => {
			const isPlain = segment === "" || ID.test(segment) || WORD.test(segment);
			return isPlain && segments[at - 1] !== "link" ? segment : "*";
		})
		.join("/");
}

// --- headers ----------------------------------------------------------------------------------------------

const FIXED_HEADERS = {
	// Not "no-referrer": the browser would then send `Origin: null` with every form.
	"Referrer-Policy": "same-origin",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":
		"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
};

function secureHeaders(isServedByVite: boolean): RequestHandler {
	const { host, protocol } = new URL(environment().baseUrl);
	const isHttps = protocol === "https:";
	const socket = `${isHttps ? "wss" : "ws"}://${host}`;
	const policyBefore = "default-src 'self'; script-src 'self' ";
	const policyAfter = [
		"",
		`style-src 'self'${isServedByVite ? " 'unsafe-inline'" : ""}`,
		`connect-src 'self' ${socket}${isServedByVite ? " ws:" : ""}`,
		"img-src 'self' data:",
		"object-src 'none'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
		"form-action 'self'",
	].join("; ");
	return (request, response, next) => {
		const nonce = randomBytes(16).toString("base64url");
		response.locals.nonce = nonce;
		response.setHeader("Content-Security-Policy", `${policyBefore}'nonce-${nonce}'${policyAfter}`);
		for (const [name, value] of Object.entries(FIXED_HEADERS)) response.setHeader(name, value);
		if (isHttps) response.setHeader("Strict-Transport-Security", "max-age=63072000");
		// Files under /assets/ have their content's hash in their name; their own handler says how long they keep.
		if (!HASHED_FILE.test(request.path)) response.setHeader("Cache-Control", "no-store");
		next();
	};
}

// --- answers without a screen -----------------------------------------------------------------------------

/** For whoever supervises the process: it is up; and it can serve. */
const health: RequestHandler = async (request, response, next) => {
	if (request.path === "/healthz") {
		response.type("text").send("up\n");
	} else if (request.path === "/readyz") {
		const isReady = !draining.isDraining && (await canRead());
		response
			.status(isReady ? 200 : 503)
			.type("text")
			.send(isReady ? "ready\n" : "not ready\n");
	} else next();
};

const canRead = () =>
	ping().then(
		() => true,
		() => false,
	);

function refuse(request: Request, response: Response, status: number, title: string, sentence: string): void {
	log().warn({ requestId: response.locals.requestId, status, title }, "a request was refused");
	// What is left of the body is not waited for.
	if (!request.complete) response.setHeader("Connection", "close");
	response.status(status).type("html").send(plainPage(title, sentence));
}

/** How often the log repeats that people use another address than BASE_URL. */
const SAY_AGAIN_AFTER_MS = 60_000;

/**
 * A server reached by another name than BASE_URL half works: pages load, but forms and live updates are
 * refused. The operator is told; and screens only ever see the one name.
 */
function named(): RequestHandler {
	const { host } = new URL(environment().baseUrl);
	let saidAt = Number.NEGATIVE_INFINITY;
	return (request, _response, next) => {
		if (request.headers.host !== host && performance.now() - saidAt > SAY_AGAIN_AFTER_MS) {
			saidAt = performance.now();
			log().warn(
				{ host: request.headers.host?.slice(0, 100), baseUrl: environment().baseUrl },
				"a page was asked for by another name than BASE_URL; forms and live updates will not work there",
			);
		}
		request.headers.host = host;
		next();
	};
}

/** Reading and posting is all there is, and a post says how long it is before it is read. */
const bounded: RequestHandler = (request, response, next) => {
	if (request.method === "GET" || request.method === "HEAD") return next();
	if (request.method !== "POST") {
		response.setHeader("Allow", "GET, HEAD, POST");
		return refuse(request, response, 405, "Not possible", "This address cannot be used in that way.");
	}
	if (request.headers["transfer-encoding"] !== undefined) {
		return refuse(request, response, 411, "Not possible", "A form must say how long it is.");
	}
	const isImport = /^\/import(\.data)?$/.test(request.path);
	const limit = isImport ? LARGEST_IMPORT : LARGEST_BODY;
	const length = Number(request.headers["content-length"] ?? 0);
	if (length <= limit) return next();
	if (isImport && !request.path.endsWith(".data") && length <= LARGEST_PASSED_OVER) {
		// The page says so at its field. A browser reads no answer before it has sent all of the file: it is passed over.
		request.once("end", () => response.redirect(303, "/import?too-large=1"));
		request.resume();
		return;
	}
	const sentence = isImport
		? "This file is larger than 50 MB. Go back, remove pictures and attachments from it and import it again."
		: `What you sent is larger than ${limit / MB} MB. Go back and send less.`;
	refuse(request, response, 413, "Too large", sentence);
};

/** Every write comes from one of our own pages; see origin.ts. */
const fromOwnPage: RequestHandler = (request, response, next) => {
	if (request.method === "GET" || request.method === "HEAD") return next();
	const secFetchSite = request.headers["sec-fetch-site"];
	const { origin } = request.headers;
	if (isFromOwnPage({ secFetchSite: Array.isArray(secFetchSite) ? secFetchSite[0] : secFetchSite, origin })) {
		return next();
	}
	refuse(
		request,
		response,
		403,
		"Not accepted",
		`This form was not sent from a page of Panelroom, so nothing was changed. Open Panelroom at ${ownOrigin()} and try again.`,
	);
};
