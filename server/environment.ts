/** The only reader of the environment (beside db/dialect.ts): what is set, what it means, what is missing. */
import { createHash } from "node:crypto";
import { remember } from "#db/index.ts";

export interface Environment {
	isProduction: boolean;
	port: number;
	/** Where people reach the server, without a slash at the end. Cookie flags and origin checks follow from it. */
	baseUrl: string;
	/** Keys MACs: session-bound tokens, blind indexes, input hashes. */
	sessionSecret: string;
	/** 32 bytes: seals protected details. Lost key, lost details. */
	sealingKey: Buffer;
	/** Addresses whose X-Forwarded-* headers count, comma-separated; none by default. */
	trustedProxies: string[];
	logLevel: string;
}

/** Thrown at start-up when production lacks what it must have; names every missing variable. */
export class Misconfigured extends Error {
	override name = "Misconfigured";
}

/** A key for a developer's machine only: stable across restarts, refused in production. */
const developmentKey = (name: string) =>
	createHash("sha256").update(`panelroom development ${name}`).digest();

function read(): Environment {
	const isProduction = process.env.NODE_ENV === "production";
	const port = Number(process.env.PORT ?? 3000);
	const problems: string[] = [];

	const sessionSecret = process.env.PANELROOM_SESSION_SECRET;
	if (isProduction && (!sessionSecret || sessionSecret.length < 32)) {
		problems.push("PANELROOM_SESSION_SECRET: at least 32 random characters (openssl rand -base64 48)");
	}
	const sealing = process.env.PANELROOM_SEALING_KEY;
	const sealingKey = sealing ? Buffer.from(sealing, "base64") : undefined;
	if (isProduction ? sealingKey?.length !== 32 : sealingKey && sealingKey.length !== 32) {
		problems.push("PANELROOM_SEALING_KEY: 32 random bytes in base64 (openssl rand -base64 32)");
	}
	const baseUrl = (process.env.BASE_URL ?? `http://localhost:${port}`).replace(/\/+$/, "");
	if (!URL.canParse(baseUrl))
		problems.push("BASE_URL: the address people type, e.g. https://panelroom.example");
	if (!Number.isInteger(port) || port < 0 || port > 65535) problems.push("PORT: a number from 0 to 65535");
	if (problems.length > 0) {
		throw new Misconfigured(
			`Panelroom cannot start. Set:\n${problems.map((line) => `  ${line}`).join("\n")}`,
		);
	}
	return {
		isProduction,
		port,
		baseUrl,
		sessionSecret: sessionSecret ?? developmentKey("session").toString("hex"),
		sealingKey: sealingKey ?? developmentKey("sealing"),
		trustedProxies: (process.env.TRUSTED_PROXIES ?? "").split(",").filter(Boolean),
		logLevel: process.env.LOG_LEVEL ?? "info",
	};
}

/** What this process was started with. @throws Misconfigured, naming everything that is missing at once. */
export const environment = (): Environment => remember("environment", read);
