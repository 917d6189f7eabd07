import { beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#server/audiences/index.ts";
import { Invalid, NotFound } from "#server/http/errors.ts";
import { aMember, anOpId, aPanel } from "#tests/factories.ts";
import { deleteView, renameView, saveView, type ViewedList, viewsOf } from "./index.ts";

let actor: Actor;
let other: Actor;
let list: ViewedList;

beforeAll(async () => {
	const panel = await aPanel();
	actor = await aMember({ panel });
	other = await aMember({ panel });
	list = { screen: "register", panelId: panel.id };
});

const names = async (of = list, who = actor) => (await viewsOf(who, of)).map(({ name }) => name);
const viewId = async (name: string) =>
	(await viewsOf(actor, list)).find((view) => view.name === name)?.id ?? "";

describe("a saved view", () => {
	it("is its owner's, of that list alone", async () => {
		await saveView(actor, list, { name: "  Overdue ", query: "overdue=either" });
		await saveView(actor, list, { name: "High risk", query: "risk=high" });
		expect(await viewsOf(actor, list)).toMatchObject([
			{ name: "High risk", query: "risk=high" },
			{ name: "Overdue", query: "overdue=either" },
		]);
		expect(await names(list, other)).toEqual([]);
		expect(await names({ screen: "register", panelId: "another" })).toEqual([]);
		expect(await names({ screen: "actions", panelId: null })).toEqual([]);
	});

	it("is saved anew under its name, and not twice", async () => {
		await saveView(actor, list, { name: "Overdue", query: "overdue=actions" });
		expect(await viewsOf(actor, list)).toMatchObject([{}, { name: "Overdue", query: "overdue=actions" }]);
	});

	it("gets another name, unless one has it", async () => {
		await renameView(actor, list, { viewId: await viewId("Overdue"), name: "Late" });
		expect(await names()).toEqual(["High risk", "Late"]);
		const taken = renameView(actor, list, { viewId: await viewId("Late"), name: "High risk" });
		await expect(taken).rejects.toThrow(Invalid);
		await expect(renameView(actor, list, { viewId: anOpId(), name: "X" })).rejects.toThrow(NotFound);
		await expect(renameView(other, list, { viewId: await viewId("Late"), name: "X" })).rejects.toThrow(
			NotFound,
		);
	});

	it("is deleted by its owner, once or twice", async () => {
		const late = await viewId("Late");
		await deleteView(other, list, { viewId: late });
		expect(await names()).toEqual(["High risk", "Late"]);
		await deleteView(actor, list, { viewId: late });
		await deleteView(actor, list, { viewId: late });
		expect(await names()).toEqual(["High risk"]);
	});

	it("is kept of no panel whose cases are not open to them", async () => {
		const stranger = await aMember();
		const highRisk = await viewId("High risk");
		for (const attempt of [
			() => saveView(stranger, list, { name: "Theirs", query: "" }),
			() => renameView(stranger, list, { viewId: highRisk, name: "Theirs" }),
			() => deleteView(stranger, list, { viewId: highRisk }),
		]) {
			await expect(attempt()).rejects.toThrow(NotFound);
		}
	});

	it("wants a name that is not too long, and there are thirty at most", async () => {
		for (const name of ["", "   ", "x".repeat(61)]) {
			await expect(saveView(actor, list, { name, query: "" })).rejects.toThrow(Invalid);
		}
		for (let n = 0; n < 29; n++) await saveView(actor, list, { name: `View ${n}`, query: "" });
		await expect(saveView(actor, list, { name: "One more", query: "" })).rejects.toThrow(Invalid);
	});
});
