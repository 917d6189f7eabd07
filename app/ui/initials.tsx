const TINTS = 6;

/** A disc with a person's initials, tinted by agency so that colleagues look alike. For the eye only. */
export function Initials({ name, agency }: { name: string; agency: string }) {
	return (
		<span className={`pr-initials pr-initials--${tintOf(agency)}`} aria-hidden="true">
			{initialsOf(name)}
		</span>
	);
}

function initialsOf(name: string): string {
	const words = name.split(/[\s-]+/).filter((word) => /^\p{L}/u.test(word));
	const first = words[0];
	const last = words.length > 1 ? words[words.length - 1] : undefined;
	return [first, last]
		.map((word) => (word ? [...word][0] : ""))
		.join("")
		.toUpperCase();
}

function tintOf(agency: string): number {
	let sum = 0;
	for (const character of agency) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
	return (sum % TINTS) + 1;
}
