/** What became of each of several actions that were updated at once. */
import { Link } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { paths } from "../paths.ts";
import { NotificationBanner } from "../ui/index.ts";
import type { Updated } from "./log-desk.ts";

interface WhatBecameProps {
	updated: Updated[];
	/** What was said of them, when some are as they were. */
	said: string | undefined;
	/** It stands in the form below; without one, since nothing more may be said of any, it is shown here. */
	isInForm: boolean;
}

export function WhatBecame({ updated, said = "", isInForm }: WhatBecameProps) {
	const left = updated.filter(({ why }) => why !== null);
	const done = updated.length - left.length;
	const isNothingDone = done === 0;
	const box = useRef<HTMLDivElement>(null);
	// Told at once too, though it is no success.
	useEffect(() => {
		if (updated.length > 0 && isNothingDone) box.current?.focus();
	}, [updated, isNothingDone]);
	const banner = (
		<NotificationBanner
			type={isNothingDone ? "important" : "success"}
			title={left.length === 0 ? "Saved" : "What became of them"}
			heading={`${done === 0 ? "No action was" : done === 1 ? "1 action was" : `${done} actions were`} updated.`}
		>
			{left.length > 0 ? (
				<>
					<p className="govuk-body">
						{left.length === 1 ? "1 is as it was:" : `${left.length} are as they were:`}
					</p>
					<ul className="govuk-list govuk-list--bullet">
						{left.map(({ id, what, reference, why }) => (
							<li key={id}>
								{what ? (
									<>
										<Link className="govuk-notification-banner__link pr-typed" to={paths.action(id)}>
											{what}
										</Link>{" "}
										({reference})
									</>
								) : (
									"An action"
								)}
								: {why}
							</li>
						))}
					</ul>
				</>
			) : null}
			{left.length > 0 && isInForm ? (
				<p className="govuk-body">
					What you said of {left.length === 1 ? "it" : "them"} is still in the form below.
				</p>
			) : left.length > 0 && said !== "" ? (
				<p className="govuk-body">
					You had said: <span className="pr-typed">“{said}”</span>
				</p>
			) : null}
		</NotificationBanner>
	);
	return isNothingDone ? (
		<div role="alert" tabIndex={-1} ref={box}>
			{banner}
		</div>
	) : (
		banner
	);
}
