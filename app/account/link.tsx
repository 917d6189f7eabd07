import { data, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { beginOrganisation, deviceOf, linkOf, setPasswordByLink } from "#server/account/index.ts";
import { beginVisit, forEveryone, onPostByAnyone } from "#server/http/screen.ts";
import { Page } from "../page.tsx";
import { Button, ErrorSummary, InsetText, PageTitle, PasswordInput, TextInput } from "../ui/index.ts";
import { errorList } from "./error-list.ts";
import { Narrow } from "./narrow.tsx";

export const meta: MetaFunction = () => [{ title: "Set your password – Panelroom" }];

export const loader = forEveryone(async ({ params, visit }) => {
	const link = await linkOf(params.token ?? "");
	const holder = link?.for === "password" ? { name: link.user.name, email: link.user.email } : null;
	const shown = { use: link?.for ?? null, holder, signedInAs: visit?.actor.name ?? null };
	return data(shown, { status: link ? 200 : 404 });
});

export const action = onPostByAnyone(async ({ request, params, visit, form }) => {
	const { agency, name = "", email = "", password = "" } = form.fields;
	const device = deviceOf(request.headers.get("User-Agent"));
	const withLink = { token: params.token ?? "", password, opId: form.opId, device };
	const signedIn =
		agency === undefined
			? await setPasswordByLink(withLink)
			: await beginOrganisation({ ...withLink, agency, name, email });
	return beginVisit(signedIn, visit?.session, "/");
});

const PASSWORD_HINT =
	"12 characters or more. Three or four words that have nothing in common are easy to remember and hard to guess.";

export default function OneTimeLink() {
	const { use, holder, signedInAs } = useLoaderData<typeof loader>();
	const answer = useActionData<typeof action>();
	const { errors, values } = answer ?? {};
	if (!use) return <Ended message={errors?.form} />;
	return (
		<Page>
			<Narrow>
				<ErrorSummary errors={errorList(errors)} />
				<PageTitle>{holder ? "Set your password" : "Set up Panelroom"}</PageTitle>
				{signedInAs ? (
					<InsetText>{signedInAs} is signed in on this device and will be signed out here.</InsetText>
				) : null}
				<Form method="post" noValidate>
					{holder ? (
						<>
							<p className="govuk-body">
								For the account of {holder.name}, {holder.email}. You will be signed out everywhere else.
							</p>
							{/* So that a password manager knows whose password this is. */}
							<input type="hidden" name="username" autoComplete="username" value={holder.email} readOnly />
						</>
					) : (
						<>
							<p className="govuk-body">
								You will be the first administrator: you add agencies, people and panels. Administrators see
								no cases.
							</p>
							<TextInput
								name="agency"
								label="Your agency"
								hint="For example the police force that runs the panels"
								autoComplete="organization"
								defaultValue={values?.agency}
								error={errors?.agency}
							/>
							<TextInput
								name="name"
								label="Your full name"
								autoComplete="name"
								spellCheck={false}
								defaultValue={values?.name}
								error={errors?.name}
							/>
							<TextInput
								name="email"
								label="Your e-mail address"
								type="email"
								autoComplete="username"
								spellCheck={false}
								defaultValue={values?.email}
								error={errors?.email}
							/>
						</>
					)}
					<PasswordInput
						name="password"
						label="New password"
						hint={PASSWORD_HINT}
						autoComplete="new-password"
						error={errors?.password}
					/>
					<Button preventDoubleClick>{holder ? "Set password and sign in" : "Set up and sign in"}</Button>
				</Form>
			</Narrow>
		</Page>
	);
}

/** The same for a link that was used, replaced, too old or never made. */
function Ended({ message }: { message: string | undefined }) {
	return (
		<Page>
			<Narrow>
				<PageTitle>This link does not work</PageTitle>
				<p className="govuk-body">
					{message ??
						"A link works once, for 48 hours, and ends when a newer one is made. If you have set your password with it, sign in. Otherwise ask an administrator for a new link."}
				</p>
				<p className="govuk-body">
					<a className="govuk-link" href="/sign-in">
						Sign in
					</a>
				</p>
			</Narrow>
		</Page>
	);
}
