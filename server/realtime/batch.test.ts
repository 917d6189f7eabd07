/** What commits become for screens: in order, over no hole, and to each what it may see. */
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "#db/index.ts";
import { aCase, anEntry, type TestCase } from "#tests/case-factories.ts";
import { aMember, anOpId } from "#tests/factories.ts";
import { accessOf } from "../audiences/index.ts";
import { addProtectedDetail, removeProtectedDetail } from "../cases/index.ts";
import { type Commit, onCommit, type View } from "../events/index.ts";
import { messageOf, readBatch, seenOf, takeRun } from "./batch.ts";

const commit = (version: number): Commit => ({ streamId: "s", version, events: [] });
const versions = (run: Commit[]) => run.map(({ version }) => version);

describe("a run", () => {
	it.each([
		["one commit", [7], [[7]]],
		["commits that follow on each other", [3, 4, 5], [[3, 4, 5]]],
		["commits that were announced out of order", [5, 3, 4], [[3, 4, 5]]],
		["commits with a hole between them", [3, 4, 6, 7, 9], [[3, 4], [6, 7], [9]]],
		["commits out of order and with a hole", [9, 4, 6, 3], [[3, 4], [6], [9]]],
	])("of %s goes over no hole", (_, announced, runs) => {
		const waiting = announced.map(commit);
		const taken: number[][] = [];
		while (waiting.length > 0) taken.push(versions(takeRun(waiting)));
		expect(taken).toEqual(runs);
	});

	it("of nothing is nothing", () => {
		expect(takeRun([])).toEqual([]);
	});
});

describe("a batch", () => {
	let file: TestCase;
	beforeAll(async () => {
		file = await aCase();
	});
	const everything: View = { isInScope: () => true, isLeftBy: () => false, isOutgrownBy: () => false };

	async function commitsOf(work: () => Promise<unknown>): Promise<Commit[]> {
		const heard: Commit[] = [];
		const stop = onCommit((one) => one.streamId === file.panel.id && heard.push(one));
		await work().finally(stop);
		return heard;
	}

	it("holds the rows of all its commits, once each and as they are now, for each screen as far as it sees", async () => {
		const chair = await aMember({ panel: file.panel, role: "chair" });
		const member = await aMember({ panel: file.panel });
		const outsider = await aMember();
		let detailId = "";
		let entryId = "";
		const detail = { caseId: file.id, personId: file.victimId, kind: "school" } as const;
		const commits = await commitsOf(async () => {
			entryId = (await anEntry({ file })).id;
			await addProtectedDetail(file.coordinator, anOpId(), { ...detail, value: "Elm Road School" });
			const gone = await addProtectedDetail(file.coordinator, anOpId(), {
				...detail,
				value: "Oak Road School",
			});
			detailId = gone.detailId;
			await removeProtectedDetail(file.coordinator, anOpId(), { caseId: file.id, detailId });
		});
		const batch = await readBatch(db, file.panel.id, commits);
		const numbers = {
			stream: file.panel.id,
			from: (commits[0]?.version ?? 0) - 1,
			to: commits.at(-1)?.version,
		};
		const sentTo = async (actor: typeof chair, view = everything) =>
			messageOf(batch, seenOf(batch, view, await accessOf(db, actor)));

		const toChair = await sentTo(chair);
		expect(toChair).toMatchObject({ ...numbers, removed: [`protectedDetail:${detailId}`] });
		expect(toChair.rows.map((row) => row.kind).sort()).toEqual(["entry", "protectedDetail"]);
		expect(await sentTo(member)).toMatchObject({
			...numbers,
			rows: [{ kind: "entry", id: entryId }],
			removed: [],
		});
		expect(await sentTo(outsider)).toEqual({ ...numbers, rows: [], removed: [] });
		const elsewhere = { ...everything, isInScope: () => false };
		expect(await sentTo(chair, elsewhere)).toEqual({ ...numbers, rows: [], removed: [] });
	});
});
