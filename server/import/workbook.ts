/**
 * Opens an Excel workbook that nobody vouches for. It hides the zip, the XML and what an ill-meant file could
 * do with either, and adds the one thing that read-excel-file does not tell: which cells are merged.
 */
import { crc32, inflateRawSync } from "node:zlib";
import readSheets from "read-excel-file/universal";
import { type Cell, LARGEST_FILE, MEGABYTE, type Place, type Sheet, TrackerUnreadable } from "./sheet.ts";

const LARGEST_CONTENT = 100 * MEGABYTE;
/** The XML of the sheets and of their shared texts: what is taken apart. A tracker of 5,000 rows has 10 MB of it. */
const LARGEST_TEXT = 50 * MEGABYTE;
const MOST_SHEETS = 50;
/** A row without content counts here too: formats reach further down than what is typed. */
const LAST_ROW = 20_000;
const LAST_COLUMN = 200;

/**
 * Reads every sheet, in the order of the tabs. The value of a formula is the one that Excel last computed;
 * text that looks like a formula stays text.
 * @throws TrackerUnreadable for anything but a whole .xlsx workbook of a tracker's size.
 */
export async function openWorkbook(data: Uint8Array): Promise<Sheet[]> {
	const files = unzip(data);
	if (files.has("xl/vbaProject.bin")) {
		throw new TrackerUnreadable(
			"macros",
			"This workbook has macros in it, which Panelroom does not open. Save it in Excel as an Excel workbook without macros (.xlsx) and import that.",
		);
	}
	try {
		const sheets = worksheetsOf(files);
		for (const xml of sheets) refuseVastSheet(xml);
		// Its reader trusts the declared sizes and pads rows up to the last: both have been checked by now.
		const read = await readSheets(new Uint8Array(data).buffer);
		if (read.length !== sheets.length) throw damaged();
		return sheets.map((xml, index) => {
			const { sheet: name = "", data: rows = [] } = read[index] ?? {};
			return sheetOf(name, rows, xml);
		});
	} catch (cause) {
		throw cause instanceof TrackerUnreadable ? cause : damaged(cause);
	}
}

function sheetOf(name: string, rows: readonly (readonly unknown[])[], xml: string): Sheet {
	const lastRow = rows.length;
	const lastColumn = Math.max(0, ...rows.map((row) => row.length));
	const anchors = anchorsOf(xml, { row: lastRow, column: lastColumn });
	return {
		name,
		lastRow,
		lastColumn,
		cell: ({ row, column }) => cellOf(rows[row - 1]?.[column - 1]),
		anchor: (place) => anchors.get(keyOf(place)) ?? place,
		hasMerges: anchors.size > 0,
		fillsDown: false,
	};
}

function cellOf(value: unknown): Cell {
	if (typeof value === "string") return value.trim() === "" ? null : value.replace(/\r\n?/g, "\n").trim();
	return typeof value === "number" || typeof value === "boolean" || value instanceof Date ? value : null;
}

/** Where each merged cell within the used part of the sheet gets its value from. */
function anchorsOf(xml: string, last: Place): Map<number, Place> {
	const anchors = new Map<number, Place>();
	for (const { attributes } of elements(xml, "mergeCell")) {
		const [from, to = from] = (attributes.get("ref") ?? "").split(":").map(placeOf);
		if (!from || !to) throw damaged();
		for (let row = from.row; row <= Math.min(to.row, last.row); row++) {
			for (let column = from.column; column <= Math.min(to.column, last.column); column++) {
				const key = keyOf({ row, column });
				// Excel never writes areas that overlap; a file that has them could keep us busy for hours.
				if (anchors.has(key)) throw damaged();
				anchors.set(key, from);
			}
		}
	}
	return anchors;
}

const keyOf = ({ row, column }: Place): number => row * (LAST_COLUMN + 1) + column;

/** "B12" is row 12, column 2. */
function placeOf(address: string): Place {
	const [, letters = "", digits = ""] = /^([A-Z]{1,3})(\d{1,7})$/.exec(address) ?? [];
	if (!digits) throw damaged();
	const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
	return { row: Number(digits), column };
}

/** The XML of each worksheet, in the order of the tabs. */
function worksheetsOf(files: Map<string, Uint8Array>): string[] {
	const xmlAt = (path: string): string => {
		const file = files.get(path);
		if (!file) throw notAWorkbook();
		return new TextDecoder().decode(file);
	};
	const targets = new Map<string, string>();
	for (const { attributes } of elements(xmlAt("xl/_rels/workbook.xml.rels"), "Relationship")) {
		if (!attributes.get("Type")?.endsWith("/worksheet")) continue;
		const target = attributes.get("Target") ?? "";
		targets.set(attributes.get("Id") ?? "", target.startsWith("/") ? target.slice(1) : `xl/${target}`);
	}
	const sheets = [...elements(xmlAt("xl/workbook.xml"), "sheet")].filter(({ attributes }) =>
		attributes.has("name"),
	);
	if (sheets.length > MOST_SHEETS) {
		throw new TrackerUnreadable("too-large", `This workbook has more than ${MOST_SHEETS} sheets.`);
	}
	return sheets.map(({ attributes }) => {
		const path = targets.get(attributes.get("id") ?? "");
		if (path) return xmlAt(path);
		throw new TrackerUnreadable(
			"damaged",
			"This workbook has a sheet that is not a table, for example a chart. Remove that sheet and import the file again.",
		);
	});
}

/** A row or a cell far out makes the reader fill all that lies between with blanks. */
function refuseVastSheet(xml: string): void {
	const refuseBeyond = (place: Place): void => {
		if (place.row <= LAST_ROW && place.column <= LAST_COLUMN) return;
		throw new TrackerUnreadable(
			"too-large",
			`A sheet of this workbook goes on beyond row ${LAST_ROW} or column ${LAST_COLUMN}. Delete the unused rows and columns, save the file and import it again.`,
		);
	};
	for (const { attributes } of elements(xml, "row")) {
		const row = attributes.get("r");
		if (row !== undefined) refuseBeyond(placeOf(`A${row}`));
	}
	for (const { attributes, isEmpty } of elements(xml, "c")) {
		const { row, column } = placeOf(attributes.get("r") ?? "");
		refuseBeyond({ row, column: isEmpty ? 1 : column });
	}
}

const ATTRIBUTE = /[ \t\r\n]+(?:(?!xmlns:)[^\s=<>"'/:]+:)?([^\s=<>"'/]+)=(?:"([^"<]*)"|'([^'<]*)')/y;
const END_OF_TAG = /[ \t\r\n]*(\/?)>/y;

type Element = { attributes: Map<string, string>; isEmpty: boolean };

/**
 * The elements of one name with their attributes, prefixes left out. Deliberately strict: whatever two
 * parsers might read in two ways is refused, since read-excel-file reads the same text after us.
 */
function* elements(xml: string, name: string): Generator<Element> {
	for (const tag of xml.matchAll(new RegExp(`<(?:[^\\s<>/:"']+:)?${name}(?=[\\s/>])([^<]*)`, "g"))) {
		const rest = tag[1] ?? "";
		const attributes = new Map<string, string>();
		ATTRIBUTE.lastIndex = 0;
		let end = 0;
		for (let found = ATTRIBUTE.exec(rest); found; found = ATTRIBUTE.exec(rest)) {
			const [, key = "", double, single] = found;
			if (attributes.has(key)) throw damaged();
			attributes.set(key, double ?? single ?? "");
			end = ATTRIBUTE.lastIndex;
		}
		END_OF_TAG.lastIndex = end;
		const closing = END_OF_TAG.exec(rest);
		if (!closing) throw damaged();
		yield { attributes, isEmpty: closing[1] === "/" };
	}
}

/**
 * Everything in the archive, by path, unpacked with Node's own zlib because it can stop at a size: no file
 * gives more than it declares, and all of them together declare no more than the limit.
 */
function unzip(data: Uint8Array): Map<string, Uint8Array> {
	if (data.byteLength > LARGEST_FILE) {
		throw new TrackerUnreadable(
			"too-large",
			"This file is larger than 50 MB. Remove pictures and attachments from it and import it again.",
		);
	}
	const zip = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	if (zip.subarray(0, 4).toString("hex") === "d0cf11e0") {
		throw new TrackerUnreadable(
			"not-a-workbook",
			"This workbook is locked with a password or is in the old .xls format. Open it in Excel, remove the password, save it as an Excel workbook (.xlsx) and import that.",
		);
	}
	if (zip.subarray(0, 4).toString("latin1") !== "PK\x03\x04") throw notAWorkbook();
	try {
		return unpack(zip, directoryOf(zip));
	} catch (cause) {
		throw cause instanceof TrackerUnreadable ? cause : damaged(cause);
	}
}

type ZipEntry = { path: string; method: number; crc: number; packed: number; size: number; header: number };

/** The table of contents at the archive's end; reading outside the file throws a RangeError. */
function directoryOf(zip: Buffer): ZipEntry[] {
	const end = zip.lastIndexOf("PK\x05\x06", zip.length - 22, "latin1");
	// The 64-bit form would give sizes of its own, and no file below 50 MB needs it.
	if (end < 0 || zip.subarray(end - 20, end - 16).toString("latin1") === "PK\x06\x07") throw damaged();
	let at = zip.readUInt32LE(end + 16);
	return Array.from({ length: zip.readUInt16LE(end + 8) }, () => {
		if (zip.readUInt32LE(at) !== 0x02014b50) throw damaged();
		const pathEnd = at + 46 + zip.readUInt16LE(at + 28);
		const entry = {
			path: zip.toString("utf8", at + 46, pathEnd),
			method: zip.readUInt16LE(at + 10),
			crc: zip.readUInt32LE(at + 16),
			packed: zip.readUInt32LE(at + 20),
			size: zip.readUInt32LE(at + 24),
			header: zip.readUInt32LE(at + 42),
		};
		at = pathEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
		return entry;
	});
}

function unpack(zip: Buffer, entries: ZipEntry[]): Map<string, Uint8Array> {
	const tooMuch = (cause?: unknown) =>
		new TrackerUnreadable(
			"too-large",
			"This file unpacks to far more than a tracker holds; it was not opened.",
			{
				cause,
			},
		);
	const sizeOf = (counted: ZipEntry[]) => counted.reduce((sum, { size }) => sum + size, 0);
	const texts = entries.filter(({ path }) => /^xl\/(worksheets\/|sharedStrings|styles|workbook)/.test(path));
	if (sizeOf(entries) > LARGEST_CONTENT || sizeOf(texts) > LARGEST_TEXT) throw tooMuch();
	const files = new Map<string, Uint8Array>();
	for (const { path, method, crc, packed, size, header } of entries) {
		const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
		const bytes = zip.subarray(start, start + packed);
		let content: Uint8Array = bytes;
		if (method === 8) {
			try {
				content = inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) });
			} catch (cause) {
				throw isTooLong(cause) ? tooMuch(cause) : damaged(cause);
			}
		} else if (method !== 0) throw damaged();
		if (content.byteLength !== size || crc32(content) !== crc || files.has(path)) throw damaged();
		files.set(path, content);
	}
	return files;
}

const isTooLong = (cause: unknown): boolean =>
	cause instanceof RangeError && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE";

const notAWorkbook = () =>
	new TrackerUnreadable("not-a-workbook", "This file is not an Excel workbook (.xlsx).");

const damaged = (cause?: unknown) =>
	new TrackerUnreadable(
		"damaged",
		"This workbook is damaged. Open it in Excel, save it as an Excel workbook (.xlsx) and import that file.",
		{ cause },
	);
