/**
 * The weeks of a chronology as a picture, drawn on the server: a column a week, parted by what happened, with breaches,
 * police actions and changes of pace above it. The same numbers stand in a table below.
 */
import { Link } from "@remix-run/react";
import { useId } from "react";
import type { KindGroup, PaceChange, Week } from "#server/incidents/index.ts";
import { SHORT_MONTHS } from "../civil-dates.ts";
import { Fills } from "../outcomes/pictures.tsx";
import { paths } from "../paths.ts";
import { Details, formatCivilDate, Table, type TableColumn } from "../ui/index.ts";
import { GROUP_WORDS, numberInWords, plural } from "./incident-words.ts";

const GROUPS = Object.keys(GROUP_WORDS) as KindGroup[];
const fillOf = (group: KindGroup) => `url(#pr-fill-${GROUPS.indexOf(group)})`;

/** Rows of marks above the columns, the columns, and the names of the months below; in pixels. */
const MARKS = { pace: 12, breaches: 34, policeActions: 56 };
const PLOT = { top: 72, height: 168 };
const HEIGHT = PLOT.top + PLOT.height + 40;
const BOTTOM = PLOT.top + PLOT.height;

const SIGNS = {
	pace: <path d="M0 -7 6 1H2V7H-2V1H-6Z" className="pr-weeks__pace" />,
	breaches: <path d="M0 -7 7 6H-7Z" className="pr-weeks__breach" />,
	policeActions: <path d="M0 -7 7 0 0 7 -7 0Z" className="pr-weeks__police" />,
};

interface PictureProps {
	caseId: string;
	weeks: Week[];
	rule: { many: number; few: number };
	/** The last weeks of the pictures before and after this one. */
	earlier: string | null;
	later: string | null;
	/** What else the page's address says. */
	search: Record<string, string | undefined>;
}

export function IncidentPicture({ caseId, weeks, rule, earlier, later, search }: PictureProps) {
	const id = useId();
	const [first, last] = [weeks[0], weeks.at(-1)];
	if (!first || !last) return null;
	const used = GROUPS.filter((group) => weeks.some(({ counts }) => counts[group] > 0));
	// A key to what is there, and to nothing else.
	const signs = MARKED.filter(({ sign }) => weeks.some((week) => timesOf(week, sign) > 0));
	const most = Math.max(1, ...weeks.map(({ total }) => total));
	const range = `the weeks from ${formatCivilDate(first.week)} to that of ${formatCivilDate(last.week)}`;
	const changes = weeks.flatMap(({ paceChange }) => paceChange ?? []);
	return (
		<section aria-labelledby={`${id}-heading`} className="pr-weeks-picture">
			<h2 className="govuk-heading-m" id={`${id}-heading`}>
				Week by week
			</h2>
			<PaceInWords changes={changes} rule={rule} />
			<Fills />
			<ul className="pr-legend" aria-hidden="true">
				{used.map((group) => (
					<li key={group}>
						<svg width="22" height="16" aria-hidden="true" focusable="false">
							<rect
								x="0.5"
								y="0.5"
								width="21"
								height="15"
								fill={fillOf(group)}
								className="pr-picture__part"
							/>
						</svg>
						{GROUP_WORDS[group]}
					</li>
				))}
				{signs.map(({ sign, label }) => (
					<li key={sign}>
						<svg width="18" height="16" viewBox="-9 -8 18 16" aria-hidden="true" focusable="false">
							{SIGNS[sign]}
						</svg>
						{label}
					</li>
				))}
			</ul>
			<div className="pr-weeks">
				<Axis most={most} />
				<svg
					className="pr-picture"
					role="img"
					aria-labelledby={`${id}-title ${id}-description`}
					width="100%"
					height={HEIGHT}
					focusable="false"
				>
					<title id={`${id}-title`}>Incidents a week by what happened, {range}</title>
					<desc id={`${id}-description`}>{described(weeks)}</desc>
					{ticks(most).map((n) => (
						<line
							key={n}
							x1="0"
							x2="100%"
							y1={heightAt(n, most)}
							y2={heightAt(n, most)}
							className="pr-weeks__grid"
						/>
					))}
					{weeks.map((week, at) => (
						<svg
							key={week.week}
							aria-hidden="true"
							x={`${(100 * at) / weeks.length}%`}
							width={`${100 / weeks.length}%`}
							height={HEIGHT}
							overflow="visible"
						>
							<Column week={week} most={most} />
							<Marks week={week} />
							<MonthName of={monthAt(weeks, at)} />
						</svg>
					))}
					<line x1="0" x2="100%" y1={BOTTOM} y2={BOTTOM} className="pr-weeks__axis" />
				</svg>
			</div>
			<p className="govuk-body-s">
				Weeks begin on Monday. An incident of several kinds counts once, under the first of these in the order
				of the key; a period counts in the week in which it began.
				{earlier ? (
					<>
						{" "}
						<Link
							className="govuk-link"
							to={paths.chronology(caseId, { ...search, weeks: earlier })}
							preventScrollReset
						>
							Earlier weeks
						</Link>
					</>
				) : null}
				{later ? (
					<>
						{" "}
						<Link
							className="govuk-link"
							to={paths.chronology(caseId, { ...search, weeks: later })}
							preventScrollReset
						>
							Later weeks
						</Link>
					</>
				) : null}
			</p>
			<Details summary="The same numbers as a table">
				<Table
					caption={`Incidents in ${range}`}
					captionHidden
					onNarrowScreens="scroll"
					columns={columnsOf(used)}
					rows={weeks}
					rowKey={({ week }) => week}
				/>
			</Details>
		</section>
	);
}

/** What the rule says, and when it was so. */
export function PaceInWords({
	changes,
	rule,
}: {
	changes: readonly PaceChange[];
	rule: { many: number; few: number };
}) {
	return (
		<>
			{changes.length > 0 ? (
				<ul className="govuk-list pr-pace">
					{changes.map(({ week, count, before }) => (
						<li key={week}>
							<svg width="18" height="16" viewBox="-9 -8 18 16" aria-hidden="true" focusable="false">
								{SIGNS.pace}
							</svg>
							<strong>The pace rose in the week of {formatCivilDate(week)}:</strong>{" "}
							{plural(count, "incident")}, up from {numberInWords(before)}.
						</li>
					))}
				</ul>
			) : null}
			<p className="govuk-body-s pr-pace__rule">
				The rule: {numberInWords(rule.many)} or more incidents in a week, up from {numberInWords(rule.few)} or
				none in the week before. It counts what is recorded here, and foretells nothing.
			</p>
		</>
	);
}

/** A week in which a month begins; the first week, whichever it is in. */
function monthAt(weeks: Week[], at: number): string | null {
	const week = weeks[at]?.week ?? "";
	const before = weeks[at - 1]?.week ?? "";
	const isNew = week.slice(0, 7) !== before.slice(0, 7);
	if (!isNew) return null;
	// The first would stand under the next one's name.
	const next = weeks.slice(at + 1, at + 3);
	if (at === 0 && next.some(({ week: later }) => later.slice(0, 7) !== week.slice(0, 7))) return null;
	return week;
}

/** A month's name where it begins, with its year where that begins. */
function MonthName({ of: week }: { of: string | null }) {
	if (!week) return null;
	return (
		<>
			<line x1="0" x2="0" y1={BOTTOM} y2={BOTTOM + 6} className="pr-weeks__axis" />
			<text x="2" y={BOTTOM + 20}>
				{SHORT_MONTHS[Number(week.slice(5, 7)) - 1]}
			</text>
			{week.slice(5, 7) === "01" ? (
				<text x="2" y={BOTTOM + 36}>
					{week.slice(0, 4)}
				</text>
			) : null}
		</>
	);
}

const heightAt = (n: number, most: number) => BOTTOM - (n / most) * PLOT.height;

/** Whole numbers along the side: five at most. */
function ticks(most: number): number[] {
	const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => most / size <= 5) ?? 1_000;
	return Array.from({ length: Math.floor(most / step) }, (_, at) => (at + 1) * step);
}

const Axis = ({ most }: { most: number }) => (
	<svg className="pr-picture" width="30" height={HEIGHT} aria-hidden="true" focusable="false">
		{[0, ...ticks(most)].map((n) => (
			<text key={n} x="24" y={heightAt(n, most) + 5} textAnchor="end" className="pr-picture__number">
				{n}
			</text>
		))}
	</svg>
);

function Column({ week, most }: { week: Week; most: number }) {
	let below = 0;
	return GROUPS.map((group) => {
		const n = week.counts[group];
		if (n === 0) return null;
		const height = (n / most) * PLOT.height;
		below += height;
		return (
			<rect
				key={group}
				x="10%"
				width="80%"
				y={BOTTOM - below}
				height={height}
				fill={fillOf(group)}
				className="pr-picture__part"
			/>
		);
	});
}

const MARKED = [
	{ sign: "breaches", label: "An order was breached" },
	{ sign: "policeActions", label: "The police acted" },
	{ sign: "pace", label: "The pace rose" },
] as const;

/** How often a mark stands over a week. */
const timesOf = (week: Week, sign: keyof typeof SIGNS): number =>
	sign === "pace" ? Number(week.paceChange !== null) : week[sign];

function Marks({ week }: { week: Week }) {
	return MARKED.map(({ sign }) => {
		const n = timesOf(week, sign);
		return n === 0 ? null : (
			<svg key={sign} aria-hidden="true" x="50%" y={MARKS[sign]} overflow="visible">
				{SIGNS[sign]}
				{n > 1 ? (
					<text x="9" y="5" className="pr-weeks__times">
						{n}
					</text>
				) : null}
			</svg>
		);
	});
}

/** The picture in sentences, for whoever hears it: only weeks in which there was something. */
function described(weeks: Week[]): string {
	const told = weeks.filter((week) => week.total + week.breaches + week.policeActions > 0);
	return told
		.map((week) => {
			const parts = GROUPS.flatMap((group) =>
				week.counts[group] > 0 ? [`${GROUP_WORDS[group].toLowerCase()} ${week.counts[group]}`] : [],
			);
			const marks = [
				week.breaches > 0 ? plural(week.breaches, "breach", "breaches") : "",
				week.policeActions > 0 ? plural(week.policeActions, "police action") : "",
				week.paceChange ? "the pace rose" : "",
			].filter(Boolean);
			return `Week of ${formatCivilDate(week.week)}: ${[plural(week.total, "incident"), ...parts, ...marks].join(", ")}.`;
		})
		.join(" ");
}

function columnsOf(used: KindGroup[]): TableColumn<Week>[] {
	return [
		{ key: "week", header: "Week of", rowHeader: true, cell: ({ week }) => formatCivilDate(week) },
		...used.map((group) => ({
			key: group,
			header: GROUP_WORDS[group],
			numeric: true,
			cell: ({ counts }: Week) => counts[group],
		})),
		{ key: "total", header: "All", numeric: true, cell: ({ total }) => total },
		{ key: "breaches", header: "Breaches", numeric: true, cell: ({ breaches }) => breaches },
		{ key: "police", header: "Police actions", numeric: true, cell: ({ policeActions }) => policeActions },
		{
			key: "pace",
			header: "Pace",
			cell: ({ paceChange }) => (paceChange ? `Rose from ${numberInWords(paceChange.before)}` : ""),
		},
	];
}
