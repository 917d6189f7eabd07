/** When and where a meeting is held, for planning one and for changing one. */
import type { FormAnswer } from "../form-answer.tsx";
import { DateInput, TextInput } from "../ui/index.ts";
import { londonClock } from "./london-instant.ts";

interface MeetingFieldsProps {
	/** What was answered to this form. */
	answer: FormAnswer;
	/** The meeting as it is stored, when it is changed. */
	meeting?: { startsAt: string; minutes: number; place: string };
}

const USUAL_MINUTES = 120;

export function MeetingFields({ answer: { values, errors, date }, meeting }: MeetingFieldsProps) {
	const stored = meeting ? londonClock(meeting.startsAt) : undefined;
	return (
		<>
			<DateInput
				name="date"
				label="Date"
				hint="For example, 3 12 2026"
				defaultValue={date("date") ?? stored?.date}
				error={errors.date}
			/>
			<TextInput
				name="time"
				label="Time"
				hint="On the 24-hour clock, for example 09:30"
				width={5}
				inputMode="numeric"
				defaultValue={values.time ?? stored?.time}
				error={errors.time}
				autoComplete="off"
			/>
			<TextInput
				name="minutes"
				label="How long"
				suffix="minutes"
				width={4}
				inputMode="numeric"
				defaultValue={values.minutes ?? String(meeting?.minutes ?? USUAL_MINUTES)}
				error={errors.minutes}
				autoComplete="off"
			/>
			<TextInput
				name="place"
				label="Place or call link"
				hint="A room, or the address of the video call"
				defaultValue={values.place ?? meeting?.place}
				error={errors.place}
				autoComplete="off"
			/>
		</>
	);
}
