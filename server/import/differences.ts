/** How a case or an action of the file differs from the one that it is. A blank cell says nothing, and so changes nothing. */
import { NO_OFFER } from "../actions/policy.ts";
import { isEnded } from "../actions/unsettled.ts";
import { levelReached } from "../inbox/index.ts";
import { nameKey } from "../text-keys.ts";
import { hasDate } from "./again.ts";
import { asNewAction, heardOn, spoken } from "./as-new.ts";
import { detailChanges } from "./details.ts";
import type { KnownCase } from "./known.ts";
import type { Difference, Found, PlannedChange, Saying, Subject } from "./planned.ts";
import { comparable } from "./sheet.ts";
import type { TrackerAction, TrackerCase } from "./tracker.ts";

/** Whether only imports have written a row. */
export type Untouched = (row: { id: string; version: number }) => boolean;

export function caseChanges(read: TrackerCase, known: KnownCase, untouched: Untouched): Found[] {
	const { file, victim, suspect } = known;
	const found: Found[] = [];
	const compare = <Row extends { id: string; version: number }>(
		subject: Subject,
		row: Row,
		fields: [column: string, what: string, before: string | null, after: string | null, isSame?: boolean][],
	): Found | undefined => {
		const differing = fields.filter(
			([, , before, after, isSame]) =>
				after !== null && !(isSame ?? comparable(before ?? "") === comparable(after)),
		);
		if (differing.length === 0) return undefined;
		const change: Found = {
			subject,
			id: row.id,
			caseId: file.id,
			version: row.version,
			isByHand: !untouched(row),
			before: Object.fromEntries(differing.map(([column, , before]) => [column, before])),
			after: Object.fromEntries(differing.map(([column, , , after]) => [column, after])),
			differences: differing.map(([, what, before, after]) => ({
				what,
				before: before ?? "",
				after: after ?? "",
			})),
		};
		found.push(change);
		return change;
	};
	const { relationship, risk } = read;
	const ofCase = compare("case", file, [
		["crimeReference", "Crime reference", file.crimeReference, read.crimeReference],
		["officerName", "Officer in the case", file.officerName, read.officerInCase],
		["area", "Area", file.area, read.area],
		[
			"relationship",
			"Relationship",
			file.relationship,
			relationship.kind === "not-known" ? null : relationship.kind,
		],
		["risk", "Risk", file.risk, risk === "not-assessed" ? null : risk],
	]);
	// An account has taken the place of the name: to put another name there takes the case from somebody.
	if (ofCase && "officerName" in ofCase.after) {
		const { officerContactId, officerUserId } = file;
		ofCase.before = { ...ofCase.before, officerContactId, officerUserId };
		ofCase.isByHand ||= officerUserId !== null;
	}
	found.push(...dateChanges(read, known, untouched));
	const sameName = (one: string, other: string) => nameKey(one) === nameKey(other);
	if (victim) {
		const { name, dateOfBirth } = read.victim;
		compare("person", victim, [
			["name", "Victim", victim.name, name, sameName(victim.name, name)],
			["dateOfBirth", "Victim’s date of birth", victim.dateOfBirth, dateOfBirth],
		]);
	}
	if (suspect && read.suspect.isIdentified) {
		const { name, dateOfBirth } = read.suspect;
		compare("person", suspect, [
			["name", "Person causing harm", suspect.name, name, sameName(suspect.name, name)],
			["dateOfBirth", "Date of birth of the person causing harm", suspect.dateOfBirth, dateOfBirth],
		]);
	}
	return [...found, ...detailChanges(read.victim.details, known, untouched)];
}

/**
 * A day that comes or is put right: the referral, its hearing and what the case says of them move together, where only
 * imports have written them.
 */
function dateChanges(read: TrackerCase, { file, referrals }: KnownCase, untouched: Untouched): Found[] {
	const on = heardOn(read);
	const last = referrals.at(-1);
	if (on === null || file.heardOn === on || !last || hasDate(referrals, on)) return [];
	if (!untouched(last)) return [];
	const isFirst = referrals.length === 1;
	const isByHand = !untouched(file);
	const ofCase = {
		...(isFirst && { heardOn: [file.heardOn, on] }),
		referredOn: [file.referredOn, on],
		...(file.state === "not-heard" && { state: [file.state, "open"] }),
	};
	const [before, after] = [0, 1].map((at) =>
		Object.fromEntries(Object.entries(ofCase).map(([column, values]) => [column, values[at] ?? null])),
	) as [PlannedChange["before"], PlannedChange["after"]];
	return [
		{
			subject: "case",
			id: file.id,
			caseId: file.id,
			version: file.version,
			isByHand,
			before,
			after,
			differences: [
				{ what: isFirst ? "First heard" : "Last referred", before: last.firstHeardOn ?? "", after: on },
			],
		},
		{
			subject: "referral",
			id: last.id,
			caseId: file.id,
			version: last.version,
			isByHand,
			before: { referredOn: last.referredOn, firstHeardOn: last.firstHeardOn },
			after: { referredOn: on, firstHeardOn: on },
			differences: [],
		},
	];
}

/** Why the day that a line tells does not become that of the case. */
export function whyDatesStay(read: TrackerCase, { file, referrals }: KnownCase, untouched: Untouched) {
	const on = heardOn(read);
	const last = referrals.at(-1);
	if (on === null || file.heardOn === on || !last || hasDate(referrals, on) || untouched(last))
		return undefined;
	return `The date of the panel, ${spoken(on)}, is not one on which it was heard: its referral has been worked with here, so the dates stay`;
}

const STATUS_WORDS: Record<string, string> = {
	proposed: "proposed",
	open: "open",
	"in-progress": "in progress",
	refused: "refused",
	done: "done",
	"not-possible": "not possible",
	"not-done": "not done",
};

export function actionChanges(
	read: TrackerAction,
	action: KnownCase["actions"][number],
	saying: Saying,
	untouched: Untouched,
): Found[] {
	const next = asNewAction(read, saying);
	const before: Record<string, string | null> = {};
	const after: Record<string, string | null> = {};
	const differences: Difference[] = [];
	const differ = (
		what: string,
		told: [string | null, string | null],
		columns: Record<string, [string | null, string | null]>,
	) => {
		for (const [column, [was, is]] of Object.entries(columns)) {
			before[column] = was;
			after[column] = is;
		}
		differences.push({ what, before: told[0] ?? "", after: told[1] ?? "" });
	};
	/** What hung on what differs, and is as if nobody had said it. */
	const setAside = (columns: Record<string, string | Date | null>) => {
		for (const [column, was] of Object.entries(columns)) {
			before[column] = was instanceof Date ? was.toISOString() : was;
			after[column] = null;
		}
	};
	if (comparable(action.what) !== comparable(next.what)) {
		differ("Action", [action.what, next.what], { what: [action.what, next.what] });
	}
	const isSameOwner = next.ownerAgencyId
		? next.ownerAgencyId === action.ownerAgencyId
		: comparable(next.ownerAgencyName ?? "") === comparable(action.ownerAgencyName ?? "");
	if (next.ownerAgencyName !== null && !isSameOwner) {
		differ("Owner", [action.ownerAgencyName, next.ownerAgencyName], {
			ownerAgencyId: [action.ownerAgencyId, next.ownerAgencyId],
			ownerAgencyName: [action.ownerAgencyName, next.ownerAgencyName],
		});
	}
	const isOtherAgency = "ownerAgencyName" in after;
	// Who did it at the old owner does not do it at the new one. Where the owner stays, a blank says nothing.
	const isOtherDetail = comparable(next.ownerDetail ?? "") !== comparable(action.ownerDetail ?? "");
	if (isOtherDetail && (next.ownerDetail || isOtherAgency)) {
		differ("Person or unit", [action.ownerDetail, next.ownerDetail], {
			ownerDetail: [action.ownerDetail, next.ownerDetail],
		});
	}
	const isSameDue = next.due
		? next.due === action.due
		: comparable(next.dueNote ?? "") === comparable(action.dueNote ?? "");
	if ((next.due ?? next.dueNote) !== null && !isSameDue) {
		differ("Due", [action.due ?? action.dueNote, next.due ?? next.dueNote], {
			due: [action.due, next.due],
			dueNote: [action.dueNote, next.dueNote],
			reminded: [String(action.reminded), String(levelReached(next.due))],
		});
	}
	if (read.statusAsWritten !== null && next.status !== action.status) {
		differ("Status", [STATUS_WORDS[action.status] ?? "", STATUS_WORDS[next.status] ?? ""], {
			status: [action.status, next.status],
		});
		setAside(ofStatus(action, isEnded(next.status)));
		// On which day it came to be so a tracker does not say, and the day of the import is not that day.
		setAside({ statusAt: action.statusAt });
	}
	let newOwner: PlannedChange["newOwner"];
	if (isOtherAgency || "ownerDetail" in after) {
		newOwner = { agencyId: next.ownerAgencyId, contact: next.contact };
		const { ownerContactId, ownerUserId, ownerUserName } = action;
		setAside({ ownerContactId, ownerUserId, ownerUserName, ...(isOtherAgency ? offerOf(action) : {}) });
	}
	if (next.outcome && comparable(next.outcome) !== comparable(action.outcome ?? "")) {
		differ("Update", [action.outcome, next.outcome], { outcome: [action.outcome, next.outcome] });
	}
	if (differences.length === 0) return [];
	const { id, caseId, version } = action;
	const isByHand = !untouched(action);
	return [{ subject: "action", id, caseId, version, before, after, differences, newOwner, isByHand }];
}

type KnownAction = KnownCase["actions"][number];

/** Whom it has been offered to. */
const offerOf = (action: KnownAction) =>
	Object.fromEntries(
		(Object.keys(NO_OFFER) as (keyof typeof NO_OFFER)[]).map((column) => [column, action[column]]),
	);

/**
 * What hangs on how an action stands, as `setActionStatus` sets it; on which day it was done a tracker does not say.
 * What is no text becomes one, since a change holds texts; `applyChange` makes of it what it was.
 */
const ofStatus = (action: KnownAction, isToEnd: boolean) => ({
	doneOn: action.doneOn,
	signedOffAt: action.signedOffAt,
	signedOffByName: action.signedOffByName,
	isRefusedLater: action.isRefusedLater ? "yes" : null,
	escalatedAt: action.escalatedAt,
	...(isToEnd ? offerOf(action) : {}),
});
