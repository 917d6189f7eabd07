/** When a meeting is, as it was typed; and whether that is a day on which people work. For the server. */
import { bankHoliday, isWorkingDay } from "#server/calendar/index.ts";
import { Invalid } from "#server/http/errors.ts";
import { civilDate, dateFrom } from "#server/http/screen.ts";
import { PlanMeeting } from "#server/meetings/index.ts";
import { dateInFull } from "../actions/spoken-date.ts";
import { problemsOf } from "../typed-form.ts";
import { londonClock, londonInstant, timeOfDay } from "./london-instant.ts";

export interface TypedMeeting {
	/** Civil date and time of day in London. */
	date: string;
	time: string;
	/** The instant of both, ISO. */
	startsAt: string;
	minutes: string;
	place: string;
}

/**
 * Reads the fields of MeetingFields. @throws Invalid with everything that is wrong with the form.
 * @param more what is wrong with the form's other fields.
 */
export function typedMeeting(
	fields: Record<string, string>,
	more: Record<string, string> = {},
): TypedMeeting {
	const { minutes = "", place = "" } = fields;
	const problems: Record<string, string> = {};
	const date = civilDate("the date of the meeting").safeParse(dateFrom(fields, "date"));
	const time = timeOfDay(fields.time ?? "");
	if (!date.success) problems.date = date.error.issues[0]?.message ?? "";
	if (!time) problems.time = "Enter the time on the 24-hour clock, like 09:30";
	const startsAt = date.success && time ? londonInstant(date.data, time) : undefined;
	if (date.success && time && !startsAt) {
		problems.time = "The clocks go forward that night, so this time does not exist. Enter another";
	}
	Object.assign(
		problems,
		problemsOf(PlanMeeting.pick({ minutes: true, place: true }), { minutes, place }),
		more,
	);
	if (date.success && time && startsAt && Object.keys(problems).length === 0) {
		return { date: date.data, time, startsAt, minutes, place };
	}
	throw new Invalid(problems);
}

/** Why people may not come on the day of a meeting; null when it is a working day. */
export function notAWorkingDay(startsAt: string): string | null {
	const { date } = londonClock(startsAt);
	if (isWorkingDay(date)) return null;
	const holiday = bankHoliday(date);
	return holiday
		? `${dateInFull(date)} is a bank holiday (${holiday}).`
		: `${dateInFull(date)} is no working day.`;
}
