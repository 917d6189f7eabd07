/** The operator's log: JSON lines with a request id and no personal data (ids and kinds only). */
import { pino } from "pino";
import { remember } from "#db/index.ts";
import { environment } from "./environment.ts";
import { loggableError } from "./loggable-error.ts";

export const log = () =>
	remember("log", () =>
		pino({
			level: environment().logLevel,
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			serializers: { err: loggableError },
		}),
	);
