/** The operator's log: JSON lines with a request id and no personal data (ids and kinds only). */
import { destination, pino } from "pino";
import { remember } from "#db/index.ts";
import { environment } from "./environment.ts";
import { loggableError } from "./loggable-error.ts";

export const log = () =>
	remember("log", () => {
		// A request does not wait until its line is written; what is left is written before the process ends.
		const output = destination({ sync: false });
		process.on("exit", () => output.flushSync());
		return pino(
			{
				level: environment().logLevel,
				base: null,
				timestamp: pino.stdTimeFunctions.isoTime,
				serializers: { err: loggableError },
			},
			output,
		);
	});
