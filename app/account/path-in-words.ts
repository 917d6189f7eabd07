/** What a form was for, in the words of the page that it was on. */
const FORMS: [RegExp, string][] = [
	[/^\/import$/, "Import a spreadsheet"],
	[/^\/panels\/[^/]+\/cases\/new$/, "Add a case"],
	[/^\/panels\/[^/]+\/meetings\/new$/, "Plan a meeting"],
	[/^\/panels\/[^/]+$/, "A panel"],
	[/^\/cases\/[^/]+\/entries\/new$/, "Record something on a case"],
	[/^\/cases\/[^/]+\/actions\/new$/, "Add an action to a case"],
	[/^\/cases\/[^/]+\/people$/, "The people of a case"],
	[/^\/cases\/[^/]+\/protected$/, "Protected details"],
	[/^\/cases\/[^/]+\/risk$/, "Change the risk of a case"],
	[/^\/cases\/[^/]+\/recusals$/, "Recusals from a case"],
	[/^\/cases\/[^/]+\/summary\/[^/]+$/, "A section of a case’s summary"],
	[/^\/cases\/[^/]+$/, "A case"],
	[/^\/entries\/[^/]+$/, "Edit an entry"],
	[/^\/actions\/[^/]+$/, "An action"],
	[/^\/meetings\/[^/]+\/agenda$/, "The agenda of a meeting"],
	[/^\/meetings\/[^/]+(\/[a-z]+)?$/, "A meeting"],
	[/^\/admin\/agencies$/, "Agencies"],
	[/^\/admin\/users(\/[^/]+)?$/, "People’s accounts"],
	[/^\/admin\/panels(\/[^/]+)?$/, "Panels and their members"],
];

/** "Add an action to a case" for /cases/…/actions/new; "A form" for what is not in the list. */
export function pathInWords(path: string): string {
	const plain = path.split("?")[0] ?? "";
	return FORMS.find(([pattern]) => pattern.test(plain))?.[1] ?? "A form";
}
