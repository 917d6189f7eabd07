/** The warning two minutes before the session ends. The server is asked first: other tabs keep the session alive too. */
import { useCallback, useEffect, useRef, useState } from "react";
import { paths } from "../paths.ts";
import { Button, ButtonGroup, CommandForm, useFormToken } from "../ui/index.ts";
import { stopwatch } from "./clocks.ts";

const MINUTE_MS = 60_000;
const WARN_BEFORE_MS = 2 * MINUTE_MS;
const LOOK_EVERY_MS = 5_000;
/** While the end is near: another tab may have stayed. */
const ASK_EVERY_MS = 30_000;
const NOT_HEARD = "Panelroom could not be reached. Try again.";
const SIGNED_IN_AGAIN =
	"You have signed in again in another tab since this page was opened. Load this page again.";

type Warning =
	| { state: "hidden" }
	| { state: "ending"; minutes: number; problem?: string }
	| { state: "ended" }
	/** It has ended, and the person has seen that. */
	| { state: "ended-seen" };

/** @param lastsMs how long the session lasts at the least, as the page was told. */
export function TimeOutWarning({ lastsMs }: { lastsMs: number }) {
	const { warning, stay, dismiss } = useWarning(lastsMs);
	const dialog = useRef<HTMLDialogElement>(null);
	const drawn = useRef<Warning["state"]>("hidden");
	const isShown = warning.state === "ending" || warning.state === "ended";

	useEffect(() => {
		const element = dialog.current;
		if (!element) return;
		if (isShown) {
			const isNew = !element.open || drawn.current !== warning.state;
			if (!element.open) element.showModal();
			if (isNew) element.querySelector<HTMLElement>("[data-first]")?.focus();
		} else if (element.open) {
			element.close();
		}
		drawn.current = warning.state;
	}, [warning, isShown]);

	const answer = warning.state === "ending" ? stay : dismiss;
	const title = titleOf(warning);
	return (
		<dialog
			ref={dialog}
			className="pr-time-out"
			aria-labelledby="time-out-title"
			aria-describedby="time-out-text"
			onCancel={(event) => {
				event.preventDefault();
				answer();
			}}
			// Browsers let a second Escape close a dialog that would not close.
			onClose={() => isShown && answer()}
		>
			<h2 className="govuk-heading-m" id="time-out-title">
				{title}
			</h2>
			{/* The heading is read out when the dialog opens; this says how it changes. */}
			<p className="govuk-visually-hidden" role="status">
				{warning.state === "ending" && warning.minutes > 1 ? "" : title}
			</p>
			{warning.state === "ending" ? <Ending problem={warning.problem} onStay={stay} /> : null}
			{warning.state === "ended" ? <Ended onClose={dismiss} /> : null}
		</dialog>
	);
}

function titleOf(warning: Warning): string {
	if (warning.state === "ended") return "You have been signed out";
	if (warning.state !== "ending") return "";
	return `You will be signed out in ${warning.minutes} ${warning.minutes === 1 ? "minute" : "minutes"}`;
}

function Ending({ problem, onStay }: { problem?: string; onStay: () => void }) {
	return (
		<>
			<p className="govuk-body" id="time-out-text">
				What you are typing in an entry, an action or an incident is kept as a draft. What you write in a
				summary is saved as you write.
			</p>
			<div role="alert">{problem ? <p className="govuk-error-message">{problem}</p> : null}</div>
			<ButtonGroup>
				<Button type="button" onClick={onStay} data-first="">
					Stay signed in
				</Button>
				<CommandForm action={paths.signOut()} reloadDocument>
					<Button variant="link">Sign out</Button>
				</CommandForm>
			</ButtonGroup>
		</>
	);
}

function Ended({ onClose }: { onClose: () => void }) {
	return (
		<>
			<p className="govuk-body" id="time-out-text">
				This page still holds what you typed. Sign in in a new tab, then come back here.
			</p>
			<ButtonGroup>
				<a className="govuk-link" href={paths.signIn()} target="_blank" rel="noreferrer" data-first="">
					Sign in (opens in a new tab)
				</a>
				<Button type="button" variant="link" onClick={onClose}>
					Close
				</Button>
			</ButtonGroup>
		</>
	);
}

/** What there is to say, and what the person may answer. */
function useWarning(lastsMs: number) {
	const token = useFormToken();
	const [warning, setWarning] = useState<Warning>({ state: "hidden" });
	const known = useRef({ remainingMs: lastsMs, passedMs: (): number => 0 });
	const askedMsAgo = useRef((): number => Number.POSITIVE_INFINITY);
	/** What was asked before they answered is out of date. */
	const answers = useRef(0);

	const know = useCallback((remainingMs: number) => {
		known.current = { remainingMs, passedMs: stopwatch() };
		setWarning((before) => {
			if (remainingMs > WARN_BEFORE_MS) return { state: "hidden" };
			if (remainingMs > 0) return { state: "ending", minutes: minutesIn(remainingMs) };
			return before.state === "ended-seen" ? before : { state: "ended" };
		});
	}, []);
	useEffect(() => know(lastsMs), [know, lastsMs]);

	const ask = useCallback(async () => {
		askedMsAgo.current = stopwatch();
		const before = answers.current;
		// While the server is away nothing is known; it is asked again.
		const response = await fetch(paths.session()).catch(() => null);
		if (response?.ok && answers.current === before) know((await response.json()).remainingMs);
	}, [know]);

	useEffect(() => {
		const leftMs = () => known.current.remainingMs - known.current.passedMs();
		const look = () => {
			const left = leftMs();
			if (left > WARN_BEFORE_MS || known.current.remainingMs <= 0) return;
			setWarning((now) => (now.state === "ending" ? { ...now, minutes: minutesIn(left) } : now));
			if (askedMsAgo.current() >= ASK_EVERY_MS) ask();
		};
		const comeBack = () => {
			if (document.visibilityState === "visible" && leftMs() <= WARN_BEFORE_MS) ask();
		};
		const looking = setInterval(look, LOOK_EVERY_MS);
		document.addEventListener("visibilitychange", comeBack);
		window.addEventListener("focus", comeBack);
		return () => {
			clearInterval(looking);
			document.removeEventListener("visibilitychange", comeBack);
			window.removeEventListener("focus", comeBack);
		};
	}, [ask]);

	const stay = useCallback(async () => {
		answers.current += 1;
		const body = new URLSearchParams({ token });
		const response = await fetch(paths.session(), { method: "POST", body, redirect: "manual" }).catch(
			() => null,
		);
		const hasEnded = response?.status === 401 || response?.type === "opaqueredirect";
		if (response?.ok) return know((await response.json()).remainingMs);
		if (hasEnded) return know(0);
		const problem = response?.status === 403 ? SIGNED_IN_AGAIN : NOT_HEARD;
		setWarning((now) => (now.state === "ending" ? { ...now, problem } : now));
	}, [know, token]);

	const dismiss = useCallback(() => setWarning({ state: "ended-seen" }), []);
	return { warning, stay, dismiss };
}

const minutesIn = (ms: number) => Math.max(1, Math.ceil(ms / MINUTE_MS));
