/** What travels between a live screen and the server. Every message from a browser is checked against these. */
import { z } from "zod";
import type { Changes } from "../events/index.ts";
import { Copies, HEAVIEST_UPDATE, type SectionShown, type Written } from "../summary/index.ts";

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

const id = z.string().max(64);
const key = z.string().max(80);
const count = z.number().int().nonnegative();
/** What Socket.IO makes of a browser's bytes; copied, since they may lie in a buffer that is used again. */
const bytes = z
	.instanceof(Uint8Array)
	.refine(({ byteLength }) => byteLength <= HEAVIEST_UPDATE)
	.transform((given) => Uint8Array.from(given));

/** A screen begins to show a case's summary, and to hear what is said in it; it leaves another's. */
export const ReadSummary = z.strictObject({ caseId: id });
/** A screen wants to write in a case's summary, and asks for a pen. */
export const TakePen = z.strictObject({ caseId: id });
/** A screen begins to edit a section: what it has of it, as Yjs's state vector, so that it is sent the rest. */
export const OpenText = z.strictObject({ caseId: id, key, vector: bytes });
/** It edits a section no more, and goes on reading it. */
export const CloseText = z.strictObject({ caseId: id, key });
export const WriteText = z.strictObject({
	caseId: id,
	key,
	pen: count,
	update: bytes,
	copies: Copies,
});
/** Where in the summary this person is in the middle of a sentence, if anywhere; it is kept nowhere. */
export const SayWriting = z.strictObject({ caseId: id, key: key.nullable() });

/** There is nothing here for this person (any more). */
type Gone = { status: "gone" };
/** It went wrong; ask again. */
type Later = { status: "later" };
export type SummaryRead = { status: "reading"; sections: SectionShown[] } | Gone | Later;
export type PenTaken = { status: "taken"; pen: number } | { status: "read-only" } | Gone | Later;
/** `update`: what the screen had not; `seq`: as of which it then is. */
export type TextOpened = { status: "open"; seq: number; update: Uint8Array } | Gone | Later;
export type TextWritten = Written | Later;

/** What was written in a section that a screen edits, from one number of its sequence to another. */
export interface TextUpdates {
	caseId: string;
	key: string;
	from: number;
	to: number;
	updates: Uint8Array[];
}
/** The same for a screen that shows it as plain text: some characters were taken out, others put in their place. */
export interface TextSaid {
	caseId: string;
	key: string;
	from: number;
	to: number;
	at: number;
	removed: number;
	inserted: string;
}
/** Who is in the middle of a sentence in a case's summary, and where. */
export interface SummaryWriters {
	caseId: string;
	writers: { key: string; userId: string; name: string; agencyName: string }[];
}

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
	"text-updates": (updates: TextUpdates) => void;
	"text-said": (said: TextSaid) => void;
	"summary-writers": (writers: SummaryWriters) => void;
	/** The person's standing has changed: the summary's words leave the screen until it has asked again. */
	"summary-closed": (caseId: string) => void;
	/** The session is over; "revoked" empties the screen, "timed-out" keeps what is being typed. */
	"signed-out": (why: "revoked" | "timed-out") => void;
}

export interface BrowserMessages {
	follow: (message: Follow, answer: (followed: Followed) => void) => void;
	/** Whether this person is in the middle of a sentence, for the others' sake; it is kept nowhere. */
	writing: (isWriting: boolean) => void;
	"read-summary": (message: z.input<typeof ReadSummary>, answer: (read: SummaryRead) => void) => void;
	/** It is shown no more. */
	"leave-summary": () => void;
	"take-pen": (message: z.input<typeof TakePen>, answer: (taken: PenTaken) => void) => void;
	"open-text": (message: z.input<typeof OpenText>, answer: (opened: TextOpened) => void) => void;
	"close-text": (message: z.input<typeof CloseText>) => void;
	"write-text": (message: z.input<typeof WriteText>, answer: (written: TextWritten) => void) => void;
	"say-writing": (message: z.input<typeof SayWriting>) => void;
}
