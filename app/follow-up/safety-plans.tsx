/** The safety plans of a case: what keeps the victim safe for the next months, who sees to it, and until when. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { draftsOf } from "#server/account/index.ts";
import {
	AddSafetyPlan,
	addMonths,
	addSafetyPlan,
	ChangeSafetyPlan,
	changeSafetyPlan,
	endSafetyPlan,
	PLAN_MONTHS,
	ReviewSafetyPlan,
	reviewSafetyPlan,
	safetyPlansOf,
} from "#server/follow-up/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { CasePage } from "../cases/case-page.tsx";
import { Opened } from "../cases/opened.tsx";
import {
	ConflictChoice,
	type FormAnswer,
	FormProblems,
	unlessRefused,
	useFormAnswer,
} from "../form-answer.tsx";
import { answerOrDraft, DraftForm, KeptDraft } from "../live/draft-form.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import { byIntent, withDates } from "../typed-form.ts";
import {
	Button,
	ButtonGroup,
	CivilDate,
	DateInput,
	EmptyState,
	formatCivilDate,
	HiddenFields,
	LinkButton,
	PageTitle,
	Select,
	SummaryCard,
	SummaryList,
	Tag,
	Textarea,
	TextInput,
	Time,
} from "../ui/index.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: safety plans – Panelroom` },
];

/** Which form is open: `?add`, or `?change=`, `?review=` or `?end=` with a plan's id. */
export const loader = signedIn(async ({ actor, params, url }) => {
	const page = await safetyPlansOf(actor, params.caseId ?? "");
	const forms = ["change", "review", "end"] as const;
	const asked = forms.find((form) => url.searchParams.has(form));
	const planId = asked ? url.searchParams.get(asked) : null;
	const isTheirs = page.plans.some(({ id, mayKeep }) => id === planId && mayKeep);
	const open = asked && planId && isTheirs ? { form: asked, planId } : null;
	const isAdding = page.mayAdd && url.searchParams.has("add");
	const key = draftKey(page.header.caseId, open);
	return {
		...page,
		/** What was being typed in the form that is open. */
		draft: open || isAdding ? (await draftsOf(actor, [key]))[key] : undefined,
		today: today(),
		usualEnd: addMonths(today(), PLAN_MONTHS.usual),
		usualReview: addMonths(today(), 1),
		open,
		isAdding,
	};
});

/** Of the form of a plan, or of the one for a new plan. */
const draftKey = (caseId: string, open: { form: string; planId: string } | null) =>
	open ? `plan:${open.planId}:${open.form}` : `plan-add:${caseId}`;

const DATES = {
	startsOn: "the date on which the plan starts",
	endsOn: "the date on which the plan ends",
	reviewOn: "the date of its review",
};

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const caseId = params.caseId ?? "";
	const { planId = "", version = "", outcome = "" } = form.fields;
	const fields = { ...form.fields, caseId };
	const result = await byIntent<typeof post, object>(post, {
		add: () => addSafetyPlan(actor, form.opId, withDates(AddSafetyPlan, fields, DATES)),
		change: () => changeSafetyPlan(actor, form.opId, withDates(ChangeSafetyPlan, fields, DATES)),
		review: () =>
			reviewSafetyPlan(
				actor,
				form.opId,
				withDates(ReviewSafetyPlan, fields, { reviewOn: "the date of the next review" }),
			),
		afresh: async () => {
			await safetyPlansOf(actor, caseId);
			return {};
		},
		end: () => endSafetyPlan(actor, form.opId, { caseId, planId, outcome, version }),
	});
	return done(form, result, paths.safetyPlans(caseId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type PlansPage = ReturnType<typeof useLoaderData<typeof loader>>;
type Plan = PlansPage["plans"][number];

export default function SafetyPlans() {
	const page = useLoaderData<typeof loader>();
	const { header, open, draft } = page;
	const key = draftKey(header.caseId, open);
	return <Plans key={`${key} ${draft ? "draft" : "fresh"}`} page={page} />;
}

function Plans({ page }: { page: PlansPage }) {
	const { header, plans, mayAdd, isAdding, open } = page;
	const refused = useFormAnswer();
	const [draft] = useState(page.draft);
	const answer = answerOrDraft(refused, draft);
	const here = paths.safetyPlans(header.caseId);
	const keeping = { draftKey: draftKey(header.caseId, open), isKept: draft !== undefined, answer: refused };
	return (
		<CasePage header={header} problems={<FormProblems answer={answer} />}>
			<PageTitle>Safety plans</PageTitle>
			<ConflictChoice
				answer={{ ...answer, values: { ...answer.values, draft: keeping.draftKey } }}
				keepTo={here}
				returnTo={here}
				fields={[
					{ name: "what", label: "What keeps the victim safe" },
					{ name: "ownerAgencyName", label: "Who sees to it" },
					{ name: "ownerDetail", label: "Who there" },
					{ name: "startsOn", label: "From", show: (date) => formatCivilDate(date) },
					{ name: "endsOn", label: "Until", show: (date) => formatCivilDate(date) },
					{ name: "reviewOn", label: "Review", show: (date) => formatCivilDate(date) },
					{ name: "outcome", label: "What came of it" },
				]}
			/>
			{plans.length === 0 && !isAdding ? (
				<EmptyState title="No safety plan yet">
					<p className="govuk-body">
						A plan says what keeps the victim safe for the next three to six months, who sees to it, and when
						it is looked at again.
					</p>
				</EmptyState>
			) : null}
			{plans.map((plan) => (
				<PlanCard key={plan.id} {...{ plan, page, answer, keeping, here }} />
			))}
			{isAdding ? (
				<Opened>
					<h2 className="govuk-heading-m">Add a safety plan</h2>
					{draft ? <KeptDraft draftKey={keeping.draftKey} /> : null}
					<DraftForm {...keeping} returnTo={here} intention={answer.turn} className="pr-form">
						<HiddenFields values={{ intent: "add" }} />
						<Terms page={page} answer={answer} />
						<Buttons label="Add the plan" here={here} />
					</DraftForm>
				</Opened>
			) : mayAdd && !open ? (
				<LinkButton to={`${here}?add`} variant="secondary">
					Add a safety plan
				</LinkButton>
			) : null}
		</CasePage>
	);
}

interface PlanProps {
	plan: Plan;
	page: PlansPage;
	answer: FormAnswer;
	/** Under which name what is typed in the open form is kept. */
	keeping: { draftKey: string; isKept: boolean; answer: FormAnswer };
	here: string;
}

function PlanCard(props: PlanProps) {
	const { plan, page, here } = props;
	const open = page.open?.planId === plan.id ? page.open.form : null;
	const links = (["change", "review", "end"] as const).map((form) => ({
		to: `${here}?${form}=${encodeURIComponent(plan.id)}`,
		label: { change: "Change", review: "Review", end: "End" }[form],
		about: `the plan of ${plan.ownerAgencyName}`,
	}));
	return (
		<SummaryCard title={`Plan of ${plan.ownerAgencyName}`} actions={plan.mayKeep && !open ? links : []}>
			<SummaryList rows={factsOf(plan, page.today)} />
			{open ? (
				<Opened key={open}>
					{props.keeping.isKept ? <KeptDraft draftKey={props.keeping.draftKey} /> : null}
					<PlanForm form={open} {...props} />
				</Opened>
			) : null}
		</SummaryCard>
	);
}

function factsOf(plan: Plan, today: string) {
	const isOver = plan.endsOn < today;
	return [
		{ key: "What keeps the victim safe", value: <span className="pr-typed">{plan.what}</span> },
		{
			key: "Who sees to it",
			value: `${plan.ownerAgencyName}${plan.ownerDetail ? ` (${plan.ownerDetail})` : ""}`,
		},
		{
			key: "From and until",
			value: (
				<>
					<CivilDate date={plan.startsOn} /> to <CivilDate date={plan.endsOn} />
				</>
			),
		},
		plan.endedAt
			? {
					key: "Ended",
					value: (
						<>
							<Time at={plan.endedAt} format="date" />: <span className="pr-typed">{plan.outcome}</span>
						</>
					),
				}
			: {
					key: "Review",
					value: (
						<>
							<CivilDate date={plan.reviewOn} />{" "}
							{plan.reviewOn < today || isOver ? (
								<Tag colour="red" shape="clock">
									{isOver ? "Past its end" : "Overdue"}
								</Tag>
							) : null}
						</>
					),
				},
	];
}

function PlanForm({
	form,
	plan,
	page,
	answer,
	keeping,
	here,
}: PlanProps & { form: "change" | "review" | "end" }) {
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(plan.version));
	const hidden = { intent: form, planId: plan.id, version: String(answer.conflict?.version ?? opened) };
	return (
		<DraftForm
			{...keeping}
			returnTo={here}
			intention={`${form} ${answer.turn}`}
			className="pr-form govuk-!-margin-top-6"
		>
			<HiddenFields values={hidden} />
			{form === "change" ? (
				<>
					<Terms page={page} answer={answer} plan={plan} />
					<Buttons label="Save the plan" here={here} />
				</>
			) : form === "review" ? (
				<>
					<Textarea
						name="found"
						label="How does the plan work?"
						hint="It is recorded on the case as information."
						rows={4}
						defaultValue={answer.values.found}
						error={answer.errors.found}
					/>
					<DateInput
						name="reviewOn"
						label="When is it reviewed next?"
						hint={`Before it ends on ${formatCivilDate(plan.endsOn)}`}
						defaultValue={answer.date("reviewOn") ?? [page.usualReview, plan.endsOn].sort()[0]}
						error={answer.errors.reviewOn}
					/>
					<Buttons label="Save the review" here={here} />
				</>
			) : (
				<>
					<Textarea
						name="outcome"
						label="What came of it?"
						rows={4}
						defaultValue={answer.values.outcome}
						error={answer.errors.outcome}
					/>
					<Buttons label="End the plan" here={here} />
				</>
			)}
		</DraftForm>
	);
}

function Terms({ page, answer, plan }: { page: PlansPage; answer: FormAnswer; plan?: Plan }) {
	const { values, errors } = answer;
	return (
		<>
			<Textarea
				name="what"
				label="What keeps the victim safe?"
				hint="Everybody who may see the case reads this: no address, no telephone number."
				rows={4}
				defaultValue={values.what ?? plan?.what}
				error={errors.what}
			/>
			<Select
				name="ownerAgencyId"
				label="Which agency sees to it?"
				placeholder="Choose an agency"
				options={page.owners.map(({ id, name }) => ({ value: id, label: name }))}
				defaultValue={
					values.ownerAgencyId ??
					plan?.ownerAgencyId ??
					(page.owners.length === 1 ? page.owners[0]?.id : undefined)
				}
				error={errors.ownerAgencyId}
			/>
			<TextInput
				name="ownerDetail"
				label="Who there? (optional)"
				defaultValue={values.ownerDetail ?? plan?.ownerDetail ?? undefined}
				error={errors.ownerDetail}
				autoComplete="off"
			/>
			<DateInput
				name="startsOn"
				label="From"
				defaultValue={answer.date("startsOn") ?? plan?.startsOn ?? page.today}
				error={errors.startsOn}
			/>
			<DateInput
				name="endsOn"
				label="Until"
				hint="Three to six months later; four are usual"
				defaultValue={answer.date("endsOn") ?? plan?.endsOn ?? page.usualEnd}
				error={errors.endsOn}
			/>
			<DateInput
				name="reviewOn"
				label="When is it reviewed?"
				defaultValue={answer.date("reviewOn") ?? plan?.reviewOn ?? page.usualReview}
				error={errors.reviewOn}
			/>
		</>
	);
}

const Buttons = ({ label, here }: { label: string; here: string }) => (
	<ButtonGroup>
		<Button preventDoubleClick>{label}</Button>
		<Link className="govuk-link" to={here}>
			Cancel
		</Link>
	</ButtonGroup>
);
