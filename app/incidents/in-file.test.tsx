/** What a chronology comes to, in words. */
import { expect, test } from "vitest";
import { sumsInWords } from "./in-file.tsx";

const inWords = (sums: Partial<Parameters<typeof sumsInWords>[0]>) =>
	sumsInWords({ incidents: 0, firstOn: null, lastOn: null, breaches: 0, policeActions: 0, ...sums });

test("incidents are told with the dates between which they were, breaches and police actions without", () => {
	expect(
		inWords({ incidents: 16, firstOn: "2026-09-15", lastOn: "2026-11-20", breaches: 2, policeActions: 2 }),
	).toBe("16 incidents from 15 Sep 2026 to 20 Nov 2026, 2 breaches of orders, 2 police actions");
	expect(inWords({ incidents: 1, firstOn: "2026-11-03", lastOn: "2026-11-03", breaches: 1 })).toBe(
		"1 incident, 3 Nov 2026, 1 breach of an order",
	);
	expect(inWords({ incidents: 1, firstOn: "2026-11-03", lastOn: "2026-11-09" })).toBe(
		"1 incident from 3 Nov 2026 to 9 Nov 2026",
	);
});

test("where the police only have acted, that is all that is said", () => {
	expect(inWords({ policeActions: 1 })).toBe("1 police action");
	expect(inWords({ policeActions: 2, breaches: 1 })).toBe("1 breach of an order, 2 police actions");
});
