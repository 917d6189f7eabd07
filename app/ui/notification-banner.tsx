import { type ReactNode, useEffect, useId, useRef } from "react";
import { classNames } from "./class-names.ts";

type NotificationBannerProps = {
	/** `success` answers what the person just did: it is read out at once and takes focus. */
	type?: "important" | "success";
	title?: string;
	heading?: ReactNode;
	children?: ReactNode;
};

export function NotificationBanner({
	type = "important",
	title,
	heading,
	children,
}: NotificationBannerProps) {
	const titleId = useId();
	const box = useRef<HTMLElement>(null);
	const isSuccess = type === "success";

	useEffect(() => {
		if (isSuccess) box.current?.focus();
	}, [isSuccess]);

	return (
		<section
			ref={box}
			className={classNames("govuk-notification-banner", isSuccess && "govuk-notification-banner--success")}
			role={isSuccess ? "alert" : undefined}
			aria-labelledby={titleId}
			tabIndex={isSuccess ? -1 : undefined}
		>
			<div className="govuk-notification-banner__header">
				<h2 className="govuk-notification-banner__title" id={titleId}>
					{title ?? (isSuccess ? "Success" : "Important")}
				</h2>
			</div>
			<div className="govuk-notification-banner__content">
				{heading ? <p className="govuk-notification-banner__heading">{heading}</p> : null}
				{children}
			</div>
		</section>
	);
}
