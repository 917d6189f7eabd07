/** What can still come onto an agenda: cases of the panel, the put-off ones first, and items about something else. */
import { Link } from "@remix-run/react";
import { CaseMarks } from "../follow-up/case-marks.tsx";
import type { FormAnswer } from "../form-answer.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	Checkboxes,
	CivilDate,
	CommandForm,
	Details,
	HiddenFields,
	RiskTag,
	Tag,
	TextInput,
} from "../ui/index.ts";
import type { AgendaPage, Finding } from "./agenda.tsx";

interface AddItemsProps {
	page: AgendaPage;
	answer: FormAnswer;
}

export function AddItems({ page, answer, finding }: AddItemsProps & { finding: Finding | undefined }) {
	return (
		<>
			<AddCases page={page} answer={answer} finding={finding} />
			<AddOther page={page} answer={answer} />
		</>
	);
}

function AddCases({ page, answer, finding }: AddItemsProps & { finding: Finding | undefined }) {
	const { others, items, panelId, waiting, due } = page;
	const order = items.map((item) => item.id).join(" ");
	const isRefused = answer.values.intent === "add" && answer.values.from !== "found";
	const isToFind = answer.values.intent === "find" || answer.values.from === "found";
	const reviews = others.filter(({ why }) => why === "due");
	const more = waiting + due - others.length;
	return (
		<section aria-labelledby="add-heading">
			<h2 className="govuk-heading-m" id="add-heading">
				Add cases
			</h2>
			{others.length === 0 ? (
				<p className="govuk-body">
					No other case waits for a hearing, and no review is due by the day of the meeting.{" "}
					<Link className="govuk-link" to={paths.panel(panelId)}>
						Go to the panel
					</Link>
				</p>
			) : null}
			{reviews.length > 0 ? (
				<CommandForm intention={`due ${order}`} preventScrollReset>
					<HiddenFields values={{ intent: "add" }} />
					{reviews.map(({ caseId }) => (
						<input key={caseId} type="hidden" name="caseId" value={caseId} />
					))}
					<Button preventDoubleClick>
						{reviews.length === 1 ? "Add the 1 review that is due" : `Add all ${reviews.length} that are due`}
					</Button>
				</CommandForm>
			) : null}
			{others.length > 0 ? (
				// What is ticked stays so while other rows come and go: what was added is no longer offered.
				<CommandForm intention={`${order} ${answer.turn}`} preventScrollReset>
					<HiddenFields values={{ intent: "add" }} />
					<div className="pr-choices">
						<Checkboxes
							name="caseId"
							id={answer.values.from === "found" ? "field-offered" : undefined}
							label="Put off, due for review or waiting for a hearing"
							labelSize="s"
							small
							options={others.map((other) => ({ value: other.caseId, label: <Choice line={other} /> }))}
							defaultValue={isRefused ? answer.all("caseId") : undefined}
							error={isRefused ? answer.errors.caseId : undefined}
						/>
					</div>
					{more > 0 ? (
						<p className="govuk-body">
							{more.toLocaleString("en-GB")} more {more === 1 ? "waits" : "wait"}. Look for them by name.
						</p>
					) : null}
					<Button variant="secondary" preventDoubleClick>
						Add them to the agenda
					</Button>
				</CommandForm>
			) : null}
			<FindCase key={isToFind || finding ? "open" : "closed"} page={page} answer={answer} finding={finding} />
		</section>
	);
}

type ChoiceLine = AgendaPage["others"][number] | Finding["found"][number];

/** Whose case it is, and why it is offered. */
function Choice({ line }: { line: ChoiceLine }) {
	return (
		<span className="pr-plain-rows__words">
			<span>
				<span className="pr-reference">{line.reference}</span> {line.victim || "Victim not known"}
			</span>
			<RiskTag level={line.risk} />
			<CaseMarks file={line} />
			{"isPutOff" in line && line.isPutOff ? <Tag colour="yellow">Carried over or deferred</Tag> : null}
			{line.nextStep === "review" && line.nextDate ? (
				<span className="pr-plain-rows__note">
					{line.why === "due" ? "Review due" : "Review"} <CivilDate date={line.nextDate} />
				</span>
			) : null}
		</span>
	);
}

/** A panel has more cases than a page can list: any other is found by name. */
function FindCase({ page: { items }, answer, finding }: AddItemsProps & { finding: Finding | undefined }) {
	const order = items.map((item) => item.id).join(" ");
	const isRefused = answer.values.from === "found";
	const isEmpty = answer.values.intent === "find";
	const { words = "", found = [] } = finding ?? {};
	const open = found.filter(({ state }) => state !== "closed");
	const closed = found.filter(({ state }) => state === "closed");
	return (
		<Details summary="Find another case of the panel" open={finding !== undefined || isRefused || isEmpty}>
			<CommandForm
				role="search"
				className="pr-search"
				intention={`find ${words} ${answer.turn}`}
				preventScrollReset
			>
				<HiddenFields values={{ intent: "find" }} />
				<TextInput
					key={words}
					name="words"
					type="search"
					label="Name or reference"
					defaultValue={words}
					error={isEmpty ? answer.errors.words : undefined}
					maxLength={200}
					autoComplete="off"
					spellCheck={false}
				/>
				<Button variant="secondary">Find</Button>
			</CommandForm>
			{finding && found.length === 0 ? (
				<p className="govuk-body" role="status">
					No other case of the panel that you can see fits.
				</p>
			) : null}
			{open.length > 0 ? (
				<CommandForm key={`found ${order}`} intention={`found ${order} ${answer.turn}`} preventScrollReset>
					<HiddenFields values={{ intent: "add", from: "found", words }} />
					<Checkboxes
						name="caseId"
						id={isRefused ? undefined : "field-found"}
						label="Cases found"
						labelSize="s"
						small
						options={open.map((line) => ({ value: line.caseId, label: <Choice line={line} /> }))}
						defaultValue={isRefused ? answer.all("caseId") : undefined}
						error={isRefused ? answer.errors.caseId : undefined}
					/>
					<Button variant="secondary" preventDoubleClick>
						Add what is ticked
					</Button>
				</CommandForm>
			) : null}
			{closed.length > 0 ? (
				<>
					<p className="govuk-body">Closed. Refer it again, or open it again, to hear it:</p>
					<ul className="govuk-list govuk-list--bullet">
						{closed.map((line) => (
							<li key={line.caseId}>
								<Link className="govuk-link" to={paths.caseNext(line.caseId)}>
									<span className="pr-reference">{line.reference}</span> {line.victim}
								</Link>
							</li>
						))}
					</ul>
				</>
			) : null}
		</Details>
	);
}

function AddOther({ page: { items }, answer }: AddItemsProps) {
	const own = answer.values.intent === "other" ? answer : undefined;
	const order = items.map((item) => item.id).join(" ");
	const others = items.filter(({ caseId }) => caseId === null).length;
	return (
		<Details summary="Add an item that is about no case" open={own !== undefined}>
			<CommandForm key={others} intention={`${order} ${answer.turn}`} className="pr-form" preventScrollReset>
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
