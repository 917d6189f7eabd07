import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Shape, type ShapeName } from "./shape.tsx";

export type TagColour =
	| "blue"
	| "green"
	| "grey"
	| "magenta"
	| "orange"
	| "purple"
	| "red"
	| "teal"
	| "yellow";

type TagProps = { colour?: TagColour; shape?: ShapeName; children: ReactNode };

/** A state, said in a word or two. */
export function Tag({ colour = "blue", shape, children }: TagProps) {
	return (
		<strong className={classNames("govuk-tag", colour !== "blue" && `govuk-tag--${colour}`)}>
			{shape ? <Shape name={shape} /> : null}
			{children}
		</strong>
	);
}
