/** What became of each of several actions that were updated at once. */
import { Link } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { paths } from "../paths.ts";
import { NotificationBanner } from "../ui/index.ts";
import type { Updated } from "./log-desk.ts";

export function WhatBecame({ updated }: { updated: Updated[] }) {
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
			{left.length > 0 ? (
				<p className="govuk-body">
					What you said of {left.length === 1 ? "it" : "them"} is still in the form below.
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
