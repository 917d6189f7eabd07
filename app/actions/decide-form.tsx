/** The chair decides what becomes of an action that was refused after it had been accepted. */
import { Button, Radios, Textarea } from "../ui/index.ts";
import { ActionForm, type FormProps, SaveOrCancel } from "./action-form.tsx";

export function DecideForm(form: FormProps) {
	const { action, goOnTo } = form.page;
	const { values, errors } = form.answer;
	return (
		<ActionForm intent="decide" form={form}>
			<Radios
				name="decision"
				label="What becomes of it?"
				labelSize="m"
				hint="To give it to another, offer it to them below. They have it once they accept."
				options={[
					{ value: "keep-asking", label: `Ask ${action.ownerAgencyName ?? "its owner"} to do it after all` },
					...(action.isEscalated
						? []
						: [
								{
									value: "escalate",
									label: "Take the refusal to the owner’s manager and the lead",
									hint: "It stays with you, and due, until you decide.",
								},
							]),
					{ value: "not-done", label: "End it as not done" },
				]}
				defaultValue={values.decision}
				error={errors.decision}
			/>
			<Textarea
				name="words"
				label="Your reason"
				hint="Needed to end it; optional otherwise."
				rows={3}
				defaultValue={values.words}
				error={errors.words}
			/>
			<SaveOrCancel goOnTo={goOnTo}>
				<Button preventDoubleClick>Save decision</Button>
			</SaveOrCancel>
		</ActionForm>
	);
}
