import { useLocation, useRouteLoaderData } from "@remix-run/react";
import type { ComponentProps, ReactNode } from "react";
import { SearchBox } from "./cases/search-box.tsx";
import { unreadInShort } from "./inbox/notice-words.ts";
import { useUnread } from "./live/inbox-sign.ts";
import { paths } from "./paths.ts";
import type { loader } from "./root.tsx";
import { WordsLost } from "./summary/words-lost.tsx";
import { Button, CommandForm, Frame, type FrameLink } from "./ui/index.ts";

type PageProps = Pick<ComponentProps<typeof Frame>, "width" | "banner" | "beforeContent"> & {
	children: ReactNode;
};

/** A page in its frame, with the navigation that fits whoever is signed in. */
export function Page(props: PageProps) {
	const root = useRouteLoaderData<typeof loader>("root");
	const person = root?.person;
	const unread = useUnread(root?.unread ?? 0);
	const { pathname } = useLocation();
	return (
		<Frame
			{...props}
			beforeContent={
				<>
					{props.beforeContent}
					<WordsLost />
				</>
			}
			person={person ? { name: person.name, agency: person.agency } : undefined}
			links={person ? linksFor(root?.standing ?? null, unread) : []}
			search={person && maySearch(root?.standing ?? null) && pathname !== paths.find() ? <SearchBox /> : null}
			signOut={
				person ? (
					<CommandForm method="post" action={paths.signOut()} reloadDocument>
						<Button variant="link">Sign out</Button>
					</CommandForm>
				) : null
			}
		/>
	);
}

type Standing = {
	role: string;
	panels: { role: string }[];
	isCoordinator: boolean;
	isOfficer: boolean;
	hasFigures: boolean;
} | null;

/** Whoever may have a case: also an officer who sits on no panel. */
const maySearch = (standing: Standing) => standing?.role === "none" || standing?.role === "lead";

function linksFor(standing: Standing, unread: number): FrameLink[] {
	if (!standing) return [];
	const links: FrameLink[] = [
		{ to: paths.home(), label: "Home", end: true },
		{
			to: paths.inbox(),
			label: "Inbox",
			count: unread > 0 ? unreadInShort(unread) : undefined,
			countMeans: "unread",
		},
	];
	const isOnPanels = standing.panels.some(({ role }) => role !== "observer");
	if (maySearch(standing) && (isOnPanels || standing.isOfficer)) {
		links.push({ to: paths.actions(), label: "Actions", end: true });
	}
	if (standing.isOfficer) links.push({ to: paths.officer(), label: "Your cases" });
	if (standing.hasFigures) links.push({ to: paths.outcomes(), label: "Outcomes" });
	if (standing.isCoordinator) links.push({ to: paths.import(), label: "Import" });
	if (standing.role === "administrator") {
		links.push(
			{ to: paths.agencies(), label: "Agencies" },
			{ to: paths.users(), label: "Users" },
			{ to: paths.managePanels(), label: "Panels" },
		);
	}
	if (standing.role === "lead") links.push({ to: paths.managePanels(), label: "Chairs" });
	links.push({ to: paths.account(), label: "Your account" });
	return links;
}
