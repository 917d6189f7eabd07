/** The boxes for what is known of a person. */
import type { FormAnswer } from "../form-answer.tsx";
import { DateInput, Textarea, TextInput } from "../ui/index.ts";

type PersonFieldsProps = {
	answer: FormAnswer;
	/** The names of the three fields, where a page has them for several people. */
	names?: { name: string; aliases: string; dateOfBirth: string };
	known?: { name: string; aliases: string[]; dateOfBirth: string | null };
	nameHint?: string;
};

const NAMES = { name: "name", aliases: "aliases", dateOfBirth: "dateOfBirth" };

export function PersonFields({ answer, names = NAMES, known, nameHint }: PersonFieldsProps) {
	const { values, errors } = answer;
	return (
		<>
			<TextInput
				name={names.name}
				label="Full name"
				hint={nameHint}
				defaultValue={values[names.name] ?? known?.name}
				error={errors[names.name]}
				autoComplete="off"
				spellCheck={false}
			/>
			<Textarea
				name={names.aliases}
				label="Other names and spellings (optional)"
				hint="One on each line. Agencies search their records for all of them."
				rows={3}
				defaultValue={values[names.aliases] ?? known?.aliases.join("\n")}
				error={errors[names.aliases]}
				spellCheck={false}
			/>
			<DateInput
				name={names.dateOfBirth}
				label="Date of birth (optional)"
				hint="For example, 27 3 1991"
				defaultValue={answer.date(names.dateOfBirth) ?? known?.dateOfBirth}
				error={errors[names.dateOfBirth]}
			/>
		</>
	);
}
