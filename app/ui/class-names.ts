/** Joins the class names that apply; what is false, null or empty is left out. */
export function classNames(...names: Array<string | false | null | undefined>): string {
	return names.filter(Boolean).join(" ");
}
