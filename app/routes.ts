/** The table of contents: every URL and the one screen behind it. */
import { index, type RouteConfig, route } from "@remix-run/route-config";

export default [
	index("home/home.tsx"),
	route("inbox", "inbox/inbox.tsx"),
	route("find", "cases/find.tsx"),
	route("import", "import/import.tsx"),
	route("officer", "advice/officer.tsx"),

	route("sign-in", "account/sign-in.tsx"),
	route("sign-out", "account/sign-out.tsx"),
	route("link/:token", "account/link.tsx"),
	route("account", "account/account.tsx"),
	route("session", "account/stay-signed-in.tsx"),
	route("drafts", "account/drafts.tsx"),
	route("kept/:keptId", "account/kept.tsx"),

	route("panels/:panelId", "panels/panel.tsx"),
	route("panels/:panelId/undertaking", "panels/undertaking.tsx"),
	route("panels/:panelId/cases/new", "cases/add-case.tsx"),
	route("panels/:panelId/advice", "advice/panel-advice.tsx"),
	route("panels/:panelId/meetings/new", "meetings/plan-meeting.tsx"),

	route("cases/:caseId", "cases/case.tsx"),
	route("cases/:caseId/entries/new", "cases/add-entry.tsx"),
	route("cases/:caseId/actions/new", "actions/add-action.tsx"),
	route("cases/:caseId/people", "cases/people.tsx"),
	route("cases/:caseId/protected", "cases/protected.tsx"),
	route("cases/:caseId/risk", "cases/risk.tsx"),
	route("cases/:caseId/recusals", "cases/recusals.tsx"),
	route("entries/:entryId", "cases/entry.tsx"),
	route("advice/:adviceId", "advice/advice.tsx"),
	route("actions/:actionId", "actions/action.tsx"),

	route("meetings/:meetingId", "meetings/room.tsx"),
	route("meetings/:meetingId/agenda", "meetings/agenda.tsx"),
	route("meetings/:meetingId/papers", "meetings/papers.tsx"),
	route("meetings/:meetingId/enter", "meetings/enter.tsx"),
	route("meetings/:meetingId/people", "meetings/people.tsx"),
	route("meetings/:meetingId/lead", "meetings/lead.tsx"),
	route("meetings/:meetingId/current", "meetings/current.tsx"),
	route("meetings/:meetingId/items/:itemId/defer", "meetings/defer.tsx"),
	route("meetings/:meetingId/close", "meetings/close.tsx"),
	route("meetings/:meetingId/projector", "meetings/projector.tsx"),
	route("meetings/:meetingId/record", "meetings/record.tsx"),

	route("admin/agencies", "agencies/agencies.tsx"),
	route("admin/users", "people/users.tsx"),
	route("admin/users/:userId", "people/user.tsx"),
	route("admin/panels", "panels/manage-panels.tsx"),
	route("admin/panels/:panelId", "panels/manage-panel.tsx"),

	route("*", "not-found.tsx"),
] satisfies RouteConfig;
