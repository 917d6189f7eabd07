import { randomBytes } from "node:crypto";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { asAdministrator, databaseUrl, startPostgres } from "./postgres.ts";
import { migrateDatabase } from "./template.ts";

/** The global set-up of the suite that runs on PostgreSQL. */
export default async function postgresTemplate(project: TestProject): Promise<() => Promise<void>> {
	const postgres = await startPostgres();
	// With TEST_POSTGRES_URL two runs may share one server, so each has names of its own.
	const database = `panelroom_test_${randomBytes(6).toString("hex")}`;
	try {
		await asAdministrator(postgres.url, `create database ${database}`);
		await migrateDatabase(databaseUrl(postgres.url, database));
		// A template is copied only while nobody is connected to it, so nobody may be.
		await asAdministrator(postgres.url, `alter database ${database} with allow_connections false`);
		project.provide("template", { engine: "postgres", serverUrl: postgres.url, database });
	} catch (error) {
		await postgres.stop();
		throw error;
	}
	return async () => {
		if (process.env.TEST_POSTGRES_URL) await dropAll(postgres.url, database);
		await postgres.stop();
	};
}

async function dropAll(serverUrl: string, prefix: string): Promise<void> {
	const client = new pg.Client({ connectionString: serverUrl });
	await client.connect();
	const { rows } = await client.query<{ name: string }>(
		"select datname as name from pg_database where starts_with(datname, $1)",
		[prefix],
	);
	await client.end();
	await asAdministrator(serverUrl, ...rows.map(({ name }) => `drop database ${name} with (force)`));
}
