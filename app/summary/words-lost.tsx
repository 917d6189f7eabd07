/**
 * Says that something typed in a summary was not saved, because the case was taken from its person meanwhile. The part
 * of the page that held it is gone by then, and perhaps the page itself: so this stands on every page until it is read.
 */
import { useSyncExternalStore } from "react";
import { Button, WarningText } from "../ui/index.ts";

let areLost = false;
const listeners = new Set<() => void>();

function say(now: boolean): void {
	areLost = now;
	for (const listener of listeners) listener();
}

export const sayWordsLost = (): void => say(true);

export function WordsLost() {
	const isShown = useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => areLost,
		() => false,
	);
	if (!isShown) return null;
	return (
		<div role="alert" className="pr-words-lost">
			<WarningText>
				What you had typed in a summary and was not saved yet has not been saved: you can no longer see that
				case.
			</WarningText>
			<Button variant="secondary" small type="button" onClick={() => say(false)}>
				I have read this
			</Button>
		</div>
	);
}
