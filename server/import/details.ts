/** How the protected details of a case differ from what the file says of them; of each kind there may be several. */
import { blindIndexOf } from "../cases/index.ts";
import type { Untouched } from "./differences.ts";
import type { Detail, KnownCase } from "./known.ts";
import type { Difference, Found } from "./planned.ts";
import { comparable } from "./sheet.ts";
import type { TrackerDetail } from "./tracker.ts";

/** What a row's differences call them. Such a difference is told only to those who see protected details. */
export const DETAIL_WORDS: Record<Detail["kind"], string> = {
	address: "Address",
	"safe-telephone": "Safe telephone",
	school: "School",
	other: "Other protected detail",
};

const PROTECTED: ReadonlySet<string> = new Set(Object.values(DETAIL_WORDS));

/** Whether a difference tells of a protected detail. */
export const isOfDetail = ({ what }: Difference): boolean => PROTECTED.has(what);

const isSame = (read: TrackerDetail, { kind, value, blindIndex }: Detail): boolean =>
	read.kind === kind &&
	(comparable(read.value) === comparable(value) || blindIndexOf(kind, read.value) === blindIndex);

/**
 * A detail of the file that the case does not have takes the place of the one that it had under the same heading, where
 * only an import has written that; else it comes beside those that are there, since nobody has said that these are
 * wrong. Where all of them were kept by hand, or somebody took it away, a person chooses.
 * @param isBeside what a further line of a case says stands beside what the first one said, and replaces nothing
 */
export function detailChanges(
	read: TrackerDetail[],
	{ file, victim, details, removed }: KnownCase,
	untouched: Untouched,
	isBeside = false,
): Found[] {
	if (!victim) return [];
	const news = read.filter((one) => !details.some((detail) => isSame(one, detail)));
	const free = new Set(isBeside ? [] : details.filter((detail) => !read.some((one) => isSame(one, detail))));
	const headings = read.flatMap(({ heading }) => heading ?? []);
	const begins = ({ value }: Detail, heading: string) => value.startsWith(`${heading}: `);
	return news.map(({ kind, value, heading }) => {
		const ofKind = [...free].filter((detail) => detail.kind === kind);
		const alike = ofKind.filter((detail) =>
			heading === null ? !headings.some((one) => begins(detail, one)) : begins(detail, heading),
		);
		const imported = alike.filter(untouched);
		const byHand = ofKind.some(untouched) ? [] : ofKind;
		const [first] = [...imported, ...alike, ...byHand];
		const before = imported.length > 1 ? undefined : first;
		if (before) free.delete(before);
		// What somebody took away was perhaps not safe any more: it does not come back by itself, nor does another for it.
		const blindIndex = blindIndexOf(kind, value);
		const isAnyOfKind = details.some((detail) => detail.kind === kind);
		const taken = removed.find((one) => one.kind === kind && (one.blindIndex === blindIndex || !isAnyOfKind));
		const isTakenByHand = taken !== undefined && !untouched(taken);
		const what = DETAIL_WORDS[kind];
		return {
			subject: "protected-detail",
			id: before?.id ?? taken?.id ?? `${kind} of ${victim.id}`,
			caseId: file.id,
			version: before?.version ?? taken?.version ?? 0,
			isByHand: isTakenByHand || (before !== undefined && !untouched(before)),
			...(isTakenByHand && { says: `${what}: removed here, perhaps as not safe, “${value}” in the file` }),
			before: { kind, value: before?.value ?? null, personId: victim.id },
			after: { kind, value, personId: victim.id },
			differences: [{ what, before: before?.value ?? "", after: value }],
		};
	});
}
