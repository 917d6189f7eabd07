/** The rule by which a case shows the features of stalking. */
import { describe, expect, it } from "vitest";
import { showFeatures } from "./features.ts";
import { DIGITAL_KINDS, KINDS, STATUTE_KINDS } from "./fields.ts";

const once = (...kinds: string[]) => ({ kinds, precision: "exact" as const });
const overDays = (...kinds: string[]) => ({ kinds, precision: "period" as const });

describe("a case shows the features of stalking", () => {
	it("with behaviours of section 2A(3), by digital means too, threats and damage, and no others", () => {
		const counted = KINDS.filter((kind) => showFeatures([once(kind), once(kind)]));
		expect(counted).toEqual([...STATUTE_KINDS, ...DIGITAL_KINDS, "threat", "damage"]);
	});

	it("when they are repeated, whichever they are", () => {
		expect(showFeatures([])).toBe(false);
		expect(showFeatures([once("damage")])).toBe(false);
		expect(showFeatures([once("damage", "threat")])).toBe(false);
		expect(showFeatures([once("damage"), once("violence")])).toBe(false);
		expect(showFeatures([once("damage"), once()])).toBe(false);
		expect(showFeatures([once("damage"), once("violence", "following")])).toBe(true);
	});

	it("when one of them lasted, and not when something else did", () => {
		expect(showFeatures([overDays("following")])).toBe(true);
		expect(showFeatures([overDays("violence")])).toBe(false);
		expect(showFeatures([overDays("other"), once("following")])).toBe(false);
	});
});
