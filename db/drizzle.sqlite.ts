import { defineConfig } from "drizzle-kit";

process.env.DATABASE_URL = "file:./data/unused.db";
export default defineConfig({
	dialect: "sqlite",
	casing: "snake_case",
	schema: "./db/schema/index.ts",
	out: "./db/migrations/sqlite",
});
