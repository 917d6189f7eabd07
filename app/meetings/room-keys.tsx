/** The room by keyboard: single keys while nothing is being typed, and a dialog that lists them and turns them off. */
import { useCallback, useEffect, useRef, useState } from "react";

interface Moves {
	look(by: 1 | -1): void;
	follow(): void;
	/** For whoever may run the meeting: start it, read back, go on. */
	next?: () => void;
}

export interface RoomKeys {
	isOpen: boolean;
	open(): void;
	close(): void;
	isOn: boolean;
	turn(isOn: boolean): void;
}

/** A choice of this browser, about nobody. */
const STORED = "panelroom-single-keys";

const isTyping = (target: EventTarget | null): boolean =>
	target instanceof HTMLElement &&
	(target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
	!(target instanceof HTMLInputElement && /^(radio|checkbox|button|submit)$/.test(target.type));

export function useRoomKeys(moves: Moves): RoomKeys {
	const [isOpen, setIsOpen] = useState(false);
	const [isOn, setIsOn] = useState(true);
	const latest = useRef({ moves, isOn });
	latest.current = { moves, isOn };
	useEffect(() => setIsOn(localStorage.getItem(STORED) !== "off"), []);
	const open = useCallback(() => setIsOpen(true), []);
	const close = useCallback(() => setIsOpen(false), []);
	const turn = useCallback((on: boolean) => {
		localStorage.setItem(STORED, on ? "on" : "off");
		setIsOn(on);
	}, []);

	useEffect(() => {
		const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();
		const pressed = (event: KeyboardEvent) => {
			// A key held down would press what its first press has brought.
			if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
			// From a field, Escape leads back to the room, so that the keys work again.
			if (event.key === "Escape" && isTyping(event.target)) return (event.target as HTMLElement).blur();
			if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
			if (event.key === "?") {
				event.preventDefault();
				return open();
			}
			const { moves, isOn } = latest.current;
			if (!isOn) return;
			const does: Record<string, (() => void) | undefined> = {
				e: () => focus('.pr-room__capture textarea[name="body"]'),
				a: () => focus('.pr-room__capture input[name="what"]'),
				h: () => document.getElementById("room-hand")?.click(),
				r: moves.follow,
				j: () => moves.look(1),
				k: () => moves.look(-1),
				n: moves.next,
			};
			const act = does[event.key.toLowerCase()];
			if (!act) return;
			event.preventDefault();
			act();
		};
		document.addEventListener("keydown", pressed);
		return () => document.removeEventListener("keydown", pressed);
	}, [open]);

	return { isOpen, open, close, isOn, turn };
}

const KEYS = [
	["e", "Record an entry"],
	["a", "Record an action"],
	["h", "Ask to speak, or take my hand down"],
	["r", "Return to the item that the panel is on"],
	["j", "Look at the next item"],
	["k", "Look at the item before"],
	["Esc", "Leave the field that I am typing in"],
	["?", "This list"],
] as const;

export function KeysHelp({ keys, mayRun }: { keys: RoomKeys; mayRun: boolean }) {
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		if (keys.isOpen) dialog.current?.showModal();
		else dialog.current?.close();
	}, [keys.isOpen]);
	const list = mayRun
		? [["n", "The next step of the chair: start, read back, go on"] as const, ...KEYS]
		: KEYS;
	return (
		<dialog className="pr-keys" ref={dialog} aria-labelledby="keys-heading" onClose={keys.close}>
			<h2 className="govuk-heading-m" id="keys-heading">
				Keys in the room
			</h2>
			<dl className="pr-keys__list">
				{list.map(([key, does]) => (
					<div key={key}>
						<dt>
							<kbd className="pr-key">{key}</kbd>
						</dt>
						<dd>{does}</dd>
					</div>
				))}
			</dl>
			<p className="govuk-body">In an entry, Enter saves; Shift and Enter begins a new line.</p>
			<div className="govuk-checkboxes govuk-checkboxes--small">
				<div className="govuk-checkboxes__item">
					<input
						className="govuk-checkboxes__input"
						id="field-single-keys"
						type="checkbox"
						checked={keys.isOn}
						onChange={(event) => keys.turn(event.currentTarget.checked)}
					/>
					<label className="govuk-label govuk-checkboxes__label" htmlFor="field-single-keys">
						Use single keys
					</label>
				</div>
			</div>
			<form method="dialog">
				<button type="submit" className="govuk-button pr-button--small">
					Close
				</button>
			</form>
		</dialog>
	);
}
