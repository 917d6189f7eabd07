/** All actions of a case as a list to work from, also for its officer. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import type { LogScope } from "#server/actions/index.ts";
import { caseHeader } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { CasePage } from "../cases/case-page.tsx";
import { orUnsent, unlessUnsent } from "../live/unsent.ts";
import { PageTitle } from "../ui/index.ts";
import { ActionLog } from "./action-log.tsx";
import { logAction, logPage } from "./log-desk.ts";

const scopeOf = ({ params }: { params: Record<string, string | undefined> }): LogScope => ({
	kind: "case",
	caseId: params.caseId ?? "",
});

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.frame.name ?? "Case"}: actions – Panelroom` },
];

export const loader = signedIn(async (visit) => ({
	header: await caseHeader(visit.actor, visit.params.caseId ?? ""),
	...(await logPage(visit, scopeOf(visit))),
}));
export const action = logAction(scopeOf);
export const clientAction = orUnsent;
export const shouldRevalidate = unlessUnsent;

export default function CaseActions() {
	const page = useLoaderData<typeof loader>();
	return (
		<CasePage header={page.header} width="wide">
			<ActionLog page={page} title={<PageTitle size="m">Actions</PageTitle>} />
		</CasePage>
	);
}
