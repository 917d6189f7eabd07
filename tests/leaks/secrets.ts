/** Words and ids that are planted so that each is recognised wherever it turns up, and whom each may reach. */
import type { Audience, Kind } from "./policy.ts";

/** One thing that only some may see. */
export interface Secret {
	value: string;
	/** What it is, for the sentence of a failure. */
	what: string;
	kind: Kind;
	/** Holding one of these is enough to see it. */
	audiences: readonly Audience[];
}

/** Planted words: letters only, so that neither HTML nor JSON nor a URL writes them differently. */
const WORD = /qzx[a-z]{4}/g;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const REFERENCE = /qz[ns]-\d{4}-\d{3}/g;
/** Keyed hashes and random tokens: a session's cookie, a form's token, a kept form, a one-time link. */
const TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/g;

/** Every secret of a run. */
export class Secrets {
	private readonly byValue = new Map<string, Secret>();
	private made = 0;

	/** A new word, such as "Qzxaabc", to stand in a name or a text. */
	word(kind: Kind, audiences: Audience | readonly Audience[], what: string): string {
		let rest = this.made++;
		let letters = "";
		for (let place = 0; place < 4; place++) {
			letters = String.fromCharCode(97 + (rest % 26)) + letters;
			rest = Math.floor(rest / 26);
		}
		const value = `Qzx${letters}`;
		this.add(value, kind, audiences, what);
		return value;
	}

	/** Makes an id, a reference or a token a secret; the first to say what it is decides. */
	add(value: string, kind: Kind, audiences: Audience | readonly Audience[], what: string): void {
		const key = keyOf(value);
		if (this.byValue.has(key)) return;
		const whose = typeof audiences === "string" ? [audiences] : audiences;
		this.byValue.set(key, { value, what, kind, audiences: whose });
	}

	/** The secrets in a text, and ids of the product's making that nobody has registered. */
	in(text: string): { found: Secret[]; unknown: string[] } {
		const lower = text.toLowerCase();
		const values = new Set<string>();
		for (const pattern of [WORD, ID, REFERENCE])
			for (const [value] of lower.matchAll(pattern)) values.add(value);
		for (const [value] of text.matchAll(TOKEN)) if (this.byValue.has(value)) values.add(value);
		const found: Secret[] = [];
		const unknown: string[] = [];
		for (const value of values) {
			const secret = this.byValue.get(value);
			if (secret) found.push(secret);
			// A random token may happen to spell the beginning of a word; ids are never random by chance.
			else if (!value.startsWith("qzx")) unknown.push(value);
		}
		return { found, unknown };
	}

	all(): Secret[] {
		return [...this.byValue.values()];
	}

	get size(): number {
		return this.byValue.size;
	}
}

/** Tokens tell capitals apart, everything else may be shown in either. */
const keyOf = (value: string) => (/^[\w-]{43}$/.test(value) ? value : value.toLowerCase());
