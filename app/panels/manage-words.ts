/** What the roles on a panel are called, and what each may do, in the administrator's screens. */
export const MEMBER_ROLE_WORDS = {
	chair: "Chair",
	deputy: "Deputy chair",
	coordinator: "Coordinator",
	member: "Member",
	observer: "Observer",
} as const;

export const MEMBER_ROLE_HINTS: Record<keyof typeof MEMBER_ROLE_WORDS, string> = {
	chair: "Runs meetings, sets risk, closes cases. One at a time.",
	deputy: "May do all that the chair may.",
	coordinator: "Lists cases, keeps people and protected details, builds agendas, imports.",
	member: "Represents one agency: sees every case of the panel, adds entries and actions.",
	observer: "Sees no case, only what a meeting presents to them.",
};
