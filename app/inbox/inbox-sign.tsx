import { useEffect, useRef } from "react";
import { useInboxSign, useUnread } from "../live/inbox-sign.ts";
import { useAnnounce } from "../ui/index.ts";
import { unreadInWords } from "./notice-words.ts";

/** Listens for what comes into the inbox while a page is open, and says so politely. Shows nothing itself. */
export function InboxSign({ userId, unread }: { userId: string | null; unread: number }) {
	const announce = useAnnounce();
	const now = useUnread(unread);
	const before = useRef(now);
	useInboxSign(userId);
	useEffect(() => {
		if (now > before.current) announce(`Something new in your inbox: ${unreadInWords(now)} unread`);
		before.current = now;
	}, [now, announce]);
	return null;
}
