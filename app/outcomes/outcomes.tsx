/** The lead's page: what came of a period, in pictures, in tables, and with what each number means. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { signedIn } from "#server/http/screen.ts";
import { outcomesFor, PRESETS, searchOf, wishIn } from "#server/outcomes/index.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { EmptyState, ErrorSummary, PageTitle } from "../ui/index.ts";
import { AgencyPicture } from "./agency-picture.tsx";
import { Figure } from "./figure.tsx";
import { InShort } from "./in-short.tsx";
import { Months } from "./months.tsx";
import { OutcomesFilter } from "./outcomes-filter.tsx";
import { OverdueNow } from "./overdue-now.tsx";
import { Fills } from "./pictures.tsx";
import { Reviews } from "./reviews.tsx";
import { SplitPicture } from "./split-picture.tsx";
import { TakeAway } from "./take-away.tsx";
import { TimePicture } from "./time-taken.tsx";
import { periodInWords } from "./words.ts";

export const meta: MetaFunction = () => [{ title: "Outcomes – Panelroom" }];

export const loader = signedIn(async ({ actor, url }) => {
	const outcomes = await outcomesFor(actor, wishIn(url.searchParams));
	return { ...outcomes, search: searchOf(outcomes.wish), presets: [...PRESETS] };
});

export type OutcomesPage = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Outcomes() {
	const page = useLoaderData<typeof loader>();
	const { cases, due, done, attendance, search, wish } = page;
	const isEmpty =
		due.total === 0 &&
		(attendance?.total ?? 0) === 0 &&
		(!cases ||
			[cases.heard, cases.referred, cases.advice, ...cases.reviews].every(({ total }) => total === 0));
	const errors = Object.entries(wish.problems).map(([field, message]) => ({ field, message }));
	return (
		<Page width="wide">
			<ErrorSummary errors={errors} />
			<Fills />
			<PageTitle caption={<Asked page={page} />}>Outcomes</PageTitle>
			<OutcomesFilter page={page} />
			<p className="govuk-body">
				Figures count only the cases that you may see.{" "}
				{wish.agencyId
					? "These are the figures of one agency: its actions and its attendance. Cases, referrals, advice and reviews are no one agency’s."
					: null}
				{wish.area ? " Attendance is counted for whole panels, not for areas." : null}{" "}
				<Link className="govuk-link" to={paths.recordingQueries()}>
					Recording queries
				</Link>{" "}
				are a list of their own.
			</p>
			{isEmpty ? (
				<EmptyState title={`Nothing was recorded for ${periodInWords(wish)}`}>
					<p className="govuk-body">
						No case was heard or referred, no action was due, no advice was given and no review was done. What
						is overdue now stands below.
					</p>
				</EmptyState>
			) : (
				<>
					<InShort page={page} />
					{cases ? (
						<>
							<Figure split={cases.heard}>
								<SplitPicture split={cases.heard} search={search} />
								{cases.heard.total > 0 ? <Months months={cases.heardByMonth} /> : null}
							</Figure>
							<Figure split={cases.referred}>
								<SplitPicture split={cases.referred} search={search} />
							</Figure>
							<TimePicture taken={cases.waited} search={search} what="referrals" />
						</>
					) : null}
					<Figure split={due}>
						<AgencyPicture split={due} search={search} ofWhat="actions" />
					</Figure>
					<TimePicture taken={done} search={search} what="actions" />
					{cases ? (
						<Figure split={cases.advice}>
							<SplitPicture split={cases.advice} search={search} />
						</Figure>
					) : null}
					{attendance ? (
						<Figure split={attendance}>
							<AgencyPicture split={attendance} search={search} ofWhat="meetings" />
						</Figure>
					) : null}
					{cases ? <Reviews reviews={cases.reviews} search={search} /> : null}
				</>
			)}
			<OverdueNow page={page} />
			<TakeAway search={search} />
		</Page>
	);
}

const nameIn = (list: readonly { id: string; name: string }[], id: string | undefined) =>
	list.find((one) => one.id === id)?.name;

/** What was asked for, in words. */
function Asked({ page: { wish, panels, agencies } }: { page: OutcomesPage }) {
	const panel =
		nameIn(panels, wish.panelId) ?? (panels.length === 1 ? panels[0]?.name : `All ${panels.length} panels`);
	return [periodInWords(wish), panel, wish.area, nameIn(agencies, wish.agencyId)].filter(Boolean).join(" · ");
}
