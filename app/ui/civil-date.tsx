import { formatCivilDate } from "./london-time.ts";

/** A day without a time, `YYYY-MM-DD`: a due date, a date of birth. */
export function CivilDate({ date }: { date: string }) {
	return <time dateTime={date}>{formatCivilDate(date)}</time>;
}
