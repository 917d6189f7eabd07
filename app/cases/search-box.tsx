/** The search box that stands on every page. It posts, so that what is searched for stays out of addresses. */
import { paths } from "../paths.ts";
import { Button, CommandForm } from "../ui/index.ts";

export function SearchBox() {
	return (
		<CommandForm action={paths.find()} role="search" className="pr-header__search" returnTo={paths.find()}>
			<label className="govuk-visually-hidden" htmlFor="search-everywhere">
				Find a case by name, number or word
			</label>
			<input
				id="search-everywhere"
				className="govuk-input pr-header__search-box"
				type="search"
				name="words"
				placeholder="Find a case"
				maxLength={200}
				autoComplete="off"
				spellCheck={false}
			/>
			<Button variant="secondary">Find</Button>
		</CommandForm>
	);
}
