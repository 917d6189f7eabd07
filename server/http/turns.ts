/**
 * Requests begin one by one, each in a turn of the event loop of its own. Node takes one new connection a turn:
 * when every turn answered all who are already connected, forty busy people would keep everybody else out.
 */
import type { RequestHandler } from "express";

/** Makes the handler; what comes after it begins in its turn, in the order of arrival. */
export function inTurn(): RequestHandler {
	const waiting: (() => void)[] = [];
	const takeOne = () => {
		const begin = waiting.shift();
		// Asked for before the work, so that an error in it does not stop the others.
		if (waiting.length > 0) setImmediate(takeOne);
		begin?.();
	};
	return (_request, _response, next) => {
		waiting.push(next);
		if (waiting.length === 1) setImmediate(takeOne);
	};
}
