export type AnnouncementQueue = { add: (text: string) => void; stop: () => void };

/** Changes that come in a burst (one command touches several rows) are gathered for this long first. */
const GATHER_MS = 300;
const AT_MOST_EVERY_MS = 5000;
const SAID_IN_FULL = 3;

/** Turns any number of announcements into at most one every five seconds. */
export function announcementQueue(say: (text: string) => void): AnnouncementQueue {
	let waiting: string[] = [];
	let timer: ReturnType<typeof setTimeout> | undefined;
	let lastSaid = Number.NEGATIVE_INFINITY;

	function flush() {
		timer = undefined;
		lastSaid = Date.now();
		const batch = waiting;
		waiting = [];
		say(inOneSentence(batch));
	}

	return {
		add(text) {
			waiting.push(text);
			timer ??= setTimeout(flush, Math.max(GATHER_MS, lastSaid + AT_MOST_EVERY_MS - Date.now()));
		},
		stop() {
			clearTimeout(timer);
			timer = undefined;
			waiting = [];
		},
	};
}

function inOneSentence(batch: string[]): string {
	const different = [...new Set(batch)];
	if (different.length <= SAID_IN_FULL) return different.map(asSentence).join(" ");
	return `${batch.length} changes. The latest: ${asSentence(different[different.length - 1] ?? "")}`;
}

function asSentence(text: string): string {
	return /[.!?…]$/.test(text) ? text : `${text}.`;
}
