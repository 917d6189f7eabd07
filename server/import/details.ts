/** How the protected details of a case differ from what the file says of them; of each kind there may be several. */
import type { Detail, KnownCase } from "./known.ts";
import type { Found } from "./planned.ts";
import { comparable } from "./sheet.ts";
import type { TrackerDetail } from "./tracker.ts";

/** What a row's differences call them. Such a difference is told only to those who see protected details. */
export const DETAIL_WORDS: Record<Detail["kind"], string> = {
	address: "Address",
	"safe-telephone": "Safe telephone",
	school: "School",
	other: "Other protected detail",
};

/**
 * A detail of the file that the case does not have takes the place of the one that it had under the same heading, where
 * only an import has written that; else it comes beside those that are there, since nobody has said that these are
 * wrong. Where all of them were kept by hand, a person chooses.
 */
export function detailChanges(
	read: TrackerDetail[],
	{ file, victim, details }: Pick<KnownCase, "file" | "details"> & { victim: { id: string } },
	untouched: (version: number) => boolean,
): Found[] {
	const isSame = (one: { kind: string; value: string }, other: { kind: string; value: string }) =>
		one.kind === other.kind && comparable(one.value) === comparable(other.value);
	const news = read.filter((one) => !details.some((detail) => isSame(one, detail)));
	const free = new Set(details.filter((detail) => !read.some((one) => isSame(one, detail))));
	const headings = read.flatMap(({ heading }) => heading ?? []);
	const begins = ({ value }: Detail, heading: string) => value.startsWith(`${heading}: `);
	return news.map(({ kind, value, heading }) => {
		const alike = [...free].filter(
			(detail) =>
				detail.kind === kind &&
				(heading === null ? !headings.some((one) => begins(detail, one)) : begins(detail, heading)),
		);
		const imported = alike.filter(({ version }) => untouched(version));
		const ofKind = [...free].filter((detail) => detail.kind === kind);
		const byHand = ofKind.every(({ version }) => !untouched(version)) ? ofKind : [];
		const [first] = [...imported, ...alike, ...byHand];
		const before = imported.length > 1 ? undefined : first;
		if (before) free.delete(before);
		return {
			subject: "protected-detail",
			id: before?.id ?? `${kind} of ${victim.id}`,
			caseId: file.id,
			version: before?.version ?? 0,
			before: { kind, value: before?.value ?? null, personId: victim.id },
			after: { kind, value, personId: victim.id },
			differences: [{ what: DETAIL_WORDS[kind], before: before?.value ?? "", after: value }],
		};
	});
}
