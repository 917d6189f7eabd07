/** The figures as files. */
import { paths } from "../paths.ts";
import { Button, CommandForm, WarningText } from "../ui/index.ts";

export function TakeAway({ search }: { search: string }) {
	return (
		<section className="pr-figure pr-no-print" aria-labelledby="files-heading">
			<h2 className="govuk-heading-m" id="files-heading">
				Take these figures with you
			</h2>
			<p className="govuk-body">
				Each file is recorded as a disclosure, with your name. It says for itself what it counts.
			</p>
			<CommandForm
				method="post"
				action={paths.outcomesFile(search)}
				reloadDocument
				className="pr-outcomes-files"
			>
				<div>
					<h3 className="govuk-heading-s">For others</h3>
					<p className="govuk-body">
						Numbers under 5 are left out, and others from which these could be worked out.
					</p>
					<Button name="list" value="outcomes">
						Download CSV that may leave the force
					</Button>
				</div>
				<div>
					<h3 className="govuk-heading-s">For use inside the force</h3>
					<p className="govuk-body">Every number as it stands on this page.</p>
					<Button name="list" value="outcomes-within" variant="secondary">
						Download CSV with every number
					</Button>
				</div>
			</CommandForm>
			<WarningText>
				Do not give out two files that overlap, such as a month and its quarter: their difference can tell
				what each leaves out.
			</WarningText>
		</section>
	);
}
