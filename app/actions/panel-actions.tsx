/** A panel's action log: all that anybody has undertaken on its cases, for its members. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import type { LogScope } from "#server/actions/index.ts";
import { orUnsent, unlessUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { BackLink, PageTitle } from "../ui/index.ts";
import { ActionLog } from "./action-log.tsx";
import { logAction, logLoader } from "./log-desk.ts";

const scopeOf = ({ params }: { params: Record<string, string | undefined> }): LogScope => ({
	kind: "panel",
	panelId: params.panelId ?? "",
});

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `Action log – ${data?.frame.name ?? "Panel"} – Panelroom` },
];
export const loader = logLoader(scopeOf);
export const action = logAction(scopeOf);
export const clientAction = orUnsent;
export const shouldRevalidate = unlessUnsent;

export default function PanelActions() {
	const page = useLoaderData<typeof loader>();
	const { frame, scope } = page;
	const panelId = scope.kind === "panel" ? scope.panelId : "";
	return (
		<Page width="wide" beforeContent={<BackLink to={paths.panel(panelId)}>{frame.name}</BackLink>}>
			<ActionLog page={page} title={<PageTitle caption={frame.name}>Action log</PageTitle>} />
		</Page>
	);
}
