/** What the operator's log may hold of an error: where it came from, but no value that somebody typed. */

/** An error as plain data without personal values, for `log().error({ err })`. */
export function loggableError(error: unknown): Record<string, unknown> {
	if (!(error instanceof Error)) return isLoggable(error) ? error : { type: typeof error };
	const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
	return {
		type: error.name,
		message: withoutValues(error),
		code,
		stack: error.stack
			?.split("\n")
			.filter((line) => /^\s+at /.test(line))
			.join("\n"),
		cause: error.cause === undefined ? undefined : loggableError(error.cause),
	};
}

/** Drizzle adds a query's values to its message, and a JSON parser quotes what it could not read. */
function withoutValues(error: Error): string | undefined {
	if (error instanceof SyntaxError) return undefined;
	return error.message.split(/\nparams:/)[0]?.slice(0, 1000);
}

/** Made loggable before; so this may also stand as the log's serializer. */
const isLoggable = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && "stack" in value;
