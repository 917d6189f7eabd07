/** What an import has written, as its own stream tells. */
import { and, eq, inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { events, revisions } from "#db/schema/index.ts";
import { revisionPlace } from "../events/record.ts";
import { unseal } from "../sealing.ts";
import { chunks } from "./chunks.ts";
import type { PlannedChange } from "./planned.ts";

export interface Written {
	caseIds: string[];
	/** On cases that were there before. */
	actionIds: string[];
	entryIds: string[];
	referralIds: string[];
	changes: PlannedChange[];
}

export async function writtenBy(reader: Reader, importId: string): Promise<Written> {
	const recorded = await reader
		.select({ type: events.type, data: events.data })
		.from(events)
		.where(
			and(
				eq(events.streamId, importId),
				inArray(events.type, [
					"case.added",
					"action.added",
					"entry.added",
					"case.referred-again",
					"import.changes",
				]),
			),
		);
	const of = (type: string) => recorded.filter((event) => event.type === type).map(({ data }) => data);
	const caseIds = of("case.added").map(({ caseId }) => String(caseId));
	const created = new Set(caseIds);
	const elsewhere = (type: string, id: string) =>
		of(type)
			.filter((data) => !created.has(String(data.caseId)))
			.map((data) => String(data[id]));
	const texts = of("import.changes").map(({ text }) => (text as { id: string }).id);
	const changes: PlannedChange[] = [];
	for (const some of chunks(texts)) {
		const kept = await reader.select().from(revisions).where(inArray(revisions.id, some));
		for (const { id, body, isSealed } of kept) {
			if (body === null) continue;
			changes.push(JSON.parse(isSealed ? unseal(body, revisionPlace(id)) : body) as PlannedChange);
		}
	}
	return {
		caseIds,
		actionIds: elsewhere("action.added", "actionId"),
		entryIds: elsewhere("entry.added", "entryId"),
		referralIds: elsewhere("case.referred-again", "referralId"),
		changes,
	};
}
