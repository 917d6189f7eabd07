/** What stands beside the name of a case wherever it is named: that it came again, and that it is closed. */
import type { CaseRow } from "#server/cases/index.ts";
import { Tag } from "../ui/index.ts";

export function CaseMarks({ file: { isRepeat, state } }: { file: Pick<CaseRow, "isRepeat" | "state"> }) {
	if (!isRepeat && state !== "closed") return null;
	return (
		<>
			{isRepeat ? (
				<Tag colour="purple" shape="exclamation">
					Repeat
				</Tag>
			) : null}
			{isRepeat && state === "closed" ? " " : null}
			{state === "closed" ? <Tag colour="grey">Closed</Tag> : null}
		</>
	);
}
