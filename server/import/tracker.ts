/** What a tracker says once it is read: its cases with their actions, and what became of every row of it. */
import type { DETAIL_KINDS } from "../cases/index.ts";
import type { CivilDate } from "./dates.ts";

export type Tracker = {
	/** One for each tab, also for those without a table. */
	sheets: TrackerSheet[];
	/** Over all sheets; `rows` is the number of row outcomes. */
	counts: { rows: number; cases: number; actions: number; notImported: number };
};

export type TrackerSheet = {
	/** As written on the tab, e.g. "North LPA". */
	name: string;
	cases: TrackerCase[];
	/** Every row from 1 to the last one used, in order, once. */
	rows: RowOutcome[];
};

export type RowOutcome = {
	sheet: string;
	/** Counted from 1, as on the screen. */
	row: number;
	outcome: "case-and-action" | "case" | "action" | "not-imported";
	/**
	 * For a coordinator: why the row was not imported; for an imported row, what in it was left behind.
	 * It may quote the row.
	 */
	reason?: string;
};

export type Relationship =
	| "ex-partner"
	| "acquaintance"
	| "neighbour"
	| "work-colleague"
	| "stranger"
	| "other"
	| "not-known";

export type Risk = "standard" | "medium" | "high" | "not-assessed";

export type TrackerCase = {
	sheet: string;
	/** Its first row. */
	row: number;
	/** The same for the same case in every reading of every file; unique within one file; a hash, so no names. */
	key: string;
	/** The reference that the case has here, where a column holds it. */
	reference: string | null;
	panelDate: CivilDate | null;
	/** Only what is not a date, e.g. "tbc". */
	panelDateAsWritten: string | null;
	crimeReference: string | null;
	officerInCase: string | null;
	/** "South" for "SOUTH", "South" and "South LPA". Not always the area of the sheet. */
	area: string | null;
	victim: {
		name: string;
		dateOfBirth: CivilDate | null;
		/** Only what is not a past date. */
		dateOfBirthAsWritten: string | null;
		/** What could lead to them. No two of a kind are the same. */
		details: TrackerDetail[];
	};
	suspect: {
		name: string;
		isIdentified: boolean;
		dateOfBirth: CivilDate | null;
		/** Only what is not a past date. */
		dateOfBirthAsWritten: string | null;
	};
	relationship: { kind: Relationship; asWritten: string | null };
	risk: Risk;
	riskAsWritten: string | null;
	/** As written, e.g. "Declined". */
	isacSupport: string | null;
	/** As written, e.g. "Considered – not nec.". */
	spoConsidered: string | null;
	/** What stands in columns that are kept as notes, and words that are none of the product's; each with its heading. */
	notes: string[];
	actions: TrackerAction[];
};

export type TrackerStatus = "open" | "in-progress" | "done" | "not-possible" | "not-done";

export type TrackerDetail = {
	kind: (typeof DETAIL_KINDS)[number];
	/** As written; with its heading, unless that says no more than the kind does: "Temporary address: 1 Low Row". */
	value: string;
	/** The heading that the value begins with. */
	heading: string | null;
};

export type TrackerAction = {
	row: number;
	/** From the case's key, the text, and which occurrence of that text it is; as stable as the case's. */
	key: string;
	/** As written, e.g. "3.2". */
	number: string | null;
	text: string;
	owner: {
		/** A name from AGENCIES; null when there is none or nobody has told us of it. */
		agency: string | null;
		/** What is written for the agency, without the person: "EP" of "EP / DC Wright". */
		part: string | null;
		/** A specialist unit of that agency, e.g. "DMI". */
		unit: string | null;
		person: string | null;
		asWritten: string | null;
	};
	due: CivilDate | null;
	/** Only what is not a date, e.g. "next panel". */
	dueAsWritten: string | null;
	status: TrackerStatus;
	statusAsWritten: string | null;
	update: string | null;
};
