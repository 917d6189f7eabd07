/** Everything that a database holds, as an intruder who has stolen it would search it. */
import { databaseUrl } from "#db/index.ts";
import { rawSql } from "./raw-sql.ts";

/** Every value of every column of every table, as text. */
export async function wholeDatabase(): Promise<string> {
	const isPostgres = /^postgres(ql)?:/.test(databaseUrl);
	const raw = await rawSql(databaseUrl);
	try {
		const tables = await raw.column(
			isPostgres
				? "select tablename from pg_tables where schemaname = 'public'"
				: "select name from sqlite_master where type = 'table' and name not like 'sqlite%'",
		);
		const values: string[] = [];
		for (const table of tables) {
			const columns = await raw.column(
				isPostgres
					? `select column_name from information_schema.columns where table_name = '${table}'`
					: `select name from pragma_table_info('${table}')`,
			);
			for (const column of columns) {
				for (const value of await raw.column(`select "${column}" from "${table}"`))
					values.push(asText(value));
			}
		}
		return values.join("\n");
	} finally {
		await raw.close();
	}
}

const asText = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
