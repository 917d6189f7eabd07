/** A person's browser as far as the network sees it: signs in, reads forms' tokens, posts, follows a screen. */
import { io, type Socket } from "socket.io-client";

/** One signed-in client of a running Panelroom. */
export class Client {
	protected cookie = "";
	protected token = "";

	constructor(readonly url: string) {}

	private async request(path: string, init: RequestInit = {}): Promise<Response> {
		const headers = new Headers(init.headers);
		headers.set("Origin", new URL(this.url).origin);
		if (this.cookie) headers.set("Cookie", this.cookie);
		return fetch(`${this.url}${path}`, { ...init, headers, redirect: "manual" });
	}

	/** Signs in with a form, as a browser does. @throws when the password is refused. */
	async signIn(email: string, password: string): Promise<void> {
		const answer = await this.request("/sign-in", {
			method: "POST",
			body: new URLSearchParams({ email, password }),
		});
		await answer.arrayBuffer();
		const cookie = answer.headers.getSetCookie().find((line) => /^(__Host-)?panelroom=/.test(line));
		if (!cookie || answer.status >= 400)
			throw new Error(`Signing in as ${email} was refused (${answer.status})`);
		this.cookie = cookie.split(";")[0] ?? "";
		const page = await (await this.request("/account")).text();
		this.token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";
		if (!this.token) throw new Error("The page carries no form token");
	}

	/** The text of a page. */
	async page(path: string): Promise<string> {
		return (await this.request(path)).text();
	}

	/** Data of a page as its own script fetches it: the status and the encoded body. */
	async data(path: string): Promise<{ status: number; body: string }> {
		const answer = await this.request(`${path}.data`, { headers: { "Sec-Fetch-Dest": "empty" } });
		return { status: answer.status, body: await answer.text() };
	}

	/**
	 * Posts a form to a screen exactly as a live form does: the `.data` post, which answers once the write is on
	 * disk. @returns the status; 200 means acknowledged (a redirect, as to
	 * the sign-in page, arrives as 202).
	 */
	async post(
		path: string,
		opId: string,
		fields: Record<string, string>,
	): Promise<{ status: number; body: string }> {
		const answer = await this.request(`${path}.data`, {
			method: "POST",
			body: new URLSearchParams({ ...fields, token: this.token, opId, enhanced: "1" }),
			headers: { "Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-origin" },
		});
		return { status: answer.status, body: await answer.text() };
	}

	/** A live connection of this session; it comes back by itself after a loss. */
	connect(): Socket {
		return io(this.url, {
			transports: ["websocket"],
			extraHeaders: { Cookie: this.cookie, Origin: new URL(this.url).origin },
			reconnectionDelay: 100,
			reconnectionDelayMax: 500,
			forceNew: true,
		});
	}
}
