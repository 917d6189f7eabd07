/** What reviews found, question by question. */
import type { Split } from "#server/outcomes/index.ts";
import { Figure } from "./figure.tsx";
import { SplitPicture } from "./split-picture.tsx";
import { number } from "./words.ts";

export function Reviews({ reviews, search }: { reviews: Split[]; search: string }) {
	const [first] = reviews;
	if (!first) return null;
	return (
		<Figure split={{ ...first, figure: "reviews", title: "Outcomes at review" }}>
			<p className="govuk-body">
				{first.total === 1 ? "1 review was" : `${number(first.total)} reviews were`} done.
			</p>
			{reviews.map((split) => (
				<div key={split.figure} className="pr-figure__part">
					<h3 className="govuk-heading-s">{split.title}</h3>
					<SplitPicture split={split} search={search} />
				</div>
			))}
		</Figure>
	);
}
