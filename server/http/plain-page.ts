/** A page for requests that never reach a screen: one heading, one sentence, no style and no script. */
const ESCAPES: Record<string, string> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

export function plainPage(title: string, sentence: string): string {
	return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)} – Panelroom</title></head>
<body><main><h1>${escaped(title)}</h1><p>${escaped(sentence)}</p></main></body>
</html>
`;
}
