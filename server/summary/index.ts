/** The shared summary of a case: texts that a panel writes together, live, and of which no acknowledged word is lost. */
export { Copies, type Copy } from "./authorship.ts";
export { HEAVIEST_UPDATE } from "./check.ts";
export { type Change, LONGEST_SECTION } from "./document.ts";
export { PostSection, postSection, RestoreState, restoreState } from "./edit.ts";
export { keepForMeeting } from "./heard.ts";
export { casePage } from "./one-page.ts";
export { presentSectionsOf, type SummarySectionRow } from "./present.ts";
export * from "./queries.ts";
export { removeSummaries } from "./remove.ts";
export { summaryTexts } from "./searched.ts";
export { agencyKey, mayWrite, SECTIONS, type Section, sectionOf } from "./sections.ts";
export { recordPens, recordVisits } from "./visits.ts";
export { onTextStored, type TextStored, takePen, type Writing, type Written, write } from "./write.ts";
