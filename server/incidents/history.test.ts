import { afterEach, beforeEach, expect, it } from "vitest";
import { aCase, aCoordinatorOf, type TestCase } from "#tests/case-factories.ts";
import { aMember, anOpId } from "#tests/factories.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { setClock } from "../clock.ts";
import { NotFound } from "../http/errors.ts";
import {
	addIncident,
	addIncidents,
	answerQuery,
	changeIncident,
	chronologyOf,
	incidentWithHistory,
	removeIncident,
	whereInChronology,
} from "./index.ts";

let file: TestCase;
let member: Actor;
let coordinator: Actor;
beforeEach(async () => {
	setClock(() => new Date("2026-11-26T11:00:00Z"));
	file = await aCase();
	member = await aMember({ panel: file.panel, name: "Priya Shah" });
	coordinator = await aCoordinatorOf(file.panel);
});
afterEach(async () => {
	await flushAccessLog();
	setClock();
});

const SAID = { startsOn: "2026-11-03", kinds: ["following" as const], what: "Followed her home" };
const versionNow = async (incidentId: string) =>
	(await incidentWithHistory(member, incidentId)).incident.version;

it("tells who changed an incident, and each field that was changed, from what to what", async () => {
	const { incidentId } = await addIncident(member, anOpId(), { caseId: file.id, ...SAID });
	await changeIncident(coordinator, anOpId(), {
		...SAID,
		incidentId,
		startsOn: "2026-11-04",
		startsAt: "21:40",
		kinds: ["following", "watching"],
		version: String(await versionNow(incidentId)),
	});
	const { history } = await incidentWithHistory(member, incidentId);
	expect(history).toMatchObject([
		{ byName: coordinator.name, byAgency: coordinator.agencyName, isErased: false },
		{ byName: "Priya Shah", changes: null, what: "Followed her home" },
	]);
	expect(history[0]?.changes?.toSorted((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
		{ field: "kinds", from: "following", to: "following,watching" },
		{ field: "startsAt", from: "", to: "21:40" },
		{ field: "startsOn", from: "2026-11-03", to: "2026-11-04" },
	]);
});

it("tells of an answered query the one field that it changed", async () => {
	const harassment = { caseId: file.id, ...SAID, recordedAs: "harassment" as const };
	await addIncident(member, anOpId(), harassment);
	const { incidentId } = await addIncident(member, anOpId(), { ...harassment, location: "At the station" });
	const [query] = (await incidentWithHistory(coordinator, incidentId)).incident.queries;
	const answer = { queryId: query?.id ?? "", answer: "as-stalking" as const, reason: "Sgt Green agreed" };
	await answerQuery(coordinator, anOpId(), { ...answer, version: String(query?.version) });
	const { history } = await incidentWithHistory(member, incidentId);
	expect(history).toMatchObject([
		{
			byName: coordinator.name,
			what: SAID.what,
			changes: [{ field: "recordedAs", from: "harassment", to: "stalking" }],
		},
		{ byName: "Priya Shah", changes: null, what: SAID.what },
	]);
});

it("lists what was removed from a chronology, the last first, with who did it and why", async () => {
	await addIncidents(member, anOpId(), {
		caseId: file.id,
		from: "lines",
		incidents: [SAID, { ...SAID, what: "Rang her" }, { ...SAID, what: "Waited outside" }],
	});
	expect((await chronologyOf(member, file.id)).removed).toEqual({ lines: [], total: 0 });
	const [first, second] = (await chronologyOf(member, file.id)).lines;
	const ids = [first?.id ?? "", second?.id ?? ""];
	let at = Date.parse("2026-11-26T11:00:00Z");
	for (const [n, incidentId] of ids.entries()) {
		at += 1000;
		setClock(() => new Date(at));
		const reason = n === 0 ? "It stands there twice" : "";
		const version = String(await versionNow(incidentId));
		await removeIncident(coordinator, anOpId(), { incidentId, reason, version });
	}
	const { removed, lines } = await chronologyOf(member, file.id);
	expect(lines).toHaveLength(1);
	expect(removed.total).toBe(2);
	expect(removed.lines).toMatchObject([
		{ id: ids[1], reason: null, removedByName: coordinator.name },
		{
			id: ids[0],
			what: first?.what,
			reason: "It stands there twice",
			authorName: "Priya Shah",
			removedByAgency: coordinator.agencyName,
			removedAt: "2026-11-26T11:00:01.000Z",
		},
	]);
});

it("says on which page of its list an incident stands, also of one that has just been removed", async () => {
	const incidents = Array.from({ length: 31 }, (_, n) => ({
		...SAID,
		startsOn: `2026-10-${String(n + 1).padStart(2, "0")}`,
	}));
	await addIncidents(member, anOpId(), { caseId: file.id, from: "file", incidents });
	const [last] = (await chronologyOf(member, file.id, { page: 2 })).lines;
	const incidentId = last?.id ?? "";
	const isNewestFirst = true;
	expect(await whereInChronology(member, incidentId)).toMatchObject({ page: 2, isRemoved: false });
	expect(await whereInChronology(member, incidentId, { isNewestFirst })).toMatchObject({ page: 1 });
	expect((await incidentWithHistory(member, incidentId)).page).toBe(2);
	await removeIncident(coordinator, anOpId(), { incidentId, version: String(await versionNow(incidentId)) });
	expect(await whereInChronology(member, incidentId)).toMatchObject({ page: 2, isRemoved: true });
	await expect(whereInChronology(await aMember(), incidentId)).rejects.toBeInstanceOf(NotFound);
});
