/**
 * Binds an ordinary textarea to a shared text: what its person does goes into the text, what others do comes into the
 * textarea, and neither caret, selection, focus nor scrolling moves for it. The browser's own spell-checker, input
 * methods, paste and voice typing work, since to them it is any textarea.
 */
import { cleaned, LONGEST_SECTION, type SharedText, type Splice, spliceBetween } from "./shared-text.ts";

/**
 * Where a place in the text is after others changed it. What is put in just there goes behind it; but where a selection
 * begins, before it: nobody's next key takes out words that they have not selected.
 */
export function moved(place: number, { at, removed, inserted }: Splice, beginsSelection = false): number {
	if (place < at || (place === at && !beginsSelection)) return place;
	if (place >= at + removed) return place + inserted.length - removed;
	return at;
}

/** Answers how to end it. @param onTooLong given what was put in and would make the section too long */
export function bindTextarea(
	area: HTMLTextAreaElement,
	text: SharedText,
	onTooLong: (words: string) => void,
): () => void {
	/** What the textarea shows; the text is the same but while an input method is composing. */
	let shown = text.text;
	let isComposing = false;
	/** Where the caret belongs once the person comes back to the textarea, if others changed the text meanwhile. */
	let away: { start: number; end: number } | undefined;

	/** Writes others' changes into the textarea. */
	const show = (splices: readonly Splice[]) => {
		let { start, end } = away ?? { start: area.selectionStart, end: area.selectionEnd };
		const { selectionDirection, scrollTop } = area;
		let value = shown;
		for (const splice of splices) {
			value = value.slice(0, splice.at) + splice.inserted + value.slice(splice.at + splice.removed);
			start = moved(start, splice, start !== end);
			end = moved(end, splice);
		}
		shown = value;
		if (area.value === value) return;
		area.value = value;
		// To set a selection in a textarea that has not the focus would make some browsers give it.
		if (document.activeElement === area) area.setSelectionRange(start, end, selectionDirection);
		else away = { start, end };
		area.scrollTop = scrollTop;
	};
	const onFocus = () => {
		if (away) area.setSelectionRange(away.start, away.end);
		away = undefined;
	};

	/** Takes what the person did since `shown` into the text. */
	const takeIn = () => {
		const raw = area.value;
		const value = cleaned(raw);
		if (value !== raw) {
			const caret = cleaned(raw.slice(0, area.selectionEnd)).length;
			area.value = value;
			area.setSelectionRange(caret, caret);
		}
		if (value === shown) return;
		const { at, removed, inserted } = spliceBetween(shown, value, area.selectionEnd);
		if (value.length > LONGEST_SECTION && inserted.length > removed) {
			// Half a paste would be worse than none: the textarea says again what it said.
			area.value = shown;
			area.setSelectionRange(at + removed, at + removed);
			onTooLong(inserted);
			return;
		}
		shown = value;
		text.edit(at, removed, inserted);
	};

	const composed = () => {
		isComposing = false;
		takeIn();
		text.release();
	};
	const onInput = () => {
		if (!isComposing) takeIn();
	};
	const turnBack = (turn: "undo" | "redo") => {
		if (isComposing) return;
		takeIn();
		const splices = text[turn]();
		const last = splices.at(-1);
		if (!last) return;
		show(splices);
		const caret = last.at + last.inserted.length;
		area.setSelectionRange(caret, caret);
	};
	const onBeforeInput = (event: InputEvent) => {
		if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return;
		event.preventDefault();
		turnBack(event.inputType === "historyUndo" ? "undo" : "redo");
	};
	// The browser asks for its own undo only while it has something to undo, and it does not know of what we set.
	const onKeyDown = (event: KeyboardEvent) => {
		if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
		const key = event.key.toLowerCase();
		const turn =
			key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" && event.ctrlKey ? "redo" : undefined;
		if (!turn) return;
		event.preventDefault();
		turnBack(turn);
	};
	const onCompositionStart = () => {
		takeIn();
		isComposing = true;
		// To touch the textarea now would break the word in the making.
		text.hold();
	};
	const onSelect = () => text.endUndoStep();

	text.beforeRemote = takeIn;
	text.onRemote = show;
	area.value = shown;
	area.addEventListener("focus", onFocus);
	area.addEventListener("input", onInput);
	area.addEventListener("beforeinput", onBeforeInput);
	area.addEventListener("keydown", onKeyDown);
	area.addEventListener("pointerdown", onSelect);
	area.addEventListener("compositionstart", onCompositionStart);
	area.addEventListener("compositionend", composed);
	return () => {
		if (isComposing) composed();
		else takeIn();
		text.beforeRemote = () => {};
		text.onRemote = () => {};
		area.removeEventListener("focus", onFocus);
		area.removeEventListener("input", onInput);
		area.removeEventListener("beforeinput", onBeforeInput);
		area.removeEventListener("keydown", onKeyDown);
		area.removeEventListener("pointerdown", onSelect);
		area.removeEventListener("compositionstart", onCompositionStart);
		area.removeEventListener("compositionend", composed);
	};
}
