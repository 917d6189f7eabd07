/** An agenda as it was published: each publication is kept, and the latest is what today's agenda is held against. */
import { and, desc, eq } from "drizzle-orm";
import { db } from "#db/index.ts";
import { revisions } from "#db/schema/index.ts";
import { type Access, holds } from "../audiences/index.ts";
import type { Meeting } from "./policy.ts";
import type { AgendaItemRow } from "./present.ts";

/** What publishMeeting keeps. */
export interface PublishedAgenda {
	/** ISO instant. */
	startsAt: string;
	minutes: number;
	place: string;
	items: (Pick<AgendaItemRow, "id" | "caseId" | "listing" | "title" | "minutes" | "presenterName"> & {
		kind: AgendaItemRow["itemKind"];
	})[];
}

/** The version that stands, without the cases that `access` may not see; null when there is none. */
export async function lastPublished(access: Access, meeting: Meeting): Promise<PublishedAgenda | null> {
	if (meeting.publications === 0) return null;
	const [kept] = await db
		.select({ body: revisions.body })
		.from(revisions)
		.where(and(eq(revisions.subjectKind, "agenda"), eq(revisions.subjectId, meeting.id)))
		.orderBy(desc(revisions.version))
		.limit(1);
	if (!kept?.body) return null;
	const published = JSON.parse(kept.body) as PublishedAgenda;
	const isSeen = ({ caseId }: { caseId: string | null }) =>
		!caseId || holds(access, { kind: "case", panelId: meeting.panelId, caseId });
	return { ...published, items: published.items.filter(isSeen) };
}
