/** What the bar of a case says of it beside its names: what comes next, and how the victim may be contacted. */
import type { CaseHeader } from "#server/cases/index.ts";
import { CivilDate } from "../ui/index.ts";

/** What comes next for a case, in short. */
export function NextDate({ file: { state, nextDate } }: { file: Pick<CaseHeader, "state" | "nextDate"> }) {
	// That it is closed is said beside the name.
	if (state === "closed") return "Nothing";
	return nextDate ? (
		<>
			Review on <CivilDate date={nextDate} />
		</>
	) : (
		"A hearing"
	);
}

/** Whoever does not see protected details is told the same whatever is kept. */
export function SafeContact({ contact }: { contact: readonly string[] | null }) {
	if (contact === null) return <>Do not contact the victim yourself: ask the coordinator.</>;
	if (contact.length === 0) return <>No safe way to contact the victim is kept: agree one first.</>;
	return (
		<>
			Safe contact only: <span className="pr-typed">{contact.join(" · ")}</span>
		</>
	);
}
