/** What the pages for administrators share: several forms on one page that posts to itself, told apart by `intent`. */
import { Link, useActionData, useLocation } from "@remix-run/react";
import { ErrorSummary, NotificationBanner, Table } from "../ui/index.ts";

/** What such a page's action answers when it does not lead elsewhere. */
interface Answer {
	ok: boolean;
	errors?: Record<string, string>;
	conflict?: {
		message: string;
		current: Record<string, string>;
		submitted: Record<string, string>;
		version?: number;
	};
	values?: Record<string, string>;
}

/** What one form shows again because it was refused; nothing when it was not. */
export interface Refusal {
	errors: Record<string, string>;
	values: Record<string, string>;
	/** The version that a second try names, to replace what somebody else has stored meanwhile. */
	version?: number;
}

const NOT_REFUSED: Refusal = { errors: {}, values: {} };

/**
 * The forms of a page. `key` begins them all anew once one was done; `refusal(intent)` is what one of them
 * has to show again.
 */
export function usePageForms() {
	const answer = useActionData() as Answer | undefined;
	const location = useLocation();
	const isRefused = answer !== undefined && !answer.ok;
	return {
		key: isRefused ? "refused" : location.key,
		refusal: (intent: string): Refusal =>
			isRefused && answer.values?.intent === intent
				? { errors: answer.errors ?? {}, values: answer.values, version: answer.conflict?.version }
				: NOT_REFUSED,
	};
}

/** Messages that belong to the form as a whole, not to a box in it. */
const FIELDLESS = ["form", "version", "intent"];

/** What is wrong with the form that was sent, or what somebody else stored meanwhile. Stands above the title. */
export function Problems() {
	const answer = useActionData() as Answer | undefined;
	if (!answer || answer.ok) return null;
	const { errors = {}, conflict } = answer;
	return (
		<>
			<ErrorSummary
				errors={Object.entries(errors).map(([field, message]) => ({
					field: FIELDLESS.includes(field) ? undefined : field,
					message,
				}))}
			/>
			{conflict ? <Difference {...conflict} /> : null}
		</>
	);
}

function Difference({ message, current, submitted, version }: NonNullable<Answer["conflict"]>) {
	const { pathname, search } = useLocation();
	const canReplace = version !== undefined;
	const rows = Object.entries(submitted).map(([label, typed]) => ({ label, typed, stored: current[label] }));
	const different = canReplace ? rows.filter((row) => row.typed !== row.stored) : [];
	return (
		<NotificationBanner title="Not saved" heading={message}>
			{different.length > 0 ? (
				<Table
					caption="What is different"
					captionSize="s"
					columns={[
						{ key: "label", header: "Field", cell: (row) => row.label, rowHeader: true },
						{ key: "stored", header: "Stored now", cell: (row) => row.stored },
						{ key: "typed", header: "What you typed", cell: (row) => row.typed },
					]}
					rows={different}
					rowKey={(row) => row.label}
				/>
			) : null}
			<p className="govuk-body">
				{canReplace
					? "Save again to replace what is stored with what you typed, or "
					: "Save again to send what is in the form now, or "}
				<Link className="govuk-link" to={`${pathname}${search}`} reloadDocument>
					leave it as it is
				</Link>
				.
			</p>
		</NotificationBanner>
	);
}

/** Says that something was done, after a redirect that named it in `?done=`. */
export function DoneBanner({ said }: { said: string | null }) {
	return said ? <NotificationBanner type="success" heading={said} /> : null;
}
