/** Publishing an agenda: by when its papers should go out, and what has changed since they did. */
import { Link } from "@remix-run/react";
import { dateInFull } from "../actions/spoken-date.ts";
import { Button, ButtonGroup, CommandForm, Details, HiddenFields, Time, WarningText } from "../ui/index.ts";
import type { AgendaPage } from "./agenda.tsx";
import { lengthInWords } from "./agenda-time.ts";
import { titleOf } from "./meeting-words.ts";

export function Publication({ page, cancelTo }: { page: AgendaPage; cancelTo: string }) {
	const { state, publications, items, version } = page;
	const isDraft = state === "draft";
	const contents = items.map((item) => `${item.id}:${item.version}`).join(" ");
	return (
		<section className="pr-publication" aria-labelledby="publication-heading">
			<h2 className="govuk-heading-m" id="publication-heading">
				{isDraft ? "Publish the agenda" : "Published"}
			</h2>
			{isDraft ? <ByWhen page={page} /> : <SincePublished page={page} />}
			<CommandForm intention={`${contents} ${version} ${publications}`} preventScrollReset>
				<HiddenFields values={{ intent: "publish" }} />
				<ButtonGroup>
					<Button variant={isDraft ? "primary" : "secondary"} preventDoubleClick>
						{isDraft ? "Publish the agenda" : "Publish again"}
					</Button>
					<Link className="govuk-link" to={cancelTo}>
						Cancel the meeting
					</Link>
				</ButtonGroup>
			</CommandForm>
		</section>
	);
}

function ByWhen({ page: { publishBy, today } }: { page: AgendaPage }) {
	return (
		<>
			<p className="govuk-body">
				Papers should go out by {dateInFull(publishBy)}, 5 working days before the meeting.
			</p>
			{today > publishBy ? (
				<WarningText>That day has passed: people have fewer than 5 working days to prepare.</WarningText>
			) : null}
			<p className="govuk-body">
				Everybody on the panel then sees the agenda, and reads of its cases those that they may see. What you
				change afterwards is marked as a change.
			</p>
		</>
	);
}

const titleIn = (item: NonNullable<AgendaPage["published"]>["items"][number]): string =>
	titleOf(item, `${item.file?.reference ?? ""} ${item.file?.victim ?? ""}`.trim());

/** The version that stands, as it went out; whatever changed since is not in it. */
export function PublishedVersion({ page: { published, publications } }: { page: AgendaPage }) {
	if (!published) return null;
	return (
		<Details summary={`The agenda as it went out${publications > 1 ? `, version ${publications}` : ""}`}>
			<p className="govuk-body">
				<Time at={published.startsAt} />, {lengthInWords(published.minutes)}, {published.place}
			</p>
			<ol className="govuk-list govuk-list--number">
				{published.items.map((item) => (
					<li key={item.id}>
						{titleIn(item)}, {item.minutes} min
						{item.presenterName ? `, ${item.presenterName}` : null}
					</li>
				))}
			</ol>
		</Details>
	);
}

/** What the marks on the items cannot show: items that are gone, and when and where the meeting is. */
export function GoneOrMoved({ page: { published, startsAt, minutes, place } }: { page: AgendaPage }) {
	if (!published) return null;
	const removed = published.items.filter((item) => item.isRemoved);
	return (
		<>
			{removed.length > 0 ? (
				<p className="govuk-body">Removed since papers went out: {removed.map(titleIn).join("; ")}.</p>
			) : null}
			{published.startsAt === startsAt ? null : (
				<p className="govuk-body">
					Time changed from <Time at={published.startsAt} /> to <Time at={startsAt} />.
				</p>
			)}
			{published.minutes === minutes ? null : (
				<p className="govuk-body">
					Length changed from {lengthInWords(published.minutes)} to {lengthInWords(minutes)}.
				</p>
			)}
			{published.place === place ? null : (
				<p className="govuk-body">
					Place changed from {published.place} to {place}.
				</p>
			)}
		</>
	);
}

const isAsPublished = ({ published, startsAt, minutes, place }: AgendaPage): boolean =>
	!published ||
	(published.startsAt === startsAt &&
		published.minutes === minutes &&
		published.place === place &&
		!published.items.some((item) => item.isRemoved));

function SincePublished({ page }: { page: AgendaPage }) {
	const { publishedAt, publications, items } = page;
	const added = items.filter((item) => item.isNew).length;
	const changed = items.filter((item) => item.isChanged && !item.isNew).length;
	const parts = [
		added > 0 ? `${count(added)} added` : "",
		changed > 0 ? `${count(changed)} changed or moved` : "",
	].filter(Boolean);
	return (
		<>
			<p className="govuk-body">
				{publishedAt ? (
					<>
						Papers went out on <Time at={publishedAt} />
						{publications > 1 ? `, version ${publications}` : null}.
					</>
				) : null}{" "}
				{parts.length > 0
					? `Since then ${parts.join(" and ")}, and marked so for everybody.`
					: isAsPublished(page)
						? "Nothing has been added, changed or removed since."
						: null}
			</p>
			<p className="govuk-body">
				Publishing again makes this the version that stands; the marks then go. Earlier versions are kept.
			</p>
		</>
	);
}

const count = (items: number) => (items === 1 ? "1 item was" : `${items} items were`);
