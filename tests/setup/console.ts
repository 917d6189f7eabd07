/** A test that logs an error it did not announce has found a bug: it fails. */
import { format } from "node:util";
import { afterAll, afterEach, beforeEach, expect } from "vitest";

const allowedInFile: (RegExp | string)[] = [];
const allowedInTest: (RegExp | string)[] = [];
let unexpected: string[] = [];

/**
 * Lets errors that match be logged: until the end of the test when called in a test or a `beforeEach`,
 * and in the whole file when called outside.
 */
export function expectConsoleError(pattern: RegExp | string): void {
	(expect.getState().currentTestName === undefined ? allowedInFile : allowedInTest).push(pattern);
}

console.error = (...parts: unknown[]) => {
	const message = format(...parts);
	const isAllowed = [...allowedInFile, ...allowedInTest].some((pattern) =>
		typeof pattern === "string" ? message.includes(pattern) : pattern.test(message),
	);
	if (!isAllowed) unexpected.push(message);
};

function failOnUnexpected(): void {
	const messages = unexpected;
	unexpected = [];
	if (messages.length > 0) throw new Error(`console.error was called unexpectedly:\n${messages.join("\n")}`);
}

beforeEach(() => {
	allowedInTest.length = 0;
});
afterEach(failOnUnexpected);
afterAll(failOnUnexpected);
