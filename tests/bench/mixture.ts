/** What one room posts: of ten posts seven entries, two actions, and one that opens the next case for everyone. */
import type { Kind } from "./subjects.ts";

const TEN: readonly Kind[] = [
	"entry",
	"entry",
	"entry",
	"action",
	"entry",
	"entry",
	"action",
	"entry",
	"entry",
	"item",
];

/** What the writer's post of this number is. @param number from 0 */
export const kindOf = (number: number): Kind => TEN[number % TEN.length] ?? "entry";
