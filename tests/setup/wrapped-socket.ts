/** A socket of which some methods do something else: a line that is slow, or that loses what it carries. */
import type { Socket } from "socket.io-client";

export function wrapped(socket: Socket, methods: Readonly<Record<string, unknown>>): Socket {
	return new Proxy(socket, {
		get: (target, name) => {
			if (Object.hasOwn(methods, name)) return methods[name as string];
			const value: unknown = Reflect.get(target, name);
			// A method that kept its listeners on anything but the socket itself would hear nothing.
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}
