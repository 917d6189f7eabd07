/** Every URL, built in one place. */
const at = (strings: TemplateStringsArray, ...ids: string[]) =>
	String.raw({ raw: strings }, ...ids.map((id) => encodeURIComponent(id)));

export const paths = {
	home: () => "/",
	inbox: (page = 1) => (page > 1 ? `/inbox?page=${page}` : "/inbox"),
	signIn: (to?: string) => (to ? `/sign-in?to=${encodeURIComponent(to)}` : "/sign-in"),
	signOut: () => "/sign-out",
	link: (token: string) => at`/link/${token}`,
	account: () => "/account",
	session: () => "/session",
	drafts: () => "/drafts",
	kept: (keptId: string) => at`/kept/${keptId}`,
	find: () => "/find",
	import: () => "/import",
	officer: () => "/officer",
	importOf: (importId: string) => at`/imports/${importId}`,
	contacts: (panelId: string) => at`/panels/${panelId}/contacts`,
	panel: (panelId: string) => at`/panels/${panelId}`,
	/** A panel's cases as a list; `query` is a filter as `filterQuery` says it. */
	register: (panelId: string, query = "", page = 1) => {
		const search = [query, page > 1 ? `page=${page}` : ""].filter(Boolean).join("&");
		return `${at`/panels/${panelId}/register`}${search ? `?${search}` : ""}`;
	},
	undertaking: (panelId: string) => at`/panels/${panelId}/undertaking`,
	newCase: (panelId: string) => at`/panels/${panelId}/cases/new`,
	panelAdvice: (panelId: string) => at`/panels/${panelId}/advice`,
	newMeeting: (panelId: string) => at`/panels/${panelId}/meetings/new`,
	case: (caseId: string) => at`/cases/${caseId}`,
	newEntry: (caseId: string) => at`/cases/${caseId}/entries/new`,
	newAction: (caseId: string) => at`/cases/${caseId}/actions/new`,
	/** The same page with every entry, and everything that happened. */
	wholeCase: (caseId: string) => `${at`/cases/${caseId}`}?all`,
	summary: (caseId: string) => at`/cases/${caseId}/summary`,
	/** A section in its case's summary. */
	summaryAt: (caseId: string, key: string) =>
		`${at`/cases/${caseId}/summary`}#section-${encodeURIComponent(key)}`,
	/** A section by itself, to be written. */
	section: (caseId: string, key: string) => at`/cases/${caseId}/summary/${key}`,
	sectionAuthors: (caseId: string, key: string) => at`/cases/${caseId}/summary/${key}/authors`,
	sectionStates: (caseId: string, key: string, page = 1) =>
		`${at`/cases/${caseId}/summary/${key}/states`}${page > 1 ? `?page=${page}` : ""}`,
	sectionState: (caseId: string, key: string, stateId: string) =>
		at`/cases/${caseId}/summary/${key}/states/${stateId}`,
	casePrint: (caseId: string) => at`/cases/${caseId}/print`,
	casePeople: (caseId: string) => at`/cases/${caseId}/people`,
	caseProtected: (caseId: string) => at`/cases/${caseId}/protected`,
	caseRisk: (caseId: string) => at`/cases/${caseId}/risk`,
	caseRecusals: (caseId: string) => at`/cases/${caseId}/recusals`,
	caseNext: (caseId: string) => at`/cases/${caseId}/next`,
	review: (caseId: string) => at`/cases/${caseId}/review`,
	safetyPlans: (caseId: string) => at`/cases/${caseId}/safety-plans`,
	/** The chronology of incidents of a case; `search` is a page of it, its order, or the weeks of its picture. */
	chronology: (caseId: string, search: Record<string, string | undefined> = {}) => {
		const asked = Object.entries(search).filter((pair): pair is [string, string] => Boolean(pair[1]));
		const query = new URLSearchParams(asked).toString();
		return `${at`/cases/${caseId}/chronology`}${query ? `?${query}` : ""}`;
	},
	chronologyFile: (caseId: string) => at`/cases/${caseId}/chronology/file`,
	newIncident: (caseId: string) => at`/cases/${caseId}/incidents/new`,
	/** @param order of the list to which one goes back. */
	incident: (incidentId: string, order?: string) =>
		`${at`/incidents/${incidentId}`}${order === "newest" ? "?order=newest" : ""}`,
	recordingQueries: (page = 1) => (page > 1 ? `/recording-queries?page=${page}` : "/recording-queries"),
	referAgain: (caseId: string) => at`/cases/${caseId}/refer-again`,
	/** What came of it, in figures. @param search the period, panel, area and agency, as an address says them. */
	outcomes: (search = "") => (search ? `/outcomes?${search}` : "/outcomes"),
	/** What is behind one number of these. */
	behindOutcomes: (search: string, number: Record<string, string | undefined>, page = 1) => {
		const more = Object.entries({ ...number, page: page > 1 ? String(page) : undefined });
		const asked = new URLSearchParams(more.filter((pair): pair is [string, string] => Boolean(pair[1])));
		return `/outcomes/behind?${search}&${asked}`;
	},
	/** Takes the press for a file of them. */
	outcomesFile: (search: string) => `/outcomes/file?${search}`,
	followUp: (panelId: string, list?: string) =>
		`${at`/panels/${panelId}/follow-up`}${list ? `?list=${encodeURIComponent(list)}` : ""}`,
	entry: (entryId: string) => at`/entries/${entryId}`,
	advice: (adviceId: string) => at`/advice/${adviceId}`,
	actions: () => "/actions",
	exportActions: () => "/actions/export",
	panelActions: (panelId: string) => at`/panels/${panelId}/actions`,
	caseActions: (caseId: string) => at`/cases/${caseId}/actions`,
	action: (actionId: string) => at`/actions/${actionId}`,
	meeting: (meetingId: string) => at`/meetings/${meetingId}`,
	/** The room with one of its items in view, whatever the chair has open. */
	meetingLookingAt: (meetingId: string, itemId: string) =>
		`${at`/meetings/${meetingId}`}?item=${encodeURIComponent(itemId)}`,
	/**
	 * The room with what was agreed on its current item, to be read back before the panel goes on: to the next item
	 * or to another. Once the panel is on another item the address means the room.
	 */
	readBack: (meetingId: string, itemId: string, toItemId?: string) => {
		const search = new URLSearchParams({ "read-back": itemId, ...(toItemId ? { to: toItemId } : {}) });
		return `${at`/meetings/${meetingId}`}?${search}`;
	},
	agenda: (meetingId: string) => at`/meetings/${meetingId}/agenda`,
	papers: (meetingId: string) => at`/meetings/${meetingId}/papers`,
	/** The confidentiality statement, which opens the room. */
	enterMeeting: (meetingId: string) => at`/meetings/${meetingId}/enter`,
	meetingPeople: (meetingId: string) => at`/meetings/${meetingId}/people`,
	/** Takes what the chair presses. */
	leadMeeting: (meetingId: string) => at`/meetings/${meetingId}/lead`,
	deferItem: (meetingId: string, itemId: string) => at`/meetings/${meetingId}/items/${itemId}/defer`,
	projector: (meetingId: string) => at`/meetings/${meetingId}/projector`,
	currentItem: (meetingId: string) => at`/meetings/${meetingId}/current`,
	closeMeeting: (meetingId: string) => at`/meetings/${meetingId}/close`,
	record: (meetingId: string) => at`/meetings/${meetingId}/record`,
	agencies: () => "/admin/agencies",
	users: () => "/admin/users",
	user: (userId: string) => at`/admin/users/${userId}`,
	managePanels: () => "/admin/panels",
	managePanel: (panelId: string) => at`/admin/panels/${panelId}`,
};
