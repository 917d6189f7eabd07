/** An owner accepts or refuses an action, or confirms what somebody has answered for them. */
import { Button, InsetText, Radios, Select, Textarea } from "../ui/index.ts";
import { ActionForm, type FormProps, SaveOrCancel } from "./action-form.tsx";

export function ConfirmForm(form: FormProps) {
	const { action } = form.page;
	const was = action.status === "refused" ? "refused" : "accepted";
	return (
		<InsetText>
			<ActionForm intent="confirm" form={form}>
				<p className="govuk-body">
					{action.answeredByName} has {was} this for your agency. Is that right?
				</p>
				<Button preventDoubleClick>Confirm that your agency has {was} it</Button>
				<p className="govuk-body">If it is not, say below how it stands, or tell the panel’s coordinator.</p>
			</ActionForm>
		</InsetText>
	);
}

export function AnswerForm(form: FormProps) {
	const { page, answer } = form;
	const { action, goOnTo } = page;
	const { values, errors } = answer;
	const agency = action.ownerAgencyName;
	return (
		<ActionForm intent="answer" form={form}>
			<Radios
				name="answer"
				label={action.isOwners ? "Does your agency accept it?" : `Does ${agency} accept it?`}
				labelSize="m"
				hint={action.isOwners ? undefined : `You answer for ${agency}, which confirms it here later.`}
				options={[
					{
						value: "accepted",
						label: "Accept",
						conditional: action.isOwners ? <WhoOfUs page={page} answer={answer} /> : undefined,
					},
					{
						value: "refused",
						label: "Refuse",
						conditional: (
							<Textarea
								name="reason"
								label={action.isOwners ? "Why your agency refuses it" : `Why ${agency} refuses it`}
								rows={3}
								defaultValue={values.reason}
								error={errors.reason}
							/>
						),
					},
				]}
				defaultValue={values.answer}
				error={errors.answer}
			/>
			<SaveOrCancel goOnTo={goOnTo}>
				<Button preventDoubleClick>Save</Button>
			</SaveOrCancel>
		</ActionForm>
	);
}

/** Who of one's own agency does it. */
export function WhoOfUs({
	name = "ownerUserId",
	page,
	answer: { values, errors },
}: Pick<FormProps, "page" | "answer"> & { name?: string }) {
	const ours = page.offerees.people.filter(({ agencyId }) => agencyId === page.agencyId);
	if (ours.length === 0) return null;
	return (
		<Select
			name={name}
			label="Who does it (optional)"
			placeholder="Nobody by name"
			options={ours.map(({ id, name }) => ({ value: id, label: name }))}
			defaultValue={values[name]}
			error={errors[name]}
		/>
	);
}
