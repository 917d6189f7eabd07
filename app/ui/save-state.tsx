import { type ReactNode, useEffect, useRef } from "react";
import { Shape, type ShapeName } from "./shape.tsx";

export type SaveStateName = "saved" | "saving" | "not-saved";

const states: Record<SaveStateName, { words: string; shape: ShapeName }> = {
	saved: { words: "Saved", shape: "tick" },
	saving: { words: "Saving…", shape: "arrows" },
	"not-saved": { words: "Not saved", shape: "exclamation" },
};

/**
 * Whether what was typed is safe, always in view. Only a loss is read out, at once, and then its end: a draft is
 * saved every two seconds, and hearing of each would drown the meeting.
 */
export function SaveState({ state, detail }: { state: SaveStateName; detail?: ReactNode }) {
	const settled = useRef<SaveStateName>("saved");
	useEffect(() => {
		if (state !== "saving") settled.current = state;
	}, [state]);
	const isOver = state === "saved" && settled.current === "not-saved";
	const { words, shape } = states[state];

	return (
		<span
			className={`pr-save-state pr-save-state--${state}`}
			role="status"
			aria-live={state === "not-saved" ? "assertive" : isOver ? "polite" : "off"}
		>
			<Shape name={shape} />
			<span className="pr-save-state__words">{words}</span>
			{detail ? <span className="pr-save-state__detail"> {detail}</span> : null}
		</span>
	);
}
