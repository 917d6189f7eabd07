/**
 * The time of the day as people write it behind a date: "21:40", "about 9.40pm", "7.30 in the evening", "2140 hrs".
 * "Midnight" stays in the words: nobody knows of which day it is.
 */

/** Thrown where something can be read in two ways, or in none that has been; its message says what to write instead. */
export class Unclear extends Error {}

/** A time, and what follows it. */
export interface TimeRead {
	at: string;
	isAbout: boolean;
	rest: string;
}

/** Between which hours the parts of a day lie. At one "at night" it is a question on which day. */
const PARTS: Record<string, readonly [number, number]> = {
	am: [0, 12],
	pm: [12, 24],
	"early hours": [0, 7],
	morning: [0, 12],
	afternoon: [12, 19],
	evening: [16, 24],
	night: [18, 24],
};
/** The parts of a day, as a piece of a pattern. */
export const PART = `(?:${Object.keys(PARTS).join("|")})`;
const NAMED_PART = "(?<part>early hours|morning|afternoon|evening|night)";

/** "At 2130" is a time; 2130 alone may be how many, and 0121 the beginning of a telephone number. */
const AT_DIGITS = /^(at (?:about |around |approx\.? )?)([01]\d|2[0-3])([0-5]\d)(?![\d\p{L}]|\s*-?\d)/iu;
const HALF = "[ap]\\.?m\\b\\.?";
const CLOCK = new RegExp(
	[
		`^(?:(?<hour>\\d{1,2})[:.](?<minute>\\d{2})(?::\\d{2})?(?:\\s*(?<half>${HALF})|\\s*(?:hrs?|hours|h)\\b)?`,
		`(?<wholeHour>\\d{1,2})\\s*(?<ofHour>${HALF})`,
		`(?<hourOfPart>1[0-2]|[1-9])(?:\\s*o['’]clock)?(?=\\s+(?:in the|at) ${NAMED_PART.replace("?<part>", "?:")}\\b)`,
		// Four digits are a time only if they say so, be it at the end of "2100-2200hrs".
		"(?<military>\\d{4})(?:\\s*(?:hrs?|hours|h)\\b(?! of\\b)|(?=\\s*(?:[-–—]|to)\\s*\\d{4}\\s*(?:hrs?|hours|h)\\b))",
		"(?:12\\s*)?(?<noon>noon))(?![\\d/:]|\\.\\d|\\p{L})",
	].join("|"),
	"iu",
);
const BEFORE = new RegExp(`^(?:(?:in the |that |at )?(?<part>${PART})\\b[,.]?\\s*)?(?:at |from )?`, "i");
const ABOUT = /^(?:about|around|approx(?:imately|\b\.?)|circa|c\.|~)\s*/i;
const ABOUT_BEHIND = /^(?:-?ish|\s*\(?approx(?:imately)?\b\.?\)?)/i;
const BEHIND = new RegExp(`^,?\\s*(?:in the |at )${NAMED_PART}\\b`, "i");
const BARE_BEHIND = new RegExp(`^,?\\s*${NAMED_PART}\\b`, "i");
const TO = /^\s*(?:-|–|—|to|until|till)\s*(?=\d|noon|midnight)/i;

export const withoutStop = (text: string) => text.replace(/^\s*(?:[,;:)]|\.(?!\d))?\s*/, "");

/** Whether a text begins with a time that can be nothing else. */
export const beginsWithTime = (text: string): boolean => CLOCK.test(text.replace(ABOUT, ""));

/**
 * Reads the time with which a text begins. Of a stretch of time it answers the start, and leaves the whole of it in
 * the words.
 * @param partBefore what was said of the day before: "Friday night".
 * @throws Unclear
 */
export function timeIn(text: string, partBefore?: string): TimeRead | undefined {
	const words = withoutStop(text).replace(/^[-–—]\s*/, "");
	const spelled = words.replace(AT_DIGITS, "$1$2:$3");
	const before = BEFORE.exec(spelled);
	const afterPart = spelled.slice(before?.[0].length ?? 0);
	const afterAbout = afterPart.replace(ABOUT, "").replace(/^at /i, "");
	const clock = CLOCK.exec(afterAbout);
	if (!clock) return undefined;
	let behind = afterAbout.slice(clock[0].length);
	const about = ABOUT_BEHIND.exec(behind);
	if (about) behind = behind.slice(about[0].length);
	const link = TO.exec(behind);
	const end = link ? CLOCK.exec(behind.slice(link[0].length)) : null;
	const behindBoth = link && end ? behind.slice(link[0].length + end[0].length) : behind;
	const phrase = BEHIND.exec(behindBoth);
	const said = (phrase ?? BARE_BEHIND.exec(behindBoth) ?? before)?.groups?.part ?? partBefore;
	const at = end ? startOf(clock, end, said) : minutesOf(clock, said);
	return {
		at: `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`,
		isAbout: afterAbout !== afterPart.replace(/^at /i, "") || about !== null,
		rest: link ? words : withoutStop(phrase ? behind.slice(phrase[0].length) : behind),
	};
}

/** "9.30-10.30pm" began in the evening, "11-1pm" before noon. */
function startOf(clock: RegExpExecArray, end: RegExpExecArray, part: string | undefined): number {
	const half = halfOf(end);
	const start = minutesOf(clock, half && !halfOf(clock) ? undefined : part);
	if (!half || halfOf(clock) || clock.groups?.military || start >= 13 * 60) return start;
	const isSame = start % 720 < minutesOf(end) % 720;
	return (start % 720) + ((half === "pm") === isSame ? 720 : 0);
}

const halfOf = ({ groups }: RegExpExecArray) =>
	(groups?.half ?? groups?.ofHour)?.toLowerCase().replaceAll(".", "");

/** Minutes since midnight. */
function minutesOf(clock: RegExpExecArray, part?: string): number {
	const { noon, military, hour, wholeHour, hourOfPart, minute } = clock.groups ?? {};
	if (noon) return 720;
	const half = halfOf(clock);
	const h = Number(military?.slice(0, 2) ?? hour ?? wholeHour ?? hourOfPart);
	const m = Number(military?.slice(2) ?? minute ?? 0);
	if (m > 59 || h > 23 || (half && (h < 1 || h > 12))) {
		throw new Unclear(`There is no time ${clock[0].trim()}. Enter one like 21:40`);
	}
	if (half) return ((h % 12) + (half === "pm" ? 12 : 0)) * 60 + m;
	if (!part) return h * 60 + m;
	const [from, to] = PARTS[part.toLowerCase()] ?? [0, 24];
	const hours = (h >= 1 && h <= 11 ? [h, h + 12] : [h]).filter((each) => each >= from && each < to);
	if (hours[0] === undefined) {
		throw new Unclear(
			`Is ${clock[0].trim()} (${part.toLowerCase()}) a time of that day? Enter it like 01:30, behind its own date`,
		);
	}
	return hours[0] * 60 + m;
}
