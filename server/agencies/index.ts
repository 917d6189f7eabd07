/** The partner agencies, and the organisation that they make together with their people. */
export { AddAgency, addAgency } from "./add-agency.ts";
export { AddAliases, addAliases, aliasesOf, RemoveAlias, removeAlias } from "./aliases.ts";
export { CloseAgency, closeAgency } from "./close-agency.ts";
export { agencyName, rowVersion } from "./fields.ts";
export { ensureOrganisation, ORGANISATION } from "./organisation.ts";
export { administers, requireAdministrator, roleNow, takeOrganisation } from "./policy.ts";
export { type AgencyRow, presentAgencies } from "./present.ts";
export {
	type AgencyListed,
	type AgencyManaged,
	agenciesToManage,
	agencyByName,
	listAgencies,
	openAgencies,
} from "./queries.ts";
export { RenameAgency, renameAgency } from "./rename-agency.ts";
