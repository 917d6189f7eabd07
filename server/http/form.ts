/** Forms: reading what was sent, within bounds, and telling what is wrong with it in the user's words. */
import { z } from "zod";
import { fieldMessages } from "../events/command.ts";
import { newId } from "../ids.ts";
import { Invalid } from "./errors.ts";
import { samePath } from "./return-to.ts";

const MOST_FIELDS = 2_000;
const LONGEST_NAME = 100;

/** Fields that every form carries beside what was typed; they are never shown, stored or handed to a command. */
const MACHINERY = ["token", "opId", "enhanced", "returnTo", "draft", "kept"] as const;

/** Never put back into a page, a draft or a kept form. */
const isSecret = (name: string) => /password/i.test(name);

export interface SentForm {
	/** The browser's id for this click; the same click sent twice carries it twice. */
	opId: string;
	/** What was typed; the last value where a name comes more than once. */
	fields: Record<string, string>;
	/** Every value of a name, such as the ticked boxes of a group. */
	all(name: string): string[];
	/** Files that were chosen, by field. */
	files: Record<string, File>;
	/** Sent by script, which takes data for an answer; else the browser expects a page. */
	isEnhanced: boolean;
	/** Where the form wants to go afterwards: a path of ours, or null. */
	returnTo: string | null;
	/** The token tied to the session in which the page was made; "" when missing. */
	token: string;
	/** Which draft this form was typed under; it is cleared once the form has been dealt with. */
	draftKey: string | null;
	/** The kept form that this is, offered again after sign-in and now sent. */
	keptId: string | null;
	/** Name and value of everything typed but passwords, in the form's order. */
	typed: [name: string, value: string][];
}

/** The body was no form, or a form of impossible size. */
export class Unreadable extends Error {
	constructor() {
		super("The form could not be read");
		this.name = "Unreadable";
	}
}

/** Reads a form post, urlencoded or multipart. @throws Unreadable */
export async function readForm(request: Request): Promise<SentForm> {
	const type = request.headers.get("Content-Type") ?? "";
	if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) throw new Unreadable();
	const data = await request.formData().catch(() => {
		throw new Unreadable();
	});
	return formOf(data);
}

/** The form that FormData holds. @throws Unreadable when it has far too many fields. */
export function formOf(data: FormData): SentForm {
	const texts: [string, string][] = [];
	const files: [string, File][] = [];
	for (const [name, value] of data) {
		if (name.length > LONGEST_NAME || texts.length + files.length >= MOST_FIELDS) throw new Unreadable();
		if (typeof value === "string") texts.push([name, asTyped(value)]);
		// A file box left empty is sent as a file without a name.
		else if (value.name !== "" || value.size > 0) files.push([name, value]);
	}
	const machinery = Object.fromEntries(texts.filter(([name]) => isMachinery(name)));
	const fields = texts.filter(([name]) => !isMachinery(name));
	const opId = machinery.opId ?? "";
	return {
		opId: /^[\w:.-]{8,100}$/.test(opId) ? opId : newId(),
		fields: Object.fromEntries(fields),
		all: (name) => fields.filter(([field]) => field === name).map(([, value]) => value),
		files: Object.fromEntries(files),
		isEnhanced: machinery.enhanced === "1",
		returnTo: samePath(machinery.returnTo),
		token: machinery.token ?? "",
		draftKey: machinery.draft || null,
		keptId: machinery.kept || null,
		typed: fields.filter(([name]) => !isSecret(name)),
	};
}

const isMachinery = (name: string) => (MACHINERY as readonly string[]).includes(name);

/** Browsers send line breaks as CRLF; PostgreSQL stores no NUL. */
const asTyped = (value: string) => value.replace(/\r\n?/g, "\n").replaceAll("\0", "");

/**
 * What a form is shown with again: everything but passwords, where it wants to go afterwards, and the lists
 * where a name came several times.
 */
export function valuesOf(form: SentForm): {
	values: Record<string, string>;
	lists: Record<string, string[]>;
} {
	const lists: Record<string, string[]> = {};
	for (const [name] of form.typed) {
		const all = form.all(name);
		if (all.length > 1) lists[name] = all;
	}
	const returnTo: [string, string][] = form.returnTo ? [["returnTo", form.returnTo]] : [];
	return { values: Object.fromEntries([...form.typed, ...returnTo]), lists };
}

/**
 * Checks what was typed. Use it where there is no command to do so; a command checks its own input.
 * @throws Invalid with one message a field, for all fields at once.
 */
export function check<Schema extends z.ZodType>(schema: Schema, fields: unknown): z.output<Schema> {
	const checked = schema.safeParse(fields);
	if (!checked.success) throw new Invalid(fieldMessages(checked.error));
	return checked.data;
}

// --- dates ------------------------------------------------------------------------------------------------

/** A date as it was typed into three boxes. */
export interface DateBoxes {
	day: string;
	month: string;
	year: string;
}

/** A date as a form sent it: one text named `name`, or three boxes `name-day`, `name-month`, `name-year`. */
export function dateFrom(fields: Record<string, string>, name: string): string | DateBoxes {
	const [day, month, year] = ["day", "month", "year"].map((part) => fields[`${name}-${part}`]);
	if (day === undefined && month === undefined && year === undefined) return fields[name] ?? "";
	return { day: day ?? "", month: month ?? "", year: year ?? "" };
}

const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2200;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const typedDate = z.custom<string | DateBoxes | null>().optional();

/** A civil date that must be there, as YYYY-MM-DD. @param what names it, e.g. "the due date". */
export const civilDate = (what: string) =>
	typedDate.transform((typed, context): string => {
		const read = readDate(typed, what);
		if ("date" in read && read.date !== null) return read.date;
		context.addIssue({ code: "custom", message: "problem" in read ? read.problem : `Enter ${what}` });
		return z.NEVER;
	});

/** A civil date, or null when nothing was typed. @param what names it, e.g. "the due date". */
export const optionalCivilDate = (what: string) =>
	typedDate.transform((typed, context): string | null => {
		const read = readDate(typed, what);
		if ("date" in read) return read.date;
		context.addIssue({ code: "custom", message: read.problem });
		return z.NEVER;
	});

function readDate(
	typed: string | DateBoxes | null | undefined,
	what: string,
): { date: string | null } | { problem: string } {
	const boxes = typeof typed === "string" ? boxesIn(typed) : (typed ?? { day: "", month: "", year: "" });
	const subject = what.charAt(0).toUpperCase() + what.slice(1);
	const notReal = { problem: `${subject} must be a real date, like 27 3 2026` };
	if (!boxes) return notReal;
	const [day, month, year] = [boxes.day, boxes.month, boxes.year].map((box) => String(box ?? "").trim()) as [
		string,
		string,
		string,
	];
	const missing = Object.entries({ day, month, year }).filter(([, box]) => box === "");
	if (missing.length === 3) return { date: null };
	if (missing.length > 0) {
		return { problem: `${subject} must include a ${missing.map(([part]) => part).join(" and a ")}` };
	}
	if (/^\d{1,3}$/.test(year)) return { problem: "Year must include 4 numbers" };
	const monthNumber = /^\d{1,2}$/.test(month) ? Number(month) : monthNamed(month);
	if (!/^\d{1,2}$/.test(day) || !/^\d{4}$/.test(year) || !monthNumber) return notReal;
	const date = `${year}-${String(monthNumber).padStart(2, "0")}-${day.padStart(2, "0")}`;
	if (!isRealDate(date)) return notReal;
	if (Number(year) < EARLIEST_YEAR || Number(year) > LATEST_YEAR) {
		return { problem: `${subject} must be between ${EARLIEST_YEAR} and ${LATEST_YEAR}` };
	}
	return { date };
}

/** YYYY-MM-DD as three boxes; nothing typed is three empty boxes; undefined when it is neither. */
function boxesIn(text: string): DateBoxes | undefined {
	if (text.trim() === "") return { day: "", month: "", year: "" };
	const [, year, month, day] = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text) ?? [];
	return year && month && day ? { day, month, year } : undefined;
}

/** "March", "mar" and "MARCH" are 3; 0 when it names no month. */
const monthNamed = (text: string): number =>
	text.length >= 3 ? MONTHS.findIndex((name) => text.toLowerCase().startsWith(name)) + 1 : 0;

function isRealDate(date: string): boolean {
	const noon = new Date(`${date}T12:00:00Z`);
	return !Number.isNaN(noon.getTime()) && noon.toISOString().startsWith(date);
}
