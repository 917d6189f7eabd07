/** The sections of a summary, in the order in which a panel speaks of a case, and who writes which. */
import { type Access, holds } from "../audiences/index.ts";
import { mayOnCase } from "../cases/policy.ts";

export const SECTIONS = [
	"why",
	"people",
	"pattern",
	"victim",
	"risk",
	"protects",
	"investigation",
	"agencies",
	"plan",
] as const;
/** "agencies" is where the agencies' own parts stand; it has no text of its own. */
export type Section = (typeof SECTIONS)[number];

const AGENCY = "agency-";

/** The key of what one agency holds on a case. */
export const agencyKey = (agencyId: string): string => `${AGENCY}${agencyId}`;

/** What a key stands for: a section that the panel writes together, or one agency's part; nothing if for neither. */
export function sectionOf(key: string): { section: Section; agencyId: string | null } | undefined {
	if (key.startsWith(AGENCY) && key.length > AGENCY.length) {
		return { section: "agencies", agencyId: key.slice(AGENCY.length) };
	}
	const section = SECTIONS.find((one) => one === key);
	return section && section !== "agencies" ? { section, agencyId: null } : undefined;
}

/**
 * Whether an actor may write a section: whoever may contribute to the case, and an agency's part only its own people.
 * Nobody may put words into an agency's mouth, not even whoever keeps the minutes.
 */
export function mayWrite(access: Access, file: { id: string; panelId: string }, key: string): boolean {
	const found = sectionOf(key);
	if (!found || !holds(access, { kind: "case", panelId: file.panelId, caseId: file.id })) return false;
	if (!mayOnCase(access, file, "contribute")) return false;
	return found.agencyId === null || found.agencyId === access.agencyId;
}
