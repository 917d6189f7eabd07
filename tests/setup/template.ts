/**
 * Databases for tests: migrated once per run, as a template, and copied for each test file, so that no file
 * sees another's rows and none waits for migrations.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { asAdministrator, databaseUrl } from "./postgres.ts";

export type Template =
	| { engine: "sqlite"; file: string; copies: string }
	| { engine: "postgres"; serverUrl: string; database: string };

declare module "vitest" {
	export interface ProvidedContext {
		template: Template;
	}
}

/** Makes a migrated, empty database of this run and gives its address. */
export async function copyTemplate(template: Template): Promise<string> {
	const name = randomBytes(6).toString("hex");
	if (template.engine === "sqlite") {
		const file = path.join(template.copies, `${name}.db`);
		fs.copyFileSync(template.file, file, fs.constants.COPYFILE_FICLONE);
		return `file:${file}`;
	}
	const database = `${template.database}_${name}`;
	await asAdministrator(template.serverUrl, `create database ${database} template ${template.database}`);
	return databaseUrl(template.serverUrl, database);
}

export async function migrateDatabase(url: string): Promise<void> {
	const program = fileURLToPath(new URL("./migrate.ts", import.meta.url));
	const child = spawn(process.execPath, ["--import", "tsx", program], {
		cwd: fileURLToPath(new URL("../..", import.meta.url)),
		env: { ...process.env, DATABASE_URL: url },
		stdio: ["ignore", "inherit", "pipe"],
	});
	let complaint = "";
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		complaint += text;
	});
	const [code] = await once(child, "close");
	if (code !== 0) throw new Error(`The test database could not be migrated:\n${complaint}`);
}
