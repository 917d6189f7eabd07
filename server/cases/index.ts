/** Cases: what a panel knows of an investigation, and who may see and change it. */
export {
	AddCase,
	addCase,
	claimPanel,
	type ImportedAs,
	type NewCase,
	nextNumber,
	pairIn,
	searchKey,
	writeCase,
	writeDetail,
} from "./add-case.ts";
export { blindIndexesOfTelephone, blindIndexOf } from "./blind-index.ts";
export {
	AddEntry,
	addEntry,
	ConfirmEntry,
	confirmEntry,
	EditEntry,
	editEntry,
	meetingInProgress,
	writeEntry,
} from "./entries.ts";
export {
	civilDate,
	DECIDING_KINDS,
	DETAIL_KINDS,
	ENTRY_KINDS,
	LONGEST_ENTRY,
	optionalText,
	RELATIONSHIPS,
	RISKS,
	requiredText,
	riskRank,
} from "./fields.ts";
export {
	AddPerson,
	AddProtectedDetail,
	addPerson,
	addProtectedDetail,
	ChangePerson,
	changePerson,
	keepDetail,
	ListVictimAgency,
	listVictimAgency,
	RemoveProtectedDetail,
	recordOfficer,
	removeProtectedDetail,
	SetOfficer,
	SetRisk,
	setOfficer,
	setRisk,
	unlistVictimAgency,
} from "./keep-case.ts";
export { type CaseInHand, type CaseRight, mayOnCase, requireOnCase, takeCase } from "./policy.ts";
export {
	type CaseRow,
	detailPlace,
	type EntryRow,
	type PersonRow,
	type ProtectedDetailRow,
	presentCaseFiles,
	type RecusalRow,
	type VictimAgencyRow,
} from "./present.ts";
export * from "./queries.ts";
export { DeclareRecusal, declareRecusal, LiftRecusal, liftRecusal } from "./recusals.ts";
export { casesOfSamePair, type Pair } from "./same-pair.ts";
