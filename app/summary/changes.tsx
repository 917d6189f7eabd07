/** How one text became another, to be read as one: what was put in and what was taken out, in words and not by colour alone. */
import type { Change } from "#server/summary/index.ts";

export function Changes({ changes }: { changes: readonly Change[] }) {
	return (
		<p className="pr-changes" dir="auto">
			{changes.map(({ kind, text }, index) => {
				if (kind === "kept") return text;
				const Tag = kind === "new" ? "ins" : "del";
				return (
					// biome-ignore lint/suspicious/noArrayIndexKey: a change is known by its place alone
					<Tag key={index} className={`pr-changes__${kind}`}>
						<span className="govuk-visually-hidden">
							{kind === "new" ? " [put in since: " : " [taken out since: "}
						</span>
						{text}
						<span className="govuk-visually-hidden">] </span>
					</Tag>
				);
			})}
		</p>
	);
}
