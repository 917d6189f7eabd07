/**
 * Pictures of figures, drawn on the server. Lengths are shares of the width and words have the size of the page's, so
 * that they are read on a telephone as on a wall; what a colour tells, a pattern tells too, and every picture has its
 * numbers in a table beside it.
 */
import { useId } from "react";

interface BarRow {
	key: string;
	label: string;
	value: number;
	/** What stands at its end, e.g. "12 (40%)". */
	text: string;
}

const ROW = 50;
const BAR = { top: 24, height: 16 };

function Picture({
	title,
	description,
	height,
	children,
}: {
	title: string;
	description: string;
	height: number;
	children: React.ReactNode;
}) {
	const id = useId();
	return (
		<svg
			className="pr-picture"
			role="img"
			aria-labelledby={`${id}-title ${id}-description`}
			width="100%"
			height={height}
			focusable="false"
		>
			<title id={`${id}-title`}>{title}</title>
			<desc id={`${id}-description`}>{description}</desc>
			{children}
		</svg>
	);
}

const percent = (part: number, whole: number) => `${whole === 0 ? 0 : (100 * part) / whole}%`;

/** One bar a class, the longest as wide as the picture. */
export function Bars({ title, rows }: { title: string; rows: BarRow[] }) {
	const most = Math.max(1, ...rows.map(({ value }) => value));
	const description = `A bar for each: ${rows.map(({ label, text }) => `${label} ${text}`).join(", ")}.`;
	return (
		<Picture title={title} description={description} height={rows.length * ROW}>
			{rows.map(({ key, label, value, text }, at) => (
				<svg key={key} aria-hidden="true" y={at * ROW} height={ROW} width="100%">
					<text x="0" y="16">
						{label}
					</text>
					<text x="100%" y="16" textAnchor="end" className="pr-picture__number">
						{text}
					</text>
					<rect x="0" y={BAR.top} width="100%" height={BAR.height} className="pr-picture__track" />
					<rect
						x="0"
						y={BAR.top}
						width={percent(value, most)}
						height={BAR.height}
						className="pr-picture__bar"
					/>
				</svg>
			))}
		</Picture>
	);
}

export interface PartedRow {
	key: string;
	label: string;
	total: number;
	counts: { key: string; label: string; n: number }[];
}

/** How many patterns there are; more classes than these cannot be told apart. */
const MOST_PARTS = 8;
const fillOf = (at: number) => `url(#pr-fill-${at % MOST_PARTS})`;

/** Rows that are each parted into classes: all of one width, or as wide as they have many. */
export function PartedBars({
	title,
	rows,
	isShare,
	textOf = ({ total }) => total.toLocaleString("en-GB"),
}: {
	title: string;
	rows: PartedRow[];
	/** All of one width, so that shares are compared; else numbers are. */
	isShare: boolean;
	textOf?: (row: PartedRow) => string;
}) {
	const classes = rows[0]?.counts ?? [];
	const used = classes
		.map(({ key, label }, at) => ({ key, label, at }))
		.filter(({ at }) => rows.some(({ counts }) => (counts[at]?.n ?? 0) > 0));
	const most = Math.max(1, ...rows.map(({ total }) => total));
	const description = rows
		.map(
			({ label, counts }) =>
				`${label}: ${
					counts
						.filter(({ n }) => n > 0)
						.map(({ label, n }) => `${label.toLowerCase()} ${n}`)
						.join(", ") || "none"
				}`,
		)
		.join(". ");
	return (
		<>
			<ul className="pr-legend" aria-hidden="true">
				{used.map(({ key, label, at }) => (
					<li key={key}>
						<svg width="22" height="16" aria-hidden="true" focusable="false">
							<rect x="0.5" y="0.5" width="21" height="15" fill={fillOf(at)} className="pr-picture__part" />
						</svg>
						{label}
					</li>
				))}
			</ul>
			<Picture title={title} description={`${description}.`} height={rows.length * ROW}>
				{rows.map((row, at) => (
					<svg key={row.key} aria-hidden="true" y={at * ROW} height={ROW} width="100%">
						<text x="0" y="16">
							{row.label}
						</text>
						<text x="100%" y="16" textAnchor="end" className="pr-picture__number">
							{textOf(row)}
						</text>
						<Parts row={row} whole={isShare ? row.total : most} />
					</svg>
				))}
			</Picture>
		</>
	);
}

/** Narrower ones have no room for their number, which the table has. */
const LEAST_SHARE = 0.08;

function Parts({ row, whole }: { row: PartedRow; whole: number }) {
	let before = 0;
	return row.counts.map(({ key, n }, at) => {
		if (n === 0) return null;
		const x = percent(before, whole);
		before += n;
		return (
			<svg
				key={key}
				aria-hidden="true"
				x={x}
				y={BAR.top - 2}
				width={percent(n, whole)}
				height={BAR.height + 4}
			>
				<rect x="0" y="0" width="100%" height="100%" fill={fillOf(at)} className="pr-picture__part" />
				{n / whole >= LEAST_SHARE ? (
					<text
						x="50%"
						y="15"
						textAnchor="middle"
						className={`pr-picture__inside${at === 0 ? " pr-picture__inside--light" : ""}`}
					>
						{n.toLocaleString("en-GB")}
					</text>
				) : null}
			</svg>
		);
	});
}

/** The patterns that parts are filled with, once a page. */
export function Fills() {
	const pattern = (at: number, size: number, children: React.ReactNode, back = "#ffffff") => (
		<pattern id={`pr-fill-${at}`} key={at} width={size} height={size} patternUnits="userSpaceOnUse">
			<rect width={size} height={size} fill={back} />
			{children}
		</pattern>
	);
	const line = { stroke: "#12343b", strokeWidth: 2, fill: "none" };
	return (
		<svg className="pr-fills" width="0" height="0" aria-hidden="true" focusable="false">
			<defs>
				{pattern(0, 8, null, "#12343b")}
				{pattern(1, 8, <path d="M-2 10 10 -2M-2 2 2 -2M6 10 10 6" {...line} />, "#f2c14e")}
				{pattern(2, 8, <path d="M0 0 8 8M8 0 0 8" {...line} stroke="#942514" />, "#ffffff")}
				{pattern(3, 7, <circle cx="3.5" cy="3.5" r="1.8" fill="#12343b" />, "#d5e8f3")}
				{pattern(4, 6, <path d="M0 3h6" {...line} />, "#ffffff")}
				{pattern(5, 6, <path d="M3 0v6" {...line} strokeWidth="1.5" />, "#c9d8da")}
				{pattern(6, 8, null, "#eef2f2")}
				{pattern(7, 10, <path d="M5 2v6M2 5h6" {...line} strokeWidth="1.5" />, "#ffffff")}
			</defs>
		</svg>
	);
}
