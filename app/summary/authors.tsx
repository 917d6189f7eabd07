/** Who wrote what stands in a section: by person and agency, in words. */
import { type MetaFunction, useLoaderData } from "@remix-run/react";
import { safeContactOf } from "#server/cases/index.ts";
import { signedIn } from "#server/http/screen.ts";
import { sectionAuthors } from "#server/summary/index.ts";
import { CasePage } from "../cases/case-page.tsx";
import { EmptyState, PageTitle } from "../ui/index.ts";
import { byAuthor, type Passage, type Writer, writerInWords } from "./by-author.ts";
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
							{writerInWords(writer)}: {writer.words} {writer.words === 1 ? "word" : "words"}
						</li>
					))}
				</ol>
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
				{isMixed
					? passage.pieces.map(({ number, text }, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: as above
							<span key={index} className={`pr-by-whom__piece pr-by-whom__piece--${number % 2}`}>
								<span aria-hidden="true" className="pr-by-whom__number">
									{number}
								</span>
								<span className="govuk-visually-hidden"> {nameOf(number)}: </span>
								{text}
							</span>
						))
					: passage.pieces.map(({ text }) => text).join("")}
			</p>
		</div>
	);
}
