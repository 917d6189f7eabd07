import type { ShapeName } from "./shape.tsx";
import { Tag, type TagColour } from "./tag.tsx";

export type ActionStatus =
	| "proposed"
	| "open"
	| "in-progress"
	| "overdue"
	| "refused"
	| "done"
	| "not-possible"
	| "not-done";

const statuses: Record<ActionStatus, { words: string; colour: TagColour; shape: ShapeName }> = {
	proposed: { words: "Proposed", colour: "yellow", shape: "question" },
	open: { words: "Open", colour: "blue", shape: "circle" },
	overdue: { words: "Overdue", colour: "red", shape: "clock" },
	refused: { words: "Refused", colour: "orange", shape: "exclamation" },
	done: { words: "Done", colour: "green", shape: "tick" },
	"in-progress": { words: "In progress", colour: "teal", shape: "circle" },
	"not-done": { words: "Not done", colour: "magenta", shape: "cross" },
	"not-possible": { words: "Not possible", colour: "grey", shape: "cross" },
};

/** How an action stands. */
export function StatusTag({ status }: { status: ActionStatus }) {
	const { words, colour, shape } = statuses[status];
	return (
		<Tag colour={colour} shape={shape}>
			{words}
		</Tag>
	);
}
