/** How referrals, reviews and safety plans are shown, everywhere the same. */
import { inArray } from "drizzle-orm";
import type { Reader } from "#db/index.ts";
import { referrals, reviews, safetyPlans } from "#db/schema/index.ts";
import type { Audience } from "../audiences/index.ts";
import { type Presented, presents, type Row } from "../events/index.ts";

type Review = typeof reviews.$inferSelect;

export interface ReferralRow extends Row {
	kind: "referral";
	caseId: string;
	/** Civil dates. */
	referredOn: string;
	previousOn: string | null;
	firstHeardOn: string | null;
	referral: (typeof referrals.$inferSelect)["kind"];
	note: string | null;
	authorName: string;
	/** ISO instant at which it was recorded: what was agreed before it is from before. */
	at: string;
}

export interface ReviewRow extends Row {
	kind: "review";
	caseId: string;
	/** Civil dates. */
	dueOn: string;
	doneOn: string | null;
	state: Review["state"];
	hasStopped: Review["hasStopped"];
	isSafer: Review["isSafer"];
	victimSays: Review["victimSays"];
	investigation: Review["investigation"];
	order: Review["order"];
	changed: string | null;
	doneByName: string | null;
	/** ISO instant. */
	at: string;
}

export interface SafetyPlanRow extends Row {
	kind: "safetyPlan";
	caseId: string;
	what: string;
	ownerAgencyId: string;
	ownerAgencyName: string;
	ownerDetail: string | null;
	/** Civil dates. */
	startsOn: string;
	endsOn: string;
	reviewOn: string;
	/** ISO instants. */
	endedAt: string | null;
	at: string;
	/** What came of it. */
	outcome: string | null;
	authorName: string;
}

const ofCase = ({ panelId, caseId }: { panelId: string; caseId: string }): Audience => ({
	kind: "case",
	panelId,
	caseId,
});

type By = "id" | "caseId";

async function presentReferrals(reader: Reader, by: By, ids: string[]): Promise<Presented<ReferralRow>[]> {
	const rows = await reader.select().from(referrals).where(inArray(referrals[by], ids));
	return rows.map((row) => ({
		row: {
			kind: "referral",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			referredOn: row.referredOn,
			previousOn: row.previousOn,
			firstHeardOn: row.firstHeardOn,
			referral: row.kind,
			note: row.note,
			authorName: row.authorName,
			at: row.at.toISOString(),
		},
		audience: ofCase(row),
		caseId: row.caseId,
	}));
}

async function presentReviews(reader: Reader, by: By, ids: string[]): Promise<Presented<ReviewRow>[]> {
	const rows = await reader.select().from(reviews).where(inArray(reviews[by], ids));
	return rows.map((row) => ({
		row: {
			kind: "review",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			dueOn: row.dueOn,
			doneOn: row.doneOn,
			state: row.state,
			hasStopped: row.hasStopped,
			isSafer: row.isSafer,
			victimSays: row.victimSays,
			investigation: row.investigation,
			order: row.order,
			changed: row.changed,
			doneByName: row.doneByName,
			at: row.at.toISOString(),
		},
		audience: ofCase(row),
		caseId: row.caseId,
		isGone: row.state === "dropped",
	}));
}

async function presentSafetyPlans(
	reader: Reader,
	by: By,
	ids: string[],
): Promise<Presented<SafetyPlanRow>[]> {
	const rows = await reader.select().from(safetyPlans).where(inArray(safetyPlans[by], ids));
	return rows.map((row) => ({
		row: {
			kind: "safetyPlan",
			id: row.id,
			version: row.version,
			caseId: row.caseId,
			what: row.what,
			ownerAgencyId: row.ownerAgencyId,
			ownerAgencyName: row.ownerAgencyName,
			ownerDetail: row.ownerDetail,
			startsOn: row.startsOn,
			endsOn: row.endsOn,
			reviewOn: row.reviewOn,
			endedAt: row.endedAt?.toISOString() ?? null,
			at: row.at.toISOString(),
			outcome: row.outcome,
			authorName: row.authorName,
		},
		audience: ofCase(row),
		caseId: row.caseId,
	}));
}

presents<ReferralRow>("referral", (reader, ids) => presentReferrals(reader, "id", ids));
presents<ReviewRow>("review", (reader, ids) => presentReviews(reader, "id", ids));
presents<SafetyPlanRow>("safetyPlan", (reader, ids) => presentSafetyPlans(reader, "id", ids));

/** What the files of these cases hold of their follow-up. */
export async function presentFollowUpOf(reader: Reader, caseIds: string[]): Promise<Presented[]> {
	return [
		...(await presentReferrals(reader, "caseId", caseIds)),
		...(await presentReviews(reader, "caseId", caseIds)),
		...(await presentSafetyPlans(reader, "caseId", caseIds)),
	];
}
