import type { ReactNode } from "react";
import { Time } from "./time.tsx";

export type TimelineItem = {
	id: string;
	title: ReactNode;
	by?: ReactNode;
	/** An instant, ISO 8601. */
	at: string;
	children?: ReactNode;
};

/** What happened, in the order given. */
export function Timeline({ items, headingLevel = 3 }: { items: TimelineItem[]; headingLevel?: 2 | 3 | 4 }) {
	const Heading = `h${headingLevel}` as const;
	return (
		<ol className="pr-timeline">
			{items.map((item) => (
				<li className="pr-timeline__item" key={item.id}>
					<div className="pr-timeline__header">
						<Heading className="pr-timeline__title">{item.title}</Heading>
						{item.by ? <p className="pr-timeline__byline">by {item.by}</p> : null}
					</div>
					<p className="pr-timeline__date">
						<Time at={item.at} />
					</p>
					{item.children ? <div className="pr-timeline__description">{item.children}</div> : null}
				</li>
			))}
		</ol>
	);
}
