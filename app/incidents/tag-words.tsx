/** The words that a line may have behind a "#", with what each says: from the tables by which lines are read. */
import { Details } from "../ui/index.ts";
import { DIGITAL_WORDS, ORDER_WORDS, OTHER_WORDS, POLICE_WORDS, STATUTE_WORDS } from "./incident-words.ts";
import { BREACH_TAGS, DENIALS, type Guessed, POLICE_TAGS, TAGS } from "./line-words.ts";

/** What a tag says, and all tags that say it. */
interface TagWord {
	says: string;
	tags: string[];
}

/** The same, with what they say in the order of `words`. */
function tagsFor(table: Record<string, string | undefined>, words: Record<string, string>): TagWord[] {
	return Object.entries(words).flatMap(([key, says]) => {
		const tags = Object.keys(table).filter((tag) => table[tag] === key);
		return tags.length > 0 ? [{ says, tags: tags.map((tag) => `#${tag}`) }] : [];
	});
}

const DENIED_WORDS: Record<Guessed, string> = {
	orderBreached: "No order was breached",
	policeAction: "The police did nothing about it",
	recordedAs: "Nothing is said of how it is recorded",
};

/** All tags, by what they are about. */
export const TAG_GROUPS: { title: string; words: TagWord[] }[] = [
	{ title: "Behaviours of section 2A(3)", words: tagsFor(TAGS, STATUTE_WORDS) },
	{ title: "Digital methods", words: tagsFor(TAGS, DIGITAL_WORDS) },
	{ title: "Other behaviour", words: tagsFor(TAGS, OTHER_WORDS) },
	{ title: "Breach of an order", words: tagsFor(BREACH_TAGS, ORDER_WORDS) },
	{ title: "What the police did", words: tagsFor(POLICE_TAGS, POLICE_WORDS) },
	{ title: "To take away what was guessed", words: tagsFor(DENIALS, DENIED_WORDS) },
];

export function TagWords() {
	return (
		<Details summary="Words behind #">
			<p className="govuk-body">
				They decide over what is guessed from the words. Several may stand on one line.
			</p>
			{TAG_GROUPS.map(({ title, words }) => (
				<section key={title} aria-label={title}>
					<h3 className="govuk-heading-s">{title}</h3>
					<ul className="govuk-list pr-tag-words">
						{words.map(({ says, tags }) => (
							<li key={says}>
								{says}:{" "}
								{tags.map((tag, at) => (
									<span key={tag}>
										{at > 0 ? ", " : null}
										<b className="pr-tag-words__tag">{tag}</b>
									</span>
								))}
							</li>
						))}
					</ul>
				</section>
			))}
		</Details>
	);
}
