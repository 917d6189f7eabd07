/** One thing said of many actions at once; each is a command of its own, so that one that fails holds up none. */
import { z } from "zod";
import type { Actor } from "../audiences/index.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../http/errors.ts";
import { answerAction } from "./answer-action.ts";
import { ActionStanding, setActionStatus, whole } from "./set-action-status.ts";
import { signOffAction } from "./sign-off-action.ts";

/** As many as a page of the log holds, and some. */
const MOST = 200;

/** What may be said of several actions at once. */
export const MOVES = ["accept", "in-progress", "done", "not-possible", "not-done", "sign-off"] as const;

export const UpdateMany = z
	.object({
		move: z.enum(MOVES, "Select what to say of them"),
		outcome: ActionStanding.shape.outcome,
		doneOn: ActionStanding.shape.doneOn,
		actions: z
			.array(z.object({ actionId: z.string(), version: z.coerce.number().int() }))
			.min(1, "Tick the actions that you want to update")
			.max(MOST, `Tick ${MOST} actions or fewer`),
	})
	.superRefine(({ move, outcome, doneOn }, problems) => {
		const lost = (field: string, message: string) =>
			problems.addIssue({ code: "custom", path: [field], message });
		// What is typed and would be kept nowhere is refused: it is not lost without a word.
		if (doneOn !== undefined && move !== "done") {
			lost("doneOn", "A day is kept only of what is done. Leave it empty, or choose “They are done”");
		}
		if (move !== "accept" && move !== "sign-off") whole({ status: move, outcome, doneOn }, problems);
		else if (outcome) lost("outcome", UNKEPT[move]);
	});

const UNKEPT = {
	accept: "Nothing is kept with “We accept them”. Leave this empty, or choose what you say of them anew",
	"sign-off": "Nothing is kept with “Sign them off”. Leave this empty, or choose what you say of them anew",
};

/** What became of each. */
export interface UpdatedMany {
	updated: string[];
	/** Those that are as they were, and why. */
	left: { actionId: string; why: string }[];
}

/**
 * Says the same of several actions, each by its own rules. Sent again, it does what is left to do: each row's
 * command answers a repetition as it did before.
 * @throws Invalid when what is said fits none of them.
 */
export async function updateMany(
	actor: Actor,
	opId: string,
	input: z.output<typeof UpdateMany>,
): Promise<UpdatedMany> {
	const { move, outcome, doneOn } = input;
	const done: UpdatedMany = { updated: [], left: [] };
	for (const { actionId, version } of input.actions) {
		const rowOpId = `${opId}:${actionId}`;
		const say = () => {
			if (move === "accept") return answerAction(actor, rowOpId, { actionId, answer: "accepted", version });
			if (move === "sign-off") return signOffAction(actor, rowOpId, { actionId, version });
			return setActionStatus(actor, rowOpId, { actionId, status: move, outcome, doneOn, version });
		};
		try {
			await say();
			done.updated.push(actionId);
		} catch (error) {
			done.left.push({ actionId, why: reasonIn(error) });
		}
	}
	return done;
}

/** @throws what is no refusal */
function reasonIn(error: unknown): string {
	if (error instanceof Conflict) return "somebody changed it after you opened this page";
	if (error instanceof NotFound) return "you can no longer see it";
	if (error instanceof NotAllowed) return lowerFirst(error.message.replace(/\.$/, ""));
	if (error instanceof Invalid) return lowerFirst(Object.values(error.fields).join("; "));
	throw error;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
