import fs from "node:fs";
import path from "node:path";

/**
 * Makes the folder `ready` once, however many runs want it at the same time: `unpack` fills a folder beside
 * it, which is then moved into place at once, so nobody ever sees it half-filled.
 */
export function unpackOnce(ready: string, unpack: (staging: string) => void): string {
	if (!fs.existsSync(ready)) {
		const staging = fs.mkdtempSync(`${ready}-`);
		try {
			unpack(staging);
			fs.renameSync(staging, ready);
		} catch (error) {
			fs.rmSync(staging, { recursive: true, force: true });
			// Unless another run was first.
			if (!fs.existsSync(ready)) throw error;
		}
	}
	// A name in a shared folder can be taken by anybody, and programs are run from this one.
	const { uid, mode } = fs.statSync(ready);
	if (uid !== currentUser() || (mode & 0o022) !== 0) {
		throw new Error(`${ready} was made by somebody else, so nothing in it is run. Remove it.`);
	}
	return ready;
}

/** The folder's name says whose it is, since each user of a machine has copies of their own. */
export function folderForUs(parent: string, name: string): string {
	return path.join(parent, `${name}-${currentUser()}`);
}

function currentUser(): number {
	return process.getuid?.() ?? 0;
}
