/** Plans a meeting of a panel: when, and where. */
import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { Invalid, NotAllowed } from "#server/http/errors.ts";
import { civilDate, dateFrom, onPost, signedIn } from "#server/http/screen.ts";
import { meetingsOfPanel, PlanMeeting, planMeeting } from "#server/meetings/index.ts";
import { panelById } from "#server/panels/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { problemsOf } from "../typed-form.ts";
import { BackLink, Button, ButtonGroup, CommandForm, DateInput, PageTitle, TextInput } from "../ui/index.ts";
import { londonInstant, timeOfDay } from "./london-instant.ts";

export const meta: MetaFunction = () => [{ title: "Plan a meeting – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const panelId = params.panelId ?? "";
	const { mayBuild } = await meetingsOfPanel(actor, panelId);
	if (!mayBuild) throw new NotAllowed("Only the chair, a deputy or the coordinator can plan a meeting.");
	return { panelId, panelName: (await panelById(actor, panelId)).name };
});

export const action = onPost(async ({ actor, params, form }) => {
	const panelId = params.panelId ?? "";
	const { place = "" } = form.fields;
	const startsAt = startOf(form.fields, place);
	const { meetingId } = await planMeeting(actor, form.opId, { panelId, startsAt, place });
	return redirect(paths.agenda(meetingId), 303);
});

/** The typed date and time as an instant. @throws Invalid with everything that is wrong with the form. */
function startOf(fields: Record<string, string>, place: string): string {
	const problems: Record<string, string> = {};
	const date = civilDate("the date of the meeting").safeParse(dateFrom(fields, "date"));
	const time = timeOfDay(fields.time ?? "");
	if (!date.success) problems.date = date.error.issues[0]?.message ?? "";
	if (!time) problems.time = "Enter the time on the 24-hour clock, like 09:30";
	const instant = date.success && time ? londonInstant(date.data, time) : undefined;
	if (date.success && time && !instant) {
		problems.time = "The clocks go forward that night, so this time does not exist. Enter another";
	}
	if (instant) return instant;
	throw new Invalid({ ...problems, ...problemsOf(PlanMeeting.pick({ place: true }), { place }) });
}

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function NewMeeting() {
	const { panelId, panelName } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { values, errors } = answer;
	return (
		<Page beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={panelName}>Plan a meeting</PageTitle>
			<CommandForm intention={answer.turn} className="pr-form">
				<DateInput
					name="date"
					label="Date"
					hint="For example, 3 12 2026"
					defaultValue={answer.date("date")}
					error={errors.date}
				/>
				<TextInput
					name="time"
					label="Time"
					hint="On the 24-hour clock, for example 09:30"
					width={5}
					inputMode="numeric"
					defaultValue={values.time}
					error={errors.time}
					autoComplete="off"
				/>
				<TextInput
					name="place"
					label="Place or call link"
					hint="A room, or the address of the video call"
					defaultValue={values.place}
					error={errors.place}
					autoComplete="off"
				/>
				<p className="govuk-body">Next you pick the cases for the agenda.</p>
				<ButtonGroup>
					<Button preventDoubleClick>Plan the meeting</Button>
					<Link className="govuk-link" to={paths.panel(panelId)}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
