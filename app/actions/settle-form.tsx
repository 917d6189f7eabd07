/** Who does an action, and by when: for whoever runs the panel, or wrote it. */
import { Button, Details, Select, TextInput } from "../ui/index.ts";
import { ActionForm, type FormProps, SaveOrCancel } from "./action-form.tsx";
import { DueInput } from "./due-input.tsx";

/** What lacks something shows the form at once; else it waits behind a line. */
export function Settle(form: FormProps) {
	const { action } = form.page;
	if (!action.isLacking) {
		return (
			<Details summary="Change who does it, or by when" open={"version" in form.answer.values || undefined}>
				<SettleForm {...form} />
			</Details>
		);
	}
	return (
		<section aria-labelledby="settle-heading">
			<h2 className="govuk-heading-m" id="settle-heading">
				{action.status === "refused" ? "Who does it instead, and by when" : "Who does it, and by when"}
			</h2>
			<SettleForm {...form} />
		</section>
	);
}

function SettleForm(form: FormProps) {
	const { action, agencies, today, goOnTo } = form.page;
	const { values, errors } = form.answer;
	const knownOwner = action.status === "refused" ? undefined : (action.ownerAgencyId ?? undefined);
	return (
		<ActionForm intent="settle" form={form}>
			<Select
				name="ownerAgencyId"
				label="Owner"
				hint="Another agency is asked to accept it first."
				placeholder="Choose an agency"
				options={agencies.map((agency) => ({ value: agency.id, label: agency.name }))}
				defaultValue={values.ownerAgencyId ?? knownOwner}
				error={errors.ownerAgencyId}
				autoFocus={Boolean(errors.ownerAgencyId)}
			/>
			<TextInput
				name="ownerDetail"
				label="Person there (optional)"
				defaultValue={values.ownerDetail ?? action.ownerDetail ?? undefined}
				error={errors.ownerDetail}
				autoComplete="off"
			/>
			<DueInput
				today={today}
				defaultValue={values.due ?? action.due ?? undefined}
				error={errors.due}
				hasFocus={Boolean(errors.due) && !errors.ownerAgencyId}
			/>
			<SaveOrCancel goOnTo={goOnTo}>
				<Button preventDoubleClick variant={action.isLacking ? "primary" : "secondary"}>
					Save owner and date
				</Button>
				{action.mayHold ? (
					<Button preventDoubleClick variant="secondary" name="isHeldByChair" value="yes">
						The chair holds it
					</Button>
				) : null}
			</SaveOrCancel>
		</ActionForm>
	);
}
