/** The months as they are written out in England; the first three letters are how they are shortened. */
export const MONTHS =
	"January February March April May June July August September October November December".split(" ");
export const SHORT_MONTHS = MONTHS.map((month) => month.slice(0, 3));
