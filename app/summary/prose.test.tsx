import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { blocksOf, Prose } from "./prose.tsx";
import { headingOf } from "./section-words.ts";

const paragraph = (text: string) => ({ kind: "paragraph", text });
const list = (...items: string[]) => ({ kind: "list", items });

test("blank lines separate paragraphs, and a single line break stays one", () => {
	expect(blocksOf("One.\nTwo.\n\n \n\nThree.\r\nFour.\n")).toEqual([
		paragraph("One.\nTwo."),
		paragraph("Three.\nFour."),
	]);
	expect(blocksOf("  \n\n")).toEqual([]);
	expect(blocksOf("  indented\n    more")).toEqual([paragraph("  indented\n    more")]);
});

test("lines that begin with a dash and a space are a list, wherever they stand", () => {
	expect(blocksOf("Fears:\n- the school run\n-  nights\nSince May.\n\n- one\n\n- two")).toEqual([
		paragraph("Fears:"),
		list("the school run", "nights"),
		paragraph("Since May."),
		list("one"),
		list("two"),
	]);
	expect(blocksOf("- a long\n  line\n- b")).toEqual([list("a long\nline", "b")]);
	for (const text of ["-5 degrees", "–– dashes", " - not at the beginning", "* star", "# hash"]) {
		expect(blocksOf(text)).toEqual([paragraph(text)]);
	}
});

test("nothing else is markup, and each block reads in its own direction", () => {
	const html = renderToStaticMarkup(<Prose text={'<b>He</b> & "she"\n\n- <script>1</script>\n- مرحبا'} />);
	expect(html).toBe(
		'<div class="pr-prose"><p class="pr-prose__text" dir="auto">&lt;b&gt;He&lt;/b&gt; &amp; &quot;she&quot;</p>' +
			'<ul class="pr-prose__list"><li class="pr-prose__text" dir="auto">&lt;script&gt;1&lt;/script&gt;</li>' +
			'<li class="pr-prose__text" dir="auto">مرحبا</li></ul></div>',
	);
});

test("an agency’s part is called after it", () => {
	expect(headingOf("agencies", "Essex Police")).toBe("What Essex Police holds");
	expect(headingOf("agencies", null)).toBe("What each agency holds");
	expect(headingOf("risk", null)).toBe("Risk now");
});
