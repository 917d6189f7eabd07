import { type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import {
	beginVisit,
	forEveryone,
	onPostByAnyone,
	samePath,
	signInWithPassword,
} from "#server/http/screen.ts";
import { Page } from "../page.tsx";
import { Button, ErrorSummary, InsetText, PageTitle, PasswordInput, TextInput } from "../ui/index.ts";
import { errorList } from "./error-list.ts";
import { Narrow } from "./narrow.tsx";

export const meta: MetaFunction = () => [{ title: "Sign in – Panelroom" }];

export const loader = forEveryone(async ({ visit, url, hasTimedOut }) => {
	if (visit) throw redirect(samePath(url.searchParams.get("to")) ?? "/");
	return { hasTimedOut, isKept: url.searchParams.has("kept") };
});

export const action = onPostByAnyone(async ({ request, url, visit }) => {
	const signedIn = await signInWithPassword(request);
	return beginVisit(signedIn, visit?.session, url.searchParams.get("to"), url.searchParams.has("kept"));
});

export default function SignIn() {
	const { hasTimedOut, isKept } = useLoaderData<typeof loader>();
	const answer = useActionData<typeof action>();
	const { errors, values } = answer ?? {};
	return (
		<Page>
			<Narrow>
				<ErrorSummary errors={errorList(errors)} />
				<PageTitle>Sign in</PageTitle>
				{isKept ? (
					<InsetText>
						You were signed out before your form arrived. What you typed has been kept for an hour: sign in,
						and you can look at it and send it.
					</InsetText>
				) : hasTimedOut ? (
					<InsetText>
						You have been signed out because nothing happened for a while. Sign in to go on.
					</InsetText>
				) : null}
				<Form method="post" noValidate>
					<TextInput
						name="email"
						label="E-mail address"
						type="email"
						autoComplete="username"
						spellCheck={false}
						width={30}
						defaultValue={values?.email}
						error={errors?.email}
					/>
					<PasswordInput name="password" label="Password" error={errors?.password} />
					<Button preventDoubleClick>Sign in</Button>
				</Form>
				<h2 className="govuk-heading-m">If you cannot sign in</h2>
				<p className="govuk-body">
					An administrator of Panelroom can give you a link with which you set a new password. The same link
					starts a new account.
				</p>
			</Narrow>
		</Page>
	);
}
