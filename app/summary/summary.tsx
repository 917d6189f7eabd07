/** A case's shared summary: what the panel needs to know of it at a glance, written together and live. */
import { Link, type MetaFunction, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { useMemo } from "react";
import { safeContactOf } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { caseSummary } from "#server/summary/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { LiveNotice } from "../live/live-notice.tsx";
import { loadPatiently } from "../live/load-patiently.ts";
import { useLeavingAsked } from "../live/outbox.tsx";
import { useLive } from "../live/use-live.ts";
import { useLoadingAnew } from "../live/use-loading-anew.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import type { loader as rootLoader } from "../root.tsx";
import { PageTitle } from "../ui/index.ts";
import { LiveSummary, UnsavedThroughSignIn } from "./live-summary.tsx";
import { hasUnsavedSummary, useSummary, useUnsavedSummaries } from "./use-summary.ts";

export const loader = signedIn(async ({ actor, params }) => {
	const { header, version, sections } = await caseSummary(actor, params.caseId ?? "");
	return { header, version, sections, contact: await safeContactOf(actor, header) };
});

export const clientLoader = loadPatiently<Awaited<ReturnType<typeof loader>>>;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Summary of ${data?.header.reference ?? "a case"} – Panelroom` },
];

export default function SummaryPage() {
	const { header, version, sections, contact } = useLoaderData<typeof loader>();
	const { caseId, panelId } = header;
	const me = useRouteLoaderData<typeof rootLoader>("root")?.person?.userId;
	// Of the case's rows this page shows its head alone, which its loader brings.
	const snapshot = useMemo(() => ({ stream: panelId, version, rows: [] }), [panelId, version]);
	const { state, status, line } = useLive("case", caseId, snapshot);
	useLoadingAnew(state.version, version);
	const client = useSummary(line, caseId, sections);
	useUnsavedSummaries(line, status);
	useLeavingAsked(() => hasUnsavedSummary(line));
	const isNotSaved = [...client.editing.keys()].some((key) => client.savedStateOf(key) === "not-saved");
	const notice = (
		<LiveNotice
			status={status}
			hasUnsaved={isNotSaved}
			typed={{
				whenSignedOut: client.hasUnsaved
					? "What you wrote last is not saved yet. Leave this page open, and take it through the sign-in with the button below."
					: "What you wrote is saved.",
				whenOffline: "What you write is kept on this page, and is sent by itself.",
			}}
		/>
	);
	if (status === "signed-out" || status === "closed") {
		return (
			<Page>
				{notice}
				{status === "signed-out" ? <UnsavedThroughSignIn line={line} /> : null}
			</Page>
		);
	}
	return (
		<CasePage header={header} contact={contact}>
			{notice}
			<PageTitle>Summary</PageTitle>
			<p className="govuk-body pr-no-print">
				<Link className="govuk-link" to={paths.casePrint(caseId)}>
					One page to print
				</Link>
			</p>
			<LiveSummary client={client} userId={me} />
		</CasePage>
	);
}
