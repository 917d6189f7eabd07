/** Boot only: Express, Remix, sockets, shutdown. What the product does comes through the build (or Vite, in development). */
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import express from "express";
import { requestHandler } from "./data-requests.ts";

type Serving = typeof import("./http/serving.ts");
type Build = ServerBuild & { entry: { module: ServerBuild["entry"]["module"] & Serving } };

const isProduction =
	process.env.NODE_ENV === "production" || process.argv[1]?.endsWith("build/command-line/main.js");
if (isProduction) process.env.NODE_ENV = "production";

function projectFolder(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
	return folder;
}

async function start(): Promise<void> {
	const root = projectFolder();
	const vite = isProduction
		? undefined
		: await import("vite").then(({ createServer: create }) =>
				create({ server: { middlewareMode: true }, root }),
			);
	const load = async () =>
		(vite
			? await vite.ssrLoadModule("virtual:remix/server-build")
			: await import(pathToFileURL(join(root, "build/server/index.js")).href)) as Build;

	const build = await load();
	const serving = build.entry.module;
	const { port, baseUrl } = serving.environment();
	await serving.migrate();
	const link = await serving.firstAdministratorLink();

	const app = express();
	app.disable("x-powered-by");
	app.use(serving.middleware());
	if (vite) app.use(vite.middlewares);
	else {
		app.use("/assets", express.static(join(root, "build/client/assets"), { immutable: true, maxAge: "1y" }));
		app.use(express.static(join(root, "build/client"), { maxAge: "1h" }));
	}
	const options: Parameters<typeof requestHandler>[1] = {
		mode: process.env.NODE_ENV,
		getLoadContext: (_request, response) => ({
			nonce: response.locals.nonce as string,
			requestId: response.locals.requestId as string,
		}),
	};
	app.all("*", vite ? createRequestHandler({ build: load, ...options }) : requestHandler(build, options));

	const server = createServer({ maxHeaderSize: 32_768 }, app);
	serving.attachRealtime(server);
	server.listen(port, () => {
		serving.startJobs();
		serving.log().info({ port, baseUrl }, "listening");
		if (!isProduction || process.stdout.isTTY) process.stdout.write(`Panelroom: ${baseUrl}\n`);
		if (link)
			process.stdout.write(`\nNo accounts yet. Make the first administrator here, once:\n  ${link}\n\n`);
	});
	server.on("error", (error: NodeJS.ErrnoException) => {
		const plain =
			error.code === "EADDRINUSE" ? `Port ${port} is in use. Set PORT to another.` : error.message;
		process.stderr.write(`${plain}\n`);
		process.exit(1);
	});

	let isLeaving = false;
	const leave = (signal: string) => {
		if (isLeaving) return;
		isLeaving = true;
		serving.log().info({ signal }, "leaving");
		// A request that never ends must not keep us: what was acknowledged is on disk already.
		setTimeout(() => process.exit(1), 9_500).unref();
		serving.drain(server).then(
			() => process.exit(0),
			(error) => {
				serving.log().error({ err: error }, "did not leave cleanly");
				process.exit(1);
			},
		);
	};
	process.on("SIGTERM", () => leave("SIGTERM"));
	process.on("SIGINT", () => leave("SIGINT"));
}

start().catch((error: Error) => {
	// Misconfigured and DatabaseInUse are the operator's to mend and say how; a stack would hide the sentence.
	const isExpected = error.name === "DatabaseInUse" || error.name === "Misconfigured";
	process.stderr.write(`${isExpected ? error.message : (error.stack ?? error.message)}\n`);
	process.exit(1);
});
