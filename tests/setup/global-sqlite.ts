import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { lastWill } from "./processes.ts";
import { migrateDatabase } from "./template.ts";

/** The global set-up of the suites that run on SQLite. */
export default async function sqliteTemplate(project: TestProject): Promise<() => void> {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), "panelroom-tests-"));
	const will = lastWill('rm -rf "$1"', [folder]);
	const remove = () => {
		fs.rmSync(folder, { recursive: true, force: true });
		will.revoke();
	};
	try {
		const file = path.join(folder, "template.db");
		await migrateDatabase(`file:${file}`);
		project.provide("template", { engine: "sqlite", file, copies: folder });
		return remove;
	} catch (error) {
		remove();
		throw error;
	}
}
