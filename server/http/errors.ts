/** The four ways in which a request is expected to fail. Anything else is a bug and is logged with an id. */

/** What was typed cannot be accepted: one message a field, in the user's words, all at once. */
export class Invalid extends Error {
	readonly fields: Record<string, string>;
	constructor(fields: Record<string, string>) {
		super(`Invalid: ${Object.keys(fields).join(", ")}`);
		this.name = "Invalid";
		this.fields = fields;
	}
}

/** There is no such thing, or the actor may not know that there is: the two must look the same. */
export class NotFound extends Error {
	constructor() {
		super("Not found");
		this.name = "NotFound";
	}
}

/** The actor may see it but not do this with it. `message` says who may. */
export class NotAllowed extends Error {
	constructor(message = "You do not have permission to do this.") {
		super(message);
		this.name = "NotAllowed";
	}
}

/**
 * Somebody changed it first, or the same form was sent with other words. `current` is what is stored and
 * `submitted` what this person typed, label by label: both are shown and the person chooses.
 */
export class Conflict extends Error {
	readonly current: Record<string, string>;
	readonly submitted: Record<string, string>;
	/** The version that a second try must name to replace `current`; absent when there is nothing to replace. */
	readonly version: number | undefined;
	constructor(
		message: string,
		texts: { current: Record<string, string>; submitted: Record<string, string>; version?: number },
	) {
		super(message);
		this.name = "Conflict";
		this.current = texts.current;
		this.submitted = texts.submitted;
		this.version = texts.version;
	}
}
