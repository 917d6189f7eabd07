/** What a section said before: every state that was kept of it, the newest first. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { safeContactOf } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { sectionHistory } from "#server/summary/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import { EmptyState, PageTitle, Table, Time } from "../ui/index.ts";
import { SectionPages } from "./section-pages.tsx";
import { headingOf } from "./section-words.ts";
import { whyKept } from "./state-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: earlier states – Panelroom` },
];

export const loader = signedIn(async ({ actor, params, url }) => {
	const page = pageIn(url);
	const history = await sectionHistory(actor, params.caseId ?? "", params.key ?? "", page);
	return { ...history, page, contact: await safeContactOf(actor, history.header) };
});

export default function States() {
	const { header, section, states, isMore, page, contact } = useLoaderData<typeof loader>();
	const { caseId } = header;
	const { key } = section;
	return (
		<CasePage header={header} contact={contact} isOneThing>
			<PageTitle caption={headingOf(section.section, section.agencyName)}>Earlier states</PageTitle>
			<SectionPages caseId={caseId} section={section} />
			<p className="govuk-body">
				A state is kept each time somebody stops writing, and when a meeting that had this case ends. Nothing
				that was ever kept is taken out.
			</p>
			<Table
				caption="Earlier states, the newest first"
				captionHidden
				columns={[
					{
						key: "at",
						header: "When",
						rowHeader: true,
						cell: ({ id, at }) => (
							<Link className="govuk-link" to={paths.sectionState(caseId, key, id)}>
								<span className="govuk-visually-hidden">As of </span>
								<Time at={at} />
							</Link>
						),
					},
					{ key: "why", header: "What happened", cell: (state) => whyKept(state) },
				]}
				rows={states}
				rowKey={({ id }) => id}
				empty={<EmptyState title={page > 1 ? "There are no earlier ones" : "None is kept yet"} />}
			/>
			<ul className="pr-ways">
				{page > 1 ? (
					<li>
						<Link className="govuk-link" to={paths.sectionStates(caseId, key, page - 1)} rel="prev">
							Newer states
						</Link>
					</li>
				) : null}
				{isMore ? (
					<li>
						<Link className="govuk-link" to={paths.sectionStates(caseId, key, page + 1)} rel="next">
							Older states
						</Link>
					</li>
				) : null}
			</ul>
		</CasePage>
	);
}
