/** A browser as far as HTTP sees it, which hands over every byte of an answer. */
import http from "node:http";
import { newId } from "#server/ids.ts";

/** An answer as it came. */
export interface Answer {
	status: number;
	/** Name and value as sent, in their order. */
	headers: [name: string, value: string][];
	body: string;
}

export interface Asking {
	method?: "GET" | "POST" | "HEAD";
	headers?: Record<string, string>;
	body?: string | Buffer;
}

/** How a page is asked for: as a document, or as the data that the page's own script fetches. */
export type Mode = "document" | "data";
export const MODES: readonly Mode[] = ["document", "data"];

export const AT_ONCE = 8;

/** Does `work` for every item, eight at a time. */
export async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
	const waiting = [...items].reverse();
	const worker = async () => {
		for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The address under which a page's data is fetched. */
export function dataPath(path: string): string {
	const [pathname = "", query] = path.split("?");
	return `${pathname === "/" ? "/_root" : pathname}.data${query === undefined ? "" : `?${query}`}`;
}

class ClosedWhileIdle extends Error {}

/** One person's browser, or nobody's. */
export class Browser {
	cookie = "";
	/** What this session's forms carry. */
	token = "";
	private readonly agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });

	constructor(readonly url: string) {}

	/** Sends exactly this, with the session's cookie; a header that is empty is left out. */
	async ask(path: string, asking: Asking = {}): Promise<Answer> {
		try {
			return await this.send(path, asking);
		} catch (error) {
			// The server may close an idle connection in the moment in which it is used again.
			if (!(error instanceof ClosedWhileIdle)) throw error;
			return this.send(path, asking);
		}
	}

	private send(path: string, { method = "GET", headers = {}, body }: Asking): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
			const cookie = this.cookie ? { Cookie: this.cookie } : {};
			const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
			const options = { method, agent: this.agent, headers: { ...cookie, ...length, ...given } };
			const request = http.request(`${this.url}${path}`, options, (response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () => {
					const raw = response.rawHeaders;
					const pairs = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""]] : []));
					resolve({
						status: response.statusCode ?? 0,
						headers: pairs as Answer["headers"],
						body: Buffer.concat(chunks).toString("utf8"),
					});
				});
			});
			request.on("error", (error) =>
				reject(request.reusedSocket ? new ClosedWhileIdle(error.message) : error),
			);
			request.end(body);
		});
	}

	get(path: string, mode: Mode = "document"): Promise<Answer> {
		if (mode === "document")
			return this.ask(path, { headers: { Accept: "text/html", "Sec-Fetch-Dest": "document" } });
		return this.ask(dataPath(path), { headers: { "Sec-Fetch-Dest": "empty" } });
	}

	/** Posts a form as a browser without script does, or as the page's script. */
	post(
		path: string,
		fields: Readonly<Record<string, string>>,
		mode: Mode = "document",
		{ headers = {}, token = this.token }: { headers?: Record<string, string>; token?: string } = {},
	): Promise<Answer> {
		const isData = mode === "data";
		const form = new URLSearchParams({
			...fields,
			token,
			opId: newId(),
			...(isData ? { enhanced: "1" } : {}),
		});
		return this.ask(isData ? dataPath(path) : path, {
			method: "POST",
			headers: {
				Origin: this.url,
				"Sec-Fetch-Site": "same-origin",
				"Sec-Fetch-Dest": isData ? "empty" : "document",
				"Content-Type": "application/x-www-form-urlencoded",
				...headers,
			},
			body: form.toString(),
		});
	}

	/** Signs in with the form. @throws when it is refused. */
	async signIn(email: string, password: string): Promise<void> {
		const answer = await this.post("/sign-in", { email, password });
		const [, set] = answer.headers.find(([name]) => name.toLowerCase() === "set-cookie") ?? [];
		if (!set || answer.status !== 303)
			throw new Error(`Signing in as ${email} was refused (${answer.status})`);
		this.cookie = set.split(";")[0] ?? "";
		const page = await this.get("/account");
		this.token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
		if (!this.token) throw new Error(`The account page of ${email} carries no form token`);
	}

	close(): void {
		this.agent.destroy();
	}
}
