/** What a case's file says of its follow-up: what comes next, its safety plans, reviews and referrals. */
import { Link } from "@remix-run/react";
import type { CaseInView } from "../cases/case-file.tsx";
import { paths } from "../paths.ts";
import { CivilDate, SummaryList, Tag } from "../ui/index.ts";
import { answersOf, CLOSE_REASON_WORDS, CRITERION_WORDS } from "./follow-up-words.ts";

interface InFileProps {
	file: CaseInView;
	/** Civil date. */
	today: string;
}

const NEXT_HEARING_WORDS: Partial<Record<CaseInView["row"]["state"], string>> = {
	"not-heard": "a first hearing",
	open: "a hearing",
};

/** Where the case stands and what comes next, at the head of its file. */
export function NextInFile({ file: { row }, today, mayFollowUp }: InFileProps & { mayFollowUp: boolean }) {
	const { id, state, nextDate } = row;
	const isOverdue = nextDate !== null && nextDate < today;
	const links = [
		...(state === "closed" ? [] : [{ to: paths.caseNext(id), label: "Change", about: "what comes next" }]),
		...(state === "follow-up" ? [{ to: paths.review(id), label: "Review", about: "the case" }] : []),
		{ to: paths.referAgain(id), label: "Refer again", about: "the case" },
	];
	return (
		<div className="pr-next-in-file">
			<p className="govuk-body">
				<strong>Next:</strong>{" "}
				{state === "closed" ? (
					<>
						nothing. Closed{" "}
						{row.closedOn ? (
							<>
								on <CivilDate date={row.closedOn} />
							</>
						) : null}
						{row.closeReason ? `: ${CLOSE_REASON_WORDS[row.closeReason].toLowerCase()}` : null}
					</>
				) : nextDate ? (
					<>
						review on <CivilDate date={nextDate} />{" "}
						{isOverdue ? (
							<Tag colour="red" shape="clock">
								Overdue
							</Tag>
						) : null}
					</>
				) : (
					NEXT_HEARING_WORDS[state]
				)}
			</p>
			{state === "closed" && (row.closeCriteria.length > 0 || row.closeNote) ? (
				<p className="govuk-body">
					{row.closeCriteria.map((criterion) => CRITERION_WORDS[criterion] ?? criterion).join(". ")}
					{row.closeCriteria.length > 0 ? ". " : null}
					<span className="pr-typed">{row.closeNote}</span>
				</p>
			) : null}
			{mayFollowUp ? (
				<ul className="pr-next-in-file__links">
					{links.map(({ to, label, about }) => (
						<li key={to}>
							<Link className="govuk-link" to={to}>
								{label}
								<span className="govuk-visually-hidden"> {about}</span>
							</Link>
						</li>
					))}
				</ul>
			) : null}
		</div>
	);
}

/** Safety plans that are in force, reviews that were done, and the referrals of a case that came more than once. */
export function FollowUpInFile({ file: { plans, reviews, referrals, row }, today }: InFileProps) {
	const inForce = plans.filter(({ endedAt }) => endedAt === null);
	const done = reviews.filter(({ state }) => state === "done").reverse();
	const known = [...referrals].sort((a, b) => (a.referredOn < b.referredOn ? 1 : -1));
	return (
		<>
			{inForce.length > 0 ? (
				<section aria-labelledby="plans-heading">
					<h2 className="govuk-heading-m" id="plans-heading">
						Safety plans
					</h2>
					<ul className="pr-paper__entries">
						{inForce.map((plan) => (
							<li key={plan.id} className="pr-paper__entry">
								<p className="govuk-body pr-typed">{plan.what}</p>
								<p className="pr-paper__by">
									{plan.ownerAgencyName}
									{plan.ownerDetail ? ` (${plan.ownerDetail})` : null}, <CivilDate date={plan.startsOn} /> to{" "}
									<CivilDate date={plan.endsOn} />, review on <CivilDate date={plan.reviewOn} />{" "}
									{plan.reviewOn < today ? (
										<Tag colour="red" shape="clock">
											Overdue
										</Tag>
									) : null}
								</p>
							</li>
						))}
					</ul>
					<p className="govuk-body">
						<Link className="govuk-link" to={paths.safetyPlans(row.id)}>
							All safety plans
						</Link>
					</p>
				</section>
			) : null}
			{done.length > 0 ? (
				<section aria-labelledby="reviews-heading">
					<h2 className="govuk-heading-m" id="reviews-heading">
						Reviews
					</h2>
					{done.map((review) => (
						<div key={review.id}>
							<h3 className="govuk-heading-s">
								{review.doneOn ? <CivilDate date={review.doneOn} /> : null}, {review.doneByName}
							</h3>
							<SummaryList
								rows={answersOf(review).map(({ key, value }) => ({
									key,
									value: <span className="pr-typed">{value}</span>,
								}))}
							/>
						</div>
					))}
				</section>
			) : null}
			{known.length > 1 ? (
				<section aria-labelledby="referrals-heading">
					<h2 className="govuk-heading-m" id="referrals-heading">
						Referrals
					</h2>
					<ul className="govuk-list govuk-list--bullet">
						{known.map((referral) => (
							<li key={referral.id}>
								<CivilDate date={referral.referredOn} />, {referral.referral}
								{referral.note ? <span className="pr-typed">: {referral.note}</span> : null}
							</li>
						))}
					</ul>
				</section>
			) : null}
		</>
	);
}
