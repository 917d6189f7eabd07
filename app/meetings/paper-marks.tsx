import { Tag } from "../ui/index.ts";

/** That an item came, or changed, after the papers went out. */
export function ItemMark({ item }: { item: { isNew: boolean; isChanged: boolean } }) {
	if (item.isNew) return <Tag colour="yellow">Added since papers went out</Tag>;
	if (item.isChanged) return <Tag colour="yellow">Changed since papers went out</Tag>;
	return null;
}
