/** The frame of every page about one case but the case's own: whose it is, and the way to its other pages. */
import type { ReactNode } from "react";
import type { CaseHeader } from "#server/cases/index.ts";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { BackLink, type FrameWidth, IdentityBar, SubNavigation } from "../ui/index.ts";
import { NextDate, SafeContact } from "./identity-words.tsx";

type CasePageProps = {
	header: CaseHeader;
	/** For what is one thing in a case, such as an entry: the way back is enough. */
	isOneThing?: boolean;
	/** On pages on which a case is told: how its victim may be contacted, see safeContactOf. */
	contact?: readonly string[] | null;
	/** What is wrong with the page's form. */
	problems?: ReactNode;
	/** For what is a list. */
	width?: FrameWidth;
	children: ReactNode;
};

export function CasePage({ header, isOneThing, contact, problems, width, children }: CasePageProps) {
	const { caseId, reference } = header;
	return (
		<Page
			width={width}
			banner={
				<IdentityBar
					reference={reference}
					victim={header.victim || "Not known"}
					personCausingHarm={header.suspects || null}
					risk={header.risk}
					officer={header.officerName}
					panel={header.panelName}
					to={paths.case(caseId)}
					next={<NextDate file={header} />}
					contact={contact === undefined ? null : <SafeContact contact={contact} />}
				>
					<CaseMarks file={header} />
				</IdentityBar>
			}
			beforeContent={<BackLink to={paths.case(caseId)}>Case {reference}</BackLink>}
		>
			{problems}
			{isOneThing ? null : <CaseNavigation header={header} />}
			{children}
		</Page>
	);
}

/** The pages of a case that this person may use. */
export function CaseNavigation({
	header,
}: {
	header: Pick<CaseHeader, "caseId" | "rights" | "seesProtected">;
}) {
	const { caseId, rights, seesProtected } = header;
	return (
		<SubNavigation
			label="This case"
			links={[
				{ to: paths.case(caseId), label: "File", end: true },
				{ to: paths.summary(caseId), label: "Summary" },
				{ to: paths.caseActions(caseId), label: "Actions" },
				{ to: paths.chronology(caseId), label: "Chronology" },
				...(rights.includes("keep") ? [{ to: paths.casePeople(caseId), label: "People" }] : []),
				...(seesProtected ? [{ to: paths.caseProtected(caseId), label: "Protected details" }] : []),
				...(rights.includes("set-risk") ? [{ to: paths.caseRisk(caseId), label: "Risk" }] : []),
				...(rights.includes("follow-up") ? [{ to: paths.caseNext(caseId), label: "Next step" }] : []),
				{ to: paths.safetyPlans(caseId), label: "Safety plans" },
				{ to: paths.caseRecusals(caseId), label: "Conflicts of interest" },
			]}
		/>
	);
}
