/** How an action stands: said by its owner, and signed off once it has ended. */
import { Button, DateInput, Details, Radios, Textarea } from "../ui/index.ts";
import { ActionForm, type FormProps, SaveOrCancel } from "./action-form.tsx";
import { ACTION_STATUS_WORDS } from "./action-words.ts";

/** Of what has ended or is somebody else's it waits behind a line. */
export function Status(form: FormProps) {
	const { action } = form.page;
	const isEnded =
		action.status === "done" || action.status === "not-possible" || action.status === "not-done";
	if (action.maySignOff || isEnded) {
		return (
			<Details summary="Say otherwise how it stands" open={"version" in form.answer.values || undefined}>
				<StatusForm {...form} />
			</Details>
		);
	}
	return <StatusForm {...form} />;
}

function StatusForm(form: FormProps) {
	const { action, goOnTo } = form.page;
	const { values, errors } = form.answer;
	const chosen = values.status;
	const said = (status: string, label: string, hint?: string) => (
		<Textarea
			name={`outcome-${status}`}
			// What is wrong with it is told at the box of the answer that was chosen.
			id={chosen === status ? "field-outcome" : `field-outcome-${status}`}
			label={label}
			hint={hint}
			rows={3}
			defaultValue={values[`outcome-${status}`]}
			error={chosen === status ? errors.outcome : undefined}
		/>
	);
	const isRefused = action.status === "refused";
	return (
		<ActionForm intent="status" form={form}>
			<Radios
				name="status"
				label="How does it stand?"
				labelSize="m"
				options={[
					...(action.status === "open"
						? []
						: [{ value: "open", label: isRefused ? "We do it after all" : "Open, not begun" }]),
					...(action.status === "in-progress" ? [] : [{ value: "in-progress", label: "In progress" }]),
					{
						value: "done",
						label: "Done",
						conditional: (
							<>
								{said("done", "What was done")}
								<DateInput
									name="doneOn"
									label="When it was done"
									hint="Today, unless you say otherwise."
									defaultValue={form.answer.date("doneOn")}
									error={errors.doneOn}
								/>
							</>
						),
					},
					{
						value: "not-possible",
						label: ACTION_STATUS_WORDS["not-possible"],
						hint: "It could not be done by anybody.",
						conditional: said("not-possible", "What changed"),
					},
					{
						value: "not-done",
						label: "Not done",
						hint: "It could have been done, and was not.",
						conditional: said("not-done", "Why it was not done"),
					},
					...(action.mayRefuseLater
						? [
								{
									value: "refused",
									label: action.isOwners
										? "We refuse it after all"
										: `${action.ownerAgencyName} refuses it after all`,
									hint: "The chair decides. Until then it stays with its owner, and due.",
									conditional: said("refused", "Why"),
								},
							]
						: []),
				]}
				defaultValue={values.status}
				error={errors.status}
			/>
			<SaveOrCancel goOnTo={goOnTo}>
				<Button preventDoubleClick>Save</Button>
			</SaveOrCancel>
		</ActionForm>
	);
}

/** Each answer has a box of its own for what is said with it, since without script all of them are sent. */
export function saidWith(fields: Record<string, string>): Record<string, string> {
	const own = fields[`outcome-${fields.status}`];
	return own === undefined ? fields : { ...fields, outcome: own };
}

export function SignOffForm(form: FormProps) {
	return (
		<ActionForm intent="sign-off" form={form}>
			<Button preventDoubleClick>Sign it off</Button>
		</ActionForm>
	);
}
