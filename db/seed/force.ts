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
		sees: "North panel: runs the meeting in progress, every case, protected details",
	},
	{
		name: "Det Sgt Tom Adeyemi",
		email: "deputy@panelroom.example",
		agency: "Essex Police",
		role: "none",
		panels: { "North LPA": "deputy", "South LPA": "chair" },
		sees: "as the chair, for North; chairs South",
	},
	{
		name: "Grace Holloway",
		email: "coordinator@panelroom.example",
		agency: "Essex Police",
		role: "none",
		panels: ALL("coordinator"),
		sees: "all three panels: adds cases, imports, builds agendas, keeps protected details",
	},
	{
		name: "Priya Shah",
		email: "isac@panelroom.example",
		agency: "Changing Pathways",
		role: "none",
		panels: ALL("member"),
		sees: "every case; protected details where Changing Pathways works with the victim",
	},
	{
		name: "Owen Griffiths",
		email: "housing@panelroom.example",
		agency: "Colchester Housing",
		role: "none",
		panels: { "North LPA": "member", "West LPA": "member" },
		sees: "North and West cases, no protected details; recused from one North case",
	},
	{
		name: "Marta Kowalczyk",
		email: "probation@panelroom.example",
		agency: "Probation Service",
		role: "none",
		panels: ALL("member"),
		sees: "every case of the three panels, no protected details",
	},
	{
		name: "Dr Samir Haddad",
		email: "health@panelroom.example",
		agency: "Essex Partnership University NHS Trust",
		role: "none",
		panels: ALL("member"),
		sees: "every case of the three panels, no protected details",
	},
	{
		name: "PC Elena Fernández",
		email: "officer@panelroom.example",
		agency: "Essex Police",
		role: "none",
		panels: {},
		sees: "only their own case, with its protected details",
	},
	{
		name: "Jo Whitaker",
		email: "observer@panelroom.example",
		agency: "Victim Support",
		role: "none",
		panels: { "North LPA": "observer" },
		sees: "that the North panel exists; no case",
	},
	{
		name: "Det Supt Ruth Okonkwo",
		email: "lead@panelroom.example",
		agency: "Essex Police",
		role: "lead",
		panels: {},
		sees: "every case and meeting of the force; appoints chairs",
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
];
