/** Publishing an agenda: by when its papers should go out, and what has changed since they did. */
import { Link } from "@remix-run/react";
import { dateInFull } from "../actions/spoken-date.ts";
import { Button, ButtonGroup, CommandForm, HiddenFields, Time, WarningText } from "../ui/index.ts";
import type { AgendaPage } from "./agenda.tsx";

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

function SincePublished({ page: { publishedAt, publications, items } }: { page: AgendaPage }) {
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
					: "Nothing has been added or changed since."}
			</p>
			<p className="govuk-body">
				Publishing again makes this the version that stands; the marks then go. Earlier versions are kept.
			</p>
		</>
	);
}

const count = (items: number) => (items === 1 ? "1 item was" : `${items} items were`);
