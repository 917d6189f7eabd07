/** Who was at a meeting, agency by agency, as its record shows it; and which of the panel's agencies were not. */
import type { Attender, Comings, meetingRecord } from "#server/meetings/index.ts";
import { Table, Time } from "../ui/index.ts";
import { CAPACITY_WORDS } from "./meeting-words.ts";
import { countsForQuorum } from "./quorum-held.ts";

type Seat = Awaited<ReturnType<typeof meetingRecord>>["seats"][number];

export interface AttendanceLine {
	id: string;
	agencyName: string;
	/** None for an agency from which nobody came or wrote. */
	person:
		| (Omit<Attender, "kind" | "version" | "meetingId" | "agencyId" | "userId"> & {
				/** When they were not there, though they came before and after. ISO instants. */
				away: { from: string; to: string }[];
		  })
		| null;
}

/** A line for each person who was there or sent word, by agency, and for each agency that did neither. */
export function attendanceLines(
	attendance: readonly Attender[],
	seats: readonly Seat[],
	{ absences, acceptedAt }: Comings,
): AttendanceLine[] {
	// An observer who was let in and never came was not there, whether that was taken back or not.
	const heardOf = attendance.filter(
		({ state, arrivedAt }) => (state !== "admitted" && state !== "withdrawn") || arrivedAt !== null,
	);
	const silent = seats.filter(
		({ agencyId, role }, index) =>
			role !== "observer" &&
			!heardOf.some(
				(row) => row.agencyId === agencyId && (row.state === "apologies" || countsForQuorum(row)),
			) &&
			seats.findIndex((seat) => seat.agencyId === agencyId && seat.role !== "observer") === index,
	);
	return [
		...heardOf.map(({ kind: _, version: __, meetingId: ___, agencyId: ____, userId: _____, ...person }) => ({
			id: person.id,
			agencyName: person.agencyName,
			person: {
				...person,
				statementAt: person.statementAt ?? acceptedAt[person.id] ?? null,
				away: absences.filter(({ attendanceId }) => attendanceId === person.id),
			},
		})),
		...silent.map(({ agencyId, agencyName }) => ({ id: agencyId, agencyName, person: null })),
	].sort(
		(a, b) =>
			compare(a.agencyName, b.agencyName) ||
			compare(a.person?.userName ?? "", b.person?.userName ?? "") ||
			compare(a.id, b.id),
	);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function AttendanceTable({ lines, isClosed }: { lines: AttendanceLine[]; isClosed: boolean }) {
	return (
		<Table
			caption="Who was there"
			columns={[
				{ key: "agency", header: "Agency", rowHeader: true, cell: (line) => line.agencyName },
				{
					key: "person",
					header: "Person",
					cell: ({ person }) =>
						person ? `${person.userName}, ${CAPACITY_WORDS[person.capacity].toLowerCase()}` : "Nobody",
				},
				{
					key: "there",
					header: "There",
					cell: ({ person }) => <There person={person} isClosed={isClosed} />,
				},
				{
					key: "statement",
					header: "Statement accepted",
					cell: ({ person }) =>
						person?.statementAt ? (
							<>
								At <Time at={person.statementAt} format="time" />
							</>
						) : (
							"No"
						),
				},
			]}
			rows={lines}
			rowKey={(line) => line.id}
		/>
	);
}

function There({ person, isClosed }: { person: AttendanceLine["person"]; isClosed: boolean }) {
	if (!person) return isClosed ? "Absent, no apologies" : "Not here yet, no apologies";
	const note = person.note ? <div className="pr-typed">{person.note}</div> : null;
	if (person.state === "apologies") {
		return (
			<>
				Apologies
				{note}
			</>
		);
	}
	return (
		<>
			{person.arrivedAt ? <Time at={person.arrivedAt} format="time" /> : "From the start"}
			{person.leftAt ? (
				<>
					{" "}
					to <Time at={person.leftAt} format="time" />
				</>
			) : isClosed ? (
				" to the end"
			) : (
				", still here"
			)}
			{person.away.map(({ from, to }) => (
				<span key={from}>
					, away <Time at={from} format="time" /> to <Time at={to} format="time" />
				</span>
			))}
			{person.recordedByName && !person.statementAt ? `, noted by ${person.recordedByName}` : null}
			{note}
		</>
	);
}
