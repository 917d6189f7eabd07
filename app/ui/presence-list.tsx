import { Initials } from "./initials.tsx";

export type PresentPerson = {
	id: string;
	name: string;
	agency: string;
	/** What they are doing or are here as: “chair”, “writing”, “looking at item 4”. */
	note?: string;
	isYou?: boolean;
};

type PresenceListProps = {
	people: PresentPerson[];
	label?: string;
	/** How many stand in the open; the others are behind “and 12 more”. */
	max?: number;
};

/** Who is here. It changes in silence: arrivals are not read out. */
export function PresenceList({ people, label = "Who is here", max = 12 }: PresenceListProps) {
	const others = people.slice(max);
	return (
		<ul className="pr-presence" aria-label={label}>
			{people.slice(0, max).map((person) => (
				<Present key={person.id} {...person} />
			))}
			{others.length > 0 ? (
				<li>
					<details className="pr-presence__others">
						<summary>and {others.length} more</summary>
						<ul className="pr-presence" aria-label={`${label}: the others`}>
							{others.map((person) => (
								<Present key={person.id} {...person} />
							))}
						</ul>
					</details>
				</li>
			) : null}
		</ul>
	);
}

function Present({ name, agency, note, isYou }: PresentPerson) {
	return (
		<li className="pr-presence__person">
			<Initials name={name} agency={agency} />
			<span className="pr-presence__words">
				<span className="pr-presence__name">
					{name}
					{isYou ? " (you)" : null}
				</span>{" "}
				<span className="pr-presence__agency">
					{agency}
					{note ? ` · ${note}` : null}
				</span>
			</span>
		</li>
	);
}
