import { afterEach, expect, test, vi } from "vitest";
import { stopwatch } from "./clocks.ts";

afterEach(() => void vi.useRealTimers());

test("what has passed is what the clock says that went on: asleep the one, put back the other", () => {
	vi.useFakeTimers({ toFake: ["Date", "performance"] });
	const passed = stopwatch();
	vi.advanceTimersByTime(1_000);
	expect(passed()).toBe(1_000);
	vi.setSystemTime(Date.now() + 60_000);
	expect(passed()).toBe(61_000);
	vi.setSystemTime(Date.now() - 3_600_000);
	vi.advanceTimersByTime(1_000);
	expect(passed()).toBe(2_000);
});
