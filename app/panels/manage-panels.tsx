/** Where administrators keep panels, and the lead finds the panels whose chairs they appoint. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { addPanel, panelsToManage } from "#server/panels/index.ts";
import { usePageForms } from "../agencies/page-forms.tsx";
import { FormProblems } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	CommandForm,
	EmptyState,
	HiddenFields,
	LinkButton,
	PageTitle,
	Table,
	Tag,
} from "../ui/index.ts";
import { PanelFields } from "./manage-panel-fields.tsx";

const addPath = () => `${paths.managePanels()}?add=1`;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: data?.isAdding ? "Add a panel – Panelroom" : "Panels – Panelroom" },
];

export const loader = signedIn(async ({ actor, url }) => {
	const mayAdd = actor.role === "administrator";
	return { panels: await panelsToManage(actor), mayAdd, isAdding: mayAdd && url.searchParams.has("add") };
});

export const action = onPost(async ({ actor, form }) => {
	const { name = "", area = "", referencePrefix = "", quorum = "" } = form.fields;
	const { panelId } = await addPanel(actor, form.opId, { name, area, referencePrefix, quorum });
	return done({ ...form, returnTo: null }, { panelId }, `${paths.managePanel(panelId)}?done=added`);
});

export const clientAction = orUnsent;

export default function ManagePanels() {
	const { panels, mayAdd, isAdding } = useLoaderData<typeof loader>();
	const { answer } = usePageForms();
	if (isAdding) return <AddPanel />;
	return (
		<Page>
			<FormProblems answer={answer} />
			<PageTitle>Panels</PageTitle>
			{mayAdd ? <LinkButton to={addPath()}>Add a panel</LinkButton> : null}
			<Table
				caption={panels.length === 1 ? "1 panel" : `${panels.length} panels`}
				columns={[
					{
						key: "name",
						header: "Name",
						rowHeader: true,
						cell: (panel) => (
							<Link className="govuk-link" to={paths.managePanel(panel.id)}>
								{panel.name}
							</Link>
						),
					},
					{ key: "area", header: "Area", cell: (panel) => panel.area },
					{ key: "prefix", header: "References", cell: (panel) => `${panel.referencePrefix}-…` },
					{
						key: "chair",
						header: "Chair",
						cell: (panel) => panel.chair ?? <Tag colour="yellow">No chair</Tag>,
					},
					{ key: "members", header: "Members", numeric: true, cell: (panel) => panel.members },
				]}
				rows={panels}
				rowKey={(panel) => panel.id}
				empty={
					<EmptyState title="No panels yet">
						<p className="govuk-body">
							{mayAdd ? "Add the first one above." : "An administrator adds panels."}
						</p>
					</EmptyState>
				}
			/>
		</Page>
	);
}

function AddPanel() {
	const forms = usePageForms();
	return (
		<Page beforeContent={<BackLink to={paths.managePanels()}>Panels</BackLink>}>
			<FormProblems answer={forms.answer} />
			<PageTitle>Add a panel</PageTitle>
			<CommandForm key={forms.key} action={addPath()} intention={forms.answer.turn}>
				<HiddenFields values={{ intent: "add" }} />
				<PanelFields answer={forms.of("add")} />
				<Button preventDoubleClick>Add panel</Button>
			</CommandForm>
		</Page>
	);
}
