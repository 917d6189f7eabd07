/** Who is at a meeting: apologies, people on the telephone, observers, who has left, and who asks to speak. */
import { redirect } from "@remix-run/node";
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import type { Actor } from "#server/audiences/index.ts";
import { Invalid } from "#server/http/errors.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import {
	type Attender,
	admitObserver,
	holdInRoom,
	leaveMeeting,
	lowerHand,
	meetingPeople,
	noteAttendance,
	raiseHand,
	withdrawObserver,
} from "#server/meetings/index.ts";
import { FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	BackLink,
	Button,
	CommandForm,
	HiddenFields,
	PageTitle,
	Radios,
	Select,
	Table,
	Textarea,
	TextInput,
	Time,
} from "../ui/index.ts";
import { ATTENDANCE_WORDS, CAPACITY_WORDS } from "./meeting-words.ts";
import { agenciesHere } from "./quorum-held.ts";

export const meta: MetaFunction = () => [{ title: "Who is at the meeting – Panelroom" }];

export const loader = signedIn(({ actor, params }) => meetingPeople(actor, params.meetingId ?? ""));

type Press = (
	actor: Actor,
	opId: string,
	meetingId: string,
	fields: Record<string, string>,
) => Promise<object>;

const PRESSES: Record<string, Press> = {
	note: (actor, opId, meetingId, { state, userId, userName, agencyId, note }) =>
		noteAttendance(actor, opId, {
			meetingId,
			state: state as "apologies" | "present",
			userId,
			userName,
			agencyId,
			note,
		}),
	apologies: (actor, opId, meetingId, { note }) =>
		noteAttendance(actor, opId, { meetingId, state: "apologies", userId: actor.userId, note }),
	admit: (actor, opId, meetingId, { userId = "" }) => admitObserver(actor, opId, { meetingId, userId }),
	"withdraw-observer": (actor, opId, meetingId, { attendanceId = "" }) =>
		withdrawObserver(actor, opId, { meetingId, attendanceId }),
	leave: (actor, opId, meetingId, { attendanceId }) => leaveMeeting(actor, opId, { meetingId, attendanceId }),
	"raise-hand": (actor, opId, meetingId) => raiseHand(actor, opId, { meetingId }),
	"lower-hand": (actor, opId, meetingId, { handId = "" }) => lowerHand(actor, opId, { meetingId, handId }),
};

export const action = onPost(async ({ actor, session, params, form }) => {
	const meetingId = params.meetingId ?? "";
	const { intent = "" } = form.fields;
	const press = PRESSES[intent];
	if (!press) throw new Invalid({ form: "This cannot be done here" });
	const result = await press(actor, form.opId, meetingId, form.fields);
	if (intent === "leave" && !form.fields.attendanceId) throw redirect(paths.home(), 303);
	await holdInRoom(actor, session, meetingId);
	return done(form, result, paths.meetingPeople(meetingId));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function MeetingPeople() {
	const page = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const { meetingId, people, absent, observers, mayMinute, isOver } = page;
	const here = agenciesHere(people);
	return (
		<Page beforeContent={<BackLink to={paths.meeting(meetingId)}>The meeting</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={`Meeting of ${page.panelName}`}>Who is at the meeting</PageTitle>
			<p className="govuk-body">
				{here === 1 ? "1 agency is" : `${here} agencies are`} here:{" "}
				{here >= page.quorum
					? `the quorum of ${page.quorum} is reached.`
					: `there is no quorum, ${page.quorum} are needed.`}
			</p>
			<Table
				caption="Who came or sent word"
				columns={[
					{ key: "name", header: "Name", rowHeader: true, cell: (row) => row.userName },
					{ key: "agency", header: "Agency", cell: (row) => row.agencyName },
					{ key: "as", header: "As", cell: (row) => CAPACITY_WORDS[row.capacity] },
					{ key: "state", header: "How it stands", cell: (row) => <HowItStands row={row} /> },
					...(mayMinute && !isOver
						? [
								{
									key: "left",
									header: "Leaving",
									cell: (row: Attender) => (
										<>
											{row.state === "present" ? <Leaving row={row} intent="leave" label="Has left" /> : null}
											{row.capacity === "observer" && row.state !== "withdrawn" ? (
												<Leaving row={row} intent="withdraw-observer" label="Withdraw admission" />
											) : null}
										</>
									),
								},
							]
						: []),
				]}
				rows={people}
				rowKey={(row) => row.id}
				empty="Nobody has come or sent word yet."
			/>
			<h2 className="govuk-heading-m">Not here and not heard of</h2>
			{absent.length === 0 ? (
				<p className="govuk-body">Everybody of the panel is here or has sent word.</p>
			) : (
				<ul className="govuk-list govuk-list--bullet">
					{absent.map((seat) => (
						<li key={seat.userId}>
							{seat.userName}, {seat.agencyName}
						</li>
					))}
				</ul>
			)}
			{isOver ? null : (
				<>
					{page.mySeat === "none" ? <OwnApologies /> : null}
					{mayMinute ? <NoteForOthers page={page} /> : null}
					{mayMinute && observers.length > 0 ? (
						<section aria-labelledby="observers">
							<h2 className="govuk-heading-m" id="observers">
								Observers
							</h2>
							<p className="govuk-body">
								Once admitted, and once they accept the statement, they see the case that the panel is on.
							</p>
							{observers.map((observer) => (
								<CommandForm key={observer.userId} intention={observer.userId}>
									<HiddenFields values={{ intent: "admit", userId: observer.userId }} />
									<Button variant="secondary" preventDoubleClick>
										Admit {observer.userName}, {observer.agencyName}
									</Button>
								</CommandForm>
							))}
						</section>
					) : null}
				</>
			)}
		</Page>
	);
}

function Leaving({ row, intent, label }: { row: Attender; intent: string; label: string }) {
	return (
		<CommandForm intention={row.version}>
			<HiddenFields values={{ intent, attendanceId: row.id }} />
			<Button variant="secondary" small preventDoubleClick>
				{label}
				<span className="govuk-visually-hidden">: {row.userName}</span>
			</Button>
		</CommandForm>
	);
}

function HowItStands({ row }: { row: Attender }) {
	return (
		<>
			{ATTENDANCE_WORDS[row.state]}
			{row.arrivedAt && row.state !== "apologies" && row.state !== "admitted" ? (
				<>
					{" "}
					from <Time at={row.arrivedAt} format="time" />
				</>
			) : null}
			{row.leftAt ? (
				<>
					{" "}
					to <Time at={row.leftAt} format="time" />
				</>
			) : null}
			{row.note ? <div className="pr-typed">{row.note}</div> : null}
			{row.recordedByName ? <div>Recorded by {row.recordedByName}</div> : null}
		</>
	);
}

function OwnApologies() {
	const answer = useFormAnswer();
	const isOwn = answer.values.intent === "apologies";
	return (
		<section aria-labelledby="own-apologies">
			<h2 className="govuk-heading-m" id="own-apologies">
				Send your apologies
			</h2>
			<CommandForm intention={answer.turn}>
				<HiddenFields values={{ intent: "apologies" }} />
				<Textarea
					name="note"
					id="field-own-note"
					label="What your agency wants the panel to know"
					hint="The members of the panel see this, observers and guests do not. What concerns a case belongs on that case."
					rows={3}
					defaultValue={isOwn ? answer.values.note : undefined}
					error={isOwn ? answer.errors.note : undefined}
				/>
				<Button variant="secondary" preventDoubleClick>
					Send apologies
				</Button>
			</CommandForm>
		</section>
	);
}

type PeoplePage = ReturnType<typeof useLoaderData<typeof loader>>;

function NoteForOthers({ page }: { page: PeoplePage }) {
	const answer = useFormAnswer();
	const isThis = answer.values.intent === "note";
	const values = isThis ? answer.values : {};
	const errors = isThis ? answer.errors : {};
	return (
		<section aria-labelledby="for-others">
			<h2 className="govuk-heading-m" id="for-others">
				Record for somebody else
			</h2>
			<CommandForm intention={answer.turn}>
				<HiddenFields values={{ intent: "note" }} />
				<Radios
					name="state"
					label="What is recorded"
					options={[
						{ value: "apologies", label: "They sent apologies" },
						{ value: "present", label: "They are here without this screen, in the room or by telephone" },
					]}
					defaultValue={values.state ?? "apologies"}
					error={errors.state}
				/>
				<Select
					name="userId"
					label="A member of the panel"
					placeholder="Somebody else, named below"
					options={page.absent.map((seat) => ({
						value: seat.userId,
						label: `${seat.userName}, ${seat.agencyName}`,
					}))}
					defaultValue={values.userId}
					error={errors.userId}
				/>
				<TextInput
					name="userName"
					label="Or their name"
					defaultValue={values.userName}
					error={errors.userName}
					autoComplete="off"
				/>
				<Select
					name="agencyId"
					label="and agency"
					placeholder="Choose an agency"
					options={page.agencies.map((agency) => ({ value: agency.id, label: agency.name }))}
					defaultValue={values.agencyId}
					error={errors.agencyId}
				/>
				<Textarea
					name="note"
					label="What they sent, or how they are here"
					hint="The members of the panel see this, observers and guests do not. What concerns a case belongs on that case."
					rows={3}
					defaultValue={values.note}
					error={errors.note}
				/>
				<Button variant="secondary" preventDoubleClick>
					Record it
				</Button>
			</CommandForm>
		</section>
	);
}
