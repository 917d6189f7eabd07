import { Shape, type ShapeName } from "./shape.tsx";

export type RiskLevel = "standard" | "medium" | "high" | "not-assessed";

const levels: Record<RiskLevel, { words: string; shape: ShapeName }> = {
	standard: { words: "Standard risk", shape: "circle" },
	medium: { words: "Medium risk", shape: "triangle" },
	high: { words: "High risk", shape: "octagon" },
	"not-assessed": { words: "Risk not assessed", shape: "question" },
};

/** The risk that a person judged; word, shape and colour each say it alone. */
export function RiskTag({ level }: { level: RiskLevel | null | undefined }) {
	const known = level ?? "not-assessed";
	const { words, shape } = levels[known];
	return (
		<strong className={`pr-risk-tag pr-risk-tag--${known}`}>
			<Shape name={shape} />
			{words}
		</strong>
	);
}
