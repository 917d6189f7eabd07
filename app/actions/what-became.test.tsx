import { renderToStaticMarkup } from "react-dom/server";
import { StaticRouter } from "react-router-dom/server.js";
import { expect, test } from "vitest";
import { WhatBecame } from "./what-became.tsx";

const one = { id: "a", what: "Ring her", reference: "NOR-1" };
const shown = (why: string | null, isInForm: boolean, said?: string) =>
	renderToStaticMarkup(
		<StaticRouter location="/">
			<WhatBecame updated={[{ ...one, why }]} said={said} isInForm={isInForm} />
		</StaticRouter>,
	);

test("what was said of actions that are as they were is in the form, or with what became of them", () => {
	const inForm = shown("somebody changed it", true, "She answered");
	expect(inForm).toContain("is still in the form below");
	expect(inForm).not.toContain("She answered");
	const without = shown("you can no longer see it", false, "She answered");
	expect(without).not.toContain("form below");
	expect(without).toContain("“She answered”");
	for (const html of [shown("nothing was said of it", false, ""), shown(null, true), shown(null, false)]) {
		expect(html).not.toContain("form below");
		expect(html).not.toContain("You had said");
	}
});
