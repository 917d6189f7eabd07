/** A wire between browsers and the server that a test can cut: silently, as a lost radio link does, or with a bang. */
import { once } from "node:events";
import net from "node:net";

export interface Wire {
	readonly port: number;
	/** From now on nothing gets through, and nobody is told. */
	cut(): void;
	/** Nothing that hung on the old link comes back; new connections get through. */
	mend(): void;
	close(): Promise<void>;
}

/** Lays a wire from a port of its own to `target` on this machine. */
export async function layWire(target: number): Promise<Wire> {
	const ends = new Set<net.Socket>();
	let isCut = false;
	const server = net.createServer((near) => {
		const far = net.connect(target, "localhost");
		for (const [from, to] of [
			[near, far],
			[far, near],
		] as const) {
			ends.add(from);
			from.on("data", (chunk) => {
				if (!isCut) to.write(chunk);
			});
			from.on("error", () => {});
			from.on("close", () => {
				ends.delete(from);
				// On a link that is cut, not even the end of a connection is heard.
				if (!isCut) to.destroy();
			});
		}
	});
	server.listen(0, "localhost");
	await once(server, "listening");
	return {
		port: (server.address() as net.AddressInfo).port,
		cut: () => {
			isCut = true;
		},
		mend: () => {
			for (const end of ends) end.destroy();
			isCut = false;
		},
		close: async () => {
			for (const end of ends) end.destroy();
			server.close();
			await once(server, "close");
		},
	};
}
