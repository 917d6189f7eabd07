/** What can still come onto an agenda: cases of the panel, the put-off ones first, and items about something else. */
import { Link } from "@remix-run/react";
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	Checkboxes,
	CommandForm,
	Details,
	HiddenFields,
	RiskTag,
	Tag,
	TextInput,
} from "../ui/index.ts";
import type { AgendaPage } from "./agenda.tsx";

interface AddItemsProps {
	page: AgendaPage;
	answer: FormAnswer;
}

export function AddItems({ page, answer }: AddItemsProps) {
	return (
		<>
			<AddCases page={page} answer={answer} />
			<AddOther page={page} answer={answer} />
		</>
	);
}

function AddCases({ page: { others, items, panelId }, answer }: AddItemsProps) {
	if (others.length === 0) {
		return (
			<p className="govuk-body">
				{items.some((item) => item.caseId)
					? "Every case of the panel that you can see is on this agenda."
					: "The panel has no cases yet."}{" "}
				<Link className="govuk-link" to={paths.panel(panelId)}>
					Go to the panel
				</Link>
			</p>
		);
	}
	const order = items.map((item) => item.id).join(" ");
	return (
		<CommandForm key={order} intention={`${order} ${answer.turn}`} preventScrollReset>
			<HiddenFields values={{ intent: "add" }} />
			<div className="pr-choices">
				<Checkboxes
					name="caseId"
					label="Add cases"
					labelSize="m"
					small
					options={others.map((other) => ({
						value: other.caseId,
						label: (
							<span className="pr-plain-rows__words">
								<span>
									<span className="pr-reference">{other.reference}</span> {other.victim || "Victim not known"}
								</span>
								<RiskTag level={other.risk} />
								{other.isPutOff ? <Tag colour="yellow">Carried over or deferred</Tag> : null}
							</span>
						),
					}))}
					defaultValue={answer.all("caseId")}
					error={answer.errors.caseId}
				/>
			</div>
			<Button variant="secondary" preventDoubleClick>
				Add them to the agenda
			</Button>
		</CommandForm>
	);
}

function AddOther({ page: { items }, answer }: AddItemsProps) {
	const own = answer.values.intent === "other" ? answer : undefined;
	const order = items.map((item) => item.id).join(" ");
	return (
		<Details summary="Add an item that is about no case" open={own !== undefined}>
			<CommandForm key={order} intention={`${order} ${answer.turn}`} className="pr-form" preventScrollReset>
				<HiddenFields values={{ intent: "other" }} />
				<TextInput
					name="title"
					label="What it is about"
					hint="Everybody at the meeting sees this, observers and guests too, so name nobody in a case."
					defaultValue={own?.values.title}
					error={own?.errors.title}
					autoComplete="off"
				/>
				<TextInput
					name="minutes"
					label="How long"
					suffix="minutes"
					width={3}
					inputMode="numeric"
					defaultValue={own?.values.minutes ?? "5"}
					error={own?.errors.minutes}
					autoComplete="off"
				/>
				<Button variant="secondary" preventDoubleClick>
					Add this item
				</Button>
			</CommandForm>
		</Details>
	);
}
