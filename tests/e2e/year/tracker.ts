/**
 * The tracker's rows as somebody reads them who has only the spreadsheet: for counting what the import must have
 * brought. Read by read-excel-file alone, with none of the product's reader.
 */
import readWorkbook from "read-excel-file/node";
import type { Day } from "./at-work.ts";
import type { Ledger } from "./ledger.ts";

/** Whose actions are meant by what stands before the slash. */
export const AGENCY_OF: Record<string, string> = {
	ep: "Essex Police",
	"essex police": "Essex Police",
	police: "Essex Police",
	"police (dait)": "Essex Police",
	dmi: "Essex Police",
	ccu: "Essex Police",
	"changing pathways": "Changing Pathways",
	"changing pathways isac": "Changing Pathways",
	isac: "Changing Pathways",
	"isac (cp)": "Changing Pathways",
	vs: "Victim Support",
	"victim support": "Victim Support",
	ept: "Essex Partnership University NHS Trust",
	eput: "Essex Partnership University NHS Trust",
	health: "Essex Partnership University NHS Trust",
	"nhs mh": "Essex Partnership University NHS Trust",
	"l&d": "Liaison and Diversion",
	probation: "Probation Service",
	"probation svc": "Probation Service",
	nps: "Probation Service",
	cps: "Crown Prosecution Service",
	csc: "Children’s Social Care",
	"children's social care": "Children’s Social Care",
	"childrens services": "Children’s Social Care",
	housing: "Colchester Housing",
	"council housing": "Colchester Housing",
	"colchester housing": "Colchester Housing",
	cyber: "The Cyber Helpline",
};

/** What the status column means; blank, "Carried fwd" and "Not done" go on. */
export function statusMeant(written: string): "done" | "not-possible" | "in-progress" | "open" {
	if (/^(done|complete)/i.test(written)) return "done";
	if (/^n\/a/i.test(written)) return "not-possible";
	return /^(in progress|ongoing)/i.test(written) ? "in-progress" : "open";
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** A cell that says a day, in any of the file's six ways; null for "tbc", "next panel" and nothing. */
function dayIn(cell: unknown): Day | null {
	if (cell instanceof Date) return cell.toISOString().slice(0, 10);
	const text = String(cell ?? "").trim();
	if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
	const [, day, month = "", year = ""] =
		/^(\d{1,2})[ ./]([A-Za-z]+|\d{1,2})[ ./](\d{2}|\d{4})$/.exec(text) ?? [];
	if (!day) return null;
	const n = /\d/.test(month) ? Number(month) : MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
	return `${year.length === 2 ? `20${year}` : year}-${String(n).padStart(2, "0")}-${day.padStart(2, "0")}`;
}

const [PANEL_DATE, VICTIM, ACTION, OWNER, DUE, STATUS] = [0, 4, 14, 15, 16, 18];

/** What of the file counts, sheet by sheet: each goes into the panel of its name. */
export async function readTracker(path: string): Promise<Pick<Ledger, "referrals" | "hearings" | "actions">> {
	const read: Pick<Ledger, "referrals" | "hearings" | "actions"> = {
		referrals: [],
		hearings: [],
		actions: [],
	};
	for (const { sheet: panel, data } of await readWorkbook(path)) {
		for (const row of data.slice(3)) {
			const on = dayIn(row[PANEL_DATE]);
			if (on && row[VICTIM]) {
				// A spreadsheet knows no day of referral but that of the panel.
				const named = { panel, case: String(row[VICTIM]), on };
				read.referrals.push({ ...named, kind: "New", firstHeardOn: on, isDayOfPanel: true });
				read.hearings.push({ panel, case: String(row[VICTIM]), on, listing: "New" });
			}
			if (!row[ACTION]) continue;
			const owner = String(row[OWNER] ?? "")
				.split("/")[0]
				?.trim()
				.toLowerCase();
			const agency = AGENCY_OF[owner ?? ""];
			if (!agency) throw new Error(`Whose is “${owner}”?`);
			const status = statusMeant(String(row[STATUS] ?? ""));
			read.actions.push({
				panel,
				what: String(row[ACTION]),
				agency,
				agreedOn: null,
				due: dayIn(row[DUE]),
				...(status === "done" || status === "not-possible" ? { ended: status, doneOn: null } : {}),
			});
		}
	}
	return read;
}
