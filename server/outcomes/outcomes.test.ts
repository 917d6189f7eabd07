/**
 * The figures of a period against a world that is counted by hand: rows are written as they would come about, on the
 * last and first moments of London's days, and every number is held against its list.
 */
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db, transaction } from "#db/index.ts";
import {
	actions,
	advice,
	attendances,
	cases,
	events,
	hearings,
	meetings,
	referrals,
	reviews,
} from "#db/schema/index.ts";
import { aCase, anAction, anAdvice, type TestCase } from "#tests/case-factories.ts";
import {
	aLead,
	aMember,
	anActor,
	anAdministrator,
	anAgency,
	anOpId,
	aPanel,
	aUser,
	type TestAgency,
	type TestPanel,
} from "#tests/factories.ts";
import { ORGANISATION } from "../agencies/index.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { declareRecusal } from "../cases/index.ts";
import { setClock } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import { newId } from "../ids.ts";
import {
	behindFigure,
	exportOutcomes,
	type Outcomes,
	outcomesFor,
	type Split,
	type SplitByAgency,
	type Wish,
	wishIn,
} from "./index.ts";

/** Noon on the day on which it is asked. */
const TODAY = "2026-07-15";
const asked = (search = ""): Wish =>
	wishIn(new URLSearchParams(`preset=own&from=2026-04-01&to=2026-06-30&${search}`), TODAY);

let north: TestPanel;
let south: TestPanel;
let housing: TestAgency;
let health: TestAgency;
let chair: Actor;
let lead: Actor;
let recusedLead: Actor;
const files: TestCase[] = [];

/** Written as at an instant in UTC. */
const instant = (text: string) => new Date(text);

type NewAction = Partial<typeof actions.$inferInsert> & { file: TestCase };
function anActionRow({ file, ...fields }: NewAction): typeof actions.$inferInsert {
	return {
		id: newId(),
		caseId: file.id,
		panelId: file.panel.id,
		what: "Something",
		ownerAgencyId: housing.id,
		ownerAgencyName: housing.name,
		priority: "routine",
		status: "open",
		isRefusedLater: false,
		reminded: 0,
		isHeldByChair: false,
		isAnsweredForOwner: false,
		authorId: "somebody",
		authorName: "Somebody",
		at: instant("2026-05-01T10:00:00Z"),
		version: 1,
		...fields,
	};
}

beforeAll(async () => {
	setClock(() => instant(`${TODAY}T11:00:00Z`));
	north = await aPanel({ name: "North", area: "North" });
	south = await aPanel({ name: "South", area: "South" });
	housing = await anAgency({ name: "Housing" });
	health = await anAgency({ name: "Health" });
	chair = await aMember({ panel: north, role: "chair", startsOn: "2026-05-01" });
	lead = await aLead();
	recusedLead = await aLead();
	// Referred in the period, on its first and last day, and a day before and after.
	files.push(
		await aCase({ panel: north, referredOn: "2026-04-01" }),
		await aCase({ panel: north, referredOn: "2026-06-30" }),
		await aCase({ panel: north, referredOn: "2026-03-31" }),
		await aCase({ panel: south, referredOn: "2026-05-05" }),
		await aCase({ panel: south, referredOn: "2026-07-01" }),
	);
	const [first, second, third, fourth] = files as [TestCase, TestCase, TestCase, TestCase, TestCase];
	const of = ({ id: caseId, panel }: TestCase) => ({ caseId, panelId: panel.id });
	await declareRecusal(lead, anOpId(), { caseId: fourth.id, userId: recusedLead.userId });
	await transaction(async (tx) => {
		await tx.update(cases).set({ area: "Harbour" }).where(eq(cases.id, second.id));
		// --- hearings: 3 of North (a case twice), 1 of South; the day before and after are not
		const heard = (file: TestCase, heardOn: string, listing: "new" | "repeat" | "review") => ({
			id: newId(),
			...of(file),
			heardOn,
			listing,
			version: 1,
		});
		await tx
			.insert(hearings)
			.values([
				heard(first, "2026-04-01", "new"),
				heard(first, "2026-06-30", "review"),
				heard(second, "2026-06-30", "repeat"),
				heard(third, "2026-03-31", "new"),
				heard(third, "2026-07-01", "review"),
				heard(fourth, "2026-05-20", "new"),
			]);
		// --- referrals: beside those of the cases, a repeat; and when each was first heard
		const referred = {
			authorId: "somebody",
			authorName: "Somebody",
			at: instant("2026-06-01T10:00:00Z"),
			version: 1,
		};
		await tx.insert(referrals).values([
			{
				id: newId(),
				...of(first),
				referredOn: "2026-06-01",
				kind: "repeat",
				previousOn: "2026-04-01",
				firstHeardOn: "2026-06-11",
				...referred,
			},
			// Heard in the period, referred before: it waited 93 days over the turn of the clocks.
			{
				id: newId(),
				...of(third),
				referredOn: "2026-01-01",
				kind: "new",
				firstHeardOn: "2026-04-04",
				...referred,
			},
			// Heard before it was referred, as it is written: no days.
			{
				id: newId(),
				...of(fourth),
				referredOn: "2026-06-30",
				kind: "new",
				firstHeardOn: "2026-06-29",
				...referred,
			},
		]);
		await tx
			.update(referrals)
			.set({ firstHeardOn: "2026-04-01" })
			.where(and(eq(referrals.caseId, first.id), eq(referrals.referredOn, "2026-04-01")));
		// --- actions due in the period
		const done = { status: "done" } as const;
		await tx.insert(actions).values(
			[
				// On time, on the very day; 0 days, though agreed and done two hours apart over London's midnight… of one day.
				{
					file: first,
					due: "2026-04-01",
					...done,
					doneOn: "2026-04-01",
					at: instant("2026-03-31T23:30:00Z"),
				},
				// On time by when it was said, a minute before London's midnight, in summer time; agreed that day's eve before.
				{
					file: first,
					due: "2026-06-30",
					...done,
					statusAt: instant("2026-06-30T22:59:00Z"),
					at: instant("2026-06-28T23:30:00Z"),
				},
				// Late by one minute.
				{
					file: first,
					due: "2026-06-30",
					...done,
					statusAt: instant("2026-06-30T23:00:00Z"),
					at: instant("2026-06-20T10:00:00Z"),
				},
				// Late, of another agency; agreed in winter time and done in summer time.
				{
					file: second,
					due: "2026-05-01",
					...done,
					doneOn: "2026-05-10",
					at: instant("2026-03-28T23:30:00Z"),
					ownerAgencyId: health.id,
				},
				// Imported: on time, and it is not known when it was agreed.
				{ file: second, due: "2026-05-01", ...done, doneOn: "2026-04-20", importKey: "row 1" },
				{ file: second, due: "2026-05-01", ...done, importKey: "row 2" },
				// Said to be done before it was recorded: no days.
				{
					file: fourth,
					due: "2026-05-30",
					...done,
					doneOn: "2026-05-02",
					at: instant("2026-05-04T10:00:00Z"),
				},
				{ file: first, due: "2026-06-30", status: "in-progress" as const },
				{
					file: first,
					due: "2026-06-30",
					status: "proposed" as const,
					ownerAgencyId: null,
					ownerAgencyName: null,
				},
				{ file: second, due: "2026-06-01", status: "refused" as const },
				{
					file: second,
					due: "2026-06-01",
					status: "refused" as const,
					isRefusedLater: true,
					ownerAgencyId: health.id,
				},
				{ file: second, due: "2026-06-01", status: "not-done" as const },
				{ file: second, due: "2026-06-01", status: "not-possible" as const },
				// Not of the period: the day before, the day after, no date.
				{ file: first, due: "2026-03-31", ...done, doneOn: "2026-03-31" },
				{ file: first, due: "2026-07-01", status: "open" as const, ownerAgencyId: health.id },
				{ file: first, due: null, status: "open" as const },
				// Due today: not overdue yet.
				{ file: first, due: TODAY, status: "open" as const },
			].map(anActionRow),
		);
		// --- reviews
		const reviewed = (file: TestCase, doneOn: string, fields: Partial<typeof reviews.$inferInsert>) => ({
			id: newId(),
			...of(file),
			dueOn: "2026-05-01",
			state: "done" as const,
			doneOn,
			at: instant("2026-05-01T10:00:00Z"),
			version: 1,
			...fields,
		});
		await tx.insert(reviews).values([
			reviewed(first, "2026-04-01", {
				hasStopped: "stopped",
				isSafer: "safer",
				victimSays: "safer",
				investigation: "charged",
				order: "in-force",
			}),
			reviewed(first, "2026-06-30", {
				hasStopped: "less",
				isSafer: "safer",
				victimSays: "not-asked",
				investigation: "charged",
				order: "breached",
			}),
			// Nothing was answered: it is not known.
			reviewed(fourth, "2026-06-30", {}),
			reviewed(first, "2026-07-01", { hasStopped: "more" }),
			reviewed(first, "2026-05-05", { state: "dropped", hasStopped: "more" }),
			reviewed(third, "2026-07-01", { state: "due", doneOn: null, dueOn: "2026-07-14" }),
			reviewed(third, "2026-07-01", { state: "due", doneOn: null, dueOn: TODAY }),
		]);
	});
	// --- advice, given at the edges of London's days
	const given = async (file: TestCase, at: string, state: typeof advice.$inferInsert.state) => {
		const { id } = await anAdvice({ file });
		await transaction((tx) =>
			tx
				.update(advice)
				.set({ at: instant(at), state })
				.where(eq(advice.id, id)),
		);
	};
	await given(first, "2026-03-31T23:00:00Z", "accepted");
	await given(first, "2026-03-31T22:59:59Z", "declined");
	await given(first, "2026-06-30T22:59:59Z", "in-part");
	await given(first, "2026-06-30T23:00:00Z", "declined");
	await given(second, "2026-05-01T12:00:00Z", "declined");
	await given(fourth, "2026-06-30T22:00:00Z", "unanswered");
	await given(second, "2026-05-01T12:00:00Z", "withdrawn");
	// 14 days before today, and a moment more.
	await given(first, "2026-06-30T23:00:00Z", "unanswered");

	// --- an imported case, of which nobody knows how long it had waited
	const imported = await aCase({ panel: north, referredOn: "2026-03-30" });
	await transaction(async (tx) => {
		await tx.update(cases).set({ importKey: "row 9" }).where(eq(cases.id, imported.id));
		await tx.update(referrals).set({ firstHeardOn: "2026-05-30" }).where(eq(referrals.caseId, imported.id));
	});

	// --- an import that is not accepted: nobody's to see
	const staged = await aCase({ panel: north, referredOn: "2026-05-05" });
	await transaction(async (tx) => {
		await tx
			.update(cases)
			.set({ stagedIn: "an import", reference: staged.id })
			.where(eq(cases.id, staged.id));
		await tx.insert(actions).values(anActionRow({ file: staged, due: "2026-05-05" }));
		await tx
			.insert(hearings)
			.values({ id: newId(), ...of(staged), heardOn: "2026-05-05", listing: "new", version: 1 });
	});
});
afterAll(() => setClock());

const numbers = ({ counts, total }: Pick<Split, "counts" | "total">) => ({
	...Object.fromEntries(counts.filter(({ n }) => n > 0).map(({ key, n }) => [key, n])),
	total,
});
const byName = ({ agencies }: SplitByAgency) =>
	Object.fromEntries(agencies.map((line) => [line.agencyName, numbers(line)]));
const days = ({ n, median, ninetieth }: { n: number; median: number | null; ninetieth: number | null }) => [
	n,
	median,
	ninetieth,
];
const casesOf = ({ cases: of }: Outcomes) => {
	if (!of) throw new Error("These are an agency’s");
	return of;
};

describe("the figures of a period", () => {
	let all: Outcomes;
	beforeAll(async () => {
		all = await outcomesFor(lead, asked());
	});

	it("count hearings by the day, whatever the case, month by month", () => {
		const { heard, heardByMonth } = casesOf(all);
		expect(numbers(heard)).toEqual({ new: 2, repeat: 1, review: 1, total: 4 });
		expect(heardByMonth.map(({ month, total }) => [month, total])).toEqual([
			["2026-04", 1],
			["2026-05", 1],
			["2026-06", 2],
		]);
	});

	it("count referrals, and how long each first heard in the period had waited", () => {
		expect(numbers(casesOf(all).referred)).toEqual({ new: 4, repeat: 1, total: 5 });
		// 0 (the same day), 0 (heard before), 10, 93.
		expect(days(casesOf(all).waited)).toEqual([4, 0, 93]);
	});

	it("count actions due in the period as they stand, by agency", () => {
		expect(numbers(all.due)).toEqual({
			"on-time": 4,
			late: 2,
			overdue: 2,
			refused: 2,
			"not-done": 1,
			"not-possible": 1,
			undated: 1,
			total: 13,
		});
		expect(byName(all.due)).toEqual({
			Housing: {
				"on-time": 4,
				late: 1,
				overdue: 1,
				refused: 1,
				"not-done": 1,
				"not-possible": 1,
				undated: 1,
				total: 10,
			},
			Health: { late: 1, refused: 1, total: 2 },
			"No agency yet": { overdue: 1, total: 1 },
		});
	});

	it("count days from an action agreed to done on London’s calendar, without imported ones", () => {
		// 0 (31 March 23:30 UTC is 1 April in London), 1 (29 June to the 30th), 11, 43 (28 March, winter), 0.
		expect(days(all.done)).toEqual([5, 1, 43]);
	});

	it("count advice by its answer, by London’s days", () => {
		expect(numbers(casesOf(all).advice)).toEqual({
			accepted: 1,
			"in-part": 1,
			declined: 1,
			unanswered: 1,
			total: 4,
		});
	});

	it("count what reviews found", () => {
		const [stopped, safer, says, investigation, order] = casesOf(all).reviews;
		expect(stopped && numbers(stopped)).toEqual({ stopped: 1, less: 1, "not-known": 1, total: 3 });
		expect(safer && numbers(safer)).toEqual({ safer: 2, "not-known": 1, total: 3 });
		expect(says && numbers(says)).toEqual({ safer: 1, "not-asked": 2, total: 3 });
		expect(investigation && numbers(investigation)).toEqual({ charged: 2, "not-known": 1, total: 3 });
		expect(order && numbers(order)).toEqual({ "in-force": 1, breached: 1, "not-known": 1, total: 3 });
	});

	it("count what is overdue today, whatever the period", () => {
		// In progress and proposed of 30 June, open of 1 July, and what was refused later; not what is due today.
		expect(all.overdue.actions.total).toBe(4);
		expect(all.overdue.actions.agencies.map(({ agencyName, total }) => [agencyName, total])).toEqual([
			["Health", 2],
			["Housing", 1],
			["No agency yet", 1],
		]);
		expect(all.overdue.reviews?.total).toBe(1);
		// More than 14 days: what came in the last moment of 30 June, not what came in the first of 1 July.
		expect(all.overdue.advice?.total).toBe(1);
	});

	it("are of one panel, of one area, or of one agency when asked so", async () => {
		const ofNorth = await outcomesFor(lead, asked(`panel=${north.id}`));
		expect(numbers(casesOf(ofNorth).heard)).toEqual({ new: 1, repeat: 1, review: 1, total: 3 });
		const ofHarbour = await outcomesFor(lead, asked("area=Harbour"));
		expect(numbers(casesOf(ofHarbour).heard)).toEqual({ repeat: 1, total: 1 });
		expect(ofHarbour.due.total).toBe(7);
		expect(ofHarbour.attendance).toBeNull();
		expect(all.areas).toEqual(expect.arrayContaining(["Harbour", "North", "South"]));
		// A case that says no area is of its panel's.
		expect(casesOf(await outcomesFor(lead, asked("area=North"))).heard.total).toBe(2);
		const ofHealth = await outcomesFor(lead, asked(`agency=${health.id}`));
		expect(ofHealth.cases).toBeNull();
		expect(numbers(ofHealth.due)).toEqual({ late: 1, refused: 1, total: 2 });
		expect(days(ofHealth.done)).toEqual([1, 43, 43]);
		expect(ofHealth.overdue).toMatchObject({ reviews: null, advice: null, actions: { total: 2 } });
	});

	it("say plainly that a period is empty", async () => {
		const empty = await outcomesFor(
			lead,
			wishIn(new URLSearchParams("preset=own&from=2020-01-01&to=2020-01-31")),
		);
		expect(casesOf(empty).heard.total + empty.due.total + casesOf(empty).advice.total).toBe(0);
		expect(days(empty.done)).toEqual([0, null, null]);
	});
});

describe("who sees figures, and of which cases", () => {
	it("shows a chair those of their own panel", async () => {
		const own = await outcomesFor(chair, asked());
		expect(own.panels.map(({ name }) => name)).toEqual(["North"]);
		expect(casesOf(own).heard.total).toBe(3);
		await expect(outcomesFor(chair, asked(`panel=${south.id}`))).rejects.toThrow(NotFound);
		await expect(behindFigure(chair, asked(`panel=${south.id}`), { figure: "heard" })).rejects.toThrow(
			NotFound,
		);
		await expect(exportOutcomes(chair, asked(`panel=${south.id}`), "outcomes")).rejects.toThrow(NotFound);
	});

	it("leaves out the cases from which its reader is recused, in numbers and in lists alike", async () => {
		const walled = await outcomesFor(recusedLead, asked());
		expect(casesOf(walled).heard.total).toBe(3);
		expect(numbers(casesOf(walled).referred)).toEqual({ new: 2, repeat: 1, total: 3 });
		expect(walled.due.total).toBe(12);
		expect(days(walled.done)).toEqual([4, 1, 43]);
		expect(casesOf(walled).advice.total).toBe(3);
		expect(casesOf(walled).reviews.map(({ total }) => total)).toEqual([2, 2, 2, 2, 2]);
		const { lines } = await behindFigure(recusedLead, asked(), { figure: "heard" });
		expect(lines.map(({ caseId }) => caseId)).not.toContain(files[3]?.id);
		// Nobody's figures are another's, however often they are asked for.
		expect(casesOf(await outcomesFor(lead, asked())).heard.total).toBe(4);
	});

	it("shows deputies and coordinators their panel’s, and nobody else any", async () => {
		for (const role of ["deputy", "coordinator"] as const) {
			const actor = await aMember({ panel: north, role });
			expect(casesOf(await outcomesFor(actor, asked())).heard.total, role).toBe(3);
		}
		const others: [string, Actor][] = [
			["a member", await aMember({ panel: north })],
			["an observer", await aMember({ panel: north, role: "observer" })],
			["a deputy who has not signed", await aMember({ panel: north, role: "deputy", isUnsigned: true })],
			["an administrator", await anAdministrator()],
			["an auditor", anActor(await aUser({ role: "auditor" }))],
			["somebody", anActor(await aUser())],
		];
		for (const [who, actor] of others) {
			await expect(outcomesFor(actor, asked()), who).rejects.toThrow(NotFound);
			await expect(behindFigure(actor, asked(), { figure: "heard" }), who).rejects.toThrow(NotFound);
			await expect(exportOutcomes(actor, asked(), "outcomes"), who).rejects.toThrow(NotFound);
		}
	});
});

describe("what is behind a number", () => {
	it("is as many lines as the number says, for every number there is", async () => {
		for (const actor of [lead, recusedLead, chair]) {
			const all = await outcomesFor(actor, asked());
			const behind = async (n: number, figure: string, key?: string, owner?: string) => {
				const { total, lines } = await behindFigure(actor, asked(), { figure, key, owner });
				expect([total, lines.length], `${figure} ${key} ${owner}`).toEqual([n, n]);
			};
			const { heard, referred, advice: advised, waited, reviews: reviewed } = casesOf(all);
			for (const split of [heard, referred, advised, ...reviewed, all.due]) {
				await behind(split.total, split.figure);
				for (const { key, n } of split.counts) await behind(n, split.figure, key);
			}
			for (const split of [all.due, all.overdue.actions, all.attendance].filter((one) => one !== null)) {
				for (const { agencyId, counts, total } of split.agencies) {
					await behind(total, split.figure, undefined, agencyId ?? "none");
					for (const { key, n } of counts) await behind(n, split.figure, key, agencyId ?? "none");
				}
			}
			await behind(waited.n, "waited");
			await behind(all.done.n, "done");
			await behind(all.overdue.reviews?.total ?? -1, "overdue-reviews");
			await behind(all.overdue.advice?.total ?? -1, "overdue-advice");
		}
	}, 60_000);

	it("comes in pages, panel after panel, each line once", async () => {
		const panel = await aPanel();
		const [one, two] = [await aCase({ panel }), await aCase({ panel: north })];
		const many = Array.from({ length: 60 }, (_, at) =>
			anActionRow({
				file: at % 2 === 0 ? one : two,
				due: "2019-05-05",
				status: "done",
				doneOn: "2019-05-04",
			}),
		);
		await transaction((tx) => tx.insert(actions).values(many));
		await anAction({ file: two });
		const wish = wishIn(new URLSearchParams("preset=own&from=2019-05-01&to=2019-05-31"));
		const pages = [1, 2, 3].map((page) => behindFigure(lead, wish, { figure: "due" }, page));
		const [first, second, beyond] = await Promise.all(pages);
		expect([first?.total, first?.pages, first?.lines.length, second?.lines.length]).toEqual([60, 2, 50, 10]);
		expect(beyond?.page).toBe(2);
		const ids = [...(first?.lines ?? []), ...(second?.lines ?? [])].map(({ id }) => id);
		expect(new Set(ids)).toEqual(new Set(many.map(({ id }) => id)));
	});

	it("is nothing for a figure, a class or an agency that there is not", async () => {
		for (const behind of [
			{ figure: "nonsense" },
			{ figure: "toString" },
			{ figure: "heard", key: "nonsense" },
			{ figure: "heard", key: "constructor" },
			{ figure: "due", owner: "nonsense" },
			{ figure: "heard", owner: housing.id },
		])
			await expect(behindFigure(lead, asked(), behind), JSON.stringify(behind)).rejects.toThrow(NotFound);
	});
});

describe("attendance", () => {
	it("counts the agencies with a seat on the day of each closed meeting, and whether anybody was there", async () => {
		const panel = await aPanel();
		const at = (startsAt: string, state: "closed" | "cancelled" = "closed") => ({
			id: newId(),
			panelId: panel.id,
			startsAt: instant(startsAt),
			minutes: 60,
			extendedBy: 0,
			place: "Room",
			state,
			quorum: 1,
			publications: 1,
			isRevealed: false,
			version: 1,
		});
		await aMember({ panel, agency: housing, startsOn: "2026-07-01" });
		// Two seats of one agency count once.
		await aMember({ panel, agency: health, startsOn: "2026-07-01" });
		await aMember({ panel, agency: health, startsOn: "2026-07-01" });
		// A seat from the second meeting on; an observer, who has none.
		await aMember({ panel, role: "chair", startsOn: "2026-07-09" });
		await aMember({ panel, role: "observer", startsOn: "2026-07-01" });
		// The last moment of 30 June is not July's; the first of July is.
		const [before, first, second, cancelled] = [
			at("2026-06-30T22:59:00Z"),
			at("2026-06-30T23:00:00Z"),
			at("2026-07-10T09:00:00Z"),
			at("2026-07-11T09:00:00Z", "cancelled"),
		];
		const came = (
			meetingId: string,
			agency: TestAgency,
			state: "present" | "left" | "apologies",
			capacity: "member" | "guest" = "member",
		) => ({
			id: newId(),
			meetingId,
			userId: null,
			userName: "Somebody",
			agencyId: agency.id,
			agencyName: agency.name,
			capacity,
			state,
			version: 1,
		});
		await transaction(async (tx) => {
			await tx.insert(meetings).values([before, first, second, cancelled]);
			await tx.insert(attendances).values([
				came(before.id, housing, "present"),
				came(first.id, housing, "left"),
				came(first.id, health, "apologies"),
				came(first.id, health, "present"),
				came(second.id, health, "apologies"),
				// A guest is there for themself.
				came(second.id, housing, "present", "guest"),
				came(cancelled.id, housing, "present"),
			]);
		});
		const wish = wishIn(new URLSearchParams(`preset=own&from=2026-07-01&to=2026-07-31&panel=${panel.id}`));
		const { attendance } = await outcomesFor(lead, wish);
		expect(attendance && numbers(attendance)).toEqual({ there: 2, apologies: 1, absent: 2, total: 5 });
		expect(attendance && byName(attendance)).toMatchObject({
			Health: { there: 1, apologies: 1, total: 2 },
			Housing: { there: 1, absent: 1, total: 2 },
		});
		const { lines } = await behindFigure(lead, wish, {
			figure: "attendance",
			key: "there",
			owner: health.id,
		});
		expect(lines).toMatchObject([{ meetingId: first.id, caseId: null, name: "Health" }]);
	});
});

it("counts what happens at once, and only then again", async () => {
	const panel = await aPanel();
	const file = await aCase({ panel });
	const wish = wishIn(new URLSearchParams(`preset=own&from=${TODAY}&to=2026-07-20&panel=${panel.id}`), TODAY);
	const before = await outcomesFor(lead, wish);
	expect([before.due.total, casesOf(before).referred.total]).toEqual([0, 1]);
	await anAction({ file, due: "2026-07-20" });
	const after = await outcomesFor(lead, wish);
	expect(numbers(after.due)).toEqual({ "to-come": 1, total: 1 });
	// The night makes it overdue without anybody doing anything.
	await flushAccessLog();
	setClock(() => instant("2026-07-20T23:00:00Z"));
	try {
		const next = await outcomesFor(lead, wish);
		expect([numbers(next.due), next.overdue.actions.total]).toEqual([{ overdue: 1, total: 1 }, 1]);
	} finally {
		setClock(() => instant(`${TODAY}T11:00:00Z`));
	}
});

describe("the file", () => {
	const rowsOf = (text: string) => text.replace("\uFEFF", "").trimEnd().split("\r\n");
	const exports = async () =>
		(await db.select().from(events).where(eq(events.streamId, ORGANISATION))).filter(
			({ type }) => type === "export.made",
		);

	it("that stays has every number; the one that leaves none under five, nor the way to one; both are recorded", async () => {
		const before = (await exports()).length;
		const own = await exportOutcomes(lead, asked(), "outcomes-within");
		expect(own.name).toBe("outcomes-2026-04-01-to-2026-06-30-within-the-force.csv");
		expect(rowsOf(own.text)).toEqual(
			expect.arrayContaining(["All,2,1,1,4", "Housing,4,1,1,1,1,1,0,1,10", "All,0,93,4"]),
		);
		const leaving = await exportOutcomes(lead, asked(), "outcomes");
		expect(leaving.name).toBe("outcomes-2026-04-01-to-2026-06-30.csv");
		const small = rowsOf(leaving.text)
			.flatMap((row) => row.split(","))
			.filter((cell) => /^[0-4]$/.test(cell));
		// A median is no count: of five actions it took 1 day.
		expect(small).toEqual(["1"]);
		expect(rowsOf(leaving.text)).toContain("All,left out,left out");
		const made = await exports();
		expect(made.length).toBe(before + 2);
		expect(made.slice(-2).map(({ data }) => data)).toMatchObject([
			{ list: "outcomes-within", format: "csv", panelId: null, from: "2026-04-01", to: "2026-06-30" },
			{ list: "outcomes", format: "csv", panelId: null, rows: rowsOf(leaving.text).length },
		]);
		// Handed over again, it is disclosed again.
		await exportOutcomes(lead, asked(), "outcomes-within");
		expect((await exports()).length).toBe(before + 3);
	});

	it("is text to a spreadsheet, also where an agency’s name looks like a formula", async () => {
		const evil = await anAgency({ name: '=HYPERLINK("http://example.org";"x")' });
		const file = files[0] as TestCase;
		await anAction({ file, ownerAgencyId: evil.id, due: "2026-06-15" });
		const { text } = await exportOutcomes(lead, asked(), "outcomes-within");
		expect(text).toContain(`"'=HYPERLINK(""http://example.org"";""x"")",`);
		expect(rowsOf(text).filter((row) => /(^|,)"?[=+@-]/.test(row))).toEqual([]);
	});
});
