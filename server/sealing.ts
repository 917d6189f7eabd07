/** Sealing of protected details: a stolen database, backup or disk shows no victim's address. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { environment } from "./environment.ts";

const ALGORITHM = "aes-256-gcm";
/** In bytes. Said when opening too: by itself Node takes a tag cut down to four bytes, which can be guessed. */
const TAG = { authTagLength: 16 };

/**
 * Seals `text` so that it opens only in its own place: `place` is table|column|row id, and a sealed value
 * copied to another row does not open there.
 */
export function seal(text: string, place: string): string {
	const nonce = randomBytes(12);
	const cipher = createCipheriv(ALGORITHM, environment().sealingKey, nonce, TAG).setAAD(Buffer.from(place));
	const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
	return ["s1", nonce, sealed, cipher.getAuthTag()]
		.map((part) => (typeof part === "string" ? part : part.toString("base64url")))
		.join(".");
}

/** Opens what `seal` made for the same place. @throws when it was altered, moved or sealed with another key. */
export function unseal(sealed: string, place: string): string {
	const [form, nonce, body, tag] = sealed.split(".");
	if (form !== "s1" || !nonce || body === undefined || !tag) throw new Error(`Not a sealed value: ${place}`);
	const opener = createDecipheriv(ALGORITHM, environment().sealingKey, Buffer.from(nonce, "base64url"), TAG)
		.setAAD(Buffer.from(place))
		.setAuthTag(Buffer.from(tag, "base64url"));
	return Buffer.concat([opener.update(Buffer.from(body, "base64url")), opener.final()]).toString("utf8");
}

/** A keyed hash that tells equal values without telling the value; `purpose` keeps uses apart. */
export function keyedHash(purpose: string, value: string): string {
	return createHmac("sha256", environment().sealingKey).update(`${purpose}\n${value}`).digest("base64url");
}
