/**
 * Renders pages, and hands the boot file all that it needs: the boot file imports nothing but the build, so
 * that an action and a socket share one instance of everything.
 */
import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";
import { log } from "#server/http/serving.ts";
import { NonceContext } from "./nonce.ts";

export * from "#server/http/serving.ts";

declare module "@remix-run/node" {
	interface AppLoadContext {
		nonce: string;
		requestId: string;
	}
}

const ABORT_AFTER_MS = 10_000;

export default function handleRequest(
	request: Request,
	status: number,
	headers: Headers,
	context: EntryContext,
	{ nonce, requestId }: { nonce: string; requestId: string },
) {
	return new Promise<Response>((resolve, reject) => {
		let finalStatus = status;
		const { pipe, abort } = renderToPipeableStream(
			<NonceContext.Provider value={nonce}>
				<RemixServer context={context} url={request.url} nonce={nonce} abortDelay={ABORT_AFTER_MS} />
			</NonceContext.Provider>,
			{
				nonce,
				onAllReady() {
					// Else it keeps the whole page in memory until it fires.
					clearTimeout(late);
					const body = new PassThrough();
					headers.set("Content-Type", "text/html; charset=utf-8");
					resolve(new Response(createReadableStreamFromReadable(body), { headers, status: finalStatus }));
					pipe(body);
				},
				onShellError: reject,
				onError(error) {
					finalStatus = 500;
					log().error({ err: error, requestId }, "a page could not be rendered");
				},
			},
		);
		const late = setTimeout(abort, ABORT_AFTER_MS + 1_000).unref();
	});
}

/** Expected failures were turned into responses before; what comes here is a bug, logged with its request. */
export function handleError(error: unknown, { request, context }: { request: Request; context: unknown }) {
	if (request.signal.aborted) return;
	const requestId = (context as { requestId?: string } | undefined)?.requestId;
	log().error({ err: error, requestId }, "a request failed unexpectedly");
}
