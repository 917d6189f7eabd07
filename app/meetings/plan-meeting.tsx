/** Plans meetings of a panel: one, or a series of them; when, how long and where. */
import { redirect } from "@remix-run/node";
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { seriesDates } from "#server/calendar/index.ts";
import { Invalid, NotAllowed } from "#server/http/errors.ts";
import { onPost, signedIn } from "#server/http/screen.ts";
import { meetingsOfPanel, PlanSeries, planMeeting, planSeries } from "#server/meetings/index.ts";
import { panelById } from "#server/panels/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { problemsOf } from "../typed-form.ts";
import { BackLink, Button, ButtonGroup, CommandForm, PageTitle, Radios, TextInput } from "../ui/index.ts";
import { londonInstant } from "./london-instant.ts";
import { MeetingFields } from "./meeting-fields.tsx";
import { typedMeeting } from "./meeting-time.ts";
import { seriesQuery } from "./series.ts";

export const meta: MetaFunction = () => [{ title: "Plan a meeting – Panelroom" }];

export const loader = signedIn(async ({ actor, params }) => {
	const panelId = params.panelId ?? "";
	const { mayBuild } = await meetingsOfPanel(actor, panelId);
	if (!mayBuild)
		throw new NotAllowed("Only the chair, a deputy, the coordinator or the lead can plan a meeting.");
	return { panelId, panelName: (await panelById(actor, panelId)).name };
});

const Rhythm = PlanSeries.pick({ everyWeeks: true }).extend({
	count: z.coerce
		.number("Enter how many meetings")
		.int("Enter a whole number of meetings")
		.min(2, "A series has 2 meetings or more")
		.max(26, "Plan 26 meetings or fewer at once"),
});

export const action = onPost(async ({ actor, params, form: { fields, opId } }) => {
	const panelId = params.panelId ?? "";
	const { howOften = "", everyWeeks = "", count = "" } = fields;
	const isSeries = howOften === "series";
	const isAnswered = isSeries || howOften === "once";
	const typed = typedMeeting(fields, {
		...(isAnswered ? {} : { howOften: "Select how often the panel meets" }),
		...(isSeries ? problemsOf(Rhythm, { everyWeeks, count }) : {}),
	});
	const { date, time, startsAt, minutes, place } = typed;
	if (!isSeries) {
		const { meetingId } = await planMeeting(actor, opId, { panelId, startsAt, minutes, place });
		return redirect(paths.agenda(meetingId), 303);
	}
	const rhythm = { startsOn: date, everyWeeks: Number(everyWeeks), count: Number(count) };
	const series = { panelId, startsOn: date, startTime: time, everyWeeks, minutes, place };
	await planSeries(actor, opId, { ...series, startsAt: instantsOf(rhythm, time) });
	return redirect(`${paths.panel(panelId)}?${seriesQuery(rhythm)}`, 303);
});

/** The instants of a series. @throws Invalid when London's clocks leave one of them out. */
function instantsOf(rhythm: Parameters<typeof seriesDates>[0], time: string): string[] {
	return seriesDates(rhythm).dates.map((date) => {
		const instant = londonInstant(date, time);
		if (!instant) throw new Invalid({ time: `This time does not exist on ${date}: the clocks go forward` });
		return instant;
	});
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
				<MeetingFields answer={answer} />
				<Radios
					name="howOften"
					label="How often"
					labelSize="s"
					options={[
						{ value: "once", label: "Once" },
						{
							value: "series",
							label: "Every few weeks, on the same weekday",
							hint: "Dates on a bank holiday are left out, and you are told which.",
							conditional: (
								<>
									<TextInput
										name="everyWeeks"
										label="Every how many weeks"
										suffix="weeks"
										width={2}
										inputMode="numeric"
										defaultValue={values.everyWeeks ?? "2"}
										error={errors.everyWeeks}
										autoComplete="off"
									/>
									<TextInput
										name="count"
										label="How many meetings"
										hint="2 to 26"
										width={2}
										inputMode="numeric"
										defaultValue={values.count}
										error={errors.count}
										autoComplete="off"
									/>
								</>
							),
						},
					]}
					defaultValue={values.howOften ?? "once"}
					error={errors.howOften}
				/>
				<p className="govuk-body">
					It begins as a draft, which only the chair, the deputies, the coordinator and the lead see. Next you
					build its agenda.
				</p>
				<ButtonGroup>
					<Button preventDoubleClick>Plan it</Button>
					<Link className="govuk-link" to={paths.panel(panelId)}>
						Cancel
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
