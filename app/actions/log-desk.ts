/** What the pages of the action log load and do, whosever log it is; on the server. */
import { data, redirect } from "@remix-run/node";
import {
	actionLog,
	type LogFilter,
	type LogFrame,
	type LogLine,
	type LogScope,
	logFilterIn,
	logFrame,
	logLine,
	logQuery,
	UpdateMany,
	updateMany,
} from "#server/actions/index.ts";
import { Invalid, NotFound } from "#server/http/errors.ts";
import { type Refused, refused } from "#server/http/failures.ts";
import { check, onPost, type SentForm, signedIn, type Visit } from "#server/http/screen.ts";
import { today } from "#server/http/today.ts";
import { type ViewedList, viewsOf } from "#server/register/index.ts";
import { viewIntents } from "../panels/views-desk.ts";
import { byIntent, pageIn } from "../typed-form.ts";
import { withDoneOn } from "./done-on.ts";
import { logAt, logPath, logSearch } from "./log-words.ts";

/** Of which list its saved views are; a case's few actions have none. */
function viewedList(scope: LogScope): ViewedList | undefined {
	if (scope.kind === "case") return undefined;
	return { screen: "actions", panelId: scope.kind === "panel" ? scope.panelId : null };
}

type ScopeOf = (visit: Pick<Visit, "params" | "url">) => LogScope;

/** All that a page of a log shows. @throws NotFound when it is not open to the actor. */
export async function logPage({ actor, url }: Visit, scope: LogScope) {
	const filter = logFilterIn(Object.fromEntries(url.searchParams));
	// Before the list: what is written meanwhile then makes the page load anew.
	const frame = await logFrame(actor, scope);
	const list = await actionLog(actor, scope, filter, { page: pageIn(url) });
	const viewed = viewedList(scope);
	const views = viewed && (await viewsOf(actor, viewed));
	return {
		scope,
		filter,
		query: logQuery(filter),
		frame,
		list,
		views,
		today: today(),
		agency: actor.agencyName,
	};
}
export type LogPage = Awaited<ReturnType<typeof logPage>>;

export const logLoader = (scopeOf: ScopeOf) => signedIn((visit) => logPage(visit, scopeOf(visit)));

export const logAction = (scopeOf: ScopeOf) =>
	onPost(
		async (post) => {
			const scope = scopeOf(post);
			const list = viewedList(scope);
			return byIntent<Post, LogAnswer | ReturnType<typeof data<RefusedInList>>>(post, {
				filter: () => filterLog(post, scope),
				update: () => orRefusedInList(post, scope, () => updateLog(post, scope)),
				...(list
					? viewIntents({
							list,
							queryIn: (asked) => logSearch(scope, logQuery(logFilterIn(asked))),
							pathOf: (search = logSearch(scope, "")) => logAt(scope, search),
						})
					: {}),
			});
		},
		// What was said of actions is typed; a name that was looked for is not kept where it need not be.
		{ whenTimedOut: ({ fields }) => (fields.intent === "filter" ? "leave" : "keep") },
	);

/** What became of one of several actions, for whoever ticked them. */
export interface Updated {
	id: string;
	/** Nothing when they can no longer see it. */
	what: string | null;
	reference: string | null;
	/** Why it is as it was; nothing when it was updated. */
	why: string | null;
}

/** A list by words. */
export type FoundLog = Awaited<ReturnType<typeof actionLog>> & {
	words: string;
	filter: LogFilter;
	query: string;
	/** Of the stream that it follows, if it does. */
	version: number;
};

/** What was said of several, for the form that is shown again since some are as they were. */
export interface Again {
	/** By the form's own names. */
	fields: Record<string, string>;
	/** Those that are as they were, each as its box says it, with the version that its row now has. */
	left: string[];
}

export interface LogAnswer {
	ok: true;
	found: FoundLog | undefined;
	updated: Updated[] | undefined;
	again?: Again;
}

/** An update of several that was refused: the list by words in which they are ticked comes with it, if they are in one. */
export type RefusedInList = Refused & { found?: FoundLog };

type Post = Visit & { form: SentForm };

/**
 * A list by words, so that what is looked for stands in no address; without any, on to the list's own address.
 * @throws NotFound for whoever may not see the list at all.
 */
async function filterLog(post: Post, scope: LogScope): Promise<LogAnswer> {
	const frame = await logFrame(post.actor, scope);
	const found = await foundBy(post, scope, frame);
	if (!found) throw redirect(logPath(scope, logQuery(logFilterIn(post.form.fields))), 303);
	return { ok: true, found, updated: undefined };
}

/** Shows the list by words again, ticks and all, when what is said of some in it is refused. */
async function orRefusedInList(post: Post, scope: LogScope, update: () => Promise<LogAnswer>) {
	try {
		return await update();
	} catch (error) {
		if (!(error instanceof Invalid)) throw error;
		const found = await foundBy(post, scope, await logFrame(post.actor, scope));
		if (!found) throw error;
		const answer = refused(400, post.form, { errors: error.fields });
		return data<RefusedInList>({ ...answer.data, found }, { status: 400 });
	}
}

/** Says the same of all that are ticked. @throws NotFound, as above */
async function updateLog(post: Post, scope: LogScope): Promise<LogAnswer> {
	const { actor, form } = post;
	await logFrame(actor, scope);
	const { move, outcome } = form.fields;
	const said = {
		move,
		outcome,
		actions: form.all("ticked").map((ticked) => {
			const [actionId, version] = ticked.split(" ");
			return { actionId, version };
		}),
	};
	const input = check(UpdateMany, withDoneOn(UpdateMany, said, form.fields));
	const { updated, left } = await updateMany(actor, form.opId, input);
	const whys = new Map(left.map(({ actionId, why }) => [actionId, why]));
	const told: Updated[] = [];
	const ticked: string[] = [];
	for (const actionId of [...updated, ...whys.keys()]) {
		const line = await lineOrNothing(actor, actionId);
		const { what = null, reference = null } = line ?? {};
		if (line && whys.has(actionId)) ticked.push(`${actionId} ${line.version}`);
		told.push({ id: actionId, what, reference, why: whys.get(actionId) ?? null });
	}
	return {
		ok: true,
		found: await foundBy(post, scope, await logFrame(actor, scope)),
		updated: told,
		again: left.length > 0 ? { fields: saidIn(form.fields), left: ticked } : undefined,
	};
}

const SAID = ["move", "outcome", "doneOn-day", "doneOn-month", "doneOn-year"];
const saidIn = (fields: Record<string, string>) =>
	Object.fromEntries(SAID.map((name) => [name, fields[name] ?? ""]));

async function foundBy(
	{ actor, form }: Post,
	scope: LogScope,
	frame: LogFrame,
): Promise<FoundLog | undefined> {
	const words = (form.fields.words ?? "").trim().slice(0, 200);
	if (words === "") return undefined;
	const filter = logFilterIn(form.fields);
	const list = await actionLog(actor, scope, filter, { words });
	return { words, filter, query: logQuery(filter), version: frame.live?.version ?? 0, ...list };
}

async function lineOrNothing(actor: Visit["actor"], actionId: string): Promise<LogLine | undefined> {
	try {
		return await logLine(actor, actionId);
	} catch (error) {
		if (error instanceof NotFound) return undefined;
		throw error;
	}
}
