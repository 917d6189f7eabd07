/** The sections of a summary in the words of a panel. */
import type { SectionShown } from "#server/summary/index.ts";

type Place = Pick<SectionShown, "section" | "agencyName">;

const HEADINGS: Record<SectionShown["section"], string> = {
	why: "Why this case is here",
	people: "The people",
	pattern: "Pattern of behaviour",
	victim: "What the victim says and wants",
	risk: "Risk now",
	protects: "What protects",
	investigation: "The investigation",
	agencies: "What an agency holds",
	plan: "Plan",
};

/** A section's heading; an agency's own part names it. */
export const headingOf = ({ section, agencyName }: Place): string =>
	section === "agencies" && agencyName ? `What ${agencyName} holds` : HEADINGS[section];
export const hintOf = (_: Place): string => "A line that begins with “- ” becomes part of a list.";
