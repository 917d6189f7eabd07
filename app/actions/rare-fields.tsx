/** Fields of an action that its composer and its plain page share. */
import { optionsOf } from "../cases/case-words.ts";
import { Checkboxes, Radios } from "../ui/index.ts";
import { PRIORITY_WORDS } from "./action-words.ts";

export function Priority({ id, value, error }: { id?: string; value?: string; error?: string }) {
	return (
		<Radios
			name="priority"
			id={id}
			label="Priority"
			options={optionsOf(PRIORITY_WORDS)}
			defaultValue={value || "routine"}
			error={error}
			inline
			small
		/>
	);
}

/** For whoever keeps the minutes. */
export function AcceptedForOwner({
	id,
	isTicked,
	error,
}: {
	id?: string;
	isTicked: boolean;
	error?: string;
}) {
	return (
		<Checkboxes
			name="isAcceptedForOwner"
			id={id}
			label="The owner is absent or on the telephone"
			small
			options={[{ value: "yes", label: "They have accepted it, and confirm it here later" }]}
			defaultValue={isTicked ? ["yes"] : []}
			error={error}
		/>
	);
}
