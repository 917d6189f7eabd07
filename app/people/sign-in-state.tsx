import { Tag } from "../ui/index.ts";

/** Whether the person of an account can sign in. */
export function SignInState({ user }: { user: { isDeactivated: boolean; hasPassword: boolean } }) {
	if (user.isDeactivated) return <Tag colour="grey">Deactivated</Tag>;
	return user.hasPassword ? <>Can sign in</> : <Tag colour="yellow">No password</Tag>;
}
