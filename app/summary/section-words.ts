/** What the screens call the sections of a summary, and what a writer is asked for in each. */
import type { Section } from "#server/summary/index.ts";

export const SECTION_WORDS: Record<Section, string> = {
	why: "Why this case is here",
	people: "The people",
	pattern: "Pattern of behaviour",
	victim: "What the victim says and wants",
	risk: "Risk now",
	protects: "What protects",
	investigation: "The investigation",
	agencies: "What each agency holds",
	plan: "Plan",
};

export const SECTION_HINTS: Record<Section, string> = {
	why: "What brought it to the panel, and what the panel is asked for.",
	people: "Who they are to each other: the victim, the person causing harm, children, others at risk.",
	pattern: "What the person does again and again, since when, and how it has changed.",
	victim: "In the victim’s own words: what they fear, what they want, and what they do not want.",
	risk: "To whom, of what, how soon, and what would make it worse.",
	protects: "What keeps the victim safer today: orders, people, places, equipment.",
	investigation: "Offences, evidence, arrests, bail and court dates. What is still to be done.",
	agencies: "What this agency knows and is doing. Only its own people write here.",
	plan: "What is to happen next, who leads it, and what to do if it goes wrong.",
};

/** A section's heading. An agency's own part is called after the agency. */
export const headingOf = (section: Section, agencyName: string | null): string =>
	section === "agencies" && agencyName ? `What ${agencyName} holds` : SECTION_WORDS[section];
