/** Closes the meeting so that nothing is dropped: what is loose is settled, and each case not heard goes somewhere. */
import { Link, type MetaFunction, type ShouldRevalidateFunctionArgs, useLoaderData } from "@remix-run/react";
import type { ActionRow } from "#server/actions/index.ts";
import { type CaseRow, type EntryRow, riskRank } from "#server/cases/index.ts";
import { REVIEW_AFTER_DAYS, suggestedReview } from "#server/follow-up/index.ts";
import { Invalid } from "#server/http/errors.ts";
import { done, onPost, type SentForm, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { type AgendaItemRow, closeMeeting } from "#server/meetings/index.ts";
import { ownerInWords } from "../actions/action-words.ts";
import { RISK_WORDS } from "../cases/case-words.ts";
import { NextStepFields } from "../follow-up/next-step-fields.tsx";
import { typedStep } from "../follow-up/typed-step.ts";
import { type FormAnswer, FormProblems, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	Checkboxes,
	CivilDate,
	CommandForm,
	Details,
	fieldId,
	HiddenFields,
	InsetText,
	PageTitle,
	Radios,
	RiskTag,
	TextInput,
} from "../ui/index.ts";
import { type CaseHead, headsOf } from "./case-heads.ts";
import { isDecided } from "./decided.ts";
import { chairsMeeting } from "./for-the-chair.ts";
import { titleOf } from "./meeting-words.ts";

export const meta: MetaFunction = () => [{ title: "Close the meeting – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const meetingId = params.meetingId ?? "";
	const { panelName, items, rows, set } = await chairsMeeting(actor, meetingId);
	const files = rows.filter((row): row is CaseRow => row.kind === "case");
	const allActions = rows.filter((row): row is ActionRow => row.kind === "action");
	const heads = headsOf(rows, today());
	const agreed = rows.filter(
		(row): row is ActionRow => row.kind === "action" && "meetingId" in row && row.meetingId === meetingId,
	);
	const said = rows.filter(
		(row): row is EntryRow => row.kind === "entry" && "meetingId" in row && row.meetingId === meetingId,
	);
	const current = items.find((item) => item.isCurrent);
	const onCurrent = (row: { caseId: string }) => row.caseId === current?.caseId;
	return {
		meetingId,
		panelName,
		current: current
			? {
					title: titleOf(current, heads.get(current.caseId ?? "")?.reference ?? ""),
					wantsDecision:
						current.caseId !== null && !isDecided(said.filter(onCurrent), agreed.filter(onCurrent)),
				}
			: null,
		unsettled: agreed
			.filter((action) => action.isUnsettled)
			.map((action) => ({
				id: action.id,
				what: action.what,
				reference: heads.get(action.caseId)?.reference ?? "",
				lacks: whatItLacks(action),
			})),
		unheard: items.flatMap((item) => unheardCase(item, heads)).sort(leastDangerousFirst),
		/** What was heard, or is on, with what comes next for it. */
		leaving: items.flatMap((item) => {
			const file = files.find(({ id }) => id === item.caseId);
			const head = heads.get(item.caseId ?? "");
			const isHeard = item.isCurrent || item.outcome === "heard" || item.outcome === "nothing-decided";
			if (!file || !head || !isHeard) return [];
			const isSet = set.includes(file.id);
			return {
				itemId: item.id,
				...head,
				isSet,
				step: isSet && file.nextStep === "hearing" ? ("hearing" as const) : ("review" as const),
				reviewOn: (isSet ? file.nextDate : null) ?? suggestedReview(file.risk),
				afterDays: REVIEW_AFTER_DAYS[file.risk],
				isClosed: file.state === "closed",
				openActions: allActions.filter(({ caseId, status }) => caseId === file.id && !ENDED.includes(status))
					.length,
			};
		}),
		deferred: items.flatMap((item) => {
			const head = item.outcome === "deferred" && !item.isCurrent ? heads.get(item.caseId ?? "") : undefined;
			return head ? [head] : [];
		}),
	};
});

const ENDED: ActionRow["status"][] = ["done", "not-possible", "not-done"];

function whatItLacks(action: ActionRow): string {
	if (action.status === "refused") return `${action.ownerAgencyName} refused it`;
	const owner = action.ownerAgencyName ? ownerInWords(action) : "no owner";
	return action.due || action.dueNote ? owner : `${owner}, no date`;
}

function unheardCase(item: AgendaItemRow, heads: Map<string, CaseHead>) {
	const head = item.caseId && item.outcome === null && !item.isCurrent ? heads.get(item.caseId) : undefined;
	return head ? [{ itemId: item.id, ...head, suggested: suggestionFor(head) }] : [];
}

type Unheard = ReturnType<typeof unheardCase>[number];
type PutOff = "carried-over" | "outside";

/** Only a proposal: what can wait is carried over; what is dangerous, or waits already, is decided outside. */
const suggestionFor = ({ risk, overdue }: CaseHead): PutOff =>
	risk === "high" || overdue > 0 ? "outside" : "carried-over";

const leastDangerousFirst = (a: Unheard, b: Unheard) =>
	riskRank(b.risk) - riskRank(a.risk) || a.overdue - b.overdue || (a.reference < b.reference ? -1 : 1);

export const action = onPost(async ({ actor, params, form }) => {
	const meetingId = params.meetingId ?? "";
	const { all, outside, nothingDecided } = form.fields;
	const closed = await closeMeeting(actor, form.opId, {
		meetingId,
		next: nextIn(form),
		outside,
		nothingDecided: nothingDecided === "yes" ? nothingDecided : undefined,
		...(all === "carried-over" || all === "outside" ? { all } : { leftovers: leftoversIn(form) }),
	});
	return done(form, closed, `${paths.record(meetingId)}?closed`);
});

/**
 * What was chosen to come next for each case that was heard, by its item's id. What stands as it was shown is left out:
 * what somebody has set meanwhile, or what is suggested, is right then. @throws Invalid when a date is no date.
 */
function nextIn(form: SentForm) {
	const itemIds = Object.keys(form.fields).flatMap((name) => /^next-(.+)-step$/.exec(name)?.[1] ?? []);
	const read = itemIds.map((itemId) => [itemId, typedStep(form, nextPrefix(itemId))] as const);
	const problems = Object.assign({}, ...read.map(([, { problems }]) => problems)) as Record<string, string>;
	if (Object.keys(problems).length > 0) throw new Invalid(problems);
	const isChosen = ([itemId, { choice }]: (typeof read)[number]) =>
		form.fields[`${nextPrefix(itemId)}shown`] !== shownAs(choice.step, choice.reviewOn as string);
	return Object.fromEntries(read.filter(isChosen).map(([itemId, { choice }]) => [itemId, choice]));
}

const shownAs = (step: string, reviewOn: string) => (step === "review" ? `${step} ${reviewOn}` : step);

const nextPrefix = (itemId: string) => `next-${itemId}-`;

/**
 * What a close that was refused says of one case. Boxes that stood as the page showed them are nobody's choice: when
 * the case has another next step by now, they show that one, and sending them again does not take it back.
 */
function answerFor(answer: FormAnswer, file: { itemId: string; step: string; reviewOn: string }) {
	const prefix = nextPrefix(file.itemId);
	const { values } = answer;
	const [shown, step] = [values[`${prefix}shown`], values[`${prefix}step`]];
	if (shown === undefined || step === undefined) return { answer, isChosen: false };
	const { day = "", month = "", year = "" } = answer.date(`${prefix}reviewOn`) ?? {};
	const typedOn = [year.padStart(4, "0"), month.padStart(2, "0"), day.padStart(2, "0")].join("-");
	const isChosen = shown !== shownAs(step, typedOn);
	if (isChosen || shown === shownAs(file.step, file.reviewOn)) return { answer, isChosen };
	const anew: FormAnswer = {
		...answer,
		values: { ...values, [`${prefix}step`]: file.step },
		date: (name) => (name === `${prefix}reviewOn` ? undefined : answer.date(name)),
	};
	return { answer: anew, isChosen };
}

/** What was chosen for each case, by its item's id. */
const leftoversIn = (form: SentForm): Record<string, PutOff> =>
	Object.fromEntries(
		Object.entries(form.fields).flatMap(([name, value]) =>
			name.startsWith("item-") ? [[name.slice("item-".length), value as PutOff]] : [],
		),
	);

export const clientAction = orUnsent;

/** A close that was refused shows what stands in its way now; one that never arrived has changed nothing. */
export const shouldRevalidate = ({ actionResult, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) => {
	if (typeof actionResult !== "object" || actionResult === null) return defaultShouldRevalidate;
	return !("outcome" in actionResult);
};

type ClosePage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Close() {
	const page = useLoaderData<typeof loader>();
	const { meetingId, panelName, unheard } = page;
	const answer = useFormAnswer();
	const room = paths.meeting(meetingId);
	return (
		<Page beforeContent={<BackLink to={room}>Back to the meeting</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panelName}>Close the meeting</PageTitle>
			<Unsettled page={page} />
			<CommandForm
				returnTo={`${paths.record(meetingId)}?closed`}
				intention={`${answer.turn} ${Object.keys(answer.errors).join(" ")}`}
				className="pr-form"
			>
				<Current page={page} answer={answer} />
				<Leaving page={page} answer={answer} />
				<Leftovers unheard={unheard} answer={answer} />
				<p className="govuk-body">
					The record stands from now on, and open actions are on their owners’ lists. For 30 minutes you can
					open the meeting again.
				</p>
				<ButtonGroup>
					<Button variant="warning" preventDoubleClick>
						Close the meeting
					</Button>
					<Link className="govuk-link" to={room}>
						{unheard.length > 0 ? "Extend the meeting instead" : "Go back to the meeting"}
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}

/** Actions that stand in the way: the same rule as when a case is left. */
function Unsettled({ page: { unsettled, meetingId } }: { page: ClosePage }) {
	if (unsettled.length === 0) return null;
	const here = encodeURIComponent(paths.closeMeeting(meetingId));
	return (
		<section id={fieldId("readBack")} tabIndex={-1} className="pr-loose" aria-labelledby="loose-heading">
			<h2 className="govuk-heading-m" id="loose-heading">
				{unsettled.length === 1
					? "1 action is to be settled first"
					: `${unsettled.length} actions are to be settled first`}
			</h2>
			<ul className="govuk-list govuk-list--spaced">
				{unsettled.map((action) => (
					<li key={action.id}>
						<Link className="govuk-link" to={`${paths.action(action.id)}?to=${here}`}>
							{action.what}
						</Link>
						<br />
						<span className="pr-reference">{action.reference}</span>: {action.lacks}
					</li>
				))}
			</ul>
		</section>
	);
}

function Current({ page: { current }, answer }: { page: ClosePage; answer: FormAnswer }) {
	if (!current) return null;
	return (
		<>
			<p className="govuk-body">
				The panel is on <strong>{current.title}</strong>. Closing the meeting leaves it as heard.
			</p>
			{current.wantsDecision ? (
				<Checkboxes
					name="nothingDecided"
					label={`Nothing has been decided on ${current.title} yet`}
					labelSize="s"
					options={[{ value: "yes", label: "That is right: nothing was decided" }]}
					defaultValue={answer.all("nothingDecided")}
					error={answer.errors.nothingDecided}
				/>
			) : null}
		</>
	);
}

/** Nothing leaves the agenda without a next step: what each case gets, and another for those that want it. */
function Leaving({ page: { leaving, deferred }, answer }: { page: ClosePage; answer: FormAnswer }) {
	if (leaving.length + deferred.length === 0) return null;
	return (
		<section aria-labelledby="next-heading" className="pr-next-steps">
			<h2 className="govuk-heading-m" id="next-heading">
				What comes next for each case
			</h2>
			<p className="govuk-body">
				Reviews are suggested by risk. Change what should be otherwise; the rest is set as it stands here.
			</p>
			<ul className="pr-next-steps__list">
				{leaving.map((file) => (
					<li key={file.itemId} className="pr-next-steps__case">
						<WhichCase file={file} />
						{file.isClosed ? (
							<p className="govuk-body">Closed. It stays closed.</p>
						) : (
							<NextStep file={file} answer={answer} />
						)}
					</li>
				))}
				{deferred.map((file) => (
					<li key={file.caseId} className="pr-next-steps__case">
						<WhichCase file={file} />
						<p className="govuk-body">Deferred. Next: a hearing at the next meeting.</p>
					</li>
				))}
			</ul>
		</section>
	);
}

const WhichCase = ({ file }: { file: CaseHead }) => (
	<p className="govuk-body pr-plain-rows__words">
		<strong>
			<span className="pr-reference">{file.reference}</span> {file.victim || "Victim not known"}
		</strong>
		<RiskTag level={file.risk} />
	</p>
);

function NextStep({ file, answer }: { file: ClosePage["leaving"][number]; answer: FormAnswer }) {
	const prefix = nextPrefix(file.itemId);
	const shown = shownAs(file.step, file.reviewOn);
	const own = answerFor(answer, file);
	const why = file.isSet
		? "As set in the meeting."
		: `Suggested: ${file.afterDays} days on, as the risk is ${RISK_WORDS[file.risk].toLowerCase()}. For example, 27 3 2027.`;
	const isWrong = Object.keys(answer.errors).some((name) => name.startsWith(prefix));
	return (
		<>
			<p className="govuk-body">
				Next:{" "}
				{file.step === "hearing" ? (
					"a hearing at the next meeting"
				) : (
					<>
						review on <CivilDate date={file.reviewOn} />
					</>
				)}
				{file.isSet ? ", as set in the meeting" : null}
			</p>
			<Details
				summary={
					<>
						Change<span className="govuk-visually-hidden"> what comes next for {file.reference}</span>
					</>
				}
				open={isWrong || own.isChosen}
			>
				<HiddenFields values={{ [`${prefix}shown`]: shown }} />
				<NextStepFields
					key={shown}
					answer={own.answer}
					prefix={prefix}
					legend={`What comes next for ${file.reference}?`}
					legendSize="s"
					small
					step={file.step}
					reviewOn={file.reviewOn}
					why={why}
					mayClose
					openActions={file.openActions}
				/>
			</Details>
		</>
	);
}

function Leftovers({ unheard, answer }: { unheard: Unheard[]; answer: FormAnswer }) {
	const { values, errors } = answer;
	if (unheard.length === 0) {
		return <InsetText>Every case on the agenda has been heard or deferred.</InsetText>;
	}
	const each = unheard.map((file) => <Leftover key={file.itemId} file={file} answer={answer} />);
	return (
		<>
			{unheard.length === 1 ? (
				<>
					<HiddenFields values={{ all: "each" }} />
					<h2 className="govuk-heading-m">1 case was not heard</h2>
					{each}
				</>
			) : (
				<Radios
					name="all"
					label={`${unheard.length} cases were not heard. What happens to them?`}
					labelSize="m"
					options={[
						{ value: "carried-over", label: "Carry all over to another meeting" },
						{ value: "outside", label: "Decide all outside the meeting" },
						{ value: "each", label: "Choose for each case", conditional: each },
					]}
					defaultValue={values.all ?? "each"}
					error={errors.all}
				/>
			)}
			<TextInput
				name="outside"
				label="Who decides outside the meeting, and by when"
				hint="Only if a case is decided outside, for example: the chair and DS Okafor, by Friday noon"
				defaultValue={values.outside}
				error={errors.outside}
				autoComplete="off"
			/>
		</>
	);
}

function Leftover({ file, answer }: { file: Unheard; answer: FormAnswer }) {
	const name = `item-${file.itemId}`;
	return (
		<Radios
			name={name}
			label={
				<span className="pr-plain-rows__words">
					<span>
						<span className="pr-reference">{file.reference}</span> {file.victim || "Victim not known"}
					</span>
					<RiskTag level={file.risk} />
				</span>
			}
			labelSize="s"
			hint={`Suggested: ${file.suggested === "outside" ? "decide outside" : "carry over"}. ${whyOf(file)}.`}
			options={[
				{ value: "carried-over", label: "Carry over" },
				{ value: "outside", label: "Decide outside the meeting" },
			]}
			defaultValue={answer.values[name] ?? file.suggested}
			error={answer.errors[name]}
			inline
			small
		/>
	);
}

function whyOf({ risk, overdue }: Unheard): string {
	const danger = risk === "not-assessed" ? "Risk not assessed" : `${RISK_WORDS[risk]} risk`;
	if (overdue === 0) return `${danger}, nothing overdue`;
	return `${danger}, ${overdue === 1 ? "1 action" : `${overdue} actions`} overdue`;
}
