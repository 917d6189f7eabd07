type HiddenFieldsProps = { values: Record<string, string | number | boolean | null | undefined> };

/** What a form posts without showing it: opId, row version, token. What is null or undefined is left out. */
export function HiddenFields({ values }: HiddenFieldsProps) {
	return (
		<>
			{Object.entries(values).map(([name, value]) =>
				value === null || value === undefined ? null : (
					<input key={name} type="hidden" name={name} value={String(value)} />
				),
			)}
		</>
	);
}
