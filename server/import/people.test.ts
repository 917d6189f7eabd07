/** What an import makes of the people whom it names: contacts, and no account sees more because of a name. */
import { and, desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db, transaction } from "#db/index.ts";
import { actions, cases, contacts, imports } from "#db/schema/index.ts";
import { aMember, aMembership, anActor, anAgency, anOpId, aPanel, aUser } from "#tests/factories.ts";
import { verify } from "../audit/index.ts";
import { caseFile } from "../cases/index.ts";
import { londonDate } from "../clock.ts";
import { claimContact } from "../contacts/index.ts";
import { NotFound } from "../http/errors.ts";
import { importTracker, readTracker } from "./index.ts";
import { undoImport } from "./undo.ts";

let housing: { id: string; name: string };
beforeAll(async () => {
	housing = await anAgency({ name: "Colchester Housing" });
	await anAgency({ name: "Victim Support" });
});
afterAll(async () => expect((await verify(db)).problem).toBeUndefined());

const HEADINGS = "Victim,Suspect,Officer in case,Action,Owner,Due,Status";

/** A panel, and how its coordinator imports rows into it. */
async function aWorld() {
	const panel = await aPanel();
	const coordinator = await aMember({ panel, role: "coordinator" });
	return {
		panel,
		coordinator,
		async imports(...rows: string[]) {
			const data = new Uint8Array(Buffer.from([HEADINGS, ...rows].join("\n")));
			const { counts } = await importTracker(
				coordinator,
				anOpId(),
				await readTracker(data, londonDate(), `${panel.name}.csv`),
			);
			return counts;
		},
		async claims(name: string, { email }: { email: string }) {
			const [contact] = await db
				.select()
				.from(contacts)
				.where(and(eq(contacts.panelId, panel.id), eq(contacts.name, name)));
			const contactId = contact?.id ?? "";
			await claimContact(coordinator, anOpId(), { panelId: panel.id, contactId, email });
			return contactId;
		},
		async undoesLast() {
			const [last] = await db
				.select()
				.from(imports)
				.where(eq(imports.uploadedById, coordinator.userId))
				.orderBy(desc(imports.at), desc(imports.id))
				.limit(1);
			await undoImport(coordinator, anOpId(), { importId: last?.id ?? "" });
		},
		async casesOf(officerName: string) {
			return db
				.select()
				.from(cases)
				.where(and(eq(cases.panelId, panel.id), eq(cases.officerName, officerName)));
		},
		async action(what: string) {
			const [found] = await db
				.select()
				.from(actions)
				.where(and(eq(actions.panelId, panel.id), eq(actions.what, what)));
			return found as NonNullable<typeof found>;
		},
	};
}

describe("the officer", () => {
	test("of a name whose contact was claimed sees no case that a later import brings, until it is linked", async () => {
		const world = await aWorld();
		await world.imports("Ann Roe,Bob Day,DC Who 1,Call,,,", "Zoe Ash,Yan Fox,DC Old 2,Call,,,");
		const user = await aUser();
		const officer = anActor(user);
		await world.claims("DC Who 1", user);
		const [first] = await world.casesOf("DC Who 1");
		await caseFile(officer, first?.id ?? "");

		// A new case, and one whose officer the file says otherwise.
		const counts = await world.imports(
			"Eve Low,Cid Far,DC Who 1,Visit,,,",
			"Zoe Ash,Yan Fox,DC Who 1,Call,,,",
		);
		expect(counts).toMatchObject({ created: 1, changed: 1 });
		const ofName = await world.casesOf("DC Who 1");
		expect(ofName).toHaveLength(3);
		expect(new Set(ofName.map(({ officerContactId }) => officerContactId)).size).toBe(1);
		const unlinked = ofName.filter(({ officerUserId }) => officerUserId === null);
		expect(unlinked).toHaveLength(2);
		for (const { id } of unlinked) await expect(caseFile(officer, id)).rejects.toThrow(NotFound);

		await world.claims("DC Who 1", user);
		for (const { id } of unlinked) await caseFile(officer, id);
	});
});

describe("the owner of an action", () => {
	test("is their account where it is of the owning agency and sees the case; else it is the agency’s", async () => {
		const world = await aWorld();
		await world.imports(
			"Ann Roe,Bob Day,,Call,Housing / J. Low,,",
			"Ann Roe,Bob Day,,Ring,Housing / K. High,,",
			"Ann Roe,Bob Day,,Ask,Housing / L. Mid,,",
		);
		const member = await aUser({ agency: housing });
		await aMembership({ panel: world.panel, user: member });
		const unseeing = await aUser({ agency: housing });
		const stranger = await aUser();
		await aMembership({ panel: world.panel, user: stranger });
		const contactId = await world.claims("J. Low", member);
		await world.claims("K. High", unseeing);
		await world.claims("L. Mid", stranger);

		await world.imports(
			"Eve Low,Cid Far,,Visit,Housing / J. Low,,",
			"Eve Low,Cid Far,,Write,Housing / K. High,,",
			"Eve Low,Cid Far,,Listen,Housing / L. Mid,,",
		);
		expect(await world.action("Visit")).toMatchObject({
			ownerContactId: contactId,
			ownerUserId: member.id,
			ownerUserName: member.name,
		});
		for (const what of ["Write", "Listen"]) {
			expect(await world.action(what)).toMatchObject({
				ownerAgencyId: housing.id,
				ownerContactId: expect.any(String),
				ownerUserId: null,
				ownerUserName: null,
			});
		}
	});

	test("changes with the file, the person behind it too; undone, it is who it was", async () => {
		const world = await aWorld();
		const row = (owner: string) => `Ann Roe,Bob Day,,Call her,${owner},1 May 2027,open`;
		const member = await aUser({ agency: housing });
		await aMembership({ panel: world.panel, user: member });
		await world.imports("Eve Low,Cid Far,,Visit,Housing / J. Low,,");
		await world.claims("J. Low", member);
		await world.imports(row("Housing / J. Low"));
		const before = await world.action("Call her");
		expect(before.ownerUserId).toBe(member.id);

		// Another person of the same agency, whom nobody has claimed; then back to who has an account.
		await world.imports(row("Housing / K. High"));
		const other = await world.action("Call her");
		expect(other).toMatchObject({ ownerDetail: "K. High", ownerUserId: null, ownerUserName: null });
		expect(other.ownerContactId).not.toBe(before.ownerContactId);
		await world.imports(row("Housing / J. Low"));
		const again = await world.action("Call her");
		expect(again).toEqual({ ...before, version: again.version });

		expect(await world.imports(row("Victim Support"))).toMatchObject({ changed: 1 });
		expect(await world.action("Call her")).toMatchObject({
			ownerAgencyName: "Victim Support",
			ownerDetail: null,
			ownerContactId: null,
			ownerUserId: null,
			ownerUserName: null,
		});
		await world.undoesLast();
		const restored = await world.action("Call her");
		expect(restored).toEqual({ ...before, version: restored.version });
	});
});

test("how an action stands takes with it what was said of how it stood; undone, it is there again", async () => {
	const world = await aWorld();
	const rows = (one: string, other: string) => [
		`Ann Roe,Bob Day,,Call her,Housing,1 May 2027,${one}`,
		`Ann Roe,Bob Day,,Mend the door,Housing,1 May 2027,${other}`,
	];
	await world.imports(...rows("done", "open"));
	const at = new Date("2026-11-01T10:00:00.000Z");
	const said = { doneOn: "2026-10-31", signedOffAt: at, signedOffByName: "Chair" };
	const refused = { isRefusedLater: true, escalatedAt: at };
	const offered = {
		offerAgencyId: "a",
		offerAgencyName: "A",
		offeredById: "b",
		offeredByName: "B",
		offeredAt: at,
	};
	await transaction((tx) =>
		tx
			.update(actions)
			.set({ ...said, ...refused, ...offered })
			.where(eq(actions.panelId, world.panel.id)),
	);

	expect(await world.imports(...rows("open", "done"))).toMatchObject({ changed: 2 });
	const unsaid = {
		doneOn: null,
		signedOffAt: null,
		signedOffByName: null,
		isRefusedLater: false,
		escalatedAt: null,
	};
	// Somebody may still take over what has not ended.
	expect(await world.action("Call her")).toMatchObject({ status: "open", ...unsaid, ...offered });
	expect(await world.action("Mend the door")).toMatchObject({
		status: "done",
		...unsaid,
		offerAgencyId: null,
		offerAgencyName: null,
		offeredById: null,
		offeredByName: null,
		offeredAt: null,
	});

	await world.undoesLast();
	for (const [what, status] of [
		["Call her", "done"],
		["Mend the door", "open"],
	] as const) {
		expect(await world.action(what)).toMatchObject({ status, ...said, ...refused, ...offered });
	}
});
