import { randomUUID } from "node:crypto";
import {
	isRouteErrorResponse,
	Links,
	Meta,
	type MetaFunction,
	Outlet,
	Scripts,
	ScrollRestoration,
	type ShouldRevalidateFunctionArgs,
	useLoaderData,
	useRouteError,
} from "@remix-run/react";
import { type ReactNode, useContext, useEffect } from "react";
import { lastsAtLeastMs } from "#server/account/index.ts";
import { forEveryone } from "#server/http/screen.ts";
import { formToken } from "#server/http/session.ts";
import { inboxState } from "#server/inbox/index.ts";
import { standingOf } from "#server/panels/index.ts";
import { TimeOutWarning } from "./account/time-out-warning.tsx";
import { InboxSign } from "./inbox/inbox-sign.tsx";
import { NonceContext } from "./nonce.ts";
import { Page } from "./page.tsx";
import { markHydrated } from "./ui/command-form.tsx";
import { LiveAnnouncer, PageTitle } from "./ui/index.ts";
import "./ui/styles.scss";

export const meta: MetaFunction = () => [{ title: "Panelroom" }];

export const loader = forEveryone(async ({ visit }) => ({
	person: visit
		? {
				userId: visit.actor.userId,
				name: visit.actor.name,
				agencyId: visit.actor.agencyId,
				agency: visit.actor.agencyName,
			}
		: null,
	token: visit ? formToken(visit.session) : "",
	standing: visit ? await standingOf(visit.actor) : null,
	/** In the inbox, as the page begins. */
	unread: visit ? (await inboxState(visit.actor)).unread : 0,
	lastsMs: visit ? lastsAtLeastMs(visit.session) : null,
	/** Starts the ids of this page's forms, so that each page sent is a new intention. */
	opSeed: randomUUID(),
}));

/** Who is signed in changes only at the doors; a refused token means that it changed in another window. */
export const shouldRevalidate = ({ currentUrl, nextUrl, actionStatus }: ShouldRevalidateFunctionArgs) =>
	actionStatus === 403 ||
	[currentUrl, nextUrl].some((url) => /^\/(sign-in|sign-out|link)/.test(url.pathname));

export function Layout({ children }: { children: ReactNode }) {
	const nonce = useContext(NonceContext);
	return (
		<html lang="en-GB" className="govuk-template govuk-template--rebranded">
			<head>
				<meta charSet="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex, nofollow" />
				<link rel="icon" href="/favicon.svg" type="image/svg+xml" />
				<Meta />
				<Links />
			</head>
			<body className="govuk-template__body">
				{children}
				<ScrollRestoration nonce={nonce} />
				<Scripts nonce={nonce} />
			</body>
		</html>
	);
}

export default function App() {
	const { lastsMs, person, unread } = useLoaderData<typeof loader>();
	useEffect(markHydrated, []);
	return (
		<LiveAnnouncer>
			<Outlet />
			<InboxSign userId={person?.userId ?? null} unread={unread} />
			{lastsMs === null ? null : <TimeOutWarning lastsMs={lastsMs} />}
		</LiveAnnouncer>
	);
}

/** Every failure that no form could show: one plain page, the same for missing and hidden. */
export function ErrorBoundary() {
	const error = useRouteError();
	const { title, text } = wordsFor(error);
	return (
		<Page>
			<title>{`${title} – Panelroom`}</title>
			<PageTitle>{title}</PageTitle>
			<p className="govuk-body">{text}</p>
			<p className="govuk-body">
				<a className="govuk-link" href="/">
					Go to the start page
				</a>
			</p>
		</Page>
	);
}

function wordsFor(error: unknown): { title: string; text: string } {
	const status = isRouteErrorResponse(error) ? error.status : 500;
	const detail = isRouteErrorResponse(error)
		? (error.data as { message?: string; errorId?: string } | null)
		: null;
	if (status === 404) {
		return {
			title: "Page not found",
			text: "There is nothing here that you can see. It may have been moved, or you may not have access to it.",
		};
	}
	if (status === 403) {
		return { title: "You cannot do this", text: detail?.message ?? "You do not have permission to do this." };
	}
	if (status === 503) {
		return {
			title: "Not available just now",
			text: detail?.message ?? "Try again in a minute. Nothing has been lost.",
		};
	}
	return {
		title: "Something went wrong",
		text: detail?.errorId
			? `It is our fault, not yours. If you report it, give this number: ${detail.errorId}.`
			: "It is our fault, not yours. Try again in a minute.",
	};
}
