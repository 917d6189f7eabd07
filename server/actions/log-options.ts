/** What a log's filter offers to choose from, and what its page follows. */
import { and, asc, eq, inArray, isNull, ne } from "drizzle-orm";
import { db } from "#db/index.ts";
import { agencies, memberships, panels, users } from "#db/schema/index.ts";
import { type Actor, accessOf, holds } from "../audiences/index.ts";
import { caseHeader } from "../cases/index.ts";
import { versionOf } from "../events/index.ts";
import { NotFound } from "../http/errors.ts";
import type { LogScope } from "./log-filter.ts";

export interface LogOption {
	value: string;
	label: string;
}

/** The page around a log. Ask for it before the list: what is written meanwhile then makes the page load anew. */
export interface LogFrame {
	/** What it is the log of: a panel's name, a case's reference, an agency's name. */
	name: string;
	isLead: boolean;
	/** The stream that tells of every change in the list; none where it runs over several panels. */
	live: { kind: "panel" | "case"; id: string; stream: string; version: number } | null;
	panels: LogOption[];
	agencies: LogOption[];
	people: LogOption[];
}

/** @throws NotFound for a panel whose papers, or a case which, is not open to the actor. */
export async function logFrame(actor: Actor, scope: LogScope): Promise<LogFrame> {
	if (scope.kind === "case") {
		const { reference, panelId, caseId } = await caseHeader(actor, scope.caseId);
		const live = {
			kind: "case" as const,
			id: caseId,
			stream: panelId,
			version: await versionOf(db, panelId),
		};
		return {
			name: reference,
			isLead: actor.role === "lead",
			live,
			panels: [],
			agencies: [],
			people: [],
		};
	}
	const access = await accessOf(db, actor, []);
	if (scope.kind === "force" && access.role !== "lead") throw new NotFound();
	const isOpen = (panelId: string) => holds(access, { kind: "meetings", panelId });
	if (scope.kind === "panel" && !isOpen(scope.panelId)) throw new NotFound();
	const ids = scope.kind === "panel" ? [scope.panelId] : [...access.panels.keys()].filter(isOpen);
	const isLeadsOwn = access.role === "lead" && scope.kind !== "panel";
	const named = await db
		.select({ value: panels.id, label: panels.name })
		.from(panels)
		.where(isLeadsOwn ? undefined : inArray(panels.id, ids))
		.orderBy(asc(panels.nameKey));
	const [only] = named;
	if (scope.kind === "panel" && !only) throw new NotFound();
	// An officer's cases may be on any panel.
	const isOfOne = named.length === 1 && (scope.kind === "panel" || access.officerOf.size === 0);
	const live =
		only && isOfOne
			? {
					kind: "panel" as const,
					id: only.value,
					stream: only.value,
					version: await versionOf(db, only.value),
				}
			: null;
	const isOfAll = scope.kind === "panel" || scope.kind === "force";
	const seats = await db
		.selectDistinct({
			userId: users.id,
			userName: users.name,
			agencyId: agencies.id,
			agencyName: agencies.name,
		})
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.innerJoin(agencies, eq(agencies.id, memberships.agencyId))
		.where(
			and(
				inArray(
					memberships.panelId,
					named.map(({ value }) => value),
				),
				eq(memberships.state, "active"),
				ne(memberships.role, "observer"),
				isNull(users.deactivatedAt),
				isOfAll ? undefined : eq(memberships.agencyId, actor.agencyId),
			),
		);
	const options = (pairs: [string, string][]): LogOption[] =>
		[...new Map(pairs)]
			.map(([value, label]) => ({ value, label }))
			.sort((a, b) => a.label.localeCompare(b.label, "en-GB"));
	return {
		name: scope.kind === "panel" ? (only?.label ?? "") : actor.agencyName,
		isLead: access.role === "lead",
		live,
		panels: scope.kind === "panel" || named.length < 2 ? [] : named,
		agencies: isOfAll ? options(seats.map((seat) => [seat.agencyId, seat.agencyName])) : [],
		people: scope.kind === "mine" ? [] : options(seats.map((seat) => [seat.userId, seat.userName])),
	};
}
