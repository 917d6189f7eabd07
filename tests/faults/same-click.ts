/** F11: the same click reaches the server five times at once, over two connections. */
import { randomUUID } from "node:crypto";
import type { World } from "./world.ts";

const CLICKS = 10;

/** Five equal answers each; that there is one event each is for the check of the database. */
export async function sameClickAtOnce(world: World) {
	const problems: string[] = [];
	const { meetingId, caseIds } = world.meeting;
	// Two browsers of one person: an operation is told apart by who does it.
	const member = world.members[0];
	const other = member?.sameSession();
	const bodies: string[] = [];
	for (let click = 1; click <= CLICKS; click++) {
		const body = `F11, click ${click}`;
		const opId = randomUUID();
		bodies.push(body);
		const answers = await Promise.all(
			[member, other, member, other, member].map((client) =>
				client?.post(`/cases/${caseIds[0]}/entries/new`, opId, { kind: "advice", body, meetingId }),
			),
		);
		const different = new Set(answers.map((answer) => `${answer?.status} ${answer?.body}`));
		if (different.size !== 1 || answers[0]?.status !== 200) {
			problems.push(`Click ${click} was answered ${[...different].join(" and ")}`);
		}
	}
	other?.close();
	return { bodies, problems };
}
