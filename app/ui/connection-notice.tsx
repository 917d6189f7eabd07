import { type ReactNode, useEffect, useState } from "react";
import { Shape } from "./shape.tsx";

type ConnectionNoticeProps = {
	connected: boolean;
	/** How long a gap may last unseen; networks switch all the time, and a notice that flickers is not believed. */
	afterMs?: number;
	/** What is lost or kept meanwhile; the default holds for the live room. */
	children?: ReactNode;
};

/** Says that the page no longer hears from the server. It lies over the page, so nothing moves under a finger. */
export function ConnectionNotice({ connected, afterMs = 2500, children }: ConnectionNoticeProps) {
	const [shown, setShown] = useState(false);

	useEffect(() => {
		if (connected) {
			setShown(false);
			return;
		}
		const timer = setTimeout(() => setShown(true), afterMs);
		return () => clearTimeout(timer);
	}, [connected, afterMs]);

	return (
		<div className="pr-connection" role="alert">
			{shown ? (
				<div className="pr-connection__notice">
					<Shape name="exclamation" />
					<div>
						<p className="pr-connection__title">You are not connected</p>
						<p className="pr-connection__text">
							{children ??
								"What you see may be out of date. Keep this page open: what you have typed is sent when the connection is back."}
						</p>
					</div>
				</div>
			) : null}
		</div>
	);
}
