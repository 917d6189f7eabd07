/** A meeting's agenda before and during it: built, put in order, published to the panel, changed. */
import { data, redirect } from "@remix-run/node";
import { Link, type MetaFunction, useActionData, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { countUnanswered } from "#server/advice/index.ts";
import { Invalid } from "#server/http/errors.ts";
import { refused } from "#server/http/failures.ts";
import { done, onPost, type SentForm, signedIn } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import {
	addOtherItem,
	addToAgenda,
	agendaToBuild,
	cancelMeeting,
	changeItem,
	changeMeeting,
	inviteGuest,
	moveItem,
	orderAgenda,
	publishMeeting,
	removeFromAgenda,
	withdrawGuest,
} from "#server/meetings/index.ts";
import { AdviceWaiting } from "../advice/advice-waiting.tsx";
import {
	ConflictChoice,
	type FormAnswer,
	FormProblems,
	unlessRefused,
	useFormAnswer,
} from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import { byIntent } from "../typed-form.ts";
import {
	BackLink,
	Button,
	ButtonGroup,
	CommandForm,
	formatInstant,
	HiddenFields,
	InsetText,
	LinkButton,
	PageTitle,
	SummaryList,
	type SummaryRow,
	Textarea,
	Time,
	WarningText,
} from "../ui/index.ts";
import { AddItems } from "./agenda-adding.tsx";
import { AgendaItems } from "./agenda-items.tsx";
import { GoneOrMoved, Publication, PublishedVersion } from "./agenda-publication.tsx";
import { lengthInWords } from "./agenda-time.ts";
import { MeetingFields } from "./meeting-fields.tsx";
import { notAWorkingDay, typedMeeting } from "./meeting-time.ts";
import { Place } from "./open-meetings.tsx";

const partPath = (meetingId: string, part: "change" | "cancel") => `${paths.agenda(meetingId)}?${part}=1`;

export const meta: MetaFunction<typeof loader> = ({ data }) => {
	const what = data ? { build: "Agenda", change: "Change a meeting", cancel: "Cancel a meeting" } : null;
	return [{ title: `${what?.[data?.part ?? "build"]}: ${data?.panelName ?? "meeting"} – Panelroom` }];
};

export const loader = signedIn(async ({ actor, params, url }) => {
	const { found: _, ...page } = await agendaToBuild(actor, params.meetingId ?? "");
	const isToCome = page.state === "draft" || page.state === "published";
	const asked = (["change", "cancel"] as const).find((part) => url.searchParams.has(part));
	return {
		...page,
		today: today(),
		adviceWaiting: await countUnanswered(actor, page.panelId),
		offDay: isToCome && page.mayBuild ? notAWorkingDay(page.startsAt) : null,
		/** Whether the meeting itself may still be changed. */
		isToCome,
		mayChange: page.mayBuild && !page.isOver,
		isOrderKept: url.searchParams.get("order") === "kept",
		part: asked && isToCome && page.mayBuild ? asked : ("build" as const),
	};
});

export type AgendaPage = ReturnType<typeof useLoaderData<typeof loader>>;
/** What was looked for on this page, by a name more often than not, and what there is of it. */
export interface Finding {
	words: string;
	found: Awaited<ReturnType<typeof agendaToBuild>>["found"];
}

export const action = onPost(async (post) => {
	const { actor, form, params } = post;
	const meetingId = params.meetingId ?? "";
	const { opId, fields } = form;
	const { itemId = "", guestId = "", title = "", minutes = "", version = "" } = fields;
	// A name is posted and answered, so that it stands in no address, no history and no log.
	const words = (fields.words ?? "").trim().slice(0, 200);
	const find = async (): Promise<Finding> => ({
		words,
		found: words === "" ? [] : (await agendaToBuild(actor, meetingId, words)).found,
	});
	if (fields.intent === "find") {
		if (words === "") throw new Invalid({ words: "Enter a name or a reference" });
		return { ok: true as const, finding: await find() };
	}
	if (fields.intent === "add" && fields.from === "found" && form.all("caseId").length === 0) {
		const { data: answer, init } = refused(400, form, { errors: NOTHING_CHOSEN });
		return data({ ...answer, finding: await find() }, init ?? undefined);
	}
	const move = (direction: "up" | "down") => moveItem(actor, opId, { meetingId, itemId, direction });
	const result = await byIntent<typeof post, object>(post, {
		add: async () => {
			for (const caseId of chosen(form)) await addToAgenda(actor, `${opId}:${caseId}`, { meetingId, caseId });
			return {};
		},
		other: () => addOtherItem(actor, opId, { meetingId, title, minutes: minutes.trim() || undefined }),
		change: () =>
			changeItem(actor, opId, {
				meetingId,
				itemId,
				minutes,
				listing: (fields.listing || undefined) as "new" | "repeat" | "review" | undefined,
				presenterName: fields.presenterName,
				hasChildren: fields.hasChildren,
				version,
			}),
		up: () => move("up"),
		down: () => move("down"),
		order: () => orderAgenda(actor, opId, { meetingId, itemIds: form.all("itemIds") }),
		remove: () => removeFromAgenda(actor, opId, { meetingId, itemId }),
		invite: () => inviteGuest(actor, opId, { meetingId, itemId, email: fields.email ?? "" }),
		withdraw: () => withdrawGuest(actor, opId, { meetingId, guestId }),
		publish: () => publishMeeting(actor, opId, { meetingId }),
		meeting: () => {
			const { startsAt, minutes, place } = typedMeeting(fields);
			return changeMeeting(actor, opId, { meetingId, startsAt, minutes, place, version });
		},
		cancel: () => cancelMeeting(actor, opId, { meetingId, reason: fields.reason ?? "" }),
	});
	if (fields.intent === "meeting" || fields.intent === "cancel") throw redirect(paths.agenda(meetingId), 303);
	return done(form, result, paths.agenda(meetingId));
});

/** The ticked cases, in the order in which the page lists them; each is a command of its own. */
function chosen(form: SentForm): string[] {
	const caseIds = form.all("caseId");
	if (caseIds.length === 0) throw new Invalid(NOTHING_CHOSEN);
	return caseIds;
}

const NOTHING_CHOSEN = { caseId: "Select at least one case" };

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Agenda() {
	const page = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	const finding = useActionData<{ finding?: Finding }>()?.finding;
	if (page.part === "change") return <ChangeMeeting page={page} answer={answer} />;
	if (page.part === "cancel") return <CancelMeeting page={page} answer={answer} />;
	const { panelId, panelName, mayBuild, mayChange } = page;
	const isPublishable = page.isToCome && mayBuild;
	return (
		<Page width="wide" beforeContent={<BackLink to={paths.panel(panelId)}>{panelName}</BackLink>}>
			<AgendaItems page={page} answer={answer}>
				<PageTitle caption={panelName}>
					Agenda for <Time at={page.startsAt} format="date" />
				</PageTitle>
				<MeetingNow page={page} />
				{page.offDay ? <WarningText>{page.offDay} Will everybody be at work?</WarningText> : null}
				<SummaryList rows={factsOf(page)} />
				{page.isOver ? null : <AdviceWaiting panelId={panelId} waiting={page.adviceWaiting} />}
			</AgendaItems>
			{mayChange ? <AddItems page={page} answer={answer} finding={finding} /> : null}
			<GoneOrMoved page={page} />
			<PublishedVersion page={page} />
			{isPublishable ? <Publication page={page} cancelTo={partPath(page.meetingId, "cancel")} /> : null}
		</Page>
	);
}

function factsOf({ meetingId, startsAt, minutes, place, isToCome, mayBuild }: AgendaPage): SummaryRow[] {
	const change = (about: string) =>
		isToCome && mayBuild ? [{ to: partPath(meetingId, "change"), label: "Change", about }] : undefined;
	return [
		{ key: "When", value: <Time at={startsAt} />, actions: change("when the meeting is") },
		{ key: "How long", value: lengthInWords(minutes), actions: change("how long the meeting takes") },
		{ key: "Where", value: <Place place={place} />, actions: change("where the meeting is") },
	];
}

function MeetingNow({ page: { state, meetingId, note, mayBuild, mayRun } }: { page: AgendaPage }) {
	if (state === "draft") return null;
	if (state === "published") {
		return (
			<ButtonGroup>
				<LinkButton to={paths.papers(meetingId)} variant={mayBuild ? "secondary" : "primary"}>
					Read the papers
				</LinkButton>
				<LinkButton to={paths.meeting(meetingId)} variant="secondary">
					{mayRun ? "Go to the room, to start the meeting" : "Go to the room"}
				</LinkButton>
			</ButtonGroup>
		);
	}
	if (state === "cancelled") {
		return (
			<InsetText>
				<p className="govuk-body">This meeting was cancelled. Its cases wait for another agenda.</p>
				{note ? <p className="govuk-body pr-typed">{note}</p> : null}
			</InsetText>
		);
	}
	if (state === "closed") {
		return (
			<InsetText>
				The meeting is closed, so its agenda stays as it is.{" "}
				<Link className="govuk-link" to={paths.record(meetingId)}>
					Read its record
				</Link>
			</InsetText>
		);
	}
	return (
		<InsetText>
			<p className="govuk-body">
				{state === "adjourned" ? "The meeting is adjourned." : "The meeting is in progress."} What you change
				here changes on everybody’s screen at once.
			</p>
			<LinkButton to={paths.meeting(meetingId)}>
				{state === "adjourned" ? "Go to the room" : "Join the meeting"}
			</LinkButton>
		</InsetText>
	);
}

interface PartProps {
	page: AgendaPage;
	answer: FormAnswer;
}

function ChangeMeeting({ page, answer }: PartProps) {
	// The version that was on the screen when the form was opened; a later one would hide a change in between.
	const [opened] = useState(answer.values.version ?? String(page.version));
	const here = paths.agenda(page.meetingId);
	return (
		<Page beforeContent={<BackLink to={here}>Agenda</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={page.panelName}>Change when and where the meeting is</PageTitle>
			{page.state === "published" ? (
				<InsetText>Its papers have gone out. Tell everybody who should come of the change.</InsetText>
			) : null}
			<ConflictChoice
				answer={answer}
				keepTo={here}
				returnTo={here}
				fields={[
					{ name: "startsAt", label: "When", show: (at) => formatInstant(at) },
					{ name: "minutes", label: "How long", show: (minutes) => `${minutes} minutes` },
					{ name: "place", label: "Where" },
				]}
			/>
			<CommandForm returnTo={here} intention={answer.turn} className="pr-form">
				<HiddenFields values={{ intent: "meeting", version: answer.conflict?.version ?? opened }} />
				<MeetingFields answer={answer} meeting={page} />
				<ButtonGroup>
					<Button preventDoubleClick>Save</Button>
					<Link className="govuk-link" to={here}>
						Leave it as it is
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}

function CancelMeeting({ page, answer }: PartProps) {
	const here = paths.agenda(page.meetingId);
	return (
		<Page beforeContent={<BackLink to={here}>Agenda</BackLink>}>
			<FormProblems answer={answer} />
			<PageTitle caption={page.panelName}>
				Cancel the meeting of <Time at={page.startsAt} format="date" />
			</PageTitle>
			<p className="govuk-body">
				It cannot be brought back. Its cases wait for another agenda.{" "}
				{page.state === "published" ? "Everybody on the panel sees that it is cancelled, and why." : null}
			</p>
			<CommandForm returnTo={here} intention={answer.turn} className="pr-form">
				<HiddenFields values={{ intent: "cancel" }} />
				<Textarea
					name="reason"
					label="Why is it cancelled?"
					hint="No names: everybody on the panel can read this."
					rows={3}
					defaultValue={answer.values.reason}
					error={answer.errors.reason}
				/>
				<ButtonGroup>
					<Button variant="warning" preventDoubleClick>
						Cancel the meeting
					</Button>
					<Link className="govuk-link" to={here}>
						Keep it
					</Link>
				</ButtonGroup>
			</CommandForm>
		</Page>
	);
}
