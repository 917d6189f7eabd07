/** Who the cases on an agenda are about, out of the rows that a loader has read. */
import type { ActionRow } from "#server/actions/index.ts";
import type { CaseRow, PersonRow } from "#server/cases/index.ts";
import { isOverdue } from "../actions/log-words.ts";

export interface CaseHead {
	caseId: string;
	reference: string;
	/** Names, joined; empty when nobody has been named. */
	victim: string;
	suspects: string;
	risk: CaseRow["risk"];
	officerName: string | null;
	/** Open actions past their date. */
	overdue: number;
}

type Row = { kind: string };
const isCase = (row: Row): row is CaseRow => row.kind === "case";
const isPerson = (row: Row): row is PersonRow => row.kind === "person";
const isAction = (row: Row): row is ActionRow => row.kind === "action";

/** The heads of all cases among these rows, by the case's id. @param today a civil date */
export function headsOf(rows: readonly Row[], today: string): Map<string, CaseHead> {
	const people = rows.filter(isPerson);
	const actions = rows.filter(isAction);
	const namesOf = (caseId: string, part: PersonRow["part"]) =>
		people
			.filter((person) => person.caseId === caseId && person.part === part)
			.map((person) => person.name)
			.join(", ");
	return new Map(
		rows.filter(isCase).map((file) => [
			file.id,
			{
				caseId: file.id,
				reference: file.reference,
				victim: namesOf(file.id, "victim"),
				suspects: namesOf(file.id, "person-causing-harm"),
				risk: file.risk,
				officerName: file.officerName,
				overdue: actions.filter((action) => action.caseId === file.id && isOverdue(action, today)).length,
			},
		]),
	);
}
