import { expect, test } from "vitest";
import { hashPassword, passwordMatches, passwordProblem } from "./passwords.ts";

const about = ["Priya Shah", "p.shah@northshire.police.example"];

test.each([
	"heron lantern gravel quilt",
	"Tr4verse-umbr3lla-quick",
	"Priya likes eleven purple bicycles",
	"übermäßig große Brückenpfeiler",
	"🦊🌲🚲📎🎻🥁🧭🪁🧵🪆🎈🧀",
])("%s will do", (password) => {
	expect(passwordProblem(password, about)).toBeUndefined();
});

test.each([
	["short", /12 characters or more/],
	["x".repeat(201), /200 characters or fewer/],
	["aaaaaaaaaaaa", /harder to guess/],
	["123456789012", /harder to guess/],
	["Password1234!", /harder to guess/],
	["qwertyuiop12", /harder to guess/],
	["Panelroom2026!", /harder to guess/],
	["............", /harder to guess/],
	["priyashah2026", /your name or e-mail/],
	["Northshire.Police", /your name or e-mail/],
])("%s will not", (password, problem) => {
	expect(passwordProblem(password, about)).toMatch(problem);
});

test("nothing typed, and everything that is wrong at once", () => {
	expect(passwordProblem("", about)).toBe("Enter a password");
	expect(passwordProblem("priya shah", about)).toMatch(/12 characters or more\. .*your name/);
});

test("a hash is argon2id of the agreed cost and fits however the accent was typed", async () => {
	const hashed = await hashPassword("caf\u00e9 heron gravel");
	expect(hashed).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
	expect(await passwordMatches(hashed, "cafe\u0301 heron gravel")).toBe(true);
	expect(await passwordMatches(hashed, "cafe heron gravel")).toBe(false);
});

test("without a hash nothing fits, not even the password that it is compared with", async () => {
	expect(await passwordMatches(null, "the password of no account")).toBe(false);
	expect(await passwordMatches(undefined, "")).toBe(false);
});

test("more at once than there are slots all get their turn", async () => {
	const hashed = await hashPassword("heron lantern gravel");
	const answers = await Promise.all(
		Array.from({ length: 10 }, (_, turn) =>
			passwordMatches(hashed, turn % 2 ? "heron lantern gravel" : "no"),
		),
	);
	expect(answers).toEqual(Array.from({ length: 10 }, (_, turn) => turn % 2 === 1));
});
