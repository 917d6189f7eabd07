/** How a piece of advice stands with the officer, beside its words wherever these are shown. */
import { Link, useLocation } from "@remix-run/react";
import type { AdviceRow } from "#server/advice/index.ts";
import { paths } from "../paths.ts";
import { type ShapeName, Tag, type TagColour, Time } from "../ui/index.ts";
import { reasonLabel, STATE_WORDS } from "./advice-words.ts";

const LOOKS: Record<AdviceRow["state"], { colour: TagColour; shape: ShapeName }> = {
	unanswered: { colour: "yellow", shape: "question" },
	accepted: { colour: "green", shape: "tick" },
	"in-part": { colour: "teal", shape: "circle" },
	declined: { colour: "orange", shape: "cross" },
	withdrawn: { colour: "grey", shape: "cross" },
};

export function AdviceTag({ state }: { state: AdviceRow["state"] }) {
	return <Tag {...LOOKS[state]}>{STATE_WORDS[state]}</Tag>;
}

type Answered = Pick<AdviceRow, "state" | "reason" | "answeredByName" | "answeredForName" | "answeredAt">;

/** Who answered and when; that nobody has, while it waits. */
export function AnsweredBy({ advice }: { advice: Answered }) {
	const { answeredByName, answeredForName, answeredAt } = advice;
	if (!answeredAt) return "The officer in the case has not answered this.";
	return (
		<>
			{answeredForName ?? answeredByName}, <Time at={answeredAt} />
			{answeredForName ? `, as ${answeredByName} recorded it` : null}
		</>
	);
}

interface AdviceStandingProps {
	advice: Answered;
}

export function AdviceStanding({ advice }: AdviceStandingProps) {
	const { state, reason } = advice;
	return (
		<div className="pr-advice">
			<p className="pr-advice__state">
				<AdviceTag state={state} />{" "}
				<span className="pr-advice__by">
					<AnsweredBy advice={advice} />
				</span>
			</p>
			{reason ? (
				<p className="pr-advice__reason">
					<strong>{reasonLabel(state)}:</strong> <span className="pr-typed">{reason}</span>
				</p>
			) : null}
		</div>
	);
}

/** As whom somebody answers advice on a case: the officer, or whoever writes the officer's answer down. */
export type Answering = "officer" | "for the officer";

interface AdviceLinkProps {
	advice: Pick<AdviceRow, "id" | "state" | "answeredForName">;
	answering?: Answering;
	/** For people who cannot see what it stands beside. */
	about: string;
}

/** The way to a piece of advice: to answer it, or to see the answers that it has had. */
export function AdviceLink({ advice, answering, about }: AdviceLinkProps) {
	const { pathname, search } = useLocation();
	const isWaiting = advice.state === "unanswered";
	if (isWaiting && !answering) return null;
	const words = !isWaiting
		? "Answer and history"
		: answering === "officer"
			? "Answer"
			: "Record the officer’s answer";
	return (
		<Link
			className="govuk-link"
			to={`${paths.advice(advice.id)}?to=${encodeURIComponent(pathname + search)}`}
		>
			{words}
			<span className="govuk-visually-hidden">: {about}</span>
		</Link>
	);
}
