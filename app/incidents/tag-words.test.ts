import { expect, it } from "vitest";
import { KIND_WORDS } from "./incident-words.ts";
import { BREACH_TAGS, DENIALS, POLICE_TAGS, TAGS, takeTags } from "./line-words.ts";
import { TAG_GROUPS } from "./tag-words.tsx";

it("lists every word that a line may have behind a #, each once, and no other", () => {
	const listed = TAG_GROUPS.flatMap(({ words }) => words.flatMap(({ tags }) => tags));
	const all = [TAGS, BREACH_TAGS, POLICE_TAGS, DENIALS].flatMap(Object.keys).map((tag) => `#${tag}`);
	expect(listed.toSorted()).toEqual(all.toSorted());
	for (const tag of listed) expect(takeTags(tag).unknown, tag).toBeUndefined();
});

it("has a word for every kind of behaviour", () => {
	const said = TAG_GROUPS.flatMap(({ words }) => words.map(({ says }) => says));
	for (const words of Object.values(KIND_WORDS)) expect(said).toContain(words);
});
