/** A believable force: three local policing areas with a panel each, their agencies, and somebody of every role. All fictional. */

export const FORCE_AGENCIES = [
	"Essex Police",
	"Changing Pathways",
	"Victim Support",
	"Essex Partnership University NHS Trust",
	"Liaison and Diversion",
	"Probation Service",
	"Crown Prosecution Service",
	"Children’s Social Care",
	"Colchester Housing",
	"The Cyber Helpline",
	"Professional Standards",
];

/** Named as the sheets of the tracker are. */
export const FORCE_PANELS = [
	{ name: "North LPA", area: "North", referencePrefix: "NOR" },
	{ name: "South LPA", area: "South", referencePrefix: "SOU" },
	{ name: "West LPA", area: "West", referencePrefix: "WES" },
];

export interface ForcePerson {
	name: string;
	email: string;
	agency: string;
	role: "none" | "administrator" | "auditor" | "lead";
	/** Panel by panel, by name. */
	panels: Record<string, "chair" | "deputy" | "coordinator" | "member" | "observer">;
	/** False for somebody who is new and has not signed their panels' undertakings yet. */
	hasSigned?: false;
	/** E-mail of the person to whom it goes when they do not do what they undertook. */
	manager?: string;
	/** What they are to the force, for those of no panel and no role. */
	as?: string;
	/** What the demo tells a newcomer they will see. */
	sees: string;
}

const ALL = (role: ForcePerson["panels"][string]) => ({
	"North LPA": role,
	"South LPA": role,
	"West LPA": role,
});

export const FORCE_PEOPLE: ForcePerson[] = [
	{
		name: "Det Insp Helen Marsh",
		email: "chair@panelroom.example",
		agency: "Essex Police",
		role: "none",
		panels: { "North LPA": "chair" },
		sees: "in the chair of the meeting in progress: lead it through the rest and close it",
	},
	{
		name: "Det Sgt Tom Adeyemi",
		email: "deputy@panelroom.example",
		agency: "Essex Police",
		role: "none",
		panels: { "North LPA": "deputy", "South LPA": "chair" },
		sees: "the meeting’s statement, then its room, where they may take the chair; chairs South",
	},
	{
		name: "Grace Holloway",
		email: "coordinator@panelroom.example",
		agency: "Essex Police",
		role: "none",
		panels: ALL("coordinator"),
		sees: "in the meeting, records for those who cannot; all three panels: agendas, cases, imports",
	},
	{
		name: "Priya Shah",
		email: "isac@panelroom.example",
		manager: "manager@panelroom.example",
		agency: "Changing Pathways",
		role: "none",
		panels: ALL("member"),
		sees: "in the meeting; protected details where Changing Pathways works with the victim",
	},
	{
		name: "Owen Griffiths",
		email: "housing@panelroom.example",
		agency: "Colchester Housing",
		role: "none",
		panels: { "North LPA": "member", "West LPA": "member" },
		sees: "in the meeting, with a hand up; recused from one case still to come, which they do not see",
	},
	{
		name: "Marta Kowalczyk",
		email: "probation@panelroom.example",
		agency: "Probation Service",
		role: "none",
		panels: ALL("member"),
		sees: "in the meeting; every case of the three panels, no protected details",
	},
	{
		name: "Dr Samir Haddad",
		email: "health@panelroom.example",
		agency: "Essex Partnership University NHS Trust",
		role: "none",
		panels: ALL("member"),
		sees: "late for the meeting; every case of the three panels, no protected details",
	},
	{
		name: "PC Elena Fernández",
		email: "officer@panelroom.example",
		agency: "Essex Police",
		role: "none",
		panels: {},
		as: "officer in a case",
		sees: "only their own case, which the meeting has heard, with its protected details",
	},
	{
		name: "Jo Whitaker",
		email: "observer@panelroom.example",
		agency: "Victim Support",
		role: "none",
		panels: { "North LPA": "observer" },
		sees: "the meeting’s statement, then only the case that the panel is on; records nothing",
	},
	{
		name: "Det Supt Ruth Okonkwo",
		email: "lead@panelroom.example",
		agency: "Essex Police",
		role: "lead",
		panels: {},
		sees: "every case and meeting of the force; may take the chair; appoints chairs",
	},
	{
		name: "Alan Price",
		email: "admin@panelroom.example",
		agency: "Essex Police",
		role: "administrator",
		panels: {},
		sees: "agencies, users, panels and memberships; no case",
	},
	{
		name: "Nadia Rahman",
		email: "auditor@panelroom.example",
		agency: "Professional Standards",
		role: "auditor",
		panels: {},
		sees: "their own account; no case",
	},
	{
		name: "Beth Sanderson",
		email: "childrens@panelroom.example",
		agency: "Children’s Social Care",
		role: "none",
		panels: { "North LPA": "member" },
		hasSigned: false,
		sees: "the panel’s undertaking; once it is signed, the papers and the meeting’s statement",
	},
	{
		name: "Kit Marlow",
		email: "guest@panelroom.example",
		agency: "The Cyber Helpline",
		role: "none",
		panels: {},
		as: "guest for one case",
		sees: "the meeting’s statement, then the one case they are invited to, while the panel is on it",
	},
	{
		name: "Karen Doyle",
		email: "manager@panelroom.example",
		agency: "Changing Pathways",
		role: "none",
		panels: {},
		as: "manager of Priya Shah",
		sees: "that an action of hers is overdue, and no case",
	},
];
