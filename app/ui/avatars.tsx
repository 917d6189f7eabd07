import { Initials } from "./initials.tsx";
import type { PresentPerson } from "./presence-list.tsx";

type AvatarsProps = { people: PresentPerson[]; label?: string; max?: number };

/** Who is looking at something, where there is room only for initials; names are read out, and shown on pointing. */
export function Avatars({ people, label = "Looking at this", max = 5 }: AvatarsProps) {
	if (people.length === 0) return null;
	const shown = people.slice(0, max);
	const others = people.slice(max);
	return (
		<ul className="pr-avatars" aria-label={label}>
			{shown.map((person) => (
				<li key={person.id} title={`${person.name}, ${person.agency}`}>
					<Initials name={person.name} agency={person.agency} />
					<span className="govuk-visually-hidden">
						{person.name}, {person.agency}
					</span>
				</li>
			))}
			{others.length > 0 ? (
				<li className="pr-avatars__others" title={others.map((person) => person.name).join(", ")}>
					<span aria-hidden="true">+{others.length}</span>
					<span className="govuk-visually-hidden">
						and {others.map((person) => `${person.name}, ${person.agency}`).join("; ")}
					</span>
				</li>
			) : null}
		</ul>
	);
}
