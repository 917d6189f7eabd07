export function Prose({ text }: { text: string }) {
	return <p className="govuk-body pr-typed">{text}</p>;
}
