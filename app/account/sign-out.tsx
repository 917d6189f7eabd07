import type { MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { endVisit, onPost, signedIn } from "#server/http/screen.ts";
import { Page } from "../page.tsx";
import { Button, CommandForm, ErrorSummary, PageTitle } from "../ui/index.ts";
import { errorList } from "./error-list.ts";

export const meta: MetaFunction = () => [{ title: "Sign out – Panelroom" }];

export const loader = signedIn(async () => null);

export const action = onPost(({ session }) => endVisit(session), { whenTimedOut: "leave" });

/** Only seen by somebody who typed the address, or whose page was made for an earlier session. */
export default function SignOut() {
	const answer = useActionData<typeof action>();
	return (
		<Page>
			<ErrorSummary errors={errorList(answer?.errors)} />
			<PageTitle>Sign out</PageTitle>
			<CommandForm reloadDocument>
				<Button>Sign out</Button>
			</CommandForm>
		</Page>
	);
}
