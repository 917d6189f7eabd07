/** Which engine this process talks to; decided once, from DATABASE_URL, before any table is defined. */
export const databaseUrl = process.env.DATABASE_URL ?? "file:./data/panelroom.db";

export const dialect: "sqlite" | "postgres" = /^postgres(ql)?:/.test(databaseUrl) ? "postgres" : "sqlite";
