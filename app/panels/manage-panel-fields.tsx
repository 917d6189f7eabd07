import type { FormAnswer } from "../form-answer.tsx";
import { TextInput } from "../ui/index.ts";

interface PanelFieldsProps {
	/** What was answered to this form. */
	answer: FormAnswer;
	/** The panel as it is stored, when it is changed. */
	panel?: { name: string; area: string; referencePrefix: string; quorum: number };
}

/** The fields of a panel, for adding and for changing one. */
export function PanelFields({ answer: { errors, values }, panel }: PanelFieldsProps) {
	return (
		<>
			<TextInput
				name="name"
				label="Name"
				hint="Such as North Essex ESIP"
				defaultValue={values.name ?? panel?.name}
				error={errors.name}
				autoComplete="off"
			/>
			<TextInput
				name="area"
				label="Area"
				hint="Where the people whose cases it hears live, such as Colchester and Tendring"
				defaultValue={values.area ?? panel?.area}
				error={errors.area}
				autoComplete="off"
			/>
			<TextInput
				name="referencePrefix"
				label="Prefix of case references"
				hint="2 to 5 letters. NOR gives NOR-2026-001. It stays once there are cases."
				width={5}
				defaultValue={values.referencePrefix ?? panel?.referencePrefix}
				error={errors.referencePrefix}
				autoComplete="off"
				spellCheck={false}
			/>
			<TextInput
				name="quorum"
				label="Quorum"
				hint="How many agencies must be at a meeting. Meetings that are planned already keep theirs."
				width={2}
				suffix="agencies"
				inputMode="numeric"
				defaultValue={values.quorum ?? (panel ? String(panel.quorum) : "3")}
				error={errors.quorum}
				autoComplete="off"
			/>
		</>
	);
}
