/**
 * Makes a case fit one printed page: what is long is cut, and says so. It counts lines of the compact print in
 * app/ui/styles/_summary.scss, with room to spare for wide letters and other fonts; a test prints the fullest page.
 */

interface Section {
	/** As it stands above the text. */
	heading: string;
	text: string;
}

interface Action {
	what: string;
	/** What stands behind it on the same line: whose it is, and until when. */
	tail: string;
}

/** Lines in both columns of a page together, all the way down. */
const PAGE = 124;
/** What stands across both columns, but for names, facts and who printed it: the markings, the box, and lines. */
const FRAME = 13;
/** Letters on a line of a column, of a list in it, and of a heading. */
const LINE = 53;
const ITEM = 50;
const HEADING = 42;
/** Letters on a line of the title, of one of the three columns of facts, and of the small print at the foot. */
const TITLE = 60;
const FACT = 32;
const FOOT = 115;
/** What a line of the title takes, and one of the foot, in lines. */
const TITLE_LINE = 1.6;
const FOOT_LINE = 0.9;
/** What a heading and the end of a paragraph take besides their lines, in lines. */
const AROUND_HEADING = 0.6;
const AFTER_PARAGRAPH = 0.2;
/** The heading of the actions, and that there are more of them, or more sections. */
const AROUND_ACTIONS = 4;
/** So many sections have a heading of their own on the page; the rest is counted. */
const MOST_SECTIONS = 12;
/** The actions keep at least this part of the room, and each of them so many lines, or there are fewer. */
const OF_ACTIONS = 0.35;
const LINES_OF_ACTION = 2.8;

/** Said where a text was cut. */
export const GOES_ON = "… Goes on in Panelroom.";

export interface OnPage<S extends Section, A extends Action> {
	sections: (S & { isCut: boolean })[];
	/** How many more have something written in them. */
	moreSections: number;
	actions: A[];
	/** How many of those given are left out. */
	moreActions: number;
}

interface Given<S extends Section, A extends Action> {
	/** The names at the top, in large letters. */
	title: string;
	/** What stands below it, each with its name. */
	facts: readonly string[];
	sections: readonly S[];
	actions: readonly A[];
	/** Who printed it, and when. */
	foot: string;
}

export function fitPage<S extends Section, A extends Action>(given: Given<S, A>): OnPage<S, A> {
	// Of a long text no more is weighed than a page could hold.
	const sections = given.sections
		.slice(0, MOST_SECTIONS)
		.map((section) => ({ ...section, text: section.text.slice(0, PAGE * LINE) }));
	const headings = sections.map(({ heading }) => linesOf(heading, HEADING) + AROUND_HEADING);
	const across =
		linesOf(given.title, TITLE) * TITLE_LINE + factLines(given.facts) + linesOf(given.foot, FOOT) * FOOT_LINE;
	const room = PAGE - FRAME - 2 * across - sum(headings) - AROUND_ACTIONS;
	const texts = sections.map(({ text }) => heightOf(text));
	const tasks = given.actions.map(heightOfAction);
	const forActions = Math.max(room - sum(texts), Math.min(sum(tasks), room * OF_ACTIONS));
	// The first ones whole, or as many as have room to be understood.
	const actions = given.actions.slice(
		0,
		sum(tasks) <= forActions ? given.actions.length : Math.max(1, Math.floor(forActions / LINES_OF_ACTION)),
	);
	const ofAction = shareOf(tasks.slice(0, actions.length), forActions);
	const fitted = actions.map((action) => fitAction(action, ofAction));
	return {
		sections: fitSections(sections, room - sum(fitted.map(heightOfAction))),
		moreSections: given.sections.length - sections.length,
		actions: fitted,
		moreActions: given.actions.length - actions.length,
	};
}

function fitSections<S extends Section>(sections: readonly S[], room: number): (S & { isCut: boolean })[] {
	const heights = sections.map(({ text }) => heightOf(text));
	const share = shareOf(heights, room);
	const shown = sections.map((section, index) =>
		(heights[index] ?? 0) <= share ? { ...section, isCut: false } : cutSection(section, share),
	);
	const heightShown = ({ text, isCut }: { text: string; isCut: boolean }) =>
		heightOf(isCut ? `${text}${GOES_ON}` : text);
	// A share ends within a line; what is left of all of them makes whole lines again.
	let left = room - sum(shown.map(heightShown));
	for (let round = 0; round < 3; round++) {
		for (const [index, before] of shown.entries()) {
			const section = sections[index];
			if (!before.isCut || !section || left < 1) continue;
			const height = heightShown(before) + 1;
			const isWhole = (heights[index] ?? 0) <= height;
			const after = isWhole ? { ...section, isCut: false } : cutSection(section, height);
			left -= heightShown(after) - heightShown(before);
			shown[index] = after;
		}
	}
	return shown;
}

function cutSection<S extends Section>(section: S, lines: number): S & { isCut: boolean } {
	const fits = (beginning: string) => heightOf(`${beginning}${GOES_ON}`) <= lines;
	return { ...section, text: cut(section.text, fits), isCut: true };
}

function fitAction<A extends Action>(action: A, lines: number): A {
	if (heightOfAction(action) <= lines) return action;
	const fits = (what: string) => heightOfAction({ ...action, what: `${what}…` }) <= lines;
	return { ...action, what: `${cut(action.what, fits)}…` };
}

/** The beginning of a name or a note, for a place that has no room for all of it. */
export function shortened(text: string, most: number): string {
	const letters = [...text];
	return letters.length <= most ? text : `${letters.slice(0, most).join("").trimEnd()}…`;
}

/** Letters that take more room than others: by less than half, by nearly as much again, and by more than that. */
const WIDE = /[\p{Lu}\p{Nd}mw&]/gu;
const WIDER = /[WM@%—]/g;
const DOUBLE =
	/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Extended_Pictographic}/gu;
const widthOf = (text: string): number => {
	const times = (letters: RegExp) => text.match(letters)?.length ?? 0;
	return text.length + times(WIDE) * 0.4 + times(WIDER) * 0.5 + times(DOUBLE) * 1.2;
};

/** How many lines a text takes that goes on without an end of a line. */
const linesOf = (text: string, letters: number): number => Math.max(1, Math.ceil(widthOf(text) / letters));

/** How much room a text takes, in lines; a blank line is no more than a distance. */
function heightOf(text: string): number {
	return sum(
		text.split("\n").map((line) => {
			if (line.trim() === "") return AFTER_PARAGRAPH;
			return linesOf(line, line.startsWith("- ") ? ITEM : LINE) + AFTER_PARAGRAPH;
		}),
	);
}

/** Its own ends of lines are kept, too. */
const heightOfAction = ({ what, tail }: Action): number =>
	sum(`${what}${tail}`.split("\n").map((line) => linesOf(line, ITEM)));

/** The facts stand in rows of three. */
function factLines(facts: readonly string[]): number {
	const lines = facts.map((fact) => linesOf(fact, FACT));
	return sum(lines.flatMap((_, at) => (at % 3 === 0 ? Math.max(...lines.slice(at, at + 3)) : [])));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** What each may take so that all fit: what the short ones leave is shared among the long ones. */
function shareOf(heights: readonly number[], room: number): number {
	const ascending = [...heights].sort((a, b) => a - b);
	let left = room;
	for (const [index, height] of ascending.entries()) {
		const share = left / (ascending.length - index);
		if (height > share) return share;
		left -= height;
	}
	return Number.POSITIVE_INFINITY;
}

/** The longest beginning of a text that fits, up to the end of a word. */
function cut(text: string, fits: (beginning: string) => boolean): string {
	let [low, high] = [0, text.length];
	while (low < high) {
		const middle = Math.ceil((low + high) / 2);
		if (fits(text.slice(0, middle))) low = middle;
		else high = middle - 1;
	}
	const beginning = text.slice(0, low);
	if (/^\s/.test(text.slice(low))) return beginning.trimEnd();
	const end = Math.max(beginning.lastIndexOf(" "), beginning.lastIndexOf("\n"));
	// A word that fills lines is parted, and no letter of two halves.
	return (end > 0 ? beginning.slice(0, end) : beginning.replace(/[\uD800-\uDBFF]$/, "")).trimEnd();
}
