import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import { denyImports } from "vite-env-only";
import remixConfig from "./remix.config.js";
import { aliases } from "./vite.aliases.ts";

export default defineConfig({
	plugins: [
		// The wall between browser and server: a leak here would ship rules, or secrets, to every laptop.
		denyImports({ client: { files: ["**/server/**", "**/db/**"] } }),
		remix(remixConfig),
	],
	resolve: { alias: aliases },
	css: { preprocessorOptions: { scss: { quietDeps: true } } },
	// A native module of the server: nothing for the browser to prepare.
	optimizeDeps: { exclude: ["@node-rs/argon2", "@node-rs/argon2-wasm32-wasi"] },
	server: { middlewareMode: true },
	build: { target: "es2022", sourcemap: false, reportCompressedSize: false },
});
