/** The actions of a case, as the case's page and the live room both show them; its owner answers for one right here. */
import { Link, useFetcher, useLocation } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { ActionRow } from "#server/actions/index.ts";
import { Press, type PressAnswer, problemOf } from "../meetings/press.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	CivilDate,
	CommandForm,
	classNames,
	Details,
	HiddenFields,
	StatusTag,
	Tag,
	TextInput,
} from "../ui/index.ts";
import { answeredInWords, OUTCOME_LABELS, ownerInWords } from "./action-words.ts";
import { overdueInWords, statusShown } from "./log-words.ts";

interface ActionListProps {
	actions: ActionRow[];
	/** Civil date. */
	today: string;
	/** This person's agency, which answers for what is proposed to it; none for somebody who only listens. */
	agencyId?: string;
	/** Whether the reader may open an action's own page: observers and guests have the room alone. */
	hasPages?: boolean;
}

export function ActionList({ actions, today, agencyId, hasPages = true }: ActionListProps) {
	if (actions.length === 0) return null;
	return (
		<ul className="pr-entries">
			{actions.map((action) => (
				<Action
					key={action.id}
					action={action}
					today={today}
					hasPage={hasPages}
					isTheirs={agencyId !== undefined && action.ownerAgencyId === agencyId}
				/>
			))}
		</ul>
	);
}

interface ActionProps {
	action: ActionRow;
	today: string;
	/** Whether the reader's agency owns it. */
	isTheirs: boolean;
	hasPage: boolean;
}

function Action({ action, today, isTheirs, hasPage }: ActionProps) {
	const { pathname, search } = useLocation();
	const status = statusShown(action, today);
	const overdue = overdueInWords(action, today);
	const offeredTo = action.offerUserName ?? action.offerAgencyName;
	const isProposedToAgency = action.status === "proposed" && action.ownerAgencyId !== null;
	const answered = answeredInWords(action);
	return (
		<li className={classNames("pr-action", `pr-action--${status}`)}>
			<div className="pr-action__head">
				<p className="pr-action__text">{action.what}</p>
				<span className="pr-action__tags">
					{action.priority === "urgent" ? (
						<Tag colour="orange" shape="exclamation">
							Urgent
						</Tag>
					) : null}
					<StatusTag status={status} />
				</span>
			</div>
			<dl className="pr-action__facts">
				<div>
					<dt>{isProposedToAgency ? "Proposed to" : "Owner"}</dt> <dd>{ownerInWords(action)}</dd>
				</div>
				<div>
					<dt>Due</dt>{" "}
					<dd>
						{action.due ? <CivilDate date={action.due} /> : (action.dueNote ?? "No date")}
						{overdue ? <strong className="pr-overdue">, {overdue}</strong> : null}
					</dd>
				</div>
				{offeredTo ? (
					<div>
						<dt>Offered to</dt> <dd>{offeredTo}</dd>
					</div>
				) : null}
				{action.isRefusedLater ? (
					<div>
						<dt>With</dt>{" "}
						<dd>{action.isEscalated ? "The owner’s manager and the lead" : "The chair, who decides"}</dd>
					</div>
				) : null}
				{action.isHeldByChair ? (
					<div>
						<dt>Held by</dt> <dd>The chair</dd>
					</div>
				) : null}
				{action.outcome ? (
					<div>
						<dt>{OUTCOME_LABELS[action.status]}</dt> <dd>{action.outcome}</dd>
					</div>
				) : null}
			</dl>
			{answered ? (
				<p className="pr-action__note">
					{answered}. {action.ownerAgencyName} has not confirmed this yet.
				</p>
			) : null}
			<div className="pr-action__foot">
				{isTheirs && action.status === "proposed" ? (
					<>
						<Press
							to={paths.action(action.id)}
							fields={{ intent: "answer", answer: "accepted", version: String(action.version) }}
							label="Accept"
							about={action.what}
						/>
						<Refuse action={action} />
					</>
				) : null}
				{isTheirs && answered ? (
					<Press
						to={paths.action(action.id)}
						fields={{ intent: "confirm" }}
						label="Confirm"
						about={`what was recorded for your agency: ${action.what}`}
						variant="secondary"
					/>
				) : null}
				{hasPage ? (
					<Link
						className="govuk-link"
						to={`${paths.action(action.id)}?to=${encodeURIComponent(pathname + search)}`}
					>
						Update<span className="govuk-visually-hidden"> the action: {action.what}</span>
					</Link>
				) : null}
			</div>
		</li>
	);
}

/** A refusal says why, so it takes a second look before it is sent. */
function Refuse({ action }: { action: ActionRow }) {
	const fetcher = useFetcher<PressAnswer>();
	const [turn, setTurn] = useState(0);
	const { data } = fetcher;
	const isSettled = data !== undefined && data.outcome !== "not-sent";
	// Answered for good, so that the next press is a new intention; what never arrived is sent again as itself.
	useEffect(() => {
		if (data && isSettled) setTurn((n) => n + 1);
	}, [data, isSettled]);
	const idle = fetcher.state === "idle";
	const reasonIsWrong = idle ? data?.errors?.reason : undefined;
	const problem = idle && !reasonIsWrong ? problemOf(data) : undefined;
	return (
		<Details
			summary={
				<>
					Refuse<span className="govuk-visually-hidden"> {action.what}</span>
				</>
			}
		>
			<CommandForm as={fetcher.Form} action={paths.action(action.id)} intention={turn}>
				<HiddenFields values={{ intent: "answer", answer: "refused", version: action.version }} />
				<TextInput
					name="reason"
					id={`field-reason-${action.id}`}
					label="Why your agency refuses it"
					error={reasonIsWrong}
					autoComplete="off"
				/>
				<Button variant="secondary" small preventDoubleClick>
					Refuse<span className="govuk-visually-hidden"> {action.what}</span>
				</Button>
				{problem ? (
					<p className="govuk-error-message" role="alert">
						{problem}
					</p>
				) : null}
			</CommandForm>
		</Details>
	);
}
