/** What a list's page does with the views that somebody has saved of it; on the server. */
import { redirect } from "@remix-run/node";
import type { SentForm, Visit } from "#server/http/screen.ts";
import { deleteView, renameView, saveView, type ViewedList } from "#server/register/index.ts";

type Post = Pick<Visit, "actor"> & { form: SentForm };

interface ViewedPage {
	list: ViewedList;
	/** What an address may say after its "?", of what one does say. */
	queryIn: (asked: Record<string, string>) => string;
	/** Where the list stands, shown so. */
	pathOf: (query?: string) => string;
}

/** The page's answers to the forms of its views, by intent; each goes on to the list. */
export const viewIntents = ({ list, queryIn, pathOf }: ViewedPage) => ({
	save: async ({ actor, form }: Post) => {
		const query = queryIn(Object.fromEntries(new URLSearchParams(form.fields.query)));
		await saveView(actor, list, { name: form.fields.name, query });
		throw redirect(pathOf(query), 303);
	},
	rename: async ({ actor, form }: Post) => {
		const { viewId = "", name } = form.fields;
		await renameView(actor, list, { viewId, name });
		throw redirect(pathOf(), 303);
	},
	delete: async ({ actor, form }: Post) => {
		await deleteView(actor, list, { viewId: form.fields.viewId ?? "" });
		throw redirect(pathOf(), 303);
	},
});
