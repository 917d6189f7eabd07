/** One incident with everything it has said; whoever may changes or removes it here, and answers its recording queries. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import type { z } from "zod";
import { draftsOf } from "#server/account/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import {
	type AnswerQuery,
	answerQuery,
	ChangeIncident,
	changeIncident,
	incidentWithHistory,
	removeIncident,
	whereInChronology,
} from "#server/incidents/index.ts";
import { CasePage } from "../cases/case-page.tsx";
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
import { byIntent } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CommandForm,
	Details,
	formatCivilDate,
	HiddenFields,
	PageTitle,
	SummaryList,
	TextInput,
	Timeline,
} from "../ui/index.ts";
import { AnswerQueryForm, NOTHING, queryInWords, WHO_ANSWERS } from "./answer-query.tsx";
import { incidentIn } from "./incident-desk.ts";
import { IncidentFields } from "./incident-form.tsx";
import { IncidentTags } from "./incident-tags.tsx";
import { incidentAnchor, titleOf } from "./incident-timeline.tsx";
import {
	kindsInShort,
	ORDER_WORDS,
	POLICE_WORDS,
	PRECISION_WORDS,
	QUERY_WORDS,
	RECORDED_WORDS,
	whenInWords,
} from "./incident-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: incident – Panelroom` },
];

const keyOf = (incidentId: string) => `incident:${incidentId}`;

/** In which the list is shown to which one goes back. */
const orderIn = (url: URL) => ({ isNewestFirst: url.searchParams.get("order") === "newest" });

/** The page of the list on which an incident stands, scrolled to it; of one that was removed, where it stood. */
function inTheList(
	{ caseId, page, incidentId }: { caseId: string; page: number; incidentId?: string },
	{ isNewestFirst }: { isNewestFirst: boolean },
): string {
	const list = paths.chronology(caseId, {
		order: isNewestFirst ? "newest" : undefined,
		page: page > 1 ? String(page) : undefined,
	});
	return incidentId ? `${list}#${incidentAnchor(incidentId)}` : list;
}

export const loader = signedIn(async ({ actor, params, url }) => {
	const order = orderIn(url);
	const page = await incidentWithHistory(actor, params.incidentId ?? "", order);
	const { caseId } = page.header;
	const key = keyOf(page.incident.id);
	const draft = page.incident.mayChange ? (await draftsOf(actor, [key]))[key] : undefined;
	return {
		...page,
		today: today(),
		draft,
		toList: inTheList({ caseId, page: page.page, incidentId: page.incident.id }, order),
	};
});

export const action = onPost(async (post) => {
	const { actor, form, params, url } = post;
	const order = orderIn(url);
	const incidentId = params.incidentId ?? "";
	const { version = "", reason = "", queryId = "", answer = "" } = form.fields;
	if (form.fields.intent === "afresh") {
		await incidentWithHistory(actor, incidentId);
		return done(form, {}, paths.incident(incidentId, order.isNewestFirst ? "newest" : undefined));
	}
	const changed = await byIntent<typeof post, { caseId: string }>(post, {
		change: () => changeIncident(actor, form.opId, incidentIn(ChangeIncident, form, { incidentId })),
		remove: () => removeIncident(actor, form.opId, { incidentId, reason, version }),
		answer: () =>
			answerQuery(actor, form.opId, { queryId, answer, reason, version } as z.input<typeof AnswerQuery>),
	});
	// Its date may have changed, and so its page.
	const { isRemoved, ...place } = await whereInChronology(actor, incidentId, order);
	const toList = inTheList({ ...place, incidentId: isRemoved ? undefined : incidentId }, order);
	// A query may have been answered on the list of all queries.
	return done(form.fields.intent === "answer" ? form : { ...form, returnTo: null }, changed, toList);
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Incident() {
	const page = useLoaderData<typeof loader>();
	return <IncidentPage key={`${page.incident.id} ${page.draft ? "draft" : "fresh"}`} page={page} />;
}

function IncidentPage({ page }: { page: Page }) {
	const { header, incident, history, toList } = page;
	const refused = useFormAnswer();
	const isChanging = refused.values.intent === undefined || refused.values.intent === "change";
	return (
		<CasePage header={header} isOneThing problems={<FormProblems answer={refused} />}>
			<BackLink to={toList}>Chronology</BackLink>
			<PageTitle caption={whenInWords(incident)}>{titleOf(incident)}</PageTitle>
			<IncidentTags incident={incident} today={page.today} />
			<Conflict answer={refused} toList={toList} />
			{incident.mayChange ? null : <Facts incident={incident} />}
			{incident.queries.length > 0 ? (
				<section aria-labelledby="queries-heading" id="queries">
					<h2 className="govuk-heading-m" id="queries-heading">
						{incident.queries.length === 1 ? "Recording query" : "Recording queries"}
					</h2>
					{incident.queries.map((query) =>
						query.mayAnswer && query.state === "open" ? (
							<AnswerQueryForm
								key={query.id}
								query={query}
								answer={refused.values.queryId === query.id ? refused : NOTHING}
								returnTo={
									(refused.values.queryId === query.id ? refused.values.returnTo : undefined) ?? toList
								}
								incidentId={incident.id}
							/>
						) : (
							<p className="govuk-body" key={query.id}>
								<strong>
									{QUERY_WORDS[query.kind]}
									{query.kind === "features" ? "." : null}
								</strong>{" "}
								<span className="pr-typed">{queryInWords(query)}</span>
								{query.state === "open" ? ` ${WHO_ANSWERS[query.kind]}` : null}
							</p>
						),
					)}
				</section>
			) : null}
			{incident.mayChange ? (
				<Change page={page} answer={isChanging ? refused : NOTHING} toList={toList} />
			) : null}
			{incident.mayChange ? <Remove page={page} answer={refused} toList={toList} /> : null}
			<h2 className="govuk-heading-m">{history.length > 1 ? "How it was changed" : "History"}</h2>
			<Timeline
				items={history.map((state, index) => {
					const isFirst = index === history.length - 1;
					return {
						id: state.id,
						at: state.at,
						title: isFirst
							? `Added by ${incident.authorName}, ${incident.agencyName}`
							: `Changed by ${state.byName}, ${state.byAgency}`,
						children: <StateInWords state={state} isFirst={isFirst} />,
					};
				})}
			/>
		</CasePage>
	);
}

/** What was said at first; later, what was changed of it. */
function StateInWords({ state: { what, isErased, changes }, isFirst }: StateProps) {
	if (isErased) return <p className="govuk-body">This text has been erased.</p>;
	if (isFirst) return <p className="govuk-body pr-typed">{what}</p>;
	if (!changes)
		return (
			<p className="govuk-body">What it said before has been erased, so what was changed is not known.</p>
		);
	if (changes.length === 0) return <p className="govuk-body">It was saved as it was.</p>;
	return (
		<dl className="pr-changed">
			{changes.map(({ field, from, to }) => {
				const { label = field, show = same } = FIELDS.find(({ name }) => name === field) ?? {};
				return (
					<div key={field} className="pr-changed__field">
						<dt>{label}</dt>
						<dd className="pr-typed">From: {from ? show(from) : "nothing"}</dd>
						<dd className="pr-typed">To: {to ? show(to) : "nothing"}</dd>
					</div>
				);
			})}
		</dl>
	);
}
interface StateProps {
	state: Page["history"][number];
	isFirst: boolean;
}
const same = (value: string) => value;

const ANSWER_WORDS: Record<string, string> = {
	open: "None yet",
	"as-stalking": "Recorded as stalking",
	stays: "Stays as it is",
	withdrawn: "Withdrawn",
};

const FIELDS: { name: string; label: string; show?: (value: string) => string }[] = [
	{ name: "precision", label: "When", show: (one) => PRECISION_WORDS[one as "exact"] ?? one },
	{ name: "startsOn", label: "Date", show: formatCivilDate },
	{ name: "endsOn", label: "Until", show: formatCivilDate },
	{ name: "startsAt", label: "Time" },
	{ name: "what", label: "What happened" },
	{ name: "kinds", label: "What kind", show: (kinds) => kindsInShort(kinds.split(",")) },
	{ name: "orderBreached", label: "Order breached", show: (one) => ORDER_WORDS[one as "spo"] ?? one },
	{ name: "policeAction", label: "Police action", show: (one) => POLICE_WORDS[one as "arrest"] ?? one },
	{ name: "crimeNumber", label: "Crime number" },
	{ name: "recordedAs", label: "Recorded as", show: (one) => RECORDED_WORDS[one as "stalking"] ?? one },
	{ name: "location", label: "Where" },
	{ name: "source", label: "Reported by" },
	{ name: "evidence", label: "Evidence" },
	{ name: "preserveBy", label: "To be secured by", show: formatCivilDate },
	{ name: "answer", label: "Answer", show: (one) => ANSWER_WORDS[one] ?? one },
	{ name: "reason", label: "Reason" },
];

/** Two states that met, and what may be done about it. */
function Conflict({ answer, toList }: { answer: FormAnswer; toList: string }) {
	const { values, conflict } = answer;
	// A question that somebody else has answered is answered.
	const mayReplace = values.intent !== "answer" || conflict?.current.answer === "open";
	const kinds = answer.all("kinds");
	return (
		<ConflictChoice
			answer={kinds ? { ...answer, values: { ...values, kinds: kinds.join(",") } } : answer}
			keepTo={toList}
			returnTo={toList}
			replace={values.intent === "remove" ? "Remove it all the same" : undefined}
			mayReplace={mayReplace}
			fields={FIELDS}
		/>
	);
}

function Facts({ incident }: { incident: Page["incident"] }) {
	const facts: [string, string | null][] = [
		["What happened", incident.what],
		["Where", incident.location],
		["Reported by", incident.source],
		["Crime number", incident.crimeNumber],
		["Recorded as", incident.recordedAs ? RECORDED_WORDS[incident.recordedAs] : null],
		["Order breached", incident.orderBreached ? ORDER_WORDS[incident.orderBreached] : null],
		["Police action", incident.policeAction ? POLICE_WORDS[incident.policeAction] : null],
		["Evidence", incident.evidence],
		["To be secured by", incident.preserveBy ? formatCivilDate(incident.preserveBy) : null],
		["Added by", `${incident.authorName}, ${incident.agencyName}`],
	];
	return (
		<SummaryList
			rows={facts.flatMap(([key, value]) =>
				value ? [{ key, value: <span className="pr-typed">{value}</span> }] : [],
			)}
		/>
	);
}

type FormProps = { page: Page; answer: FormAnswer; toList: string };

function Change({ page, answer: refused, toList }: FormProps) {
	const { incident } = page;
	const [draft] = useState(page.draft);
	const answer = answerOrDraft(refused, draft);
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(incident.version));
	const key = keyOf(incident.id);
	return (
		<section aria-labelledby="change-heading">
			<h2 className="govuk-heading-m" id="change-heading">
				Change it
			</h2>
			{draft ? <KeptDraft draftKey={key} /> : null}
			<DraftForm
				draftKey={key}
				isKept={draft !== undefined}
				answer={refused}
				returnTo={toList}
				intention={`change ${answer.conflict?.version ?? opened} ${answer.turn}`}
				className="pr-form"
			>
				<HiddenFields values={{ intent: "change", version: answer.conflict?.version ?? opened }} />
				<IncidentFields answer={answer} incident={incident} />
				<ButtonGroup>
					<Button preventDoubleClick>Save</Button>
					<Link className="govuk-link" to={toList}>
						Cancel
					</Link>
				</ButtonGroup>
			</DraftForm>
		</section>
	);
}

function Remove({ page, answer, toList }: FormProps) {
	const { incident } = page;
	const isTheirs = answer.values.intent === "remove";
	return (
		<Details summary="Remove it from the chronology" open={isTheirs ? true : undefined}>
			<CommandForm returnTo={toList} intention={`remove ${incident.version} ${answer.turn}`}>
				<HiddenFields values={{ intent: "remove", version: incident.version }} />
				<TextInput
					name="reason"
					id="field-removal"
					label="Why? (optional)"
					hint="Such as that it stands there twice. What it said stays in the record."
					defaultValue={isTheirs ? answer.values.reason : undefined}
					error={isTheirs ? answer.errors.reason : undefined}
					autoComplete="off"
				/>
				<Button variant="warning" preventDoubleClick>
					Remove this incident
				</Button>
			</CommandForm>
		</Details>
	);
}
