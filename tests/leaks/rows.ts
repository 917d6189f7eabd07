/** What the database of a running server holds, read beside it: every row's id becomes a secret of its audience. */
import Database from "better-sqlite3";
import type { Force, SignedInKind, Thing } from "./force.ts";
import {
	type ActorKind,
	type Audience,
	CASES,
	type CaseName,
	finds,
	type Kind,
	type MeetingState,
	moveOn,
	type PanelName,
} from "./policy.ts";

const file = () => (process.env.DATABASE_URL ?? "").replace(/^file:/, "");

/** Open as long as the test: opened anew for each of thousands of questions it takes a quarter of the test's time. */
let database: Database.Database | undefined;

/** Runs a query on this test file's database. */
export function rowsOf<Row>(sql: string, ...values: string[]): Row[] {
	database ??= new Database(file(), { readonly: true });
	return database.prepare(sql).all(...values) as Row[];
}

/** What must not change when nobody has done anything: how much was recorded, and kept for each person. */
export function howMuch(): Record<string, number> {
	const tables = [
		"events",
		"revisions",
		"entries",
		"actions",
		"advice",
		"reviews",
		"referrals",
		"safety_plans",
		"summary_sections",
		"summary_updates",
		"summary_states",
		"incidents",
		"recording_queries",
		"notices",
		"kept_posts",
		"one_time_links",
	];
	const counted = tables.map((table) => [
		table,
		rowsOf<{ n: number }>(`select count(*) as n from ${table}`)[0]?.n ?? 0,
	]);
	return Object.fromEntries([
		...counted,
		[
			"versions",
			rowsOf<{ n: number }>("select sum(version) as n from streams where kind <> 'access'")[0]?.n ?? 0,
		],
		[
			"revoked",
			rowsOf<{ n: number }>("select count(*) as n from sessions where revoked_at is not null")[0]?.n ?? 0,
		],
	]);
}

/** Tables whose rows belong to a case, with what kind of thing each is. */
const OF_CASE: Record<string, Kind> = {
	people: "person",
	protected_details: "protected",
	victim_agencies: "file",
	recusals: "file",
	entries: "entry",
	advice: "entry",
	actions: "action",
	referrals: "file",
	hearings: "file",
	reviews: "file",
	safety_plans: "file",
	incidents: "file",
	recording_queries: "file",
	agenda_items: "agenda",
	guests: "agenda",
	summary_sections: "file",
};

/** Makes every id that the database holds a secret, unless it is one already, and looks how its meetings stand. */
export function registerRows(force: Force): void {
	const { secrets, panelIds, caseIds, people, rooms } = force;
	const panelOf = (panelId: string) =>
		(Object.keys(panelIds) as PanelName[]).find((name) => panelIds[name] === panelId);
	const caseName = (caseId: string) =>
		(Object.keys(CASES) as CaseName[]).find((name) => caseIds[name] === caseId);
	const ofPanel = (kind: "panel" | "meetings", panelId: string): Audience => {
		const name = panelOf(panelId);
		return name ? `${kind}:${name}` : "every-panel";
	};

	for (const { id } of rowsOf<{ id: string }>("select id from panels")) {
		secrets.add(id, "panel", ofPanel("panel", id), "the id of another panel");
	}
	const files = rowsOf<{ id: string; panel_id: string; reference: string }>(
		"select id, panel_id, reference from cases",
	);
	/** A case that was added during the test: nobody is recused from it. */
	const audienceOf = (caseId: string, kind: Kind): Audience => {
		const name = caseName(caseId);
		if (name) return kind === "protected" ? `protected:${name}` : `case:${name}`;
		return ofPanel("meetings", files.find((row) => row.id === caseId)?.panel_id ?? "");
	};
	for (const { id, reference } of files) {
		secrets.add(id, "head", audienceOf(id, "head"), "the id of a case");
		secrets.add(reference, "head", audienceOf(id, "head"), "the reference of a case");
	}
	for (const [table, kind] of Object.entries(OF_CASE)) {
		for (const { id, case_id: caseId } of rowsOf<{ id: string; case_id: string }>(
			`select id, case_id from ${table} where case_id is not null`,
		)) {
			const what = `the id of a row of ${table} of the ${caseName(caseId) ?? "added"} case`;
			secrets.add(id, kind, audienceOf(caseId, kind), what);
		}
	}
	for (const { id, case_id: caseId } of rowsOf<{ id: string; case_id: string }>(
		`select summary_states.id, case_id from summary_states
		join summary_sections on summary_sections.id = summary_states.section_id`,
	)) {
		secrets.add(id, "summary", audienceOf(caseId, "summary"), "the id of an earlier state of a summary");
	}
	for (const { id, case_id: caseId } of rowsOf<{ id: string; case_id: string }>(
		"select contacts.id, actions.case_id from contacts join actions on actions.owner_contact_id = contacts.id",
	)) {
		secrets.add(id, "action", audienceOf(caseId, "action"), "the id of a contact");
	}
	for (const { id, whose: by } of rowsOf<{ id: string; whose: string }>(
		"select id, uploaded_by_id as whose from imports",
	)) {
		const [who] = Object.entries(people).find(([, { actor }]) => actor.userId === by) ?? [];
		secrets.add(id, "own", who ? (`self:${who}` as Audience) : "nobody", "the id of an import");
	}
	const whoseMeeting = new Map<string, readonly Audience[]>();
	for (const { id, panel_id: panelId, state, published_at: publishedAt } of rowsOf<MeetingOf>(
		"select id, panel_id, state, published_at from meetings",
	)) {
		const isDraft = publishedAt === null && panelOf(panelId) === "north";
		const whose = rooms[id] ?? [isDraft ? "drafts:north" : ofPanel("meetings", panelId)];
		whoseMeeting.set(id, whose);
		secrets.add(id, "meeting-id", whose, `the id of a ${state} meeting of the ${panelOf(panelId)} panel`);
	}
	const kindOf = (userId: string) =>
		(Object.keys(people) as SignedInKind[]).find((kind) => people[kind]?.actor.userId === userId);
	// That a guest is there is hidden from whoever may not see what they are there for.
	for (const { id, user_id: userId, case_ids: cases } of rowsOf<GuestOf>(GUESTS_THERE)) {
		const kind = kindOf(userId);
		const whose = cases.split(",").map((caseId) => audienceOf(caseId, "agenda"));
		secrets.add(
			id,
			"meeting",
			[...whose, ...(kind ? [`self:${kind}` as const] : [])],
			"that a guest is there",
		);
	}
	for (const [table, kind] of Object.entries(OF_MEETING)) {
		const where = table === "agenda_items" ? "where case_id is null" : "";
		for (const { id, meeting_id: meetingId } of rowsOf<{ id: string; meeting_id: string }>(
			`select id, meeting_id from ${table} ${where}`,
		)) {
			const whose = whoseMeeting.get(meetingId) ?? ["nobody"];
			secrets.add(id, kind, whose, `the id of a row of ${table}`);
		}
	}
	for (const { id } of rowsOf<{ id: string }>("select id from meeting_series")) {
		secrets.add(id, "removed", "nobody", "the id of a series of meetings");
	}
	for (const { id, panel_id: panelId } of rowsOf<{ id: string; panel_id: string }>(
		"select id, panel_id from memberships",
	)) {
		secrets.add(
			id,
			"seat",
			ofPanel("panel", panelId),
			`the id of a membership of the ${panelOf(panelId)} panel`,
		);
	}
	for (const { id } of rowsOf<{ id: string }>("select id from agency_aliases")) {
		secrets.add(id, "organisation", "administration", "the id of another name of an agency");
	}
	for (const table of ["users", "agencies"]) {
		for (const { id } of rowsOf<{ id: string }>(`select id from ${table}`)) {
			secrets.add(id, "organisation", "organisation", `the id of a row of ${table}`);
		}
	}
	// Every state that an entry or an incident had, and every answer to advice, is on its page under its id; no other
	// text's states are shown anywhere.
	const states = rowsOf<{ id: string; kind: string; case_id: string | null }>(
		`select revisions.id, subject_kind as kind, coalesce(entries.case_id, advice.case_id, incidents.case_id,
			(select case_id from incidents where batch_id = subject_id and subject_kind = 'incidents' limit 1)) as case_id
		from revisions
		left join entries on entries.id = subject_id and subject_kind = 'entry'
		left join incidents on incidents.id = subject_id and subject_kind = 'incident'
		left join advice on advice.id = subject_id and subject_kind = 'advice'`,
	);
	for (const { id, kind, case_id: caseId } of states) {
		if (caseId)
			secrets.add(id, "history", audienceOf(caseId, "history"), `the id of an earlier state of ${kind}`);
		else secrets.add(id, "removed", "nobody", `the id of a kept text of a ${kind}`);
	}
	for (const { id, user_id: userId } of rowsOf<{ id: string; user_id: string }>(
		"select id, user_id from sessions",
	)) {
		const kind = kindOf(userId);
		secrets.add(
			id,
			"account",
			kind ? `self:${kind as ActorKind}` : "nobody",
			`the id of a session of the ${kind}`,
		);
	}
	// A notice about a case that its receiver does not see tells that something happened there: nobody is shown it.
	for (const { id, user_id: userId, case_id: caseId } of rowsOf<{
		id: string;
		user_id: string;
		case_id: string;
	}>("select id, user_id, case_id from notices")) {
		const kind = kindOf(userId) as ActorKind | undefined;
		const isTheirs = kind !== undefined && finds(kind, audienceOf(caseId, "head"));
		secrets.add(id, "own", isTheirs ? `self:${kind}` : "nobody", `the id of a notice of the ${kind}`);
	}
	for (const { id, user_id: userId } of rowsOf<{ id: string; user_id: string }>(
		"select id, user_id from saved_views",
	)) {
		const kind = kindOf(userId);
		secrets.add(id, "own", kind ? `self:${kind as ActorKind}` : "nobody", `the id of a view of the ${kind}`);
	}
	for (const { id } of rowsOf<{ id: string }>("select id from one_time_links")) {
		secrets.add(id, "removed", "nobody", "the id of a one-time link");
	}
	lookAtMeetings(force, kindOf);
}

interface MeetingOf {
	id: string;
	panel_id: string;
	state: MeetingState;
	published_at: number | null;
	chair_user_id: string | null;
}

interface GuestOf {
	id: string;
	user_id: string;
	case_ids: string;
}

/** Attendances and hands of guests, with the cases to which these are or were invited there. */
const GUESTS_THERE = `
	with invited as (select meeting_id, user_id, group_concat(case_id) as case_ids from guests group by 1, 2),
	there as (select id, meeting_id, user_id from attendances where capacity = 'guest')
	select id, user_id, case_ids from there join invited using (meeting_id, user_id)
	union all
	select hands.id, user_id, case_ids from hands join invited using (meeting_id, user_id)
	where exists (select 1 from there where there.meeting_id = hands.meeting_id and there.user_id = hands.user_id)`;

/** Tables whose rows belong to a meeting and to no case. */
const OF_MEETING: Record<string, Kind> = { agenda_items: "agenda", attendances: "meeting", hands: "meeting" };

/** How each meeting stands now: what may be done with it depends on that. */
function lookAtMeetings(
	{ things, stock, live, caseIds }: Force,
	kindOf: (userId: string) => string | undefined,
): void {
	const rows = rowsOf<MeetingOf>("select id, state, chair_user_id from meetings");
	const there = rowsOf<{ meeting_id: string; user_id: string }>(
		"select meeting_id, user_id from attendances where state = 'present' and statement_at is not null",
	);
	for (const thing of [...things.meeting, ...stock.meetings, ...stock.drafts] as Thing[]) {
		const row = rows.find(({ id }) => id === thing.ids.meetingId);
		if (!row) continue;
		const inside = there.filter(({ meeting_id: id }) => id === row.id);
		thing.meeting = {
			state: row.state,
			chair: kindOf(row.chair_user_id ?? "") as ActorKind | undefined,
			inside: new Set(inside.map(({ user_id: userId }) => kindOf(userId) as ActorKind)),
		};
	}
	const [on] = rowsOf<{ case_id: string | null }>(
		"select case_id from agenda_items where is_current = 1 and meeting_id = ?",
		live.meetingId,
	);
	moveOn((Object.keys(CASES) as CaseName[]).find((name) => caseIds[name] === on?.case_id));
}
