/** Who wrote what stands in a section: by person and agency, in words. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { safeContactOf } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { sectionAuthors } from "#server/summary/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { EmptyState, PageTitle } from "../ui/index.ts";
import { byAuthor, countInWords, type Passage, type Piece, type Writer, writerInWords } from "./by-author.ts";
import { SectionPages } from "./section-pages.tsx";
import { headingOf } from "./section-words.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
	{ title: `${data?.header.reference ?? "Case"}: who wrote this – Panelroom` },
];

export const loader = signedIn(async ({ actor, params }) => {
	const { header, section, words } = await sectionAuthors(actor, params.caseId ?? "", params.key ?? "");
	return { header, section, ...byAuthor(words), contact: await safeContactOf(actor, header) };
});

export default function Authors() {
	const { header, section, writers, passages, contact } = useLoaderData<typeof loader>();
	return (
		<CasePage header={header} contact={contact} isOneThing>
			<PageTitle caption={headingOf(section.section, section.agencyName)}>Who wrote this</PageTitle>
			<SectionPages caseId={header.caseId} section={section} />
			{writers.length === 0 ? <EmptyState title="Nothing is written here now" /> : null}
			{writers.length > 0 ? (
				<ol className="govuk-list govuk-list--number">
					{writers.map((writer) => (
						<li key={writer.number} className="pr-typed">
							{writerInWords(writer)}: {countInWords(writer)}
						</li>
					))}
				</ol>
			) : null}
			{writers.some(({ parts }) => parts > 0) ? (
				<p className="govuk-body">
					A word in which several have typed letters is parted: each number stands before what that writer
					typed.
				</p>
			) : null}
			{passages.map((passage, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a passage is known by its place alone
				<ByWhom key={index} passage={passage} writers={writers} />
			))}
		</CasePage>
	);
}

function ByWhom({ passage, writers }: { passage: Passage; writers: Writer[] }) {
	const isMixed = passage.writers.length > 1;
	const nameOf = (number: number) => {
		const writer = writers.find((one) => one.number === number);
		return writer ? writerInWords(writer) : "";
	};
	return (
		<div className="pr-by-whom">
			<p className="pr-by-whom__who">
				{passage.writers.map((number) => `${isMixed ? `${number} ` : ""}${nameOf(number)}`).join(" · ")}
			</p>
			<p className="pr-by-whom__text" dir="auto">
				{passage.pieces.map((piece, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: as above
					<PieceByWhom key={index} piece={piece} isMixed={isMixed} nameOf={nameOf} />
				))}
			</p>
		</div>
	);
}

interface PieceProps {
	piece: Piece;
	/** The passage is of several writers. */
	isMixed: boolean;
	nameOf: (number: number) => string;
}

function PieceByWhom({ piece, isMixed, nameOf }: PieceProps) {
	const [first, ...others] = piece;
	if (!first) return null;
	if (!isMixed) return first.text;
	const shown = piece.map(({ number, text }, index) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: as above
		<span key={index} className={`pr-by-whom__piece pr-by-whom__piece--${number % 2}`}>
			<span aria-hidden="true" className="pr-by-whom__number">
				{number}
			</span>
			{others.length === 0 ? <span className="govuk-visually-hidden"> {nameOf(number)}: </span> : null}
			{text}
		</span>
	));
	if (others.length === 0) return shown;
	// Letters are read out as a word first, or nobody would know what was said.
	const word = piece.map(({ text }) => text).join("");
	const letters = piece.map(({ number, text }) => `“${text.trim()}” by ${nameOf(number)}`).join("; ");
	return (
		<>
			<span className="govuk-visually-hidden">
				{" "}
				“{word.trim()}” ({letters}){" "}
			</span>
			<span aria-hidden="true">{shown}</span>
		</>
	);
}
