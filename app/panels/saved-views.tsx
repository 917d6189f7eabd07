/** Views of a list that somebody has saved for themself: to open one, to save how the list is shown now, to keep them in order. */
import { Link } from "@remix-run/react";
import { useEffect, useRef } from "react";
import type { SavedView } from "#server/register/index.ts";
import type { FormAnswer } from "../form-answer.tsx";
import { Button, CommandForm, Details, TextInput } from "../ui/index.ts";

interface ViewsProps {
	views: SavedView[];
	/** How the list is shown now. */
	query: string;
	answer: FormAnswer;
}

const namesOf = (views: SavedView[]) => views.map(({ name }) => name).join("\n");

/** The lists that this person has saved, as links. */
export function SavedViews({
	views,
	query,
	pathOf,
	answer,
}: ViewsProps & { pathOf: (query: string) => string }) {
	const heading = useRef<HTMLHeadingElement>(null);
	const kept = namesOf(views);
	const shown = useRef(kept);
	// The button that was pressed is gone with its form: the next thing read is the list that it changed.
	useEffect(() => {
		if (kept !== shown.current && document.activeElement === document.body) heading.current?.focus();
		shown.current = kept;
	}, [kept]);
	if (views.length === 0) return null;
	return (
		<section className="pr-views" aria-labelledby="views-heading">
			<h2 className="govuk-heading-s pr-views__heading" id="views-heading" tabIndex={-1} ref={heading}>
				Your views
			</h2>
			<ul className="pr-views__list">
				{views.map((view) => (
					<li key={view.id}>
						<Link
							className="govuk-link"
							to={pathOf(view.query)}
							aria-current={view.query === query ? "page" : undefined}
						>
							{view.name}
						</Link>
					</li>
				))}
			</ul>
			<Details key={kept} summary="Rename or delete a view" open={answer.values.intent === "rename"}>
				{views.map((view) => (
					<KeepView key={view.id} view={view} answer={answer} />
				))}
			</Details>
		</section>
	);
}

function KeepView({ view, answer }: { view: SavedView; answer: FormAnswer }) {
	const isMeant = answer.values.intent === "rename" && answer.values.viewId === view.id;
	return (
		<div className="pr-views__keep">
			<CommandForm intention={view.name}>
				<input type="hidden" name="intent" value="rename" />
				<input type="hidden" name="viewId" value={view.id} />
				<TextInput
					name="name"
					id={isMeant ? undefined : `field-name-${view.id}`}
					label={`Name of “${view.name}”`}
					labelSize="s"
					width={20}
					defaultValue={isMeant ? answer.values.name : view.name}
					error={isMeant ? answer.errors.name : undefined}
				/>
				<Button variant="secondary">
					Rename<span className="govuk-visually-hidden"> “{view.name}”</span>
				</Button>
			</CommandForm>
			<CommandForm>
				<input type="hidden" name="intent" value="delete" />
				<input type="hidden" name="viewId" value={view.id} />
				<Button variant="link">
					Delete<span className="govuk-visually-hidden"> “{view.name}”</span>
				</Button>
			</CommandForm>
		</div>
	);
}

/** Keeps how the list is shown now. */
export function SaveView({ views, query, notSaved, answer }: ViewsProps & { notSaved: string }) {
	const isSaving = answer.values.intent === "save";
	return (
		<Details key={namesOf(views)} summary="Save this view" open={isSaving}>
			<CommandForm intention={query}>
				<input type="hidden" name="intent" value="save" />
				<input type="hidden" name="query" value={query} />
				<TextInput
					name="name"
					id={isSaving ? undefined : "field-name-new"}
					label="Name of the view"
					hint={`Only you see it. A view of the same name is replaced. ${notSaved}`}
					labelSize="s"
					width={20}
					defaultValue={isSaving ? answer.values.name : ""}
					error={isSaving ? answer.errors.name : undefined}
				/>
				<Button variant="secondary">Save</Button>
			</CommandForm>
		</Details>
	);
}
