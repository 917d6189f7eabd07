/** Why a state of a section was kept, in a sentence. */
export const whyKept = ({
	why,
	authorName,
	agencyName,
}: {
	why: "written" | "restored" | "heard";
	authorName: string;
	agencyName: string;
}): string => {
	if (why === "written") return `${authorName}, ${agencyName}, wrote here`;
	if (why === "restored") return `${authorName}, ${agencyName}, restored an earlier state`;
	return `As the panel had it when a meeting ended, closed by ${authorName}, ${agencyName}`;
};
