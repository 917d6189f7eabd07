/** What a screen is told when something fails: the four expected ways, content withheld, or a bug with an id. */
import { data } from "@remix-run/node";
import { isOutOfRoom } from "#db/index.ts";
import { AccessLogDown } from "../audit/index.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { loggableError } from "../loggable-error.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "./errors.ts";
import { type SentForm, Unreadable, valuesOf } from "./form.ts";

/** The answer to a form that was not done. What was typed is in `values`, so that the form shows it again. */
export interface Refused {
	ok: false;
	/** One message a field; "form" belongs to no one field. */
	errors?: Record<string, string>;
	conflict?: {
		message: string;
		current: Record<string, string>;
		submitted: Record<string, string>;
		version?: number;
	};
	values: Record<string, string>;
	/** Every value of the names that came more than once. */
	lists?: Record<string, string[]>;
	/** The server cannot write just now: the same form may be sent again as it is. */
	isTemporary?: true;
	/** The id under which a bug was logged, to be told to the operator. */
	errorId?: string;
	/** The session has timed out; nothing was kept here, since the page still has it. */
	signedOut?: true;
}

/** What an error page is given: `useRouteError()` answers a response with this as its data. */
export interface ErrorPage {
	message: string;
	errorId?: string;
}

const NOT_FOUND = "Page not found";
const WITHHELD = "Panelroom cannot show anything just now. Try again in a few minutes.";
const NOT_SAVED = "Panelroom cannot save anything just now. Nothing was lost: try again in a few minutes.";

/** The answer with this status that shows the form again. */
export function refused(
	status: number,
	form: SentForm | undefined,
	what: Omit<Refused, "ok" | "values" | "lists">,
) {
	const answer: Refused = { ok: false, ...what, ...(form ? valuesOf(form) : { values: {} }) };
	return data(answer, { status });
}

/** Turns what a form's handler threw into its answer. @throws what belongs on an error page, or is a redirect. */
export function refusal(error: unknown, request: Request, form?: SentForm) {
	if (isAnswer(error)) throw error;
	if (error instanceof Invalid) return refused(400, form, { errors: error.fields });
	if (error instanceof Unreadable) {
		return refused(400, form, { errors: { form: "The form could not be read. Open the page again." } });
	}
	if (error instanceof Conflict) {
		const { message, current, submitted, version } = error;
		return refused(409, form, { conflict: { message, current, submitted, version } });
	}
	if (error instanceof NotAllowed) return refused(403, form, { errors: { form: error.message } });
	if (error instanceof NotFound) throw errorPage(404, { message: NOT_FOUND });
	if (error instanceof AccessLogDown || isOutOfRoom(error)) {
		log().error({ err: loggableError(error), requestId: requestIdOf(request) }, "a form could not be saved");
		return refused(503, form, { errors: { form: NOT_SAVED }, isTemporary: true });
	}
	const errorId = logged(error, request);
	return refused(500, form, { errors: { form: `${bug(errorId)} Try again.` }, errorId });
}

/** Turns what a loader threw into an error page. @throws always */
export function failedPage(error: unknown, request: Request): never {
	if (isAnswer(error)) throw error;
	if (error instanceof NotFound) throw errorPage(404, { message: NOT_FOUND });
	if (error instanceof NotAllowed) throw errorPage(403, { message: error.message });
	if (error instanceof Conflict) throw errorPage(409, { message: error.message });
	if (error instanceof Invalid) {
		throw errorPage(400, { message: Object.values(error.fields).join(" ") });
	}
	if (error instanceof AccessLogDown || isOutOfRoom(error)) {
		log().error({ err: loggableError(error), requestId: requestIdOf(request) }, "a page was withheld");
		throw errorPage(503, { message: WITHHELD });
	}
	const errorId = logged(error, request);
	throw errorPage(500, { message: bug(errorId), errorId });
}

const errorPage = (status: number, page: ErrorPage) => data(page, { status });

const bug = (errorId: string) =>
	`Something went wrong on our side. If you report it, give this reference: ${errorId}.`;

function logged(error: unknown, request: Request): string {
	const errorId = newId();
	const { method } = request;
	log().error(
		{ errorId, requestId: requestIdOf(request), method, err: loggableError(error) },
		"a request failed",
	);
	return errorId;
}

/** A redirect, or an answer that a handler chose to throw. */
const isAnswer = (thrown: unknown): boolean =>
	thrown instanceof Response || (thrown as { type?: unknown } | null)?.type === "DataWithResponseInit";

/** The id under which the request stands in the operator's log; see middleware. */
const requestIdOf = (request: Request): string | undefined =>
	request.headers.get("X-Request-Id") ?? undefined;
