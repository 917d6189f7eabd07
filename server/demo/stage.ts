/** What the scripts of the demo's meetings have in common: who speaks, on which case, and what time it then was. */
import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { db } from "#db/index.ts";
import { actions, advice, agendaItems } from "#db/schema/index.ts";
import { addAction, answerAction, setActionStatus, settleAction } from "../actions/index.ts";
import { type AnswerAdvice, answerAdvice } from "../advice/index.ts";
import type { Actor } from "../audiences/index.ts";
import { flushAccessLog } from "../audit/index.ts";
import { addEntry } from "../cases/index.ts";
import { addDays, londonDate, setClock } from "../clock.ts";
import { newId } from "../ids.ts";
import { acceptStatement, openItem } from "../meetings/index.ts";

/** The cast and the files of the panel whose meetings are told. */
export interface Stage {
	panelId: string;
	/** @param who the part before the @ of their e-mail. */
	actor(who: string): Actor;
	/** Its id, by name. */
	agency(name: string): string;
	/** The id of a case of the panel, by its place in the tracker. */
	file(index: number): string;
}

type Kind = "information" | "risk" | "decision" | "advice";
type Standing = Exclude<(typeof agendaItems.$inferSelect)["kind"], "case">;

interface Undertaken {
	what: string;
	/** An agency's name; left out while nobody is named. */
	owner?: string;
	ownerDetail?: string;
	/** Days from then; left out for no date. */
	inDays?: number;
	priority?: "urgent";
	category?: "victim-safety" | "person-causing-harm" | "investigation" | "staff-safety";
	/** Recorded for an owner who is on the telephone and has said yes. */
	isAcceptedForOwner?: true;
}

/** Lets it be another time. What was read before is written first: reads that wait for hours look like a full disk. */
export async function turnClockTo(then: Date): Promise<void> {
	await flushAccessLog();
	setClock(() => then);
}

/** One meeting told step by step, through the product's own commands and at the time at which each was done. */
export class Telling {
	constructor(
		readonly stage: Stage,
		readonly meetingId: string,
		/** From when minutes are counted. */
		private readonly from: Date,
	) {}

	/** Sets the clock to so many minutes after the beginning; before it when negative. */
	at(minutes: number): Promise<void> {
		return turnClockTo(new Date(this.from.getTime() + minutes * 60_000));
	}

	/** Lets people accept the statement, in the order in which they come. */
	async enter(...people: string[]): Promise<void> {
		const { meetingId } = this;
		for (const who of people) {
			await acceptStatement(this.stage.actor(who), newId(), { meetingId, agrees: "yes" });
		}
	}

	/** Lets the chair open a standing item, or the one about a case. */
	async open(of: Standing | { case: number }): Promise<void> {
		const item = await this.item(of);
		await openItem(this.stage.actor("chair"), newId(), { meetingId: this.meetingId, itemId: item.id });
	}

	/** An item of the agenda. */
	async item(of: Standing | { case: number }) {
		const which =
			typeof of === "string"
				? and(eq(agendaItems.kind, of), isNull(agendaItems.caseId))
				: eq(agendaItems.caseId, this.stage.file(of.case));
		const [item] = await db
			.select()
			.from(agendaItems)
			.where(and(eq(agendaItems.meetingId, this.meetingId), which));
		if (!item) throw new Error(`There is no item ${JSON.stringify(of)} on the agenda`);
		return item;
	}

	/** Records what somebody says on a case, for another agency when that is named. */
	async say(who: string, index: number, kind: Kind, body: string, forAgency?: string): Promise<void> {
		const { stage, meetingId } = this;
		const forAgencyId = forAgency && stage.agency(forAgency);
		const entry = { caseId: stage.file(index), kind, body, meetingId, forAgencyId };
		await addEntry(stage.actor(who), newId(), entry);
	}

	/** Adds an action to a case; its owner has to accept it, unless it is the author's own agency. Answers its id. */
	async propose(who: string, index: number, undertaken: Undertaken): Promise<string> {
		const { stage, meetingId } = this;
		const { owner, inDays, ...rest } = undertaken;
		const { actionId } = await addAction(stage.actor(who), newId(), {
			...rest,
			caseId: stage.file(index),
			meetingId,
			ownerAgencyId: owner && stage.agency(owner),
			due: inDays === undefined ? undefined : addDays(londonDate(), inDays),
		} satisfies Parameters<typeof addAction>[2]);
		return actionId;
	}

	/** Accepts an action for one's agency, or refuses it when a reason is given. */
	async answer(who: string, actionId: string, reason?: string): Promise<void> {
		const answer = reason ? "refused" : "accepted";
		const version = await versionOf(actionId);
		await answerAction(this.stage.actor(who), newId(), { actionId, answer, reason, version });
	}

	/** Gives an action an owner and a date, or leaves it with the chair. */
	async settle(actionId: string, as: { owner: string; inDays: number } | "held by the chair"): Promise<void> {
		const given =
			as === "held by the chair"
				? { isHeldByChair: true }
				: { ownerAgencyId: this.stage.agency(as.owner), due: addDays(londonDate(), as.inDays) };
		const version = await versionOf(actionId);
		await settleAction(this.stage.actor("chair"), newId(), { ...given, actionId, version });
	}

	/** Answers the advice on a case that waits for an answer, as its officer or for them. */
	async answerAdvice(
		who: string,
		index: number,
		given: Omit<z.input<typeof AnswerAdvice>, "adviceId" | "version">,
	): Promise<void> {
		const [waiting] = await db
			.select()
			.from(advice)
			.where(and(eq(advice.caseId, this.stage.file(index)), eq(advice.state, "unanswered")));
		if (!waiting) throw new Error(`No advice on case ${index} waits for an answer`);
		const { id: adviceId, version } = waiting;
		await answerAdvice(this.stage.actor(who), newId(), { ...given, adviceId, version });
	}

	/** Says that an action is done, and what came of it. */
	async finish(who: string, actionId: string, outcome: string): Promise<void> {
		const version = await versionOf(actionId);
		await setActionStatus(this.stage.actor(who), newId(), { actionId, status: "done", outcome, version });
	}
}

async function versionOf(actionId: string): Promise<number> {
	const [action] = await db.select().from(actions).where(eq(actions.id, actionId));
	return action?.version ?? 0;
}
