/**
 * States of summaries as the record vouches for them: each event that tells of one holds a commitment to its words, to
 * whose they are and to when that was. It is made again from what is stored.
 */
import { eq } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { type events, summarySections, summaryStates } from "#db/schema/index.ts";
import { holdsDeletions, momentOf } from "./document.ts";
import { type OpenText, storedText, UnreadableText } from "./open-texts.ts";
import { sectionOf } from "./sections.ts";
import { commitmentToState, type KeptState, usersOfPens } from "./states.ts";

type Recorded = Pick<typeof events.$inferSelect, "streamId" | "version" | "actorId" | "data">;

/** Sections whose states are checked side by side: a meeting's end tells of those of its cases one after the other. */
const MOST_IN_HAND = 50;

/** Checks states, one event after the other, and knows which it has seen. */
export class StatesVouchedFor {
	readonly seen = new Set<string>();
	private readonly sections = new Map<string, Section>();

	constructor(private readonly reader: Reader) {}

	/** What does not fit the event, in plain words; nothing when all does, or when it tells of no state. */
	async problemOf({ streamId, version, actorId, data }: Recorded): Promise<string | undefined> {
		const promised = data.state as KeptState | string | undefined;
		// Others tell of a state in a word, such as somebody's attendance.
		if (typeof promised !== "object") return undefined;
		this.seen.add(promised.id);
		const name = `summary_states: ${promised.id} (${streamId} version ${version})`;
		const [state] = await this.reader.select().from(summaryStates).where(eq(summaryStates.id, promised.id));
		if (!state) return `${name}: deleted`;
		if (state.authorId !== actorId || state.sectionId !== data.sectionId) return `${name}: edited or swapped`;
		const section = await this.sectionAsOf(state.sectionId, state.seq);
		if (section === "missing") return `${name}: its section was deleted, or what was written in it`;
		const altered = `${name}: edited or swapped; or a word that it holds, who wrote it, or who brought it back`;
		if (section === "unreadable") return altered;
		const { caseId, key, agencyId } = section;
		const isInPlace =
			caseId === data.caseId &&
			agencyId === data.agencyId &&
			sectionOf(key)?.section === data.section &&
			(sectionOf(key)?.agencyId ?? null) === agencyId;
		if (!isInPlace) return `summary_sections: ${state.sectionId}: edited or swapped`;
		return commitmentOf(state, section) === promised.commitment ? undefined : altered;
	}

	private async sectionAsOf(id: string, seq: number): Promise<Section | "missing" | "unreadable"> {
		const known = this.sections.get(id);
		// The server may have written since it was read.
		if (known && known.text.seq >= seq) return known;
		const [row] = await this.reader.select().from(summarySections).where(eq(summarySections.id, id));
		if (!row || row.seq < seq) return "missing";
		const { caseId, key, agencyId } = row;
		const text = await storedText(this.reader, row).catch((error) => {
			if (error instanceof UnreadableText) return undefined;
			throw error;
		});
		if (!text) return "unreadable";
		const section = { caseId, key, agencyId, text, users: await usersOfPens(this.reader, caseId) };
		this.sections.delete(id);
		this.sections.set(id, section);
		if (this.sections.size > MOST_IN_HAND) this.sections.delete(this.sections.keys().next().value as string);
		return section;
	}
}

interface Section {
	caseId: string;
	key: string;
	agencyId: string | null;
	text: OpenText;
	users: ReadonlyMap<number, string>;
}

/** Nothing when a snapshot cannot be read. */
function commitmentOf(
	state: typeof summaryStates.$inferSelect,
	{ text, users }: Section,
): string | undefined {
	try {
		// Words that were taken out stay out.
		if (!holdsDeletions(text.doc, momentOf(state.snapshot))) return undefined;
		return commitmentToState(state, text, users);
	} catch {
		return undefined;
	}
}
