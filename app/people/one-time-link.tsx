/** A one-time link, shown this once, and how to hand it over. */
import { useEffect, useState } from "react";
import { Button, InsetText, TextInput, Time, WarningText } from "../ui/index.ts";

/** A link that was just made, for whom, and when it ends (ISO 8601). */
export interface ShownLink {
	url: string;
	endsAt: string;
	name: string;
}

export function OneTimeLink({ link }: { link: ShownLink }) {
	return (
		<>
			<WarningText>
				Whoever opens this link sets the password of the account. It is shown only now and kept nowhere.
			</WarningText>
			<TextInput
				name="oneTimeLink"
				label="Link"
				hint="Select all of it and copy it."
				readOnly
				defaultValue={link.url}
				spellCheck={false}
				onFocus={(event) => event.currentTarget.select()}
			/>
			<CopyButton text={link.url} />
			<p className="govuk-body">To hand it over:</p>
			<ul className="govuk-list govuk-list--bullet">
				<li>
					make sure that it reaches {link.name} and nobody else, for example by their own secure e-mail or in
					person, never through a shared mailbox
				</li>
				<li>tell them to open it and choose a password; it then signs them in</li>
				<li>
					it works once, until <Time at={link.endsAt} />
				</li>
			</ul>
			<InsetText>If it is lost, make another one: this one then stops working.</InsetText>
		</>
	);
}

/** Needs script and the browser's leave, so it appears only where it can work. */
function CopyButton({ text }: { text: string }) {
	const [state, setState] = useState<"absent" | "ready" | "copied">("absent");
	useEffect(() => {
		if (navigator.clipboard) setState("ready");
	}, []);
	if (state === "absent") return null;
	const copy = () =>
		navigator.clipboard.writeText(text).then(
			() => setState("copied"),
			() => setState("absent"),
		);
	return (
		<p className="govuk-body">
			<Button type="button" variant="secondary" onClick={copy}>
				Copy link
			</Button>{" "}
			<span role="status">{state === "copied" ? "Copied" : ""}</span>
		</p>
	);
}
