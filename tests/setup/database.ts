/**
 * Gives each test file a database of its own. This must run before any module of db/ is loaded, since
 * db/dialect.ts reads the address once: so import nothing from db/ or server/ here.
 */
import { inject } from "vitest";
import { copyTemplate } from "./template.ts";

process.env.DATABASE_URL = await copyTemplate(inject("template"));
