/** A case and an action of the file as the rows that they become. */
import type { NewCase } from "../cases/index.ts";
import { londonDate } from "../clock.ts";
import type { PlannedAction, Saying } from "./planned.ts";
import type { TrackerAction, TrackerCase } from "./tracker.ts";

export const aboutCase = (read: TrackerCase) => `${read.victim.name} and ${read.suspect.name}`;

/** When the panel heard it. A day that is still to come is a plan, and no hearing that has been. */
export const heardOn = ({ panelDate }: TrackerCase): string | null =>
	panelDate !== null && panelDate <= londonDate() ? panelDate : null;

/** What a person is told of a day that is still to come. */
export const plannedFor = ({ panelDate }: TrackerCase): string | undefined =>
	panelDate !== null && panelDate > londonDate()
		? `The date of the panel, ${spoken(panelDate)}, is still to come: kept as information, not as a hearing`
		: undefined;

/** "9 September 2026". */
export const spoken = (date: string): string =>
	new Date(`${date}T12:00:00Z`).toLocaleDateString("en-GB", {
		day: "numeric",
		month: "long",
		year: "numeric",
		timeZone: "UTC",
	});

export function asNewCase(read: TrackerCase): NewCase {
	return {
		panelId: "",
		crimeReference: read.crimeReference ?? undefined,
		victimName: read.victim.name,
		victimAliases: [],
		victimDateOfBirth: read.victim.dateOfBirth ?? undefined,
		suspectName: read.suspect.name,
		suspectAliases: [],
		suspectDateOfBirth: read.suspect.dateOfBirth ?? undefined,
		relationship: read.relationship.kind,
		risk: read.risk,
		officerName: read.officerInCase ?? undefined,
		heardOn: heardOn(read) ?? undefined,
		referredOn: heardOn(read) ?? undefined,
		area: read.area ?? undefined,
	};
}

export function asNewAction(action: TrackerAction, saying: Saying): PlannedAction {
	const { owner } = action;
	const agency = owner.part ? saying.agencyOf(owner.part) : null;
	// A unit in brackets, as in "Police (DAIT)", or one that is known as a unit.
	const unit = owner.unit ?? /\(([^)]+)\)\s*$/.exec(owner.part ?? "")?.[1] ?? null;
	const contact = owner.person
		? { name: owner.person, agencyId: agency?.id ?? null, agencyName: agency?.name ?? owner.part }
		: null;
	return {
		what: action.text,
		ownerAgencyId: agency?.id ?? null,
		ownerAgencyName: agency?.name ?? owner.agency ?? owner.part ?? owner.asWritten,
		ownerDetail: [agency || owner.agency ? unit : null, owner.person].filter(Boolean).join(", ") || null,
		contact,
		due: action.due,
		dueNote: action.dueAsWritten,
		status: saying.statusOf(action),
		outcome: outcomeOf(action),
		importKey: action.key,
	};
}

/** What the tracker said of a case that has no field here: kept as information, so that nothing is lost. */
export function leftoverOf(read: TrackerCase): string[] {
	const lines = [
		["ISAC support", read.isacSupport],
		["SPO considered", read.spoConsidered],
		["Panel date", read.panelDateAsWritten],
		["Panel date, still to come", read.panelDate && !heardOn(read) ? spoken(read.panelDate) : null],
		["Victim’s date of birth", read.victim.dateOfBirthAsWritten],
		["Date of birth of the person causing harm", read.suspect.dateOfBirthAsWritten],
	].flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
	const all = [...lines, ...read.notes];
	return all.length > 0 ? [`From the tracker. ${all.join(". ")}.`] : [];
}

/** What a further line says of a case, which keeps what its first line said: as information, with the day that it is of. */
export function furtherOf(read: TrackerCase): string[] {
	const on = read.panelDate ? `, panel of ${spoken(read.panelDate)}` : "";
	const lines = [
		["Crime reference", read.crimeReference],
		["Officer in the case", read.officerInCase],
		["Area", read.area],
		["Relationship", read.relationship.asWritten],
		["Risk", read.riskAsWritten],
	].flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
	return lines.length > 0 ? [`From the tracker${on}. ${lines.join(". ")}.`] : [];
}

/** The update as written; a status that says more than open or done is kept with it. */
function outcomeOf(action: TrackerAction): string | null {
	const says = action.statusAsWritten && !/^(open|done|complete|in progress)$/i.test(action.statusAsWritten);
	return (
		[action.update, says ? `Status in the tracker: ${action.statusAsWritten}` : null]
			.filter(Boolean)
			.join("\n") || null
	);
}
