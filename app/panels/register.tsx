/**
 * A panel's register: its cases as a list to work from. What it is filtered by stands in the address as kinds, dates
 * and keys; a name is posted, so that it stands in no address and no history.
 */
import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useActionData, useLoaderData, useSubmit } from "@remix-run/react";
import { Invalid } from "#server/http/errors.ts";
import { dateFrom, onPost, optionalCivilDate, signedIn } from "#server/http/screen.ts";
import {
	filterQuery,
	registerFilter,
	registerOfPanel,
	requireRegister,
	viewsOf,
} from "#server/register/index.ts";
import { FormProblems, useFormAnswer } from "../form-answer.tsx";
import { LiveNotice } from "../live/live-notice.tsx";
import { orUnsent } from "../live/unsent.ts";
import { useLive } from "../live/use-live.ts";
import { useLoadingAnew } from "../live/use-loading-anew.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent, pageIn } from "../typed-form.ts";
import {
	BackLink,
	ButtonGroup,
	EmptyState,
	LinkButton,
	PageTitle,
	Pagination,
	useFormToken,
} from "../ui/index.ts";
import { RegisterCases } from "./register-cases.tsx";
import { RegisterFilterForm, registerFields } from "./register-filter.tsx";
import { SavedViews, SaveView } from "./saved-views.tsx";
import { viewIntents } from "./views-desk.ts";

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
		const panelId = post.params.panelId ?? "";
		await requireRegister(post.actor, panelId);
		return byIntent(post, {
			filter: async ({ actor, form }) => {
				const { words = "", ...asked } = form.fields;
				const filter = registerFilter({ ...asked, ...datesIn(form.fields) });
				if (words.trim() === "") throw redirect(paths.register(panelId, filterQuery(filter)), 303);
				const { list, live } = await registerOfPanel(actor, panelId, filter, { words });
				const query = filterQuery(filter);
				return { ok: true as const, words: words.trim(), filter, query, list, version: live.version };
			},
			...viewIntents({
				list: listOf(panelId),
				queryIn: (asked) => filterQuery(registerFilter(asked)),
				pathOf: (query) => paths.register(panelId, query),
			}),
		});
	},
	{ whenTimedOut: "leave" },
);

export const clientAction = orUnsent;

export type RegisterPage = ReturnType<typeof useLoaderData<typeof loader>>;

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
	// While a form stands refused the list waits: to load it anew would take away what is wrong, and what was typed.
	const isRefused = Object.keys(answer.errors).length > 0;
	useLoadingAnew(
		state.version,
		isRefused ? state.version : (named?.version ?? live.version),
		named ? () => askAgain(named) : undefined,
	);
	const isClosed = status === "closed" || status === "signed-out";
	const filter = named?.filter ?? page.filter;
	const query = named?.query ?? page.query;
	const views = { views: page.views, query, answer };
	return (
		<Page width="wide" beforeContent={<BackLink to={paths.panel(panel.id)}>{panel.name}</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panel.name}>Register of cases</PageTitle>
			<LiveNotice status={status} hasUnsaved={false} />
			{isClosed ? null : page.isEmpty ? (
				<Empty page={page} />
			) : (
				<>
					<SavedViews {...views} pathOf={(query) => paths.register(panel.id, query)} />
					<RegisterFilterForm page={page} filter={filter} named={named?.words} answer={answer} />
					{query === "" && answer.values.intent !== "save" ? null : (
						<SaveView {...views} notSaved="The name or number that you typed is not saved." />
					)}
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
							{named.list.total > 0 ? <RegisterCases list={named.list} /> : null}
							{named.list.pages > 1 ? (
								<p className="govuk-body">Only the first 50 are shown. Add a word to narrow the list.</p>
							) : null}
						</>
					) : (
						<>
							<RegisterCases list={page.list} />
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
