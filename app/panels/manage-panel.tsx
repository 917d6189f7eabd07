/** One panel as administrators keep it, and as the lead appoints its chairs: details, members, their dates. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { Invalid } from "#server/http/errors.ts";
import { dateFrom, done, onPost, signedIn } from "#server/http/screen.ts";
import {
	addMembership,
	changePanel,
	endMembership,
	type MemberRole,
	panelToManage,
} from "#server/panels/index.ts";
import { DoneBanner, usePageForms } from "../agencies/page-forms.tsx";
import { ConflictChoice, FormProblems } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { peopleByAgency } from "../people/user-fields.tsx";
import { byIntent } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CivilDate,
	CommandForm,
	DateInput,
	Details,
	EmptyState,
	HiddenFields,
	InsetText,
	PageTitle,
	Radios,
	Select,
	SummaryList,
	Table,
	type TableColumn,
	Tag,
} from "../ui/index.ts";
import { PanelFields } from "./manage-panel-fields.tsx";
import { MEMBER_ROLE_HINTS, MEMBER_ROLE_WORDS } from "./manage-words.ts";

const DONE: Record<string, string> = {
	added: "The panel was added. Now add its chair, coordinator and members",
	changed: "The panel’s details were changed",
	"member-added": "The membership was added",
	ended: "The membership was ended",
	ends: "The membership has a last day now",
};

const changePath = (panelId: string) => `${paths.managePanel(panelId)}?change=1`;
const endPath = (panelId: string, membershipId: string) =>
	`${paths.managePanel(panelId)}?end=${encodeURIComponent(membershipId)}`;

export const meta: MetaFunction<typeof loader> = ({ data }) => {
	const part = data?.ending ? "End a membership, " : data?.isChanging ? "Change details, " : "Members, ";
	return [{ title: `${part}${data?.panel.name ?? ""} – Panelroom` }];
};

export const loader = signedIn(async ({ actor, params, url }) => {
	const managed = await panelToManage(actor, params.panelId ?? "");
	const endId = url.searchParams.get("end");
	// One that somebody else has ended meanwhile is asked about no more; the page then says so.
	const ending = managed.members.find(({ id }) => id === endId) ?? null;
	const isChanging = managed.mayChangePanel && url.searchParams.has("change");
	return { ...managed, ending, isChanging, said: DONE[url.searchParams.get("done") ?? ""] ?? null };
});

export const action = onPost(async (post) => {
	const { actor, params, form } = post;
	const panelId = params.panelId ?? "";
	const here = paths.managePanel(panelId);
	const { opId, fields } = form;
	const {
		name = "",
		area = "",
		referencePrefix = "",
		quorum = "",
		version = "",
		userId = "",
		role = "",
	} = fields;
	if (fields.intent === "end") {
		const lastDay = lastDayIn(fields);
		const result = await endMembership(actor, opId, { membershipId: fields.membershipId ?? "", lastDay });
		return done({ ...form, returnTo: null }, result, `${here}?done=${lastDay ? "ends" : "ended"}`);
	}
	const result = await byIntent<typeof post, object>(post, {
		change: () => changePanel(actor, opId, { panelId, name, area, referencePrefix, quorum, version }),
		add: () => {
			const [startsOn, endsOn] = [dateFrom(fields, "startsOn"), dateFrom(fields, "endsOn")];
			return addMembership(actor, opId, { panelId, userId, role: role as MemberRole, startsOn, endsOn });
		},
	});
	return done(form, result, here);
});

export const clientAction = orUnsent;

/** The last day that was chosen, or nothing for now. @throws Invalid: an empty date must not end it at once. */
function lastDayIn(fields: Record<string, string>) {
	if (fields.when === "now") return undefined;
	if (fields.when !== "day") throw new Invalid({ when: "Select when it ends" });
	const lastDay = dateFrom(fields, "lastDay");
	if (isEmpty(lastDay)) throw new Invalid({ lastDay: "Enter the last day" });
	return lastDay;
}

const isEmpty = (date: ReturnType<typeof dateFrom>) =>
	typeof date === "string" ? date.trim() === "" : `${date.day}${date.month}${date.year}`.trim() === "";

type Loaded = ReturnType<typeof useLoaderData<typeof loader>>;
type Member = Loaded["members"][number];

export default function ManagePanel() {
	const loaded = useLoaderData<typeof loader>();
	const { panel, members, former, mayAppoint, mayChangePanel, ending, isChanging, said } = loaded;
	const { answer, key } = usePageForms();
	if (isChanging) return <ChangePanel key={key} panel={panel} />;
	if (ending) return <EndMembership panel={panel} member={ending} />;
	const actions = mayChangePanel ? [{ to: changePath(panel.id), label: "Change", about: "" }] : [];
	const change = (about: string) => actions.map((link) => ({ ...link, about }));
	return (
		<Page width="wide" beforeContent={<BackLink to={paths.managePanels()}>Panels</BackLink>}>
			<DoneBanner said={said} />
			<FormProblems answer={answer} />
			<PageTitle caption="Panel">{panel.name}</PageTitle>
			<SummaryList
				rows={[
					{ key: "Name", value: panel.name, actions: change("name") },
					{ key: "Area", value: panel.area, actions: change("area") },
					{
						key: "Prefix of case references",
						value: panel.referencePrefix,
						actions: change("prefix of case references"),
					},
					{
						key: "Quorum",
						value: panel.quorum === 1 ? "1 agency" : `${panel.quorum} agencies`,
						actions: change("quorum"),
					},
				]}
			/>
			<Table
				caption="Members"
				columns={[
					...memberColumns,
					{
						key: "end",
						header: "End",
						headerHidden: true,
						cell: (member) =>
							mayAppoint.includes(member.role) ? (
								<Link className="govuk-link" to={endPath(panel.id, member.id)}>
									End<span className="govuk-visually-hidden"> the membership of {member.userName}</span>
								</Link>
							) : null,
					},
				]}
				rows={members}
				rowKey={(member) => member.id}
				empty={
					<>
						<h2 className="govuk-heading-m">Members</h2>
						<EmptyState title="Nobody sits on this panel yet">
							<p className="govuk-body">Until there is a chair or a deputy, it cannot meet.</p>
						</EmptyState>
					</>
				}
			/>
			{former.length > 0 ? (
				<Details
					summary={former.length === 1 ? "1 former membership" : `${former.length} former memberships`}
				>
					<Table
						caption="Former memberships"
						captionHidden
						columns={memberColumns}
						rows={former}
						rowKey={(member) => member.id}
					/>
				</Details>
			) : null}
			<AddMembership {...loaded} />
		</Page>
	);
}

const memberColumns: TableColumn<Member>[] = [
	{ key: "name", header: "Name", rowHeader: true, cell: (member) => member.userName },
	{ key: "agency", header: "Agency", cell: (member) => member.agencyName },
	{ key: "role", header: "Role", cell: (member) => MEMBER_ROLE_WORDS[member.role] },
	{
		key: "from",
		header: "From",
		cell: (member) => (
			<>
				<CivilDate date={member.startsOn} />{" "}
				{member.state === "coming" ? <Tag colour="blue">To come</Tag> : null}
			</>
		),
	},
	{
		key: "until",
		header: "Until",
		cell: (member) => (member.endsOn ? <CivilDate date={member.endsOn} /> : "Not set"),
	},
	{
		key: "undertaking",
		header: "Undertaking",
		cell: (member) => {
			if (member.role === "observer") return "Not needed";
			return member.hasUndertaken ? "Signed" : "Not signed";
		},
	},
];

function AddMembership({ panel, mayAppoint, mayChangePanel, candidates }: Loaded) {
	const forms = usePageForms();
	const { errors, values, date, turn } = forms.of("add");
	return (
		<>
			<h2 className="govuk-heading-m">{mayChangePanel ? "Add a member" : "Appoint a chair or deputy"}</h2>
			{candidates.length === 0 ? (
				<InsetText>
					There is nobody to add: everyone with an active account is on this panel, or is an administrator or
					an auditor, who hold no role on a panel.
				</InsetText>
			) : (
				<CommandForm
					key={forms.key}
					action={paths.managePanel(panel.id)}
					returnTo={`${paths.managePanel(panel.id)}?done=member-added`}
					intention={turn}
				>
					<HiddenFields values={{ intent: "add" }} />
					<Select
						name="userId"
						label="Person"
						placeholder="Choose a person"
						options={peopleByAgency(candidates)}
						defaultValue={values.userId}
						error={errors.userId}
					/>
					<Radios
						name="role"
						label="Role on this panel"
						labelSize="s"
						options={mayAppoint.map((role) => ({
							value: role,
							label: MEMBER_ROLE_WORDS[role],
							hint: MEMBER_ROLE_HINTS[role],
						}))}
						defaultValue={values.role}
						error={errors.role}
					/>
					<DateInput
						name="startsOn"
						label="First day (optional)"
						labelSize="s"
						hint="Leave empty for today."
						defaultValue={date("startsOn")}
						error={errors.startsOn}
					/>
					<DateInput
						name="endsOn"
						label="Last day (optional)"
						labelSize="s"
						hint="Leave empty when there is no last day yet."
						defaultValue={date("endsOn")}
						error={errors.endsOn}
					/>
					<Button preventDoubleClick>Add to panel</Button>
				</CommandForm>
			)}
		</>
	);
}

function ChangePanel({ panel }: Pick<Loaded, "panel">) {
	const answer = usePageForms().of("change");
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(panel.version));
	const here = paths.managePanel(panel.id);
	return (
		<Page beforeContent={<BackLink to={here}>{panel.name}</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panel.name}>Change this panel’s details</PageTitle>
			<ConflictChoice
				answer={answer}
				keepTo={here}
				returnTo={`${here}?done=changed`}
				fields={[
					{ name: "name", label: "Name" },
					{ name: "area", label: "Area" },
					{ name: "referencePrefix", label: "Prefix of case references" },
					{ name: "quorum", label: "Quorum" },
				]}
			/>
			<CommandForm action={changePath(panel.id)} returnTo={`${here}?done=changed`} intention={answer.turn}>
				<HiddenFields values={{ intent: "change", version: answer.conflict?.version ?? opened }} />
				<PanelFields answer={answer} panel={panel} />
				<ButtonGroup>
					<Button preventDoubleClick>Save details</Button>
					<Link className="govuk-link" to={here}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}

function EndMembership({ panel, member }: Pick<Loaded, "panel"> & { member: Member }) {
	const forms = usePageForms();
	const { errors, values, date, turn } = forms.of("end");
	const here = paths.managePanel(panel.id);
	return (
		<Page beforeContent={<BackLink to={here}>{panel.name}</BackLink>}>
			<FormProblems answer={forms.answer} />
			<PageTitle caption={panel.name}>End the membership of {member.userName}</PageTitle>
			<p className="govuk-body">
				{MEMBER_ROLE_WORDS[member.role]} for {member.agencyName}, from <CivilDate date={member.startsOn} />
				{member.endsOn ? (
					<>
						{" "}
						until <CivilDate date={member.endsOn} />
					</>
				) : null}
				.
			</p>
			<CommandForm key={forms.key} action={endPath(panel.id, member.id)} returnTo={here} intention={turn}>
				<HiddenFields values={{ intent: "end", membershipId: member.id }} />
				<Radios
					name="when"
					label="When does it end?"
					labelSize="s"
					options={[
						{
							value: "now",
							label: "Now",
							hint: "They see nothing more of this panel; open screens are emptied.",
						},
						{
							value: "day",
							label: "At the end of a day",
							conditional: (
								<DateInput
									name="lastDay"
									label="Last day"
									hint="Today or later"
									defaultValue={date("lastDay")}
									error={errors.lastDay}
								/>
							),
						},
					]}
					defaultValue={values.when}
					error={errors.when}
				/>
				<ButtonGroup>
					<Button variant="warning" preventDoubleClick>
						End membership
					</Button>
					<Link className="govuk-link" to={here}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
