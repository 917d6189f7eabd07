/** The fields of an account, for adding and for changing one. */
import type { FormAnswer } from "../form-answer.tsx";
import { HiddenFields, Radios, Select, type SelectOptionGroup, SummaryList, TextInput } from "../ui/index.ts";
import { ROLE_HINTS, ROLE_WORDS } from "./role-words.ts";

const ROLES = (Object.keys(ROLE_WORDS) as (keyof typeof ROLE_WORDS)[]).map((value) => ({
	value,
	label: ROLE_WORDS[value],
	hint: ROLE_HINTS[value],
}));

/** What can be chosen in the fields. */
export interface UserChoices {
	agencies: { id: string; name: string }[];
	managers: { id: string; name: string; agencyName: string }[];
}

interface UserFieldsProps {
	choices: UserChoices;
	/** What was answered to this form. */
	answer: FormAnswer;
	/** The account as it is stored, when it is changed. */
	user?: {
		id: string;
		name: string;
		email: string;
		agencyId: string;
		agencyName: string;
		managerId: string | null;
		role: keyof typeof ROLE_WORDS;
	};
	/** The administrator's own account: they change no right of their own. */
	isOwn?: boolean;
	/** What another agency does to this person. */
	agencyHint?: string;
}

export function UserFields({ choices, answer, user, isOwn, agencyHint }: UserFieldsProps) {
	const { errors, values } = answer;
	return (
		<>
			<TextInput
				name="name"
				label="Full name"
				hint="As colleagues know them, with rank or title if they use it"
				defaultValue={values.name ?? user?.name}
				error={errors.name}
				autoComplete="off"
			/>
			<TextInput
				name="email"
				type="email"
				label="E-mail address"
				hint="They sign in with it."
				defaultValue={values.email ?? user?.email}
				error={errors.email}
				autoComplete="off"
				spellCheck={false}
			/>
			{user && isOwn ? (
				<Rights user={user} />
			) : (
				<Select
					name="agencyId"
					label="Agency"
					hint={agencyHint}
					placeholder="Choose an agency"
					options={choices.agencies.map(({ id, name }) => ({ value: id, label: name }))}
					defaultValue={values.agencyId ?? user?.agencyId}
					error={errors.agencyId}
				/>
			)}
			<Select
				name="managerId"
				label="Manager (optional)"
				placeholder="Nobody"
				options={peopleByAgency(choices.managers.filter(({ id }) => id !== user?.id))}
				defaultValue={values.managerId ?? user?.managerId ?? ""}
				error={errors.managerId}
			/>
			{isOwn ? null : (
				<Radios
					name="role"
					label="Role in Panelroom"
					labelSize="s"
					hint={user ? "Another role signs them out everywhere." : undefined}
					options={ROLES}
					defaultValue={values.role ?? user?.role ?? "none"}
					error={errors.role}
				/>
			)}
		</>
	);
}

/** What an administrator cannot change of their own account, sent as it is. */
function Rights({ user }: { user: NonNullable<UserFieldsProps["user"]> }) {
	const role = ROLE_WORDS[user.role];
	return (
		<>
			<HiddenFields values={{ agencyId: user.agencyId, role: user.role }} />
			<SummaryList
				rows={[
					{ key: "Agency", value: user.agencyName },
					{
						key: "Role in Panelroom",
						value: `${role}. Another administrator can change your agency and role.`,
					},
				]}
			/>
		</>
	);
}

/** People as the choices of a select, under their agencies' names. */
export function peopleByAgency(
	people: readonly { id: string; name: string; agencyName: string }[],
): SelectOptionGroup[] {
	const groups = new Map<string, SelectOptionGroup>();
	for (const { id, name, agencyName } of people) {
		const group = groups.get(agencyName) ?? { label: agencyName, options: [] };
		group.options.push({ value: id, label: name });
		groups.set(agencyName, group);
	}
	return [...groups.values()];
}
