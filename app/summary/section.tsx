/** One section of a case's summary as a plain form, which works without script: what it posts is merged, see postSection. */
import { Link, type MetaFunction, useLoaderData } from "@remix-run/react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { safeContactOf } from "#server/cases/index.ts";
import { done, onPost, signedIn } from "#server/http/screen.ts";
import { postSection, type SectionShown, summarySection } from "#server/summary/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { type FormAnswer, FormProblems, unlessRefused, useFormAnswer } from "../form-answer.tsx";
import { orUnsent } from "../live/unsent.ts";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	HiddenFields,
	InsetText,
	PageTitle,
	Textarea,
} from "../ui/index.ts";
import { apart, type Lines, mineAmongTheirs } from "./apart.ts";
import { Prose } from "./prose.tsx";
import { SectionPages } from "./section-pages.tsx";
import { headingOf, SECTION_HINTS } from "./section-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{
		title: data
			? `${data.header.reference}: ${headingOf(data.section.section, data.section.agencyName)} – Panelroom`
			: "Summary – Panelroom",
	},
];

export const loader = signedIn(async ({ actor, params }) => {
	const { header, section } = await summarySection(actor, params.caseId ?? "", params.key ?? "");
	return { header, section, contact: await safeContactOf(actor, header) };
});

export const action = onPost(async ({ actor, params, form }) => {
	const { caseId = "", key = "" } = params;
	const { base = "", text = "", unsent } = form.fields;
	await postSection(actor, form.opId, { caseId, key, base, text, unsent });
	return done(form, {}, paths.summaryAt(caseId, key));
});

export const clientAction = orUnsent;
export const shouldRevalidate = unlessRefused;

export default function Section() {
	const { header, section, contact } = useLoaderData<typeof loader>();
	const answer = useFormAnswer();
	return (
		<CasePage
			header={header}
			contact={contact}
			isOneThing
			problems={
				answer.conflict?.current.text === undefined ? (
					<FormProblems answer={answer} />
				) : (
					<BothTexts answer={answer} />
				)
			}
		>
			<PageTitle caption="Summary">{headingOf(section.section, section.agencyName)}</PageTitle>
			<SectionPages caseId={header.caseId} section={section} />
			{section.mayWrite ? (
				<SectionForm caseId={header.caseId} section={section} answer={answer} />
			) : (
				<ToRead answer={answer} section={section} />
			)}
		</CasePage>
	);
}

interface SectionFormProps {
	caseId: string;
	section: SectionShown;
	answer: FormAnswer;
}

function SectionForm({ caseId, section, answer }: SectionFormProps) {
	const { key, section: kind } = section;
	const { conflict, values, errors } = answer;
	const stored = conflict?.current.text;
	// What stood there when the form was opened: it says what its writer has changed.
	const [opened] = useState(values.base ?? section.text);
	const typed = values.text ?? section.text;
	const text = stored === undefined ? typed : mineAmongTheirs(values.base ?? "", typed, stored);
	const base = stored ?? values.base ?? opened;
	const to = paths.summaryAt(caseId, key);
	return (
		<CommandForm returnTo={to} intention={answer.turn} key={stored}>
			<HiddenFields values={{ base }} />
			<Textarea
				name="text"
				label={conflict ? "Your text, with what others changed elsewhere" : "What stands in this section"}
				hint={`${SECTION_HINTS[kind]} Lines that begin with a dash and a space become a list.`}
				rows={18}
				dir="auto"
				defaultValue={text}
				error={errors.text}
			/>
			<ButtonGroup>
				<Button preventDoubleClick>Save</Button>
				<Link className="govuk-link" to={to}>
					Cancel
				</Link>
			</ButtonGroup>
			{conflict ? null : (
				<p className="govuk-body">
					What others write in this section while you have it open stays: saving puts your changes among
					theirs.
				</p>
			)}
		</CommandForm>
	);
}

/** Both texts, when somebody else changed the same lines. */
function BothTexts({ answer: { conflict, values } }: { answer: FormAnswer }) {
	const box = useRef<HTMLElement>(null);
	const stored = conflict?.current.text;
	useEffect(() => {
		if (stored !== undefined) box.current?.focus();
	}, [stored]);
	if (!conflict || stored === undefined) return null;
	const sides = apart(stored, values.text ?? "");
	return (
		<section className="pr-conflict" aria-labelledby="conflict-heading" tabIndex={-1} ref={box}>
			<div role="alert">
				<h2 className="govuk-heading-m" id="conflict-heading">
					Two of you changed the same lines
				</h2>
				<p className="govuk-body">{conflict.message} Yours is not saved yet, and nothing is lost.</p>
			</div>
			<div className="pr-conflict__texts">
				<Side title="What is saved now" lines={sides.stored} only="Only in what is saved" />
				<Side title="What you wrote" lines={sides.mine} only="Only in yours" />
			</div>
			<p className="govuk-body">
				Your text is in the form below, with what others changed elsewhere in it. Where both of you changed
				the same lines it has yours: put into it what should stay of theirs, then save.
			</p>
		</section>
	);
}

function Side({ title, lines, only }: { title: string; lines: Lines[]; only: string }) {
	return (
		<div className="pr-conflict__text">
			<h3 className="govuk-heading-s">{title}</h3>
			{lines.length === 0 ? <p className="govuk-body">Nothing.</p> : null}
			{lines.map(({ isOnlyHere, text }, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: parts of a text that does not change
				<Part key={index} only={isOnlyHere ? only : undefined}>
					{text}
				</Part>
			))}
		</div>
	);
}

function Part({ only, children }: { only: string | undefined; children: ReactNode }) {
	if (!only) {
		return (
			<p className="pr-apart" dir="auto">
				{children}
			</p>
		);
	}
	return (
		<div className="pr-apart pr-apart--only">
			<p className="pr-apart__word">{only}:</p>
			<p className="pr-apart__text" dir="auto">
				{children}
			</p>
		</div>
	);
}

/** Another agency's part, or a section of a case whose reader only reads. What they typed is theirs to copy. */
function ToRead({ section, answer }: { section: SectionShown; answer: FormAnswer }) {
	return (
		<>
			<InsetText>
				{section.agencyName
					? `Only people of ${section.agencyName} write here.`
					: "You can read this section, and not write in it."}
			</InsetText>
			<Prose text={section.text} />
			{answer.values.text ? (
				<InsetText>
					<p className="govuk-body">What you typed was not saved:</p>
					<p className="govuk-body pr-typed" dir="auto">
						{answer.values.text}
					</p>
				</InsetText>
			) : null}
		</>
	);
}
