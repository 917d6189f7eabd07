/** Passwords: how they are hashed, what makes one too weak, and a queue so that hashing never eats all memory. */
import { hash, verify } from "@node-rs/argon2";
import { remember } from "#db/index.ts";
import { Invalid } from "../http/errors.ts";

// argon2id is the package's default algorithm. 64 MiB and three passes take about 60 ms.
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
const SLOTS = 4;
/** Beyond this many people waiting, a newcomer is told to come back rather than left hanging. */
const LONGEST_QUEUE = 200;

const queue = remember("password hashing", () => ({ running: 0, waiting: [] as (() => void)[] }));

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
	if (queue.running >= SLOTS) {
		if (queue.waiting.length >= LONGEST_QUEUE) {
			throw new Invalid({ form: "Very many people are signing in just now. Try again in a minute." });
		}
		// Whoever finishes hands its slot on, so `running` stays as it is.
		await new Promise<void>((turn) => queue.waiting.push(turn));
	} else queue.running++;
	try {
		return await work();
	} finally {
		const next = queue.waiting.shift();
		if (next) next();
		else queue.running--;
	}
}

/** The same password typed on another keyboard or system gives the same bytes. */
const normalised = (password: string) => password.normalize("NFKC");

export const hashPassword = (password: string): Promise<string> =>
	inTurn(() => hash(normalised(password), COST));

const nobodysHash = () => remember("nobody's password hash", () => hash("the password of no account", COST));

/** Whether the password is the one hashed; without a hash it takes as long and answers false. */
export async function passwordMatches(hashed: string | null | undefined, password: string): Promise<boolean> {
	// Made in either case, so that the first try after a start does not tell by its length that nobody is there.
	const nobodys = await nobodysHash();
	const matches = await inTurn(() => verify(hashed ?? nobodys, normalised(password)));
	return matches && typeof hashed === "string";
}

// --- rules ------------------------------------------------------------------------------------------------

const SHORTEST = 12;
const LONGEST = 200;
/** What must be left of a password once the words that anybody would try are taken out of it. */
const LEAST_LEFT = 6;
const LEAST_DIFFERENT = 5;

/** What the most common passwords are made of; longer ones first, so that none hides behind a shorter. */
const COMMON = [
	"passwort motdepasse password passw0rd p4ssword pa55word",
	"qwertyuiop asdfghjkl zxcvbnm 1qaz2wsx qazwsx qwerty azerty asdfgh",
	"1234567890 0987654321 123456789 987654321 12345678 123456 654321 12345 54321 1234 4321 123 321 012 abcdef abc",
	"administrator welcome letmein iloveyou changeme trustno1 football baseball basketball liverpool chelsea arsenal",
	"monkey dragon sunshine princess superman batman pokemon starwars master shadow charlie michael jordan",
	"summer winter autumn spring january february march april june july august september october november december",
	"monday tuesday wednesday thursday friday saturday sunday england london britain",
	"panelroom stalking police policing constable officer secret login guest access admin hello test user",
]
	.flatMap((line) => line.split(" "))
	.sort((a, b) => b.length - a.length);

const letters = (text: string) =>
	text
		.normalize("NFKD")
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, "");

const without = (text: string, words: readonly string[]) =>
	words.reduce((rest, word) => (word.length >= 3 ? rest.replaceAll(word, "") : rest), text);

/** What is wrong with a new password, in sentences for its owner, or nothing. @param about their name and e-mail. */
export function passwordProblem(password: string, about: readonly string[]): string | undefined {
	if (password === "") return "Enter a password";
	const problems: string[] = [];
	if ([...password].length < SHORTEST) problems.push(`The password must be ${SHORTEST} characters or more`);
	if (password.length > LONGEST) problems.push(`The password must be ${LONGEST} characters or fewer`);
	const plain = letters(password);
	const own = about
		.flatMap((text) => text.split(/[\s@._+-]+/))
		.map(letters)
		.sort((a, b) => b.length - a.length);
	const exceptOwn = without(plain, own);
	if (exceptOwn !== plain && exceptOwn.length < LEAST_LEFT) {
		problems.push("The password must not be made of your name or e-mail address");
	} else {
		const rest = without(exceptOwn, COMMON);
		// A password of symbols alone leaves no letters to judge, so what was typed is judged then.
		const judged = plain.length < LEAST_LEFT ? password : rest;
		if (judged.length < LEAST_LEFT || new Set(judged).size < LEAST_DIFFERENT) {
			problems.push(
				"The password must be harder to guess, for example three or four words that have nothing in common",
			);
		}
	}
	return problems.length > 0 ? problems.join(". ") : undefined;
}
