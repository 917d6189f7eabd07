import {
	createContext,
	type ReactNode,
	useCallback,
	useContext,
	useEffect,
	useMemo,
	useRef,
	useState,
} from "react";
import { type AnnouncementQueue, announcementQueue } from "./announcement-queue.ts";

type Announce = (text: string) => void;

const AnnounceContext = createContext<Announce | null>(null);

type LiveAnnouncerProps = {
	/** Nothing is read out; the person has asked for quiet. */
	muted?: boolean;
	children: ReactNode;
};

/**
 * The one place from which changes made by others are read out. Put it around the whole page, above whatever calls
 * `useAnnounce`. The region is empty at first, because screen readers say only what changes.
 */
export function LiveAnnouncer({ muted = false, children }: LiveAnnouncerProps) {
	const [said, setSaid] = useState({ text: "", turn: 0 });
	const queue = useRef<AnnouncementQueue | null>(null);

	useEffect(() => {
		if (muted) return;
		const opened = announcementQueue((text) => setSaid((last) => ({ text, turn: last.turn + 1 })));
		queue.current = opened;
		return () => {
			opened.stop();
			queue.current = null;
		};
	}, [muted]);

	const announce = useCallback<Announce>((text) => queue.current?.add(text), []);
	const region = useMemo(
		() => (
			<div className="govuk-visually-hidden" role="status" data-announcer="">
				{/* The key makes a new node of each, so the same words twice are said twice. */}
				{said.text ? <p key={said.turn}>{said.text}</p> : null}
			</div>
		),
		[said],
	);

	return (
		<AnnounceContext.Provider value={announce}>
			{children}
			{region}
		</AnnounceContext.Provider>
	);
}

/** Says to screen readers what changed, in a whole sentence; batched to one announcement every five seconds. */
export function useAnnounce(): Announce {
	const announce = useContext(AnnounceContext);
	if (!announce) throw new Error("useAnnounce needs a LiveAnnouncer around the page");
	return announce;
}
