/** What travels between a live screen and the server. Every message from a browser is checked against these. */
import { z } from "zod";
import type { Changes } from "../events/index.ts";

export const Follow = z.strictObject({
	subject: z.strictObject({ kind: z.enum(["meeting", "case", "panel"]), id: z.string().max(64) }),
	/** The version that the screen stands at. */
	version: z.number().int().nonnegative(),
});
export type Follow = z.infer<typeof Follow>;

/** The answer to Follow: what was missed, or what to do instead. */
export type Followed =
	| { status: "following"; changes: Changes }
	/** Load the page's data anew, then follow again. */
	| { status: "reload" }
	/** The same, and what is shown may stay meanwhile. */
	| { status: "outgrown" }
	/** There is nothing here for this person (any more). */
	| { status: "gone" };

/** Who has the same screen open; one line a person, however many tabs. */
export interface Present {
	userId: string;
	name: string;
	agencyName: string;
	/** They are in the middle of a sentence; not on what. */
	isWriting: boolean;
}

export interface ServerMessages {
	changes: (changes: Changes) => void;
	/** What this screen may show has changed: empty it and load anew. */
	reload: () => void;
	/** There is more or less to show than changes can bring: load anew, and show what is there meanwhile. */
	outgrown: () => void;
	present: (people: Present[]) => void;
	/** How much waits unread in this person's inbox; sent to each of their pages, whatever it follows. */
	inbox: (unread: number) => void;
	/** The session is over; "revoked" empties the screen, "timed-out" keeps what is being typed. */
	"signed-out": (why: "revoked" | "timed-out") => void;
}

export interface BrowserMessages {
	follow: (message: Follow, answer: (followed: Followed) => void) => void;
	/** Whether this person is in the middle of a sentence, for the others' sake; it is kept nowhere. */
	writing: (isWriting: boolean) => void;
}
