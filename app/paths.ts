/** Every URL, built in one place. */
const at = (strings: TemplateStringsArray, ...ids: string[]) =>
	String.raw({ raw: strings }, ...ids.map((id) => encodeURIComponent(id)));

export const paths = {
	home: () => "/",
	signIn: (to?: string) => (to ? `/sign-in?to=${encodeURIComponent(to)}` : "/sign-in"),
	signOut: () => "/sign-out",
	link: (token: string) => at`/link/${token}`,
	account: () => "/account",
	drafts: () => "/drafts",
	kept: (keptId: string) => at`/kept/${keptId}`,
	find: (query?: string) => (query ? `/find?q=${encodeURIComponent(query)}` : "/find"),
	import: () => "/import",
	panel: (panelId: string) => at`/panels/${panelId}`,
	newCase: (panelId: string) => at`/panels/${panelId}/cases/new`,
	newMeeting: (panelId: string) => at`/panels/${panelId}/meetings/new`,
	case: (caseId: string) => at`/cases/${caseId}`,
	newEntry: (caseId: string) => at`/cases/${caseId}/entries/new`,
	newAction: (caseId: string) => at`/cases/${caseId}/actions/new`,
	casePeople: (caseId: string) => at`/cases/${caseId}/people`,
	caseProtected: (caseId: string) => at`/cases/${caseId}/protected`,
	caseRisk: (caseId: string) => at`/cases/${caseId}/risk`,
	caseRecusals: (caseId: string) => at`/cases/${caseId}/recusals`,
	entry: (entryId: string) => at`/entries/${entryId}`,
	action: (actionId: string) => at`/actions/${actionId}`,
	meeting: (meetingId: string) => at`/meetings/${meetingId}`,
	/** The room with one of its cases in view, whatever the chair has open. */
	meetingLookingAt: (meetingId: string, caseId: string) =>
		`${at`/meetings/${meetingId}`}?case=${encodeURIComponent(caseId)}`,
	agenda: (meetingId: string) => at`/meetings/${meetingId}/agenda`,
	startMeeting: (meetingId: string) => at`/meetings/${meetingId}/start`,
	currentItem: (meetingId: string) => at`/meetings/${meetingId}/current`,
	closeMeeting: (meetingId: string) => at`/meetings/${meetingId}/close`,
	record: (meetingId: string) => at`/meetings/${meetingId}/record`,
	agencies: () => "/admin/agencies",
	users: () => "/admin/users",
	user: (userId: string) => at`/admin/users/${userId}`,
	managePanels: () => "/admin/panels",
	managePanel: (panelId: string) => at`/admin/panels/${panelId}`,
};
