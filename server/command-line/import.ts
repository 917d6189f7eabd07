/**
 * `npm run import -- FILE [--database URL]`: imports a tracker as the system. Panels and agencies that the file
 * names and nobody has made yet are made. Refused while a server writes to the same SQLite file.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { database: { type: "string" } },
});
const file = positionals[0];
if (!file) {
	console.error("Say which file: npm run import -- FILE [--database URL]");
	process.exit(2);
}
if (values.database) process.env.DATABASE_URL = values.database;

try {
	// Only now: which engine it is, is decided when the database's modules are loaded.
	const { importFile } = await import("./import-file.ts");
	await importFile(
		await readFile(file).catch((cause) => {
			throw new Error(`The file ${file} cannot be read. Is that its name?`, { cause });
		}),
	);
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	process.exit(1);
}
