/**
 * A panel's register: its cases as a list to work from. What it is filtered by stands in the address as kinds, dates
 * and keys; a name is posted, so that it stands in no address and no history.
 */
import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useActionData, useLoaderData, useSubmit } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { Invalid } from "#server/http/errors.ts";
import { dateFrom, onPost, optionalCivilDate, signedIn } from "#server/http/screen.ts";
import {
	deleteView,
	filterQuery,
	type RegisterFilter,
	type RegisterLine,
	registerFilter,
	registerOfPanel,
	renameView,
	requireRegister,
	type SavedView,
	saveView,
	viewsOf,
} from "#server/register/index.ts";
import { optionsOf, RISK_WORDS } from "../cases/case-words.ts";
import { FormProblems, useFormAnswer } from "../form-answer.tsx";
import { LiveNotice } from "../live/live-notice.tsx";
import { useLive } from "../live/use-live.ts";
import { useLoadingAnew } from "../live/use-loading-anew.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent, pageIn } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CivilDate,
	CommandForm,
	DateInput,
	Details,
	EmptyState,
	LinkButton,
	PageTitle,
	Pagination,
	RiskTag,
	Select,
	Table,
	Tag,
	TextInput,
	useFormToken,
} from "../ui/index.ts";
import {
	NEXT_STEP_WORDS,
	OVERDUE_WORDS,
	SORT_WORDS,
	STATE_FILTER_WORDS,
	STATE_WORDS,
} from "./register-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Register – ${data?.panel.name ?? "Panel"} – Panelroom` },
];

const askedBy = (url: URL) => Object.fromEntries(url.searchParams);
const listOf = (panelId: string) => ({ screen: "register", panelId }) as const;

export const loader = signedIn(async ({ actor, params, url }) => {
	const panelId = params.panelId ?? "";
	const filter = registerFilter(askedBy(url));
	const register = await registerOfPanel(actor, panelId, filter, { page: pageIn(url) });
	return {
		...register,
		filter,
		query: filterQuery(filter),
		views: await viewsOf(actor, listOf(panelId)),
	};
});

/** The two dates of the filter, each from its three boxes. @throws Invalid */
function datesIn(fields: Record<string, string>): Record<string, string> {
	const dates: Record<string, string> = {};
	const problems: Record<string, string> = {};
	for (const [name, what] of [
		["from", "the first date"],
		["to", "the last date"],
	] as const) {
		const read = optionalCivilDate(what).safeParse(dateFrom(fields, name));
		if (read.success) dates[name] = read.data ?? "";
		else problems[name] = read.error.issues[0]?.message ?? "";
	}
	if (dates.from && dates.to && dates.from > dates.to)
		problems.to = "The last date must not be before the first";
	if (Object.keys(problems).length > 0) throw new Invalid(problems);
	return dates;
}

export const action = onPost(
	async (post) => {
		await requireRegister(post.actor, post.params.panelId ?? "");
		return byIntent(post, {
			filter: async ({ actor, form, params }) => {
				const panelId = params.panelId ?? "";
				const { words = "", ...asked } = form.fields;
				const filter = registerFilter({ ...asked, ...datesIn(form.fields) });
				if (words.trim() === "") throw redirect(paths.register(panelId, filterQuery(filter)), 303);
				const { list, live } = await registerOfPanel(actor, panelId, filter, { words });
				const query = filterQuery(filter);
				return { ok: true as const, words: words.trim(), filter, query, list, version: live.version };
			},
			save: async ({ actor, form, params }) => {
				const panelId = params.panelId ?? "";
				const query = filterQuery(registerFilter(Object.fromEntries(new URLSearchParams(form.fields.query))));
				await saveView(actor, listOf(panelId), { name: form.fields.name, query });
				throw redirect(paths.register(panelId, query), 303);
			},
			rename: async ({ actor, form, params }) => {
				const panelId = params.panelId ?? "";
				const { viewId = "", name } = form.fields;
				await renameView(actor, listOf(panelId), { viewId, name });
				throw redirect(paths.register(panelId), 303);
			},
			delete: async ({ actor, form, params }) => {
				const panelId = params.panelId ?? "";
				await deleteView(actor, listOf(panelId), { viewId: form.fields.viewId ?? "" });
				throw redirect(paths.register(panelId), 303);
			},
		});
	},
	{ whenTimedOut: "leave" },
);

/** A filter as the fields of its form. */
const registerFields = (filter: RegisterFilter): Record<string, string> =>
	Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

type RegisterPage = ReturnType<typeof useLoaderData<typeof loader>>;
type Lines = RegisterPage["list"];

export default function Register() {
	const page = useLoaderData<typeof loader>();
	const data = useActionData<typeof action>();
	const answer = useFormAnswer();
	const { panel, live } = page;
	const { state, status } = useLive("panel", panel.id, live);
	const named = data && "list" in data ? data : undefined;
	const submit = useSubmit();
	const token = useFormToken();
	// A list by name is an answer to a form, so the same form is sent again.
	const askAgain = (by: NonNullable<typeof named>) => {
		const fields = { ...registerFields(by.filter), words: by.words, intent: "filter", token };
		submit(fields, { method: "post", replace: true, preventScrollReset: true });
	};
	useLoadingAnew(state.version, named?.version ?? live.version, named ? () => askAgain(named) : undefined);
	const isClosed = status === "closed" || status === "signed-out";
	const filter = named?.filter ?? page.filter;
	return (
		<Page width="wide" beforeContent={<BackLink to={paths.panel(panel.id)}>{panel.name}</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panel.name}>Register of cases</PageTitle>
			<LiveNotice status={status} hasUnsaved={false} />
			{isClosed ? null : page.isEmpty ? (
				<Empty page={page} />
			) : (
				<>
					<Views page={page} answer={answer} />
					<FilterForm
						page={page}
						filter={filter}
						words={named?.words ?? answer.values.words}
						answer={answer}
					/>
					{named ? (
						<>
							<div role="status">
								<p className="govuk-body">
									{named.list.total === 0
										? "No case"
										: named.list.total === 1
											? "1 case"
											: `${named.list.total} cases`}{" "}
									with “{named.words}”
									{named.query === "" ? " among those not closed" : " among those that the filter chooses"}.{" "}
									<Link className="govuk-link" to={paths.register(panel.id, named.query)}>
										Show all
									</Link>
								</p>
							</div>
							{named.list.total > 0 ? <Cases list={named.list} /> : null}
							{named.list.pages > 1 ? (
								<p className="govuk-body">Only the first 50 are shown. Add a word to narrow the list.</p>
							) : null}
						</>
					) : (
						<>
							<Cases list={page.list} />
							<Pagination
								label="Pages of cases"
								page={page.list.page}
								pages={page.list.pages}
								href={(number) => paths.register(panel.id, page.query, number)}
							/>
						</>
					)}
				</>
			)}
		</Page>
	);
}

function Empty({ page }: { page: RegisterPage }) {
	return (
		<EmptyState title="No cases yet">
			<p className="govuk-body">
				{page.isCoordinator
					? "Add the first by hand, or import the tracker that the panel keeps today."
					: "The panel’s coordinator adds them, or imports the tracker that the panel keeps today."}
			</p>
			{page.isCoordinator ? (
				<ButtonGroup>
					<LinkButton to={paths.newCase(page.panel.id)}>Add a case</LinkButton>
					<LinkButton to={paths.import()} variant="secondary">
						Import a tracker
					</LinkButton>
				</ButtonGroup>
			) : null}
		</EmptyState>
	);
}

type Answer = ReturnType<typeof useFormAnswer>;

const namesOf = (views: SavedView[]) => views.map(({ name }) => name).join("\n");

/** The lists that this person has saved, as links. */
function Views({ page, answer }: { page: RegisterPage; answer: Answer }) {
	const { panel, views, query } = page;
	const heading = useRef<HTMLHeadingElement>(null);
	const kept = namesOf(views);
	const shown = useRef(kept);
	// The button that was pressed is gone with its form: the next thing read is the list that it changed.
	useEffect(() => {
		if (kept !== shown.current && document.activeElement === document.body) heading.current?.focus();
		shown.current = kept;
	}, [kept]);
	if (views.length === 0) return null;
	return (
		<section className="pr-views" aria-labelledby="views-heading">
			<h2 className="govuk-heading-s pr-views__heading" id="views-heading" tabIndex={-1} ref={heading}>
				Your views
			</h2>
			<ul className="pr-views__list">
				{views.map((view) => (
					<li key={view.id}>
						<Link
							className="govuk-link"
							to={paths.register(panel.id, view.query)}
							aria-current={view.query === query ? "page" : undefined}
						>
							{view.name}
						</Link>
					</li>
				))}
			</ul>
			<Details key={kept} summary="Rename or delete a view" open={answer.values.intent === "rename"}>
				{views.map((view) => (
					<KeepView key={view.id} view={view} answer={answer} />
				))}
			</Details>
		</section>
	);
}

function KeepView({ view, answer }: { view: SavedView; answer: Answer }) {
	const isMeant = answer.values.intent === "rename" && answer.values.viewId === view.id;
	return (
		<div className="pr-views__keep">
			<CommandForm intention={view.name}>
				<input type="hidden" name="intent" value="rename" />
				<input type="hidden" name="viewId" value={view.id} />
				<TextInput
					name="name"
					id={isMeant ? undefined : `field-name-${view.id}`}
					label={`Name of “${view.name}”`}
					labelSize="s"
					width={20}
					defaultValue={isMeant ? answer.values.name : view.name}
					error={isMeant ? answer.errors.name : undefined}
				/>
				<Button variant="secondary">
					Rename<span className="govuk-visually-hidden"> “{view.name}”</span>
				</Button>
			</CommandForm>
			<CommandForm>
				<input type="hidden" name="intent" value="delete" />
				<input type="hidden" name="viewId" value={view.id} />
				<Button variant="link">
					Delete<span className="govuk-visually-hidden"> “{view.name}”</span>
				</Button>
			</CommandForm>
		</div>
	);
}

function FilterForm({
	page,
	filter,
	words,
	answer,
}: {
	page: RegisterPage;
	filter: RegisterFilter;
	words: string | undefined;
	answer: Answer;
}) {
	const { panel, areas, officers, query } = page;
	const isSaving = answer.values.intent === "save";
	const typed = answer.values.intent === "filter" ? answer.values : undefined;
	const chosen = (name: keyof RegisterFilter) => typed?.[name] ?? filter[name] ?? "";
	return (
		<>
			<CommandForm key={`${query} ${words}`} className="pr-filter" returnTo={paths.register(panel.id, query)}>
				<input type="hidden" name="intent" value="filter" />
				<div className="pr-filter__fields">
					<TextInput
						name="words"
						type="search"
						label="Name or number"
						labelSize="s"
						defaultValue={words}
						maxLength={200}
						autoComplete="off"
						spellCheck={false}
					/>
					<Select
						name="state"
						label="Show"
						labelSize="s"
						options={optionsOf(STATE_FILTER_WORDS)}
						defaultValue={chosen("state")}
					/>
					<Select
						name="risk"
						label="Risk"
						labelSize="s"
						placeholder="Any risk"
						options={optionsOf(RISK_WORDS)}
						defaultValue={chosen("risk")}
					/>
					{areas.length > 0 ? (
						<Select
							name="area"
							label="Area"
							labelSize="s"
							placeholder="Any area"
							options={areas}
							defaultValue={chosen("area")}
						/>
					) : null}
					{officers.length > 0 ? (
						<Select
							name="officer"
							label="Officer in the case"
							labelSize="s"
							placeholder="Any officer"
							options={officers}
							defaultValue={chosen("officer")}
						/>
					) : null}
					<Select
						name="overdue"
						label="Overdue"
						labelSize="s"
						placeholder="Overdue or not"
						options={optionsOf(OVERDUE_WORDS)}
						defaultValue={chosen("overdue")}
					/>
					<Select
						name="sort"
						label="In order of"
						labelSize="s"
						options={optionsOf(SORT_WORDS)}
						defaultValue={chosen("sort")}
					/>
				</div>
				<Details
					summary="Dates of the next step"
					open={Boolean(filter.from || filter.to || answer.errors.from || answer.errors.to)}
				>
					<div className="pr-filter__dates">
						<DateInput
							name="from"
							label="On or after"
							labelSize="s"
							error={answer.errors.from}
							defaultValue={answer.date("from") ?? filter.from}
						/>
						<DateInput
							name="to"
							label="On or before"
							labelSize="s"
							error={answer.errors.to}
							defaultValue={answer.date("to") ?? filter.to}
						/>
					</div>
				</Details>
				<ButtonGroup>
					<Button>Show cases</Button>
					{query === "" ? null : (
						<Link className="govuk-link" to={paths.register(panel.id)}>
							Clear filter
						</Link>
					)}
				</ButtonGroup>
			</CommandForm>
			{query === "" && !isSaving ? null : (
				<Details key={namesOf(page.views)} summary="Save this view" open={isSaving}>
					<CommandForm intention={query}>
						<input type="hidden" name="intent" value="save" />
						<input type="hidden" name="query" value={query} />
						<TextInput
							name="name"
							id={isSaving ? undefined : "field-name-new"}
							label="Name of the view"
							hint="Only you see it. A view of the same name is replaced. The name or number that you typed is not saved."
							labelSize="s"
							width={20}
							defaultValue={isSaving ? answer.values.name : ""}
							error={isSaving ? answer.errors.name : undefined}
						/>
						<Button variant="secondary">Save</Button>
					</CommandForm>
				</Details>
			)}
		</>
	);
}

function Cases({ list }: { list: Lines }) {
	return (
		<div className="pr-register">
			<Table
				caption={`Cases (${list.total.toLocaleString("en-GB")})`}
				rows={list.lines}
				rowKey={(line) => line.id}
				empty={
					<EmptyState title="No case fits">
						<p className="govuk-body">Choose less, or clear the filter.</p>
					</EmptyState>
				}
				columns={[
					{
						key: "reference",
						header: "Reference",
						rowHeader: true,
						cell: (line) => (
							<Link className="govuk-link pr-reference" to={paths.case(line.id)}>
								{line.reference}
							</Link>
						),
					},
					{ key: "victim", header: "Victim", cell: (line) => line.victim || "Not known" },
					{ key: "suspects", header: "Person causing harm", cell: (line) => line.suspects || "Not known" },
					{
						key: "risk",
						header: "Risk and state",
						cell: (line) => (
							<>
								<RiskTag level={line.risk} />
								<div>{STATE_WORDS[line.state]}</div>
							</>
						),
					},
					{
						key: "officer",
						header: "Officer and area",
						cell: (line) => (
							<>
								{line.officerName ?? "Not allocated"}
								{line.area ? <div className="pr-secondary">{line.area}</div> : null}
							</>
						),
					},
					{ key: "next", header: "Next step", cell: (line) => <Next line={line} /> },
					{ key: "actions", header: "Open actions", cell: (line) => <Actions line={line} /> },
				]}
			/>
		</div>
	);
}

function Next({ line }: { line: RegisterLine }) {
	if (line.state === "closed") return <>None</>;
	return (
		<>
			{line.nextStep ? NEXT_STEP_WORDS[line.nextStep] : "Not decided"}
			{line.nextDate ? (
				<div>
					<CivilDate date={line.nextDate} />
				</div>
			) : null}
			{line.isOverdue ? (
				<Tag colour="red" shape="clock">
					Overdue
				</Tag>
			) : null}
		</>
	);
}

function Actions({ line }: { line: RegisterLine }) {
	return (
		<>
			{line.openActions}
			{line.overdueActions > 0 ? (
				<div>
					<Tag colour="red" shape="clock">
						{line.overdueActions} overdue
					</Tag>
				</div>
			) : null}
		</>
	);
}
