import { eq } from "drizzle-orm";
import { z } from "zod";
import { cases, panels } from "#db/schema/index.ts";
import { administers, rowVersion } from "../agencies/index.ts";
import { command, keepRevision, record, touch } from "../events/index.ts";
import { Conflict, Invalid, NotAllowed } from "../http/errors.ts";
import { nameKey } from "../text-keys.ts";
import { refuseTaken } from "./add-panel.ts";
import { panelArea, panelName, quorum, referencePrefix } from "./fields.ts";
import { takePanel } from "./policy.ts";

export const ChangePanel = z.object({
	panelId: z.string(),
	name: panelName,
	area: panelArea,
	referencePrefix,
	/** Left as it is when not said. */
	quorum,
	version: rowVersion,
});

/**
 * Changes a panel's name, area or prefix. For administrators.
 * @throws NotFound; NotAllowed; Conflict when it was changed since `version`; Invalid when name or prefix is
 *   taken, or when cases already carry the prefix.
 */
export const changePanel = command(
	"panel.change",
	ChangePanel,
	async (hand, { panelId, version, ...given }) => {
		const { tx, actor } = hand;
		const { stream, panel, role } = await takePanel(hand, panelId);
		const fields = { ...given, quorum: given.quorum ?? panel.quorum };
		if (!administers(role)) throw new NotAllowed("Only an administrator can change a panel’s details.");
		if (panel.version !== version) {
			throw new Conflict("Somebody else changed this panel while you were typing.", {
				current: {
					name: panel.name,
					area: panel.area,
					referencePrefix: panel.referencePrefix,
					quorum: String(panel.quorum),
				},
				submitted: { ...fields, quorum: String(fields.quorum) },
				version: panel.version,
			});
		}
		await refuseTaken(tx, fields, panelId);
		// Freed for another panel, the old prefix would number that panel's cases into this one's.
		if (
			fields.referencePrefix !== panel.referencePrefix &&
			(await tx.$count(cases, eq(cases.panelId, panelId))) > 0
		) {
			throw new Invalid({
				referencePrefix: `Cases of this panel already carry the prefix ${panel.referencePrefix}, so it must stay`,
			});
		}
		const text = await keepRevision(tx, actor, stream, { kind: "panel", id: panelId }, fields);
		await tx
			.update(panels)
			.set({ ...fields, nameKey: nameKey(fields.name), version: stream.version })
			.where(eq(panels.id, panelId));
		await record(tx, actor, stream, "panel.changed", { panelId, text }, [touch("panel", panelId)]);
		return { panelId };
	},
);
