/** Of which period, panel, area and agency the figures are. */
import { Form } from "@remix-run/react";
import { paths } from "../paths.ts";
import { Button, DateInput, HiddenFields, Select } from "../ui/index.ts";
import type { OutcomesPage } from "./outcomes.tsx";
import { PRESET_WORDS } from "./words.ts";

export function OutcomesFilter({
	page: { wish, panels, areas, agencies, presets, search },
}: {
	page: OutcomesPage;
}) {
	const dates = wish.preset === "own" ? (wish.typed ?? { from: wish.from, to: wish.to }) : undefined;
	return (
		<Form
			key={search}
			method="get"
			action={paths.outcomes()}
			className="pr-outcomes-filter pr-no-print"
			aria-label="Which figures"
		>
			<HiddenFields values={{ was: wish.typedAs }} />
			<Select
				name="preset"
				label="Period"
				defaultValue={wish.preset}
				options={presets.map((value) => ({ value, label: PRESET_WORDS[value] }))}
			/>
			<div className="pr-outcomes-filter__dates">
				<DateInput name="from" label="First day" defaultValue={dates?.from} error={wish.problems.from} />
				<DateInput name="to" label="Last day" defaultValue={dates?.to} error={wish.problems.to} />
			</div>
			{panels.length > 1 ? (
				<Select
					name="panel"
					label="Panel"
					defaultValue={wish.panelId ?? ""}
					options={[
						{ value: "", label: "All panels" },
						...panels.map(({ id, name }) => ({ value: id, label: name })),
					]}
				/>
			) : null}
			{areas.length > 1 ? (
				<Select
					name="area"
					label="Area"
					defaultValue={wish.area ?? ""}
					options={[
						{ value: "", label: "All areas" },
						...areas.map((name) => ({ value: name, label: name })),
					]}
				/>
			) : null}
			<Select
				name="agency"
				label="Agency"
				defaultValue={wish.agencyId ?? ""}
				options={[
					{ value: "", label: "All agencies" },
					...agencies.map(({ id, name }) => ({ value: id, label: name })),
				]}
			/>
			<Button variant="secondary">Show</Button>
		</Form>
	);
}
