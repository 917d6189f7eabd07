/** Who is at the other end: the browser's address, told by a proxy only when the proxy is one we know. */
import { BlockList, isIP } from "node:net";
import { environment } from "../environment.ts";

/** IPv4 in IPv6's clothes, as a dual-stack socket has it, in its own again. */
const plain = (address: string) => address.trim().replace(/^::ffff:(?=\d+\.)/i, "");

const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** The configured proxies, single addresses or networks such as 10.0.0.0/8. */
function trustedProxies(): BlockList {
	const list = new BlockList();
	for (const entry of environment().trustedProxies) {
		const [address = "", bits] = entry.trim().split("/");
		if (isIP(address) === 0) continue;
		if (bits === undefined) list.addAddress(address, family(address));
		else list.addSubnet(address, Number(bits), family(address));
	}
	return list;
}

/**
 * Makes the reader of a request's address: from the right of `X-Forwarded-For`, the first that is no trusted
 * proxy. What stands further left was sent by the client and may be anything.
 */
export function addressReader(): (remote: string | undefined, forwardedFor: string | undefined) => string {
	const trusted = trustedProxies();
	const isTrusted = (address: string) => isIP(address) !== 0 && trusted.check(address, family(address));
	return (remote, forwardedFor) => {
		let address = plain(remote ?? "");
		const told = (forwardedFor ?? "").split(",").map(plain);
		while (isTrusted(address)) {
			const next = told.pop();
			if (!next || isIP(next) === 0) break;
			address = next;
		}
		return address || "unknown";
	};
}
