/** Why a state of a section was kept, in a sentence. */
export const whyKept = ({
	why,
	authorName,
	agencyName,
}: {
	why: "written" | "heard";
	authorName: string;
	agencyName: string;
}): string =>
	why === "written"
		? `${authorName}, ${agencyName}, wrote here`
		: `As the panel had it when a meeting ended, closed by ${authorName}, ${agencyName}`;
