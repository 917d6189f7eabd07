/** What comes next for a case, in the middle of a sentence. */
import type { LeftWith } from "#server/follow-up/index.ts";
import { CivilDate } from "../ui/index.ts";
import { CLOSE_REASON_WORDS, CRITERION_WORDS } from "./follow-up-words.ts";

export function NextInWords({ next }: { next: LeftWith }) {
	if (next.step === "close") {
		const why = CLOSE_REASON_WORDS[next.reason];
		const spoke = next.criteria.map((criterion) => CRITERION_WORDS[criterion] ?? criterion);
		return <>nothing, the case is closed. {[why, ...spoke].join(". ")}.</>;
	}
	return next.on ? (
		<>
			review on <CivilDate date={next.on} />
		</>
	) : (
		<>a hearing</>
	);
}
