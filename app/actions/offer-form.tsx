/** An action is offered to another agency or person, who take it over or do not. */
import { Button, Details, InsetText, Radios, Select, Textarea } from "../ui/index.ts";
import { ActionForm, type FormProps, SaveOrCancel } from "./action-form.tsx";
import { WhoOfUs } from "./answer-form.tsx";

/** Giving it to another is rarer than saying how it stands. */
export function OfferForm(form: FormProps) {
	const { action, offerees } = form.page;
	const { values, errors } = form.answer;
	return (
		<Details
			summary="Offer it to another agency or person"
			open={action.mayDecide || "version" in values || undefined}
		>
			<ActionForm intent="offer" form={form}>
				<Select
					name="offerTo"
					label="Who is asked"
					hint={`${action.ownerAgencyName} has it until they accept it.`}
					placeholder="Choose an agency or a person"
					options={[
						{
							label: "Agencies",
							options: offerees.agencies.map(({ id, name }) => ({ value: `agency:${id}`, label: name })),
						},
						{
							label: "People",
							options: offerees.people.map(({ id, name, agencyName }) => ({
								value: `user:${id}`,
								label: `${name}, ${agencyName}`,
							})),
						},
					]}
					defaultValue={values.offerTo}
					error={errors.offerTo}
				/>
				<Button preventDoubleClick variant="secondary">
					Offer it
				</Button>
			</ActionForm>
		</Details>
	);
}

export function WithdrawForm(form: FormProps) {
	const { action } = form.page;
	return (
		<InsetText>
			<ActionForm intent="withdraw-offer" form={form}>
				<p className="govuk-body">
					It has been offered to {action.offerUserName ?? action.offerAgencyName}, who have not answered.
				</p>
				<Button preventDoubleClick variant="secondary">
					Withdraw the offer
				</Button>
			</ActionForm>
		</InsetText>
	);
}

/** An action may be proposed to an agency and offered to one of its people: each form has names of its own. */
export function AnswerOfferForm(form: FormProps) {
	const { page, answer } = form;
	const { action, goOnTo } = page;
	const { values, errors } = answer;
	return (
		<ActionForm intent="answer-offer" form={form}>
			<Radios
				name="offer-answer"
				label={`${action.offeredByName} offers it to ${action.offerUserName ? "you" : "your agency"}. Do you take it over?`}
				labelSize="m"
				options={[
					{
						value: "accepted",
						label: "Yes",
						conditional: action.offerUserName ? undefined : (
							<WhoOfUs name="offer-ownerUserId" page={page} answer={answer} />
						),
					},
					{
						value: "declined",
						label: "No",
						conditional: (
							<Textarea
								name="offer-reason"
								label="Why not"
								rows={3}
								defaultValue={values["offer-reason"]}
								error={errors["offer-reason"]}
							/>
						),
					},
				]}
				defaultValue={values["offer-answer"]}
				error={errors["offer-answer"]}
			/>
			<SaveOrCancel goOnTo={goOnTo}>
				<Button preventDoubleClick>Save</Button>
			</SaveOrCancel>
		</ActionForm>
	);
}

/** The names of the form, by those of the command. */
export const OFFER_NAMES = {
	answer: "offer-answer",
	reason: "offer-reason",
	ownerUserId: "offer-ownerUserId",
};
