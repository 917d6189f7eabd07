import { Form, useLocation, useRouteLoaderData } from "@remix-run/react";
import { type ComponentPropsWithoutRef, forwardRef, useEffect, useId, useState } from "react";

type FormProps = ComponentPropsWithoutRef<typeof Form>;

type CommandFormProps = FormProps & {
	/** A fetcher's form, to post without leaving the page; the answer is then data, not another page. */
	as?: typeof Form;
	/** Changes when the form has been sent and the next post is a new intention. */
	intention?: string | number;
	/** Where a plain post goes afterwards; this page by default. */
	returnTo?: string;
};

let isHydrated = false;

/** Called once the first page is alive: from then on ids of forms are made in the browser. */
export function markHydrated(): void {
	isHydrated = true;
}

/** The session-bound token that every post carries. */
export function useFormToken(): string {
	return useRouteLoaderData<{ token: string; opSeed: string }>("root")?.token ?? "";
}

/**
 * A form that sends a command: it carries the session's token and the id that lets the same click arrive
 * twice. Both are ordinary hidden fields, so it works without script.
 */
export const CommandForm = forwardRef<HTMLFormElement, CommandFormProps>(function CommandForm(
	{ as: As = Form, intention, returnTo, children, ...form },
	ref,
) {
	const token = useFormToken();
	const opId = useOpId(intention);
	const { pathname, search } = useLocation();
	// Only once script is alive: a browser without it posts the same form and wants a page for an answer.
	const [isAlive, setIsAlive] = useState(false);
	useEffect(() => setIsAlive(true), []);
	return (
		<As method="post" noValidate {...form} ref={ref}>
			<input type="hidden" name="token" value={token} />
			<input type="hidden" name="opId" value={opId} />
			<input type="hidden" name="returnTo" value={returnTo ?? `${pathname}${search}`} />
			{isAlive && As !== Form ? <input type="hidden" name="enhanced" value="1" /> : null}
			{children}
		</As>
	);
});

/** The id of the next command: the same through retries, another once `intention` changes. */
export function useOpId(intention: string | number = 0): string {
	const seed = useRouteLoaderData<{ opSeed: string }>("root")?.opSeed ?? "";
	const place = useId();
	// Server and browser must agree on the first page's ids; on later pages the seed is an old one.
	const [opId, setOpId] = useState(() => (isHydrated ? crypto.randomUUID() : `${seed}${place}`));
	const [last, setLast] = useState(intention);
	useEffect(() => {
		if (intention === last) return;
		setLast(intention);
		setOpId(crypto.randomUUID());
	}, [intention, last]);
	return opId;
}
