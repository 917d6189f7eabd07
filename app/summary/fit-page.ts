/** Makes the sections of a summary fit one printed page together: the long ones are cut, and say so. */

interface Section {
	text: string;
}

/** What the sections may weigh together, in characters of the compact print beside facts and actions. */
const MOST = 4_800;
/** A line that ends early takes as much room as a line that does not: about half of one is lost. */
const A_LINE_END = 25;

const weightOf = (text: string): number => text.length + (text.match(/\n/g)?.length ?? 0) * A_LINE_END;

/** The sections, each with as much of its text as fits, and whether it goes on in Panelroom. */
export function fitPage<S extends Section>(sections: readonly S[]): (S & { isCut: boolean })[] {
	const share = shareOf(
		sections.map(({ text }) => weightOf(text)),
		MOST,
	);
	return sections.map((section) =>
		weightOf(section.text) <= share
			? { ...section, isCut: false }
			: { ...section, text: cut(section.text, share), isCut: true },
	);
}

/** What each may weigh so that all fit: what the short ones leave is shared among the long ones. */
function shareOf(weights: readonly number[], room: number): number {
	const ascending = [...weights].sort((a, b) => a - b);
	let left = room;
	for (const [index, weight] of ascending.entries()) {
		const share = left / (ascending.length - index);
		if (weight > share) return share;
		left -= weight;
	}
	return room;
}

/** The beginning of a text that weighs as much, up to the end of a word. */
function cut(text: string, share: number): string {
	let weight = 0;
	let at = 0;
	for (; at < text.length && weight < share; at++) weight += text[at] === "\n" ? 1 + A_LINE_END : 1;
	const beginning = text.slice(0, at);
	const end = Math.max(beginning.lastIndexOf(" "), beginning.lastIndexOf("\n"));
	return (end > 0 ? beginning.slice(0, end) : beginning).trimEnd();
}
