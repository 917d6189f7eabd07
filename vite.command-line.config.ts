import { defineConfig } from "vite";
import { aliases } from "./vite.aliases.ts";

/** Everything that runs beside the Remix build: the boot file and the commands, each an entry of its own. */
export default defineConfig({
	resolve: { alias: aliases },
	publicDir: false,
	build: {
		ssr: true,
		target: "node20",
		outDir: "build/command-line",
		emptyOutDir: true,
		reportCompressedSize: false,
		rollupOptions: {
			input: {
				main: "server/main.ts",
				import: "server/command-line/import.ts",
				"verify-audit": "server/command-line/verify-audit.ts",
				"reading-worker": "server/import/reading-worker.ts",
				"seed-demo": "server/demo/seed.ts",
				colleagues: "server/demo/colleagues.ts",
				bench: "tests/bench/run.ts",
				faults: "tests/faults/run.ts",
			},
			output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
		},
	},
});
