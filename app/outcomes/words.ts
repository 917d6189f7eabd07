/** How periods and numbers are said. */
import { formatCivilDate } from "../ui/index.ts";

export const PRESET_WORDS = {
	"this-month": "This month so far",
	"last-month": "Last month",
	"this-quarter": "This quarter so far",
	"last-quarter": "Last quarter",
	"this-year": "This year so far, from 1 April",
	"last-year": "Last year, to 31 March",
	"last-12-months": "Last 12 months",
	own: "Other dates",
} as const;

export const periodInWords = ({ from, to }: { from: string; to: string }) =>
	from === to ? formatCivilDate(from) : `${formatCivilDate(from)} to ${formatCivilDate(to)}`;

export const number = (n: number) => n.toLocaleString("en-GB");

/** A share in whole hundredths; what is not none is never 0%, nor what is not all 100%. */
export function share(part: number, whole: number): string {
	if (whole === 0) return "–";
	const hundredths = Math.round((100 * part) / whole);
	if (part > 0 && hundredths === 0) return "under 1%";
	if (part < whole && hundredths === 100) return "over 99%";
	return `${hundredths}%`;
}

export const inDays = (days: number) => (days === 1 ? "1 day" : `${number(days)} days`);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** "2026-04" as "Apr 2026". */
export const monthInWords = (month: string) => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
