import { expect, test } from "vitest";
import { samePath, signInPath } from "./return-to.ts";

test.each(["/", "/cases/1", "/find?q=Sh%C3%A1n&page=2", "/meetings/1?case=2#entries", "/a//b", "/@user"])(
	"%s is a path of ours",
	(path) => {
		expect(samePath(path)).toBe(path);
	},
);

test.each([
	null,
	undefined,
	"",
	"cases/1",
	"//evil.example",
	"///evil.example",
	"/\\evil.example",
	"/\\/evil.example",
	"\\\\evil.example",
	"/\t/evil.example",
	"/\n/evil.example",
	"/ /evil.example",
	"/cases\\1",
	"https://evil.example/",
	"javascript:alert(1)",
	"http:/evil.example",
	" /cases",
	`/${"x".repeat(2001)}`,
])("%s is not", (path) => {
	expect(samePath(path)).toBeNull();
});

test("the sign-in page is told where to go on", () => {
	expect(signInPath("/find?q=a&b=c")).toBe("/sign-in?to=%2Ffind%3Fq%3Da%26b%3Dc");
	expect(signInPath("/cases/1", true)).toBe("/sign-in?to=%2Fcases%2F1&kept=1");
});
