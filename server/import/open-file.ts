/** Opens whatever kind of file was chosen, by what is in it: a name proves nothing. */
import { openCsv } from "./csv.ts";
import { LARGEST_FILE, type Sheet, TrackerUnreadable } from "./sheet.ts";
import { openWorkbook } from "./workbook.ts";

/** Reads every sheet of a workbook, or the one of a CSV file. @throws TrackerUnreadable */
export async function openFile(data: Uint8Array, fileName: string): Promise<Sheet[]> {
	if (data.byteLength === 0) throw new TrackerUnreadable("empty", "This file is empty.");
	if (data.byteLength > LARGEST_FILE) {
		throw new TrackerUnreadable(
			"too-large",
			"This file is larger than 50 MB. Remove pictures and attachments from it and import it again.",
		);
	}
	const start = Buffer.from(data.buffer, data.byteOffset, Math.min(8, data.byteLength)).toString("latin1");
	if (/\.xlsm$/i.test(fileName)) {
		throw new TrackerUnreadable(
			"macros",
			"This is a workbook for macros (.xlsm), which Panelroom does not open. Save it in Excel as an Excel workbook without macros (.xlsx) and import that.",
		);
	}
	const isZip = start.startsWith("PK");
	const isOld = start.startsWith("\xd0\xcf\x11\xe0");
	const isCsv = !isZip && !isOld && /\.(csv|tsv|txt)$/i.test(fileName);
	if (isCsv) return [openCsv(data, fileName.replace(/\.[^.]*$/, ""))];
	if (!isZip && !isOld && !/\.xlsx$/i.test(fileName)) {
		throw new TrackerUnreadable(
			"not-a-workbook",
			"This file is neither an Excel workbook (.xlsx) nor a CSV file (.csv).",
		);
	}
	return openWorkbook(data);
}
