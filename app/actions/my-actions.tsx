/** One's own actions on all one's panels, or all of one's agency: whoever covers for a colleague works from that. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import type { LogScope } from "#server/actions/index.ts";
import { orUnsent, unlessUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { PageTitle, SubNavigation } from "../ui/index.ts";
import { ActionLog } from "./action-log.tsx";
import { logAction, logLoader } from "./log-desk.ts";
import { logPath } from "./log-words.ts";

function scopeOf({ url }: { url: URL }): LogScope {
	const whose = url.searchParams.get("whose");
	return whose === "agency" || whose === "force" ? { kind: whose } : { kind: "mine" };
}

export const meta: MetaFunction = () => [{ title: "Actions – Panelroom" }];
export const loader = logLoader(scopeOf);
export const action = logAction(scopeOf);
export const clientAction = orUnsent;
export const shouldRevalidate = unlessUnsent;

export default function MyActions() {
	const page = useLoaderData<typeof loader>();
	const { agency, frame, scope } = page;
	return (
		<Page width="wide">
			<ActionLog
				page={page}
				title={
					<>
						<PageTitle>Actions</PageTitle>
						<SubNavigation
							label="Whose actions"
							links={[
								{ to: logPath({ kind: "mine" }), label: "Yours", isCurrent: scope.kind === "mine" },
								...(frame.isLead
									? [
											{
												to: logPath({ kind: "force" }),
												label: "All of the force",
												isCurrent: scope.kind === "force",
											},
										]
									: []),
								{
									to: logPath({ kind: "agency" }),
									label: `All of ${agency}`,
									isCurrent: scope.kind === "agency",
								},
							]}
						/>
						<p className="govuk-body">
							{scope.kind === "mine"
								? `What names you, and what ${agency} is to do and names nobody there.`
								: scope.kind === "force"
									? "What anybody is to do, on every panel."
									: `What anybody at ${agency} is to do, on the panels that you sit on.`}
						</p>
					</>
				}
			/>
		</Page>
	);
}
