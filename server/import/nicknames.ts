/**
 * What panels call their partner agencies. It hides that one agency has a dozen names, so that an action
 * written for "EP", "DMI" or "essex police " is owned by the one Essex Police.
 */

export type AgencyKind =
	| "police"
	| "advocacy"
	| "victim-support"
	| "health"
	| "liaison-and-diversion"
	| "probation"
	| "prosecution"
	| "social-care"
	| "housing"
	| "cyber";

export type Agency = {
	/** The one name under which the agency is kept. */
	name: string;
	kind: AgencyKind;
	/** Everything else that it is called, its units included. Case, apostrophes and brackets do not count. */
	nicknames: readonly string[];
	/** Specialist units, worth keeping beside the agency's name. */
	units?: readonly string[];
};

export const AGENCIES: readonly Agency[] = [
	{
		name: "Essex Police",
		kind: "police",
		nicknames: ["EP", "Police", "Police (DAIT)", "DAIT", "DMI", "CCU"],
		units: ["DAIT", "DMI", "CCU"],
	},
	{
		name: "Changing Pathways",
		kind: "advocacy",
		nicknames: ["Changing Pathways ISAC", "ISAC", "ISAC (CP)", "CP"],
	},
	{ name: "Victim Support", kind: "victim-support", nicknames: ["VS"] },
	{
		name: "Essex Partnership University NHS Trust",
		kind: "health",
		nicknames: ["EPUT", "Health", "NHS MH"],
	},
	{ name: "Liaison and Diversion", kind: "liaison-and-diversion", nicknames: ["L&D"] },
	{ name: "Probation Service", kind: "probation", nicknames: ["Probation", "Probation Svc", "NPS"] },
	{ name: "Crown Prosecution Service", kind: "prosecution", nicknames: ["CPS"] },
	{
		name: "Children's Social Care",
		kind: "social-care",
		nicknames: ["CSC", "Children's Services"],
	},
	{ name: "Colchester Housing", kind: "housing", nicknames: ["Housing", "Council Housing"] },
	{ name: "The Cyber Helpline", kind: "cyber", nicknames: ["Cyber", "Cyber Helpline"] },
];

const agencyByName = new Map(
	AGENCIES.flatMap((agency) => [agency.name, ...agency.nicknames].map((name) => [plain(name), agency])),
);

/**
 * The kept name of the agency that somebody wrote ("essex police " → "Essex Police").
 * Give it the agency alone, without a person. Null for an agency that nobody has told us of.
 */
export const agencyFor = (written: string): string | null => agencyByName.get(plain(written))?.name ?? null;

/** The specialist unit named by what somebody wrote for an agency ("Police (DAIT)" → "DAIT"), or null. */
export function unitFor(written: string): string | null {
	const words = plain(written).split(" ");
	return agencyByName.get(plain(written))?.units?.find((unit) => words.includes(plain(unit))) ?? null;
}

function plain(name: string): string {
	return name
		.normalize("NFKC")
		.toLowerCase()
		.replace(/['’`.]/g, "")
		.replaceAll("&", " and ")
		.replace(/[^\p{L}\p{N}]+/gu, " ")
		.trim();
}
