/** A form that a link has opened within its page: it takes the focus, and gives it to the page's title at its end. */
import { useLocation } from "@remix-run/react";
import { type ReactNode, useEffect, useRef } from "react";

export function Opened({ children }: { children: ReactNode }) {
	const box = useRef<HTMLDivElement>(null);
	const { key } = useLocation();
	const openedBy = useRef(key);
	useEffect(() => {
		// On a page that was just loaded, the browser has put the focus where it belongs.
		if (openedBy.current !== "default") box.current?.focus();
		return () => {
			if (document.activeElement === document.body)
				document.querySelector<HTMLElement>(".pr-page-title")?.focus();
		};
	}, []);
	return (
		<div className="pr-opened" tabIndex={-1} ref={box}>
			{children}
		</div>
	);
}
