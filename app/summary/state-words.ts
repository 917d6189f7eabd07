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
		: `A meeting that had this case ended: as the panel had it. ${authorName}, ${agencyName}, closed it`;
