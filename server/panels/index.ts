/** Panels, and who sits on them with which role and until when. */
export { AddMembership, addMembership } from "./add-membership.ts";
export { AddPanel, addPanel } from "./add-panel.ts";
export { ChangePanel, changePanel } from "./change-panel.ts";
export { EndMembership, endMembership } from "./end-membership.ts";
export { MEMBER_ROLES, type MemberRole } from "./fields.ts";
export { leavePanels, panelIdsOf } from "./leave-panels.ts";
export { rolesAppointedBy } from "./policy.ts";
export { type MembershipRow, type PanelRow, presentMemberships, presentPanels } from "./present.ts";
export {
	membersOf,
	type PanelManaged,
	type PanelManagement,
	type PanelSeen,
	type PlaceOnPanel,
	panelById,
	panelsFor,
	panelsToManage,
	panelToManage,
	placesOf,
} from "./queries.ts";
export { SignUndertaking, signUndertaking } from "./sign-undertaking.ts";
export { type Standing, standingOf } from "./standing.ts";
export { turnMemberships } from "./turn-memberships.ts";
export { type Undertaking, undertakingsOf } from "./undertakings.ts";
