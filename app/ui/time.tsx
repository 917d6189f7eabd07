import { formatInstant, type InstantFormat } from "./london-time.ts";

/** An instant (ISO 8601) in London time. */
export function Time({ at, format }: { at: string; format?: InstantFormat }) {
	return <time dateTime={at}>{formatInstant(at, format)}</time>;
}
