/** Somebody who acts: a signed-in user, or the system itself at a point in time. */
export interface Actor {
	readonly userId: string;
	readonly name: string;
	readonly agencyId: string;
	readonly agencyName: string;
	/** What they are beside their panels. */
	readonly role: "none" | "administrator" | "auditor" | "lead" | "system";
	/** The sign-in session, for the access log; empty for the system. */
	readonly sessionId: string;
}

/** Acts when a date comes, at start-up and on the command line. It reads no screen. */
export const SYSTEM: Actor = {
	userId: "system",
	name: "Panelroom",
	agencyId: "",
	agencyName: "Panelroom",
	role: "system",
	sessionId: "",
};
