import type { MetaFunction } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { keptPostOf, settleKeptPost } from "#server/account/index.ts";
import { done, formToken, onPost, signedIn } from "#server/http/screen.ts";
import { Page } from "../page.tsx";
import { paths } from "../paths.ts";
import {
	Button,
	ButtonGroup,
	CommandForm,
	InsetText,
	NotificationBanner,
	PageTitle,
	SummaryList,
	Time,
} from "../ui/index.ts";
import { pathInWords } from "./path-in-words.ts";

export const meta: MetaFunction = () => [{ title: "Kept for you – Panelroom" }];

export const loader = signedIn(async ({ actor, session, params }) => {
	const post = await keptPostOf(actor, params.keptId ?? "");
	const { id, path, fields, opId, hadFiles } = post;
	return {
		id,
		path,
		what: pathInWords(path),
		at: post.at.toISOString(),
		fields: fields.map(([name, value], place) => ({ name, value, place })),
		hadFiles,
		opId,
		token: formToken(session),
	};
});

/** Discards it. */
export const action = onPost(
	async ({ actor, params, form }) => {
		await settleKeptPost(actor, params.keptId ?? "");
		return done(form, {}, paths.home());
	},
	{ whenTimedOut: "leave" },
);

/** Sent, but by the page itself and not typed by anybody: versions of rows, ids of what the form is about, ticks. */
const isTyped = ({ name, value }: { name: string; value: string }) =>
	value.trim() !== "" &&
	name !== "version" &&
	name !== "intent" &&
	// What a form about a shared text began with, to merge by.
	name !== "base" &&
	name !== "unsent" &&
	!/(Id|-id)$/.test(name) &&
	!/^[0-9a-f]{8}-[0-9a-f-]{27}( \d+)?$/i.test(value);

const NAMES: Record<string, string> = { body: "Text", what: "What is to be done", value: "Detail" };

/** "due-day" and "dueDay" are read as "Due day". */
function nameInWords(name: string): string {
	if (NAMES[name]) return NAMES[name];
	const words = name
		.replace(/([a-z])([A-Z])/g, "$1 $2")
		.replace(/[-_.]+/g, " ")
		.toLowerCase();
	return words.charAt(0).toUpperCase() + words.slice(1);
}

export default function Kept() {
	const { id, path, what, at, fields, hadFiles, opId, token } = useLoaderData<typeof loader>();
	const typed = fields.filter(isTyped);
	const names = [...new Set(typed.map(({ name }) => name))];
	const rows = names.map((name) => ({
		key: nameInWords(name),
		value: typed
			.filter((field) => field.name === name)
			.map(({ place, value }) => <Lines key={place} text={value} />),
	}));
	return (
		<Page>
			<NotificationBanner>
				<p className="govuk-notification-banner__heading">
					You were signed out before this arrived. It has not been sent.
				</p>
			</NotificationBanner>
			<PageTitle caption="Kept for you">{what}</PageTitle>
			<p className="govuk-body">
				You pressed the button at <Time at={at} format="time" />. What you typed is kept for an hour from
				then, for you alone.
			</p>
			<SummaryList rows={rows} />
			{fields.some(({ name, value }) => /Id$/.test(name) && value !== "") ? (
				<p className="govuk-body">What you chose from lists is kept and sent with it.</p>
			) : null}
			{hadFiles ? (
				<InsetText>The file that you chose is not kept: you will be asked for it again.</InsetText>
			) : null}
			<ButtonGroup>
				{/* The form as it was, in this session's name: same place, same fields, same id. */}
				<Form method="post" action={path} reloadDocument>
					<input type="hidden" name="token" value={token} />
					<input type="hidden" name="opId" value={opId} />
					<input type="hidden" name="kept" value={id} />
					{fields.map(({ name, value, place }) => (
						<input key={place} type="hidden" name={name} value={value} />
					))}
					<Button preventDoubleClick>Send it now</Button>
				</Form>
				<CommandForm returnTo={paths.home()}>
					<Button variant="secondary">Discard it</Button>
				</CommandForm>
			</ButtonGroup>
		</Page>
	);
}

/** A text with its line breaks. */
function Lines({ text }: { text: string }) {
	return text.split("\n").map((line, number) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text that does not change
		<div key={number}>{line}</div>
	));
}
