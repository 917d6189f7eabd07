/** What a plan of an import is made of: what becomes of each row of the file, and what is to be written. */
import type { Access } from "../audiences/index.ts";
import type { NewCase } from "../cases/index.ts";
import type { Untouched } from "./differences.ts";
import type { Match } from "./known.ts";
import type { TrackerAction, TrackerCase, TrackerDetail, TrackerStatus } from "./tracker.ts";

export const FATES = ["created", "changed", "unchanged", "uncertain", "not-imported"] as const;
export type Fate = (typeof FATES)[number];

/** One thing that is another afterwards, in the reader's words. */
export interface Difference {
	what: string;
	before: string;
	after: string;
}

/** What becomes of one row of the file. Rows in equal rows out. */
export interface PlannedRow {
	sheet: string;
	/** Counted from 1, as on the screen. */
	row: number;
	fate: Fate;
	/** Why it is not imported, what in it was left behind, or what is uncertain; may quote the row. */
	reason?: string;
	/** What the row is about, e.g. "Ann O’Hara: Call her". */
	about?: string;
	differences?: Difference[];
	/** It quotes a protected detail that a case has. */
	tellsProtected?: true;
	/** Cases that are there already, of which this row tells. */
	caseIds?: string[];
	/** What a person may choose, and what they have; while one of them waits, nothing of the row is written. */
	choices?: Choice[];
}

export interface Choice {
	key: string;
	/** What it is about, e.g. "Which action it is". */
	about: string;
	options: { value: string; label: string }[];
	chosen: string | null;
}

export type Subject = "case" | "person" | "protected-detail" | "action" | "referral";

/** A change to a row that is there. Values by column; a protected detail has one, `value`. */
export interface PlannedChange {
	subject: Subject;
	id: string;
	caseId: string;
	/** The version that was compared; another one means that somebody was quicker. */
	version: number;
	before: Record<string, string | null>;
	after: Record<string, string | null>;
	/** Of an action that changes hands: who stands behind it then. Until it is prepared. */
	newOwner?: { agencyId: string | null; contact: PlannedContact | null };
}

/** A change, with what it is in the reader’s words. */
export type Found = PlannedChange & {
	differences: Difference[];
	/** Somebody has had a hand in what it would change: they know better than a spreadsheet may. */
	isByHand: boolean;
	/** What a person is told of it who has to choose, where its differences do not say it. */
	says?: string;
};

export interface PlannedContact {
	name: string;
	agencyId: string | null;
	agencyName: string | null;
}

export interface PlannedAction {
	what: string;
	ownerAgencyId: string | null;
	ownerAgencyName: string | null;
	ownerDetail: string | null;
	/** The person behind the agency. */
	contact: PlannedContact | null;
	due: string | null;
	dueNote: string | null;
	status: TrackerStatus;
	outcome: string | null;
	importKey: string;
}

/** A case with what is new in it. */
export interface PlannedCase {
	/** The case that is there, or none: then it is new. */
	caseId: string | null;
	importKey: string;
	input: NewCase;
	/** What could lead to the victim of a new case; of one that is there they are changes. */
	details: TrackerDetail[];
	officer: PlannedContact | null;
	/** Texts that become entries. */
	entries: string[];
	actions: PlannedAction[];
	changes: PlannedChange[];
	/** The times that it was referred again, the first one first. */
	again: PlannedReferral[];
	/** An officer whom a change replaces, and who sees the case no longer. */
	formerOfficerId: string | null;
}

/** Another referral, of a line that tells when the panel heard it. */
export interface PlannedReferral {
	referredOn: string;
	kind: "new" | "repeat";
	previousOn: string | null;
}

export interface PlannedPanel {
	panelId: string;
	/** Only cases in which anything is to be written. */
	cases: PlannedCase[];
	rowsRead: number;
}

export interface Plan {
	rows: PlannedRow[];
	panels: PlannedPanel[];
	counts: Record<Fate | "rows" | "casesCreated" | "actionsCreated", number>;
}

/** What a person has said of the file beside its columns. */
export interface Saying {
	/** For each sheet the panel into which it goes, or null: it is left out. */
	panelIds: (string | null)[];
	/** Agencies by what is written for them; without one its name stays as it is written. */
	agencyOf(part: string): { id: string; name: string } | null;
	statusOf(action: TrackerAction): TrackerStatus;
	/** By the key of an uncertain row. */
	choices: Record<string, string>;
	/** Why a sheet without a panel is left out. */
	whyLeftOut(sheet: string): string;
}

/** What is told of a row beside where it stands. */
export type Told = Omit<PlannedRow, "sheet" | "row">;

/** A case of the file, and what it was matched with. */
export interface CaseToPlan {
	read: TrackerCase;
	sheetAt: number;
	match: Match | undefined;
	access: Access;
	untouched: Untouched;
	/** What the lines of a panel have in common. */
	ofPanel: {
		/** Under which keys the file brings actions. */
		keys: ReadonlySet<string>;
		/** Actions of the panel that a line has turned out to be: no action is two. */
		taken: Set<string>;
		/** Cases that a line has turned out to be. */
		lineOf: Map<string, TrackerCase>;
		/** What earlier lines became. */
		planned: Map<TrackerCase, CasePlanned>;
	};
	saying: Saying;
}

/** What its rows are told, and what is to be written of it. */
export interface CasePlanned {
	told: Map<number, Told>;
	write: PlannedCase | null;
	/** The new case that its rows become, which may be that of an earlier line. */
	into?: PlannedCase;
	knownCaseIds: string[];
}
