/** The way between the pages about one section, and back to it. */
import type { SectionShown } from "#server/summary/index.ts";
import { paths } from "../paths.ts";
import { SubNavigation } from "../ui/index.ts";

export function SectionPages({
	caseId,
	section: { key, mayWrite },
}: {
	caseId: string;
	section: Pick<SectionShown, "key" | "mayWrite">;
}) {
	return (
		<SubNavigation
			label="This section"
			links={[
				{ to: paths.summaryAt(caseId, key), label: "The whole summary", isCurrent: false },
				...(mayWrite ? [{ to: paths.section(caseId, key), label: "Write", end: true }] : []),
				{ to: paths.sectionAuthors(caseId, key), label: "Who wrote this" },
				{ to: paths.sectionStates(caseId, key), label: "Earlier states" },
			]}
		/>
	);
}
