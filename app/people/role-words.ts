/** What the roles beside the panels are called, and what each may do. */
export const ROLE_WORDS = {
	none: "No role beside their panels",
	administrator: "Administrator",
	auditor: "Auditor",
	lead: "Stalking and Harassment Lead",
} as const;

export const ROLE_HINTS: Record<keyof typeof ROLE_WORDS, string> = {
	none: "For everyone who sits on panels. What they may do there comes with each membership.",
	administrator: "Keeps agencies, users, panels and memberships. Sees no case.",
	auditor: "Sees who did what and when. Sees no case.",
	lead: "Sees every case and meeting of the force, and appoints chairs.",
};
