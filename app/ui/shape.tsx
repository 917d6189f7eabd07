export type ShapeName =
	| "circle"
	| "triangle"
	| "octagon"
	| "question"
	| "tick"
	| "cross"
	| "clock"
	| "exclamation"
	| "arrows"
	| "here"
	| "eye";

/** A small sign beside a word, so that colour is never the only difference. It says nothing to screen readers. */
export function Shape({ name }: { name: ShapeName }) {
	return (
		<svg className="pr-shape" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
			{drawings[name]}
		</svg>
	);
}

const line = { fill: "none", stroke: "currentColor", strokeWidth: 2 };

const drawings: Record<ShapeName, JSX.Element> = {
	circle: <circle cx="8" cy="8" r="5.5" {...line} />,
	triangle: <path d="M8 2.2 14.4 13.6H1.6Z" {...line} strokeLinejoin="round" />,
	octagon: (
		<>
			<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5Z" fill="currentColor" />
			<path d="M8 4v4.6M8 10.4v1.8" className="pr-shape__cut" strokeWidth="2" />
		</>
	),
	question: (
		<>
			<circle cx="8" cy="8" r="6.5" {...line} strokeWidth="1.5" strokeDasharray="2.4 1.7" />
			<path d="M6 6.4a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1M8 10.7v1.5" {...line} strokeWidth="1.5" />
		</>
	),
	tick: <path d="m2.5 8.5 3.6 3.6 7.4-8" {...line} strokeWidth="2.5" />,
	cross: <path d="m3.5 3.5 9 9m0-9-9 9" {...line} strokeWidth="2.5" />,
	clock: (
		<>
			<circle cx="8" cy="8" r="6" {...line} />
			<path d="M8 4.5V8l2.5 1.5" {...line} />
		</>
	),
	exclamation: <path d="M8 1.5v8M8 11.8v2.7" {...line} strokeWidth="3" />,
	here: <path d="M3.5 1.8 13.5 8 3.5 14.2Z" fill="currentColor" />,
	eye: (
		<>
			<path d="M1 8c3.6-5.3 10.4-5.3 14 0-3.6 5.3-10.4 5.3-14 0Z" {...line} strokeWidth="1.5" />
			<circle cx="8" cy="8" r="2.3" fill="currentColor" />
		</>
	),
	arrows: (
		<path
			d="M2.5 6.5a5.6 5.6 0 0 1 10-1.6m0-3.1v3.4H9.1m4.4 4.3a5.6 5.6 0 0 1-10 1.6m0 3.1v-3.4h3.4"
			{...line}
		/>
	),
};
