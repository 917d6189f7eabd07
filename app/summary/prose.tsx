/** A summary's text as it is read: paragraphs, and lists of the lines that begin with "- ". Nothing else is markup. */
import type { ReactNode } from "react";

export type Block = { kind: "paragraph"; text: string } | { kind: "list"; items: string[] };

const ITEM = "- ";

/**
 * Takes a text apart into what is shown. A blank line ends a paragraph, or a list; a line below a list's item that
 * begins with two spaces goes on with that item, as people type it.
 */
export function blocksOf(text: string): Block[] {
	const blocks: Block[] = [];
	/** Whether the next line goes on with the last block. */
	let isOpen = false;
	for (const line of text.split(/\r\n?|\n/)) {
		const last = isOpen ? blocks.at(-1) : undefined;
		isOpen = line.trim() !== "";
		if (!isOpen) continue;
		if (line.startsWith(ITEM)) {
			const item = line.slice(ITEM.length).trim();
			if (last?.kind === "list") last.items.push(item);
			else blocks.push({ kind: "list", items: [item] });
		} else if (last?.kind === "list" && line.startsWith("  ")) {
			last.items.push(`${last.items.pop() ?? ""}\n${line.trim()}`);
		} else if (last?.kind === "paragraph") last.text += `\n${line.trimEnd()}`;
		else blocks.push({ kind: "paragraph", text: line.trimEnd() });
	}
	return blocks;
}

interface ProseProps {
	text: string;
	/** What stands behind the last word. */
	end?: ReactNode;
}

/** Each block reads in its own direction, so that a name in Arabic does not turn the sentences around it. */
export function Prose({ text, end }: ProseProps) {
	const blocks = blocksOf(text);
	const endOf = (index: number) => (index === blocks.length - 1 ? end : null);
	return (
		<div className="pr-prose">
			{blocks.map((block, index) =>
				block.kind === "paragraph" ? (
					// biome-ignore lint/suspicious/noArrayIndexKey: a block is known by its place alone
					<p key={index} className="pr-prose__text" dir="auto">
						{block.text}
						{endOf(index)}
					</p>
				) : (
					// biome-ignore lint/suspicious/noArrayIndexKey: as above
					<ul key={index} className="pr-prose__list">
						{block.items.map((item, at) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: as above
							<li key={at} className="pr-prose__text" dir="auto">
								{item}
								{at === block.items.length - 1 ? endOf(index) : null}
							</li>
						))}
					</ul>
				),
			)}
			{blocks.length === 0 ? end : null}
		</div>
	);
}
