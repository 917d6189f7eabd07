/** The register: a panel's cases as a list to work from, and the views of lists that somebody has saved. */
export {
	filterQuery,
	OVERDUE_FILTERS,
	type RegisterFilter,
	registerFilter,
	SORTS,
	STATE_FILTERS,
} from "./filter.ts";
export { type FilterOption, type RegisterLine, registerOfPanel, requireRegister } from "./register.ts";
export { deleteView, renameView, type SavedView, saveView, type ViewedList, viewsOf } from "./views.ts";
