/** Finds a case by a name, another name or a reference, among those that this person may see. */
import { Form, type MetaFunction, useLoaderData } from "@remix-run/react";
import { findCases } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { pageIn } from "../typed-form.ts";
import { Button, EmptyState, PageTitle, Pagination, TextInput } from "../ui/index.ts";
import { CaseTable } from "./case-table.tsx";

// What was searched for is a name more often than not, and titles stay in the browser's history.
export const meta: MetaFunction = () => [{ title: "Find a case – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => {
	const query = (url.searchParams.get("q") ?? "").trim().slice(0, 200);
	return { query, found: await findCases(actor, query, pageIn(url)) };
});

export default function Find() {
	const { query, found } = useLoaderData<typeof loader>();
	return (
		<Page width="wide">
			<PageTitle>Find a case</PageTitle>
			<Form method="get" action={paths.find()} role="search" className="pr-search">
				<TextInput
					key={query}
					name="q"
					type="search"
					label="Name or reference"
					hint="Of anybody in the case, in any spelling, or a case or crime reference. A part of it is enough."
					defaultValue={query}
					autoComplete="off"
					spellCheck={false}
				/>
				<Button>Find</Button>
			</Form>
			{query ? (
				<section aria-labelledby="found-heading">
					<div role="status">
						<h2 className="govuk-heading-m" id="found-heading">
							{countInWords(found.total)}
						</h2>
					</div>
					<CaseTable
						caption="Cases found"
						captionHidden
						lines={found.lines}
						empty={
							<EmptyState title="No case that you can see fits">
								<p className="govuk-body">
									Try fewer letters of the name, another spelling, or a part of the reference.
								</p>
							</EmptyState>
						}
					/>
					<Pagination
						page={found.page}
						pages={found.pages}
						href={(page) => `${paths.find(query)}&page=${page}`}
					/>
				</section>
			) : null}
		</Page>
	);
}

const countInWords = (total: number) =>
	total === 0
		? "No cases found"
		: total === 1
			? "1 case found"
			: `${total.toLocaleString("en-GB")} cases found`;
